"""Many rows into a workbook quickly: XlsxWriter lays out the sheet with one sample row, here the rows take its place.

XlsxWriter needs some ten microseconds for a cell; a ledger of a million cells would take longer to write than to make.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

from jingwei.core.sheets.errors import letters

MOST_CHARS = 32_767  # of one cell; Excel calls a file with more damaged
_SHARED = "xl/sharedStrings.xml"
_ROWS_AT_ONCE = 4_000
_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_SPECIAL = re.compile(r"[&<>\x00-\x1f\ud800-\udfff\ufffe\uffff]|_x[0-9A-Fa-f]{4}_")
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a sheet knows no time zones
_DAY = 86_400

Tail = str  # a cell without its position: everything after <c r="A1
Make = Callable[[list[int], "Texts"], Sequence[Sequence[Tail]]]


class Texts:
    """The shared texts of a workbook, each once, numbered in the order they come."""

    def __init__(self, first: int) -> None:
        self._numbers: dict[str, int] = {}
        self._first = first

    def number(self, text: str) -> int:
        """The number of `text`."""
        return self._numbers.setdefault(text, self._first + len(self._numbers))

    def items(self) -> Iterator[str]:
        """The texts as elements."""
        for text in self._numbers:
            space = ' xml:space="preserve"' if text != text.strip() else ""
            yield f"<si><t{space}>{escaped(text)}</t></si>"

    def __len__(self) -> int:
        return len(self._numbers)


def escaped(text: str) -> str:
    """Words as they stand in the XML of a sheet."""
    if not _SPECIAL.search(text):
        return text
    text = _LOOKS_ESCAPED.sub("_x005F_", text)
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "_x000D_")
    return _NOT_XML.sub(lambda match: f"_x{ord(match[0]):04X}_" if match[0] < " " else "\ufffd", text)


def cell_tail(value: Any, style: int, texts: Texts) -> Tail:
    """The cell of a value as its own type: text, number, truth, date, time of day or duration; None is empty.

    A text stays a text whatever it looks like: =1+1, 00123 and 1E5 are neither formulas nor numbers.
    """
    if value is None or value == "":
        return f'" s="{style}"/>'
    if isinstance(value, str):
        return f'" s="{style}" t="s"><v>{texts.number(value)}</v></c>'
    if isinstance(value, bool):
        return f'" s="{style}" t="b"><v>{int(value)}</v></c>'
    return f'" s="{style}"><v>{_number(value)!r}</v></c>'


def _number(value: float | date | time | timedelta) -> float:
    """The number a sheet keeps: itself, or the days since the end of 1899."""
    if isinstance(value, datetime):
        return _days(value.replace(tzinfo=None) - _EPOCH)
    if isinstance(value, date):
        return (value - _EPOCH.date()).days
    if isinstance(value, time):
        return _days(datetime.combine(_EPOCH, value) - _EPOCH)
    return _days(value) if isinstance(value, timedelta) else value


def _days(passed: timedelta) -> float:
    return passed.days + (passed.seconds + passed.microseconds / 1e6) / _DAY


def tails(values: Sequence[Any], style: int, texts: Texts) -> list[Tail]:
    """The cells of a column in the style numbered `style`; equal values of one type are made once."""
    kinds = set(map(type, values))
    if len(kinds - {type(None)}) == 1:
        made = {value: cell_tail(value, style, texts) for value in dict.fromkeys(values)}
        return list(map(made.__getitem__, values))
    # 1, 1.0 and True are equal but not the same cell.
    by_type = {key: cell_tail(key[1], style, texts) for key in dict.fromkeys((type(value), value) for value in values)}
    return [by_type[type(value), value] for value in values]


def write_sample(worksheet: Any, row: int, formats: Sequence[Any]) -> None:
    """Write the sample row (0-based) with one empty cell for each of `formats`; `fill_rows` puts the rows there."""
    for column, cell_format in enumerate(formats):
        worksheet.write_blank(row, column, None, cell_format)


def fill_rows(book: bytes, row: int, make: Make, *, sheet: int = 1) -> bytes:
    """`book` with rows in place of the sample row `row` (0-based) of sheet number `sheet` (from 1).

    `make` is given the style numbers of the sample's cells and the shared texts, and returns the columns of cells.
    """
    part = f"xl/worksheets/sheet{sheet}.xml"
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(book)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as new,
    ):
        shared = source.read(_SHARED).decode()
        texts = Texts(shared.count("<si>"))
        for name in source.namelist():
            if name == part:
                with new.open(part, "w") as stream:
                    for piece in _filled(source.read(part), row, make, texts):
                        stream.write(piece)
            elif name != _SHARED:
                new.writestr(name, source.read(name))
        new.writestr(_SHARED, _with_texts(shared, texts))
    return out.getvalue()


def _filled(content: bytes, row: int, make: Make, texts: Texts) -> Iterator[bytes]:
    sample = re.search(rb'<row r="%d"[^>]*>(.*?)</row>' % (row + 1), content, re.DOTALL)
    if sample is None:
        raise ValueError(f"no sample row {row + 1}")
    columns = make([int(style) for style in re.findall(rb'<c r="[A-Z]+\d+" s="(\d+)"/>', sample[1])], texts)
    yield _with_dimension(content[: sample.start()], row, columns)
    for chunk in _chunks(_rows(columns, row + 1)):
        yield "".join(chunk).encode()
    yield content[sample.end() :]


def _with_dimension(start: bytes, row: int, columns: Sequence[Sequence[Tail]]) -> bytes:
    """The beginning of the sheet with the range that its cells now span."""
    found = re.search(rb'<dimension ref="A1:([A-Z]+)(\d+)"/>', start)
    if found is None:
        return start
    last = max(row + (len(columns[0]) if columns else 0), int(found[2]))
    widest = max(found[1].decode(), letters(max(len(columns), 1)), key=lambda name: (len(name), name))
    return start[: found.start()] + f'<dimension ref="A1:{widest}{last}"/>'.encode() + start[found.end() :]


def _rows(columns: Sequence[Sequence[Tail]], first: int) -> Iterator[str]:
    starts = [f'<c r="{letters(index + 1)}' for index in range(len(columns))]
    for number, cells in enumerate(zip(*columns, strict=True), first):
        n = str(number)
        line = "".join([start + n + tail for start, tail in zip(starts, cells, strict=True)])
        yield f'<row r="{n}">{line}</row>'


def _chunks(rows: Iterable[str]) -> Iterator[list[str]]:
    iterator = iter(rows)
    while chunk := list(islice(iterator, _ROWS_AT_ONCE)):
        yield chunk


def _with_texts(shared: str, texts: Texts) -> str:
    head, _, rest = shared.partition("<sst ")
    old, _, tail = rest.partition(">")
    unique = old.count("<si>") + shared.count("<si>") + len(texts)
    opening = re.sub(r' (?:count|uniqueCount)="\d+"', "", " " + old).strip()
    body = tail.removesuffix("</sst>") if tail.endswith("</sst>") else tail.rpartition("</sst>")[0]
    return f'{head}<sst {opening} uniqueCount="{unique}">{body}{"".join(texts.items())}</sst>'
