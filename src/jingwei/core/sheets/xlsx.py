"""What the parts of an .xlsx would unfold to, found before a reader unfolds them.

A reader makes a dense rectangle of the cells it meets and a copy of the shared text for every cell, so a small file
can ask for any amount of memory. It also says nothing of formulas without a result and of cells that hold an error.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from jingwei.core.sheets.errors import SheetError
from jingwei.core.sheets.extent import Extent
from jingwei.core.sheets.limits import MIB, Limits
from jingwei.core.sheets.texts import DAMAGED, TOO_BIG_INSIDE, TOO_MANY_VALUES
from jingwei.core.sheets.zipped import Zipped

_WORKBOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_LARGEST_INDEX = 8 * MIB  # the two parts above hold a line for each sheet
# Cells written as all programs write them: <c r="X12345" …>. With other ways every cell of the sheet is looked at.
_ODD_CELL = re.compile(rb'<c(?! r="[A-Z]\d{1,5}"[ >/])[\s>/]')
_ODDER_CELL = re.compile(rb'<c(?! r="[A-Z]{1,2}\d{1,6}"[ >/])[\s>/]')
_ODD_SIGNS = (b"'", b"\t", b"\n", b"\r", b":c", b":row", b"r ", b"r= ")
_USUAL = Extent(row=99_998, column=25)  # what cells that are not odd can span
_COLUMNS = re.compile(rb'<c r="([A-Z]+)\d')
_ROWS = re.compile(rb'<c r="[A-Z]+(\d+)"')
_NO_RESULT = re.compile(rb"</f>(?!<v>[^<])|<f[^>]*/>(?!<v>[^<])|DISPIMG")
_FORMULA = re.compile(rb'<c r="([A-Z]+\d+)"([^>]*)>(<f.*?)</c>', re.DOTALL)
_ERROR = re.compile(rb'<c r="([A-Z]+\d+)"[^>]* t="e"[^>]*>(.*?)</c>', re.DOTALL)
_VALUE = re.compile(rb"<v>([^<]{0,40})</v>")
_HAS_VALUE = re.compile(rb"<v>[^<]")


@dataclass(slots=True)
class Survey:
    """One sheet: cells by 0-based (row, column) with a formula but no result, with an error, with a picture.

    `cells` is how many there are; `long_text` is false when no cell can hold more text than Excel allows.
    """

    uncounted: list[tuple[int, int]] = field(default_factory=list)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    pictures: list[tuple[int, int]] = field(default_factory=list)
    cells: int = 0
    long_text: bool = False


def survey(archive: Zipped, limits: Limits) -> dict[str, Survey]:
    """The worksheets by name. Every part is inflated once to see that it is as long as it says.

    Raises:
        SheetError: damaged, or beyond the limits.
    """
    parts = {part: name for name, part in _sheet_parts(archive)}
    shared: list[int] = []
    for name in archive.names():
        if name.endswith("sharedStrings.xml"):
            shared = _text_lengths(_xml(archive, name), limits)
        elif name not in parts and name.endswith((".xml", ".rels")):
            _xml(archive, name)
    longest = max(shared, default=0)
    found: dict[str, Survey] = {}
    cells = 0
    for part, name in parts.items():
        xml = _xml(archive, part)
        found[name] = _survey_sheet(xml, name, limits)
        found[name].long_text = longest > limits.max_cell_chars or b"inlineStr" in xml or b'"str"' in xml
        cells += found[name].cells
        if cells > limits.max_cells:
            raise SheetError("sheet.too_many_cells", TOO_MANY_VALUES, sheet=name)
    if longest * cells > limits.max_text:
        weight = sum(_text_weight(_xml(archive, part), shared, longest) for part in parts)
        if weight > limits.max_text:
            raise SheetError("file.zip_bomb", TOO_BIG_INSIDE)
    return found


def _xml(archive: Zipped, name: str) -> bytes:
    xml = archive.part(name)
    if b"<!DOCTYPE" in xml or b"\x00" in xml:
        raise SheetError("file.damaged", DAMAGED)
    return xml


def _parser(target: Any = None) -> etree.XMLParser:
    return etree.XMLParser(target=target, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


def _sheet_parts(archive: Zipped) -> list[tuple[str, str]]:
    """Names of the sheets and of their parts, in order."""
    if _WORKBOOK not in archive or _RELATIONS not in archive:
        raise SheetError("file.damaged", DAMAGED)
    try:
        workbook, relations = (_index(archive, name) for name in (_WORKBOOK, _RELATIONS))
    except etree.XMLSyntaxError as wrong:
        raise SheetError("file.damaged", DAMAGED) from wrong
    targets = {
        relation.get("Id"): posixpath.normpath(posixpath.join("/xl", relation.get("Target") or "")).lstrip("/")
        for relation in relations.iter("{*}Relationship")
        if (relation.get("Type") or "").endswith("/worksheet")
    }
    parts = []
    for sheet in workbook.iter("{*}sheet"):
        part = targets.get(sheet.get(_RELATION_ID) or sheet.get(_RELATION_ID.replace("schemas.openxmlformats", "purl")))
        if part is not None and part in archive:
            parts.append((sheet.get("name") or "", part))
    return parts


def _index(archive: Zipped, name: str) -> etree._Element:
    xml = _xml(archive, name)
    if len(xml) > _LARGEST_INDEX:
        raise SheetError("file.zip_bomb", TOO_BIG_INSIDE)
    return etree.fromstring(xml, _parser())


def _survey_sheet(xml: bytes, name: str, limits: Limits) -> Survey:
    cells = _plain_cells(xml, limits)
    if cells is not None:
        return _survey_plain(xml, cells)
    follower = _Cells()
    try:
        parser = _parser(follower)
        for start in range(0, len(xml), MIB):
            parser.feed(xml[start : start + MIB])
        parser.close()
    except (etree.XMLSyntaxError, ValueError) as wrong:
        raise SheetError("file.damaged", DAMAGED, sheet=name) from wrong
    follower.extent.check(name, limits)
    return follower.survey


def _plain_cells(xml: bytes, limits: Limits) -> int | None:
    """How many cells there are, when all are written plainly and span no more than the limits; else None.

    Cells without a value count, so this may say None of a sheet that is within the limits, never the reverse.
    """
    start, end = xml.find(b"<sheetData"), xml.rfind(b"</sheetData>")
    if start < 0 or any(xml.find(odd, start, end) >= 0 for odd in _ODD_SIGNS):
        return None
    extent = _USUAL
    if _ODD_CELL.search(xml, start) or not _within(extent, limits):
        if _ODDER_CELL.search(xml, start):
            return None
        rows, columns = set(_ROWS.findall(xml, start)), set(_COLUMNS.findall(xml, start))
        extent = Extent(
            max(map(int, rows), default=0) - 1, max((_place(f"{c.decode()}1")[1] for c in columns), default=-1)
        )
    if not _within(extent, limits):
        return None
    cells = xml.count(b'<c r="', start)
    # A second position in one cell would override the first.
    return cells if xml.count(b'r="', start, end) <= cells + xml.count(b'<row r="', start) else None


def _within(extent: Extent, limits: Limits) -> bool:
    return extent.column < limits.max_columns and extent.row < limits.max_rows and extent.cells <= limits.max_cells


def _survey_plain(xml: bytes, cells: int) -> Survey:
    survey = Survey(cells=cells)
    if b't="e"' in xml:
        for place, inner in _ERROR.findall(xml):
            value = _VALUE.search(inner)
            survey.errors[_place(place.decode())] = value[1].decode() if value else "#VALUE!"
    if b"<f" in xml and _NO_RESULT.search(xml):
        for place, attributes, inner in _FORMULA.findall(xml):
            if b"DISPIMG" in inner:
                survey.pictures.append(_place(place.decode()))
            elif b' t="e"' not in attributes and b' t="str"' not in attributes and not _HAS_VALUE.search(inner):
                survey.uncounted.append(_place(place.decode()))
    return survey


class _Cells:
    """Follows the cells of a sheet as a reader does, one by one."""

    def __init__(self) -> None:
        self.extent = Extent()
        self.survey = Survey()
        self._row = self._column = 0
        self._at = (0, 0)
        self._type = ""
        self._texts: dict[str, str] | None = None
        self._inside = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = tag.rpartition("}")[2]
        if tag == "c":
            place = attributes.get("r")
            if place is not None:
                self._row, self._column = _place(place)
            self._at = (self._row, self._column)
            self._type = attributes.get("t", "")
            self._texts = {}
        elif tag == "row":
            if "r" in attributes:
                self._row = int(attributes["r"]) - 1
        elif self._texts is not None:
            self._inside = tag
            self._texts.setdefault(tag, "")

    def data(self, text: str) -> None:
        if self._texts is not None and self._inside:
            self._texts[self._inside] += text

    def end(self, tag: str) -> None:
        tag = tag.rpartition("}")[2]
        self._inside = ""
        if tag == "c":
            self._finish(self._texts or {})
            self._texts = None
            self._column += 1
        elif tag == "row":
            self._row += 1
            self._column = 0

    def _finish(self, texts: dict[str, str]) -> None:
        value = texts.get("v", "")
        if "v" in texts or "is" in texts:
            self.survey.cells += 1
            self.extent.add(*self._at)
        if self._type == "e":
            self.survey.errors[self._at] = value or "#VALUE!"
        elif "f" in texts:
            if "DISPIMG" in texts["f"]:
                self.survey.pictures.append(self._at)
            elif not value and self._type != "str":
                self.extent.add(*self._at)
                self.survey.uncounted.append(self._at)

    def close(self) -> None:
        """Nothing is built."""


def _place(name: str) -> tuple[int, int]:
    match = re.fullmatch(r"([A-Za-z]{1,3})([1-9]\d{0,6})", name)
    if match is None:
        raise ValueError(name)
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - 64
    return int(match[2]) - 1, column - 1


def _text_lengths(xml: bytes, limits: Limits) -> list[int]:
    """Bytes of each shared string, its markup included."""
    if xml.count(b"</si>") > limits.max_cells:
        raise SheetError("file.zip_bomb", TOO_BIG_INSIDE)
    return [len(piece) for piece in xml.split(b"</si>")]


def _text_weight(xml: bytes, shared: list[int], longest: int) -> int:
    """Bytes of shared text in the cells of a sheet if each holds its own copy, at most."""
    known = _VALUE.findall(xml)
    values = xml.count(b"<v") + xml.count(b"<is") + xml.count(b":v") + xml.count(b":is")
    last = len(shared)
    return longest * (values - len(known)) + sum(
        shared[int(value)] for value in known if value.isdigit() and int(value) < last
    )
