"""Pictures drawn for the demo: a wall with or without boxes before it, as PNG. No photo of a real place is kept."""

import struct
import zlib

_WIDTH, _HEIGHT = 480, 320


def drawn(seed: int, *, cluttered: bool) -> bytes:
    """A picture that differs by seed; `cluttered` shows what is to be put right."""
    shade = 150 + seed * 37 % 80
    wall, floor = (shade, shade, shade - 20), (110, 104, 98)
    boxes = [(40 + at * 95, 130 + (seed + at * 31) % 50) for at in range(4)] if cluttered else []

    def colour(x: int, y: int) -> tuple[int, int, int]:
        for left, top in boxes:
            if left <= x < left + 80 and top <= y < 270:
                return (166, 120, 70) if (x - left) % 40 > 2 and (y - top) % 45 > 2 else (120, 84, 48)
        if y > 250:
            return floor if cluttered or not 30 < x < 450 or y % 30 > 4 else (230, 200, 40)
        return wall

    lines = b"".join(b"\0" + b"".join(bytes(colour(x, y)) for x in range(_WIDTH)) for y in range(_HEIGHT))
    head = struct.pack(">IIBBBBB", _WIDTH, _HEIGHT, 8, 2, 0, 0, 0)
    body = (_piece(b"IHDR", head), _piece(b"IDAT", zlib.compress(lines, 6)), _piece(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(body)


def _piece(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
