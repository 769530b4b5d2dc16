"""What a workbook stream of .xls and .et ([MS-XLS]) would unfold to, found before a reader unfolds it."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from jingwei.core.sheets.errors import SheetError
from jingwei.core.sheets.extent import Extent
from jingwei.core.sheets.texts import DAMAGED, ENCRYPTED

_BOF, _EOF, _CONTINUE, _FILEPASS = 0x0809, 0x000A, 0x003C, 0x002F
_BOUNDSHEET, _SST, _DIMENSIONS = 0x0085, 0x00FC, 0x0200
_FORMULA, _LABELSST, _BOOLERR, _MULRK = 0x0006, 0x00FD, 0x0205, 0x00BD
_OTHER_CELLS = frozenset({0x0203, 0x0204, 0x00D6, 0x027E})  # number, label, rich text, packed number
_MOST_DECLARED = 65_536 * 256  # cells of the largest sheet the format knows
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}

_pair = struct.Struct("<HH").unpack_from
_number = struct.Struct("<I").unpack_from


@dataclass(slots=True)
class Survey:
    """One sheet: its extent, formulas without a visible result, cells with an error; by 0-based (row, column)."""

    name: str
    extent: Extent = field(default_factory=Extent)
    uncounted: list[tuple[int, int]] = field(default_factory=list)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    strings: dict[int, int] = field(default_factory=dict)  # how often each shared string stands in a cell


def survey(stream: bytes) -> tuple[list[Survey], int]:
    """The sheets of a workbook stream in order, and the bytes of text their cells hold if each has its own copy.

    Raises:
        SheetError: encrypted or damaged.
    """
    try:
        return _survey(stream)
    except (struct.error, IndexError) as wrong:
        raise SheetError("file.damaged", DAMAGED) from wrong


def _survey(stream: bytes) -> tuple[list[Survey], int]:
    places: list[tuple[int, str]] = []
    lengths: list[int] = []
    for kind, at, length in _records(stream, 0):
        if kind == _FILEPASS:
            raise SheetError("file.encrypted", ENCRYPTED)
        if kind == _BOUNDSHEET:
            places.append((_number(stream, at)[0], _sheet_name(stream, at, length, len(places))))
        elif kind == _SST:
            lengths = _string_lengths(stream, at, length)
        elif kind == _EOF:
            break
    sheets = [_survey_sheet(stream, place, name) for place, name in places]
    known = len(lengths)
    text = sum(lengths[i] * n for sheet in sheets for i, n in sheet.strings.items() if i < known)
    return sheets, text


def _records(stream: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    end = len(stream)
    while at + 4 <= end:
        kind, length = _pair(stream, at)
        at += 4
        if at + length > end:
            raise IndexError
        yield kind, at, length
        at += length


def _survey_sheet(stream: bytes, place: int, name: str) -> Survey:
    sheet = Survey(name)
    add = sheet.extent.add
    strings = sheet.strings
    depth = 0
    for kind, at, length in _records(stream, place):
        if kind == _BOF:
            depth += 1
        elif kind == _EOF:
            depth -= 1
            if depth <= 0:
                break
        elif depth > 1:  # an embedded chart brings cells of its own
            continue
        elif kind == _LABELSST:
            add(*_pair(stream, at))
            which = _number(stream, at + 6)[0]
            strings[which] = strings.get(which, 0) + 1
        elif kind in _OTHER_CELLS:
            add(*_pair(stream, at))
        elif kind == _MULRK:
            row, column = _pair(stream, at)
            add(row, column)
            add(row, _pair(stream, at + length - 4)[1])
        elif kind == _BOOLERR:
            add(*_pair(stream, at))
            if stream[at + 7]:
                sheet.errors[_pair(stream, at)] = _ERRORS.get(stream[at + 6], "#VALUE!")
        elif kind == _FORMULA:
            _survey_formula(stream, at, sheet)
        elif kind == _DIMENSIONS and length >= 12:
            _check_declared(stream, at)
    return sheet


def _survey_formula(stream: bytes, at: int, sheet: Survey) -> None:
    cell = _pair(stream, at)
    sheet.extent.add(*cell)
    result = stream[at + 6 : at + 14]
    if result[6:] == b"\xff\xff":
        if result[0] == 2:
            sheet.errors[cell] = _ERRORS.get(result[2], "#VALUE!")
        elif result[0] == 3:  # an empty text, or a program that leaves the counting to Excel
            sheet.uncounted.append(cell)


def _check_declared(stream: bytes, at: int) -> None:
    first_row, last_row, first_column, last_column = struct.unpack_from("<IIHH", stream, at)
    if max(0, last_row - first_row) * max(0, last_column - first_column) > _MOST_DECLARED:
        raise SheetError("file.damaged", DAMAGED)


def _sheet_name(stream: bytes, at: int, length: int, index: int) -> str:
    count, flags = stream[at + 6], stream[at + 7]
    if flags & 1 and length >= 8 + 2 * count:
        return stream[at + 8 : at + 8 + 2 * count].decode("utf-16-le", "replace")
    if not flags and length >= 8 + count:
        return stream[at + 8 : at + 8 + count].decode("latin-1")
    return f"第{index + 1}张表"


def _string_lengths(stream: bytes, at: int, length: int) -> list[int]:
    """Bytes of each shared string. A string may run on in CONTINUE records, each of which restates its width."""
    pieces = [stream[at + 8 : at + length]]
    at += length
    for kind, start, size in _records(stream, at):
        if kind != _CONTINUE:
            break
        pieces.append(stream[start : start + size])
    lengths: list[int] = []
    piece, here = 0, 0
    while True:
        while piece < len(pieces) and here >= len(pieces[piece]):
            here -= len(pieces[piece])
            piece += 1
        if piece == len(pieces):
            return lengths
        left, flags = struct.unpack_from("<HB", pieces[piece], here)
        here += 3
        runs = extra = 0
        if flags & 8:
            runs = _pair(pieces[piece] + b"\0\0", here)[0]
            here += 2
        if flags & 4:
            extra = _number(pieces[piece], here)[0]
            here += 4
        lengths.append(2 * left)
        while left:
            width = 2 if flags & 1 else 1
            room = (len(pieces[piece]) - here) // width
            taken = min(left, room)
            left -= taken
            here += taken * width
            if left:
                piece += 1
                flags = pieces[piece][0]
                here = 1
        here += 4 * runs + extra
