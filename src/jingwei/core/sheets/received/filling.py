"""A filled copy of a received workbook: values in cells, results of formulas after them, every other part as it was.

Formulas themselves are never touched. A result that follows from a filled cell is written where it can
be worked out here, and taken out where it cannot: an office program works out what has no result when it opens the
file. So no old sum stands beside new numbers, and the workbook part is not asked to be counted anew.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from jingwei.core.sheets.received.book import Book, Spot, Value, day_number
from jingwei.core.sheets.received.patching import Put, Written, patch_sheet
from jingwei.core.sheets.received.reading import read_received
from jingwei.core.sheets.received.results import Place, work_out

Filling = str | int | float | bool | Decimal | date | None


@dataclass(frozen=True, slots=True)
class Filled:
    """The copy; `results` are formulas whose result was written, `open_results` those left to the office program."""

    data: bytes
    results: Mapping[Place, Value]
    open_results: frozenset[Place]


def fill(
    data: bytes, values: Mapping[Place, Filling], *, like: Mapping[Place, Spot] | None = None, book: Book | None = None
) -> Filled:
    """Write `values` into their cells (by sheet name and 0-based cell). A merged range is written in its first cell.

    `like` names for cells that are not there yet one whose style they take. Cells with a formula are never written
    (ValueError). Raises SheetError as `read_received` does.
    """
    book = book or read_received(data)
    sheets = {sheet.name: sheet for sheet in book.sheets}
    puts: dict[Place, Put] = {}
    for (name, spot), value in values.items():
        sheet = sheets[name]
        at = sheet.anchor(spot)
        if sheet.at(at).formula is not None:
            raise ValueError(f"{name}!{at} holds a formula")
        puts[name, at] = Put(_written(value, book), style_from=(like or {}).get((name, spot)))
    results = work_out(book, {place: _seen(put.value) for place, put in puts.items()})
    for place, found in results.given.items():
        puts[place] = Put(found, result=True, error=place in results.faults)
    for place in results.unknown:
        puts[place] = Put(None, result=True)
    by_part: dict[str, dict[Spot, Put]] = {}
    for (name, spot), put in puts.items():
        by_part.setdefault(sheets[name].part, {})[spot] = put
    return Filled(_rewritten(data, by_part), results.given, frozenset(results.unknown))


def _written(value: Filling, book: Book) -> Written:
    return day_number(value, book.date1904) if isinstance(value, date) else value


def _seen(value: Written) -> Value:
    return float(value) if isinstance(value, (Decimal, int)) and not isinstance(value, bool) else value


def _rewritten(data: bytes, by_part: Mapping[str, Mapping[Spot, Put]]) -> bytes:
    """The archive with some sheets patched; parts, their order, times and compression stay."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as new:
        new.comment = source.comment
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename in by_part:
                content = patch_sheet(content, by_part[entry.filename])
            copied = zipfile.ZipInfo(entry.filename, entry.date_time)
            copied.compress_type, copied.external_attr = entry.compress_type, entry.external_attr
            copied.create_system, copied.comment = entry.create_system, entry.comment
            new.writestr(copied, content)
    return out.getvalue()
