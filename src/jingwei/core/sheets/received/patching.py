"""Values put into the XML of one sheet. What is not a value of a named cell stays as it is, byte for byte."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from jingwei.core.sheets.errors import SheetError
from jingwei.core.sheets.fill import MOST_CHARS, escaped
from jingwei.core.sheets.received.book import Spot, name_of, spot_of
from jingwei.core.sheets.texts import DAMAGED

_TOKEN = re.compile(
    rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>"
    rb"|<(?P<end>/?)(?P<prefix>[\w.-]+:)?(?P<name>[\w.-]+)(?P<said>(?:[^<>\"']|\"[^\"]*\"|'[^']*')*?)(?P<alone>/?)>",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(rb"([\w.:-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_NOT_OURS = (b"r", b"s", b"t", b"cm", b"vm")
_RESULT = re.compile(rb"<(?:[\w.-]+:)?v\b[^>]*?/>|<((?:[\w.-]+:)?)v\b[^>]*>.*?</\1v\s*>", re.DOTALL)
_INLINE = re.compile(rb"<((?:[\w.-]+:)?)is\b[^>]*>.*?</\1is\s*>", re.DOTALL)

Written = str | int | float | bool | Decimal | None


@dataclass(frozen=True, slots=True)
class Put:
    """What to write into a cell. With `result` the cell keeps its formula and this is what it gives; `error` marks
    the value as an error (#DIV/0!). None leaves the cell without a value."""

    value: Written
    result: bool = False
    error: bool = False
    style_from: Spot | None = None


@dataclass(slots=True)
class _Line:
    number: int
    start: int
    opened: int  # end of the start tag
    closed: int  # start of the end tag; of a row without one: end of the start tag
    alone: bool
    said: dict[bytes, bytes]
    cells: list[tuple[int, int, int]] = field(default_factory=list)  # column, start, end


@dataclass(slots=True)
class _Layout:
    prefix: bytes
    start: int
    end: int
    alone: bool
    dimension: tuple[int, int] | None
    lines: list[_Line]
    columns: list[tuple[int, int, bytes]]  # first and last column (0-based) and their style


def patch_sheet(xml: bytes, puts: Mapping[Spot, Put]) -> bytes:
    """The sheet with values in their cells; cells and rows that are not there are made with the style of their row,
    else of their column. Raises SheetError where the XML is not as it must be."""
    if not puts:
        return xml
    if not xml.lstrip(b"\xef\xbb\xbf").startswith(b"<"):
        raise SheetError("file.damaged", DAMAGED)
    found = _layout(xml)
    edits: list[tuple[int, int, bytes]] = []
    by_row: dict[int, dict[int, Put]] = {}
    for (row, column), put in puts.items():
        by_row.setdefault(row, {})[column] = put
    lines = {line.number: line for line in found.lines}
    styles = _styles(xml, found)
    fresh: list[tuple[int, bytes]] = []
    numbers = [line.number for line in found.lines]
    for row in sorted(by_row):
        if row in lines:
            edits += _in_line(xml, found, lines[row], by_row[row], styles)
            continue
        cells = b"".join(_new_cell(found, (row, c), put, styles) for c, put in sorted(by_row[row].items()))
        line = b'<%srow r="%d">%s</%srow>' % (found.prefix, row + 1, cells, found.prefix)
        at = bisect_right(numbers, row)
        fresh.append((found.lines[at].start if at < len(numbers) else found.end, line))
    edits += _with_rows(found, fresh)
    edits += _dimension(xml, found, puts)
    return _applied(xml, edits)


def _with_rows(found: _Layout, fresh: list[tuple[int, bytes]]) -> list[tuple[int, int, bytes]]:
    if not fresh:
        return []
    if found.alone:
        body = b"".join(line for _, line in fresh)
        return [(found.start, found.end, b"<%ssheetData>%s</%ssheetData>" % (found.prefix, body, found.prefix))]
    return [(at, at, line) for at, line in fresh]


def _applied(xml: bytes, edits: list[tuple[int, int, bytes]]) -> bytes:
    out, last = [], 0
    # What is put before a cell comes before what takes the place of that cell.
    for start, end, new in sorted(edits, key=lambda edit: edit[:2]):
        out += [xml[last:start], new]
        last = end
    return b"".join([*out, xml[last:]])


def _layout(xml: bytes) -> _Layout:
    lines: list[_Line] = []
    columns: list[tuple[int, int, bytes]] = []
    dimension = None
    start = end = -1
    prefix, alone = b"", False
    row, column, cell_start = -1, -1, -1
    for token in _TOKEN.finditer(xml):
        name = token["name"]
        if name is None:
            continue
        ends, single = bool(token["end"]), bool(token["alone"])
        if start < 0:
            if name == b"dimension":
                dimension = token.span()
            elif name == b"col":
                said = _said(token)
                if said.get(b"style"):
                    columns.append((int(said[b"min"]) - 1, int(said[b"max"]) - 1, said[b"style"]))
            elif name == b"sheetData":
                prefix, alone, start = token["prefix"] or b"", single, token.start()
                if single:
                    end = token.end()
                    break
        elif name == b"sheetData":
            end = token.start()
            break
        elif name == b"row" and not ends:
            said = _said(token)
            row = int(said.get(b"r") or row + 2) - 1
            column = -1
            lines.append(_Line(row, token.start(), token.end(), token.end(), single, said))
        elif name == b"row":
            lines[-1].closed = token.start()
        elif name == b"c" and not ends:
            at = spot_of(_said(token).get(b"r", b"").decode())
            column = at[1] if at else column + 1
            cell_start = token.start()
            if single:
                lines[-1].cells.append((column, token.start(), token.end()))
        elif name == b"c":
            lines[-1].cells.append((column, cell_start, token.end()))
    if end < 0 or any(one.number >= two.number for one, two in pairwise(lines)):
        raise SheetError("file.damaged", DAMAGED)
    return _Layout(prefix, start, end, alone, dimension, lines, columns)


def _said(token: re.Match[bytes]) -> dict[bytes, bytes]:
    return {one[1]: one[2] or one[3] or b"" for one in _ATTRIBUTE.finditer(token["said"])}


def _styles(xml: bytes, found: _Layout) -> Mapping[Spot, bytes]:
    """The style of every cell that is there, by its place."""
    out = {}
    for line in found.lines:
        for column, start, end in line.cells:
            token = _TOKEN.match(xml, start, end)
            style = _said(token).get(b"s") if token else None
            if style:
                out[line.number, column] = style
        if line.said.get(b"customFormat") in (b"1", b"true") and line.said.get(b"s"):
            out[line.number, -1] = line.said[b"s"]
    return out


def _in_line(
    xml: bytes, found: _Layout, line: _Line, puts: Mapping[int, Put], styles: Mapping[Spot, bytes]
) -> Iterator[tuple[int, int, bytes]]:
    there = {column: (start, end) for column, start, end in line.cells}
    made: list[tuple[int, bytes]] = []
    for column, put in sorted(puts.items()):
        if column in there:
            start, end = there[column]
            yield start, end, _changed(xml[start:end], found.prefix, put)
        else:
            made.append((column, _new_cell(found, (line.number, column), put, styles)))
    if made:
        yield from _widened(xml, line, [column for column, _ in made], b"".join(cell for _, cell in made), found.prefix)
    if line.alone:
        return
    for column, cell in made:
        at = next((start for other, start, _ in line.cells if other > column), line.closed)
        yield at, at, cell


def _widened(
    xml: bytes, line: _Line, columns: list[int], cells: bytes, prefix: bytes
) -> Iterator[tuple[int, int, bytes]]:
    """The start tag with the span of columns that the row now has; a row without cells is opened for its first."""
    tag = xml[line.start : line.opened]
    spans = re.search(rb"\bspans\s*=\s*([\"'])(\d+):(\d+)\1", tag)
    new = tag
    if spans:
        low, high = min(int(spans[2]), min(columns) + 1), max(int(spans[3]), max(columns) + 1)
        new = tag[: spans.start()] + b'spans="%d:%d"' % (low, high) + tag[spans.end() :]
    if line.alone:
        new = re.sub(rb"\s*/>$", b">", new) + cells + b"</%srow>" % prefix
    if new != tag:
        yield line.start, line.opened, new


def _new_cell(found: _Layout, spot: Spot, put: Put, styles: Mapping[Spot, bytes]) -> bytes:
    style = styles.get(put.style_from) if put.style_from else None
    if style is None:
        style = styles.get((spot[0], -1))
    if style is None:
        style = next((one for low, high, one in found.columns if low <= spot[1] <= high), None)
    said = b' r="%s"' % name_of(spot).encode() + (b' s="%s"' % style if style else b"")
    return _cell(found.prefix, said, put, b"")


def _changed(cell: bytes, prefix: bytes, put: Put) -> bytes:
    """An existing cell with another value: place, style and whatever else is said of it stay."""
    token = _TOKEN.match(cell)
    if token is None:
        raise SheetError("file.damaged", DAMAGED)
    said = b"".join(
        b" " + one[0]
        for one in _ATTRIBUTE.finditer(token["said"])
        if one[1] in (b"r", b"s") or one[1] not in _NOT_OURS or (put.result and one[1] == b"cm")
    )
    inner = b"" if token["alone"] else cell[token.end() : cell.rindex(b"</")]
    if not put.result:
        return _cell(prefix, said, put, b"")
    return _cell(prefix, said, put, _INLINE.sub(b"", _RESULT.sub(b"", inner)))


def _cell(prefix: bytes, said: bytes, put: Put, formula: bytes) -> bytes:
    value, kind = put.value, b""
    if value is None or value == "":
        body = formula
    elif isinstance(value, str):
        words = escaped(value[:MOST_CHARS])
        if put.result or put.error:
            kind, body = (b"e" if put.error else b"str"), formula + b"<%sv>%s</%sv>" % (prefix, words.encode(), prefix)
        else:
            kind = b"inlineStr"
            text = b'<%st xml:space="preserve">%s</%st>' % (prefix, words.encode(), prefix)
            body = b"<%sis>%s</%sis>" % (prefix, text, prefix)
    elif isinstance(value, bool):
        kind, body = b"b", formula + b"<%sv>%d</%sv>" % (prefix, value, prefix)
    else:
        body = formula + b"<%sv>%s</%sv>" % (prefix, _digits(value).encode(), prefix)
    kind = b' t="%s"' % kind if kind else b""
    return b"<%sc%s%s>%s</%sc>" % (prefix, said, kind, body, prefix) if body else b"<%sc%s/>" % (prefix, said)


def _digits(value: float | Decimal) -> str:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}" if value else "0"
    return f"{value:d}" if isinstance(value, int) else f"{value:.15g}"


def _dimension(xml: bytes, found: _Layout, puts: Mapping[Spot, Put]) -> list[tuple[int, int, bytes]]:
    """The range that the cells span, where it has grown."""
    if found.dimension is None:
        return []
    start, end = found.dimension
    ref = re.search(rb"\bref\s*=\s*[\"']([A-Za-z0-9:$]+)[\"']", xml[start:end])
    if ref is None:
        return []
    first, _, last = ref[1].decode().partition(":")
    low, high = spot_of(first), spot_of(last or first)
    if low is None or high is None:
        return []
    rows, columns = [spot[0] for spot in puts], [spot[1] for spot in puts]
    new = (min(low[0], *rows), min(low[1], *columns)), (max(high[0], *rows), max(high[1], *columns))
    if new == (low, high):
        return []
    said = f"{name_of(new[0])}:{name_of(new[1])}".encode()
    return [(start + ref.start(1), start + ref.end(1), said)]
