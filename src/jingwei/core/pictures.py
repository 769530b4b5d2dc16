"""Pictures and papers that are attached: what they are by their content, and pictures without what a camera adds.

A photo says where and when it was taken and with whose phone. Nobody asked for that, so it is taken out before the
file is kept (no record of a person's movements: design.md).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from jingwei.core.errors import JingweiError

MOST_BYTES = 20 * 1024 * 1024
_JPEG, _PNG = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
# By their first bytes: type, and the ends of names that go with it.
_KNOWN: tuple[tuple[bytes, str, tuple[str, ...]], ...] = (
    (_JPEG, "image/jpeg", ("jpg", "jpeg")),
    (_PNG, "image/png", ("png",)),
    (b"%PDF-", "application/pdf", ("pdf",)),
    (b"PK\x03\x04", "application/octet-stream", ("docx", "xlsx", "pptx", "ofd")),
    (b"\xd0\xcf\x11\xe0", "application/octet-stream", ("doc", "xls", "ppt", "wps", "et")),
)
ACCEPT = ",".join(f".{end}" for _, _, ends in _KNOWN for end in ends)
_TEXT_CHUNKS = frozenset({b"eXIf", b"tEXt", b"iTXt", b"zTXt", b"tIME"})


class NotAttachable(JingweiError):
    """A file that is not kept; the sentence names it and what would be right."""

    code = "attachment.not_taken"
    status = 422


def attachable(data: bytes, name: str) -> tuple[bytes, str]:
    """The bytes to keep and their type. Raises NotAttachable."""
    if len(data) > MOST_BYTES:
        size = f"{len(data) / 1024 / 1024:.0f}"
        raise NotAttachable(f"“{name}”有{size}MB，一个文件最多20MB；照片请缩小后再传，其他文件请压缩或分开。")
    if not data:
        raise NotAttachable(f"“{name}”是空文件，请重新选择。")
    end = name.rpartition(".")[2].lower()
    found = next((known for known in _KNOWN if data.startswith(known[0]) and end in known[2]), None)
    if found is None:
        hint = "苹果手机的照片请在“设置—相机—格式”中选“兼容性最佳”，或另存为 JPG；" if end in ("heic", "heif") else ""
        raise NotAttachable(
            f"“{name}”不能作为附件：{hint}可传 JPG、PNG 照片和 PDF、OFD、Word、Excel、WPS 文件，扩展名应与内容相符。"
        )
    try:
        return (without_metadata(data), found[1])
    except (struct.error, IndexError, ValueError) as error:
        raise NotAttachable(f"“{name}”已损坏，打不开；请重新拍照或重新保存后再传。") from error


def without_metadata(data: bytes) -> bytes:
    """A JPEG or PNG without place, time, device and remarks; other content as it is. Raises ValueError."""
    if data.startswith(_JPEG):
        return b"".join(_jpeg_pieces(data))
    if data.startswith(_PNG):
        return _PNG + b"".join(_png_chunks(data))
    return data


def _jpeg_pieces(data: bytes) -> Iterator[bytes]:
    yield data[:2]
    at = 2
    turned = b""
    while True:
        if data[at] != 0xFF:
            raise ValueError("no marker")
        marker = data[at + 1]
        if marker == 0xDA:  # the picture itself follows
            yield turned + data[at:]
            return
        (length,) = struct.unpack(">H", data[at + 2 : at + 4])
        piece = data[at : at + 2 + length]
        if len(piece) < length + 2:
            raise ValueError("cut off")
        if marker == 0xE1 and piece[4:10] == b"Exif\0\0":
            turned = _turn(piece[10:])
        # JFIF, colour profile and Adobe's colours are needed to show it; all other APPn and comments are not.
        elif (not (0xE0 < marker <= 0xEF and marker not in (0xE2, 0xEE)) and marker != 0xFE) or (
            marker == 0xE2 and piece[4:15] == b"ICC_PROFILE"
        ):
            yield piece
        at += 2 + length


def _turn(exif: bytes) -> bytes:
    """An Exif piece that says nothing but how the picture is turned; empty where it is upright or cannot be told."""
    try:
        order = "<" if exif[:2] == b"II" else ">"
        (first,) = struct.unpack(order + "I", exif[4:8])
        (count,) = struct.unpack(order + "H", exif[first : first + 2])
        for number in range(min(count, 100)):
            tag, _, _, value = struct.unpack(order + "HHIH", exif[first + 2 + 12 * number : first + 12 + 12 * number])
            if tag == 0x0112 and 2 <= value <= 8:
                body = b"Exif\0\0MM\0*\0\0\0\x08\0\x01" + struct.pack(">HHIHHI", 0x0112, 3, 1, value, 0, 0)
                return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body
    except struct.error:
        pass
    return b""


def _png_chunks(data: bytes) -> Iterator[bytes]:
    at = len(_PNG)
    while at < len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        name, chunk = data[at + 4 : at + 8], data[at : at + 12 + length]
        if len(chunk) < 12 + length:
            raise ValueError("cut off")
        if name not in _TEXT_CHUNKS:
            yield chunk
        at += 12 + length
        if name == b"IEND":
            return
