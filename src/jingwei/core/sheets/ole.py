"""The streams of a compound file ([MS-CFB]), the container of .xls, .et, .doc and encrypted workbooks."""

from __future__ import annotations

import struct

from jingwei.core.sheets.errors import SheetError
from jingwei.core.sheets.texts import DAMAGED

_LAST_SECTOR = 0xFFFFFFFA  # the first id that no sector can have
_END = 0xFFFFFFFE
_HEADER = 512
_ENTRY = 128
_STREAM = 2
_ROOT = 5


class Ole:
    """The named streams of a compound file. Every chain is walked once and refused when it runs in a circle."""

    def __init__(self, data: bytes) -> None:
        """Read header, allocation tables and directory of `data`; raises SheetError when they make no sense."""
        try:
            self._open(data)
        except (struct.error, IndexError, ValueError) as wrong:
            raise SheetError("file.damaged", DAMAGED) from wrong

    def _open(self, data: bytes) -> None:
        self._data = data
        shift, mini_shift = struct.unpack_from("<HH", data, 30)
        if shift not in (9, 12) or mini_shift != 6:
            raise ValueError
        self._size = 1 << shift
        directory, self._cutoff, mini_table = struct.unpack_from("<I4xII", data, 48)
        mini_count, more, more_count = struct.unpack_from("<III", data, 64)
        self._table = self._allocation(more, more_count)
        self._streams: dict[str, tuple[int, int]] = {}
        root_start = root_length = 0
        listing = self._chain(directory)
        for at in range(0, len(listing) - _ENTRY + 1, _ENTRY):
            length, kind = struct.unpack_from("<HB", listing, at + 64)
            start, size = struct.unpack_from("<II", listing, at + 116)
            if kind == _ROOT:
                root_start, root_length = start, size
            elif kind == _STREAM:
                name = listing[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
                self._streams.setdefault(name, (start, size))
        has_mini = mini_count > 0 and root_length > 0
        self._mini = self._chain(root_start)[:root_length] if has_mini else b""
        self._mini_table = _numbers(self._chain(mini_table)) if has_mini else ()

    def _allocation(self, more: int, more_count: int) -> tuple[int, ...]:
        tables = list(struct.unpack_from("<109I", self._data, 76))
        for _ in range(min(more_count, len(self._data) // self._size + 1)):
            if more >= _LAST_SECTOR:
                break
            numbers = _numbers(self._sector(more))
            tables.extend(numbers[:-1])
            more = numbers[-1]
        return _numbers(b"".join(self._sector(sector) for sector in tables if sector < _LAST_SECTOR))

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        sector = self._data[start : start + self._size]
        if not sector:
            raise ValueError
        return sector.ljust(self._size, b"\0")

    def _chain(self, first: int) -> bytes:
        sectors: list[bytes] = []
        number = first
        while number < _LAST_SECTOR:
            if len(sectors) > len(self._table):
                raise ValueError
            sectors.append(self._sector(number))
            number = self._table[number]
        if number != _END:
            raise ValueError
        return b"".join(sectors)

    def __contains__(self, name: str) -> bool:
        return name in self._streams

    def stream(self, name: str) -> bytes:
        """The bytes of stream `name`; raises SheetError when its chain is broken."""
        start, size = self._streams[name]
        try:
            return (self._chain(start) if size >= self._cutoff else self._mini_chain(start))[:size]
        except (IndexError, ValueError) as wrong:
            raise SheetError("file.damaged", DAMAGED) from wrong

    def _mini_chain(self, first: int) -> bytes:
        pieces: list[bytes] = []
        number = first
        while number < _LAST_SECTOR:
            if len(pieces) > len(self._mini_table):
                raise ValueError
            pieces.append(self._mini[number * 64 : number * 64 + 64])
            number = self._mini_table[number]
        return b"".join(pieces)


def _numbers(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])
