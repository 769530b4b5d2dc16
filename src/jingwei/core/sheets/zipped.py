"""A zipped workbook, inflated part by part under a limit before any reader sees it."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

from jingwei.core.sheets.errors import SheetError
from jingwei.core.sheets.limits import Limits
from jingwei.core.sheets.texts import DAMAGED, ENCRYPTED, SAVE_AS, TOO_BIG_INSIDE

_LOCAL_HEADER = 30
_ENCRYPTED_FLAG = 0x1
_OTHER_DOCUMENTS = (
    ("word/", "file.document", "这是 Word 文档，不是表格。请把表格复制到 Excel 或 WPS 表格里，存为 .xlsx 再上传。"),
    ("ppt/", "file.document", "这是演示文稿，不是表格。请把表格复制到 Excel 或 WPS 表格里，存为 .xlsx 再上传。"),
    ("OFD.xml", "file.document", "这是 OFD 版式文件，不是表格。请找制表人要原来的 Excel 或 WPS 表格再上传。"),
    ("xl/workbook.bin", "file.xlsb", "这是 .xlsb 格式，系统不能直接读取。" + SAVE_AS),
    ("content.xml", "file.ods", "这是 .ods 格式，系统不能直接读取。" + SAVE_AS),
)


class Zipped:
    """The parts of a zipped workbook. Opening it checks what the archive declares; reading checks what is true."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        """Open `data`; raises SheetError for a damaged, encrypted or outsized archive and for other documents."""
        self._data = data
        self._limit = limits.max_inflated
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                entries = archive.infolist()
        except (zipfile.BadZipFile, ValueError, EOFError, struct.error, NotImplementedError) as wrong:
            raise SheetError("file.damaged", DAMAGED) from wrong
        self._entries = {entry.filename: entry for entry in entries}
        if len(entries) > limits.max_entries or sum(entry.file_size for entry in entries) > limits.max_inflated:
            raise SheetError("file.zip_bomb", TOO_BIG_INSIDE)
        if len(self._entries) != len(entries):
            raise SheetError("file.damaged", DAMAGED)
        if any(entry.flag_bits & _ENCRYPTED_FLAG for entry in entries):
            raise SheetError("file.encrypted", ENCRYPTED)
        self._refuse_other_documents()

    def _refuse_other_documents(self) -> None:
        if "xl/workbook.xml" in self._entries:
            return
        for start, code, message in _OTHER_DOCUMENTS:
            if any(name.startswith(start) for name in self._entries):
                raise SheetError(code, message)
        if "[Content_Types].xml" not in self._entries:
            raise SheetError("file.archive", "这是压缩包。请先解压，再上传里面的表格。")

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def names(self) -> Iterator[str]:
        """The names of all parts."""
        return iter(self._entries)

    def part(self, name: str) -> bytes:
        """One part, inflated to exactly what it declares; raises SheetError when it lies or is broken."""
        entry = self._entries[name]
        start = entry.header_offset
        head = self._data[start : start + _LOCAL_HEADER]
        if len(head) < _LOCAL_HEADER or head[:4] != b"PK\x03\x04":
            raise SheetError("file.damaged", DAMAGED)
        name_length, extra_length = struct.unpack_from("<HH", head, 26)
        start += _LOCAL_HEADER + name_length + extra_length
        packed = memoryview(self._data)[start : start + entry.compress_size]
        if entry.compress_type == zipfile.ZIP_STORED:
            content = bytes(packed)
        elif entry.compress_type == zipfile.ZIP_DEFLATED:
            content = self._inflate(packed, entry.file_size)
        else:
            raise SheetError("file.damaged", DAMAGED)
        if len(content) != entry.file_size:
            raise SheetError("file.damaged", DAMAGED)
        return content

    def _inflate(self, packed: memoryview, declared: int) -> bytes:
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            # One byte more than declared is enough to see that the archive lies about its size.
            content = inflater.decompress(packed, declared + 1)
        except zlib.error as wrong:
            raise SheetError("file.damaged", DAMAGED) from wrong
        if len(content) > declared:
            raise SheetError("file.zip_bomb", TOO_BIG_INSIDE)
        if not inflater.eof:
            raise SheetError("file.damaged", DAMAGED)
        return content
