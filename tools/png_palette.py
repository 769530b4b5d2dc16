"""Makes the PNG of a screenshot small: at most 256 colours, chosen by how often they occur, and packed tightly."""

from __future__ import annotations

import struct
import zlib

import numpy as np
from numpy.typing import NDArray

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_COLOURS = 256


def with_palette(png: bytes) -> bytes:
    """The same picture with a palette. Takes the 8-bit RGB or RGBA PNG that a browser makes; raises ValueError else."""
    pixels = _read(png)
    packed = (pixels[..., 0].astype(np.uint32) << 16) | (pixels[..., 1].astype(np.uint32) << 8) | pixels[..., 2]
    colours, where, counts = np.unique(packed.ravel(), return_inverse=True, return_counts=True)
    palette = _most(colours, counts)
    nearest = _nearest(colours, palette)
    indexes = nearest[where].reshape(packed.shape)
    rgb = np.stack([palette >> 16, palette >> 8 & 255, palette & 255], axis=1).astype(np.uint8)
    return _written(indexes.astype(np.uint8), rgb)


def _most(colours: NDArray[np.uint32], counts: NDArray[np.int64]) -> NDArray[np.uint32]:
    """The palette: the most frequent colours, but of colours that nearly agree only the most frequent."""
    order = np.argsort(-counts, kind="stable")
    if len(colours) <= _COLOURS:
        return colours[order]
    for step in (4, 8, 16, 32):
        coarse = _channels(colours[order]) // step
        _, first = np.unique(coarse, axis=0, return_index=True)
        if len(first) <= 4 * _COLOURS:
            break
    return colours[order][np.sort(first)[:_COLOURS]]


def _nearest(colours: NDArray[np.uint32], palette: NDArray[np.uint32]) -> NDArray[np.intp]:
    wanted, offered = _channels(colours), _channels(palette)
    out = np.empty(len(wanted), dtype=np.intp)
    for start in range(0, len(wanted), 4096):
        part = wanted[start : start + 4096, None, :] - offered[None, :, :]
        out[start : start + 4096] = (part * part).sum(axis=2).argmin(axis=1)
    return out


def _channels(colours: NDArray[np.uint32]) -> NDArray[np.int64]:
    return np.stack([colours >> 16, colours >> 8 & 255, colours & 255], axis=1).astype(np.int64)


def _read(png: bytes) -> NDArray[np.uint8]:
    if png[:8] != _SIGNATURE:
        raise ValueError("not a PNG")
    at, data, head = 8, b"", b""
    while at < len(png):
        length, kind = struct.unpack_from(">I4s", png, at)
        body = png[at + 8 : at + 8 + length]
        head = body if kind == b"IHDR" else head
        data += body if kind == b"IDAT" else b""
        at += length + 12
    width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", head)
    if depth != 8 or colour not in (2, 6) or interlaced:
        raise ValueError("a PNG of another make than a browser's")
    size = 3 if colour == 2 else 4
    raw = np.frombuffer(zlib.decompress(data), dtype=np.uint8).reshape(height, 1 + width * size)
    out = np.zeros((height, width * size), dtype=np.uint8)
    above = np.zeros(width * size, dtype=np.uint8)
    for row in range(height):
        out[row] = above = _unfiltered(int(raw[row, 0]), raw[row, 1:], above, size)
    return out.reshape(height, width, size)


def _unfiltered(kind: int, line: NDArray[np.uint8], above: NDArray[np.uint8], size: int) -> NDArray[np.uint8]:
    """One line after its filter is taken back (PNG, section 9)."""
    if kind == 0:
        return line
    if kind == 1:
        return np.cumsum(line.reshape(-1, size), axis=0, dtype=np.uint8).reshape(-1)
    if kind == 2:
        return line + above
    return np.frombuffer(_by_byte(kind, line.tobytes(), above.tobytes(), size), dtype=np.uint8)


def _by_byte(kind: int, line: bytes, above: bytes, size: int) -> bytes:
    out = bytearray(len(line))
    for index, value in enumerate(line):
        left = out[index - size] if index >= size else 0
        up = above[index]
        if kind == 3:
            guess = (left + up) // 2
        else:
            corner = above[index - size] if index >= size else 0
            straight = left + up - corner
            by_left, by_up, by_corner = abs(straight - left), abs(straight - up), abs(straight - corner)
            guess = left if by_left <= by_up and by_left <= by_corner else up if by_up <= by_corner else corner
        out[index] = (value + guess) & 255
    return bytes(out)


def _written(indexes: NDArray[np.uint8], palette: NDArray[np.uint8]) -> bytes:
    height, width = indexes.shape
    lines = np.zeros((height, width + 1), dtype=np.uint8)
    lines[:, 1:] = indexes
    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    parts = (
        (b"IHDR", head),
        (b"PLTE", palette.tobytes()),
        (b"IDAT", zlib.compress(lines.tobytes(), 9)),
        (b"IEND", b""),
    )
    return _SIGNATURE + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in parts
    )
