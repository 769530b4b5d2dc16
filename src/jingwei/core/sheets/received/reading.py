"""A received workbook read as it is: hidden sheets too, formulas beside their results, formats and locks of cells."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, replace

from lxml import etree

from jingwei.core.sheets import xlsx
from jingwei.core.sheets.errors import SheetError
from jingwei.core.sheets.limits import MIB, Limits
from jingwei.core.sheets.received.book import Book, Cell, Formula, Sheet, Spot, Value, spot_of
from jingwei.core.sheets.sniff import form_of
from jingwei.core.sheets.texts import DAMAGED
from jingwei.core.sheets.workbook import Merge
from jingwei.core.sheets.zipped import Zipped

LIMITS = Limits(max_bytes=10 * MIB, max_inflated=60 * MIB, max_entries=1_000, max_sheets=60, max_cells=300_000)
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_REL = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
# Formats that have a number only (ECMA-376 18.8.30), as far as they are not General.
_BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
    **dict.fromkeys((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)), "yyyy-mm-dd"),
    37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00", 48: "##0.0E+0", 49: "@",
}  # fmt: skip


def read_received(data: bytes) -> Book:
    """Every sheet of an .xlsx with its cells.

    Raises:
        SheetError: not an .xlsx, damaged, encrypted, beyond the limits; with macros or a signature, which a changed
            copy would break.
    """
    if len(data) > LIMITS.max_bytes:
        size, most = len(data) / MIB, LIMITS.max_bytes / MIB
        raise SheetError("file.too_big", f"文件有{size:.0f}兆，填报用的表一般不超过{most:.0f}兆，请确认没有选错。")
    if form_of(data) != "zip":
        message = "填上级的表要用 .xlsx 格式，才能保证格式、公式原样不动。请用 Excel 或 WPS 打开后另存为 .xlsx 再上传。"
        raise SheetError("file.not_xlsx", message)
    archive = Zipped(data, LIMITS)
    _refuse(archive)
    xlsx.survey(archive, LIMITS)
    try:
        return _book(archive)
    except (etree.XMLSyntaxError, ValueError, KeyError, IndexError) as wrong:
        raise SheetError("file.damaged", DAMAGED) from wrong


def _refuse(archive: Zipped) -> None:
    for name in archive.names():
        if name.lower().endswith("vbaproject.bin"):
            message = "这个文件带有宏，为防病毒不收。请另存为不带宏的 .xlsx 再上传；必须用宏的，请在原文件里手工填写。"
            raise SheetError("file.macros", message)
        if name.startswith("_xmlsignatures/"):
            message = "这个文件有数字签名，填写后签名就失效了。请向来表单位要没有签名的空表。"
            raise SheetError("file.signed", message)


def _xml(archive: Zipped, name: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(archive.part(name), parser)


def _book(archive: Zipped) -> Book:
    workbook, relations = _xml(archive, "xl/workbook.xml"), _xml(archive, "xl/_rels/workbook.xml.rels")
    targets = {one.get("Id"): one for one in relations.iter("{*}Relationship")}
    places = {(one.get("Type") or "").rpartition("/")[2]: _place(one) for one in targets.values()}
    texts = _texts(archive, places.get("sharedStrings", ""))
    styles = _styles(archive, places.get("styles", ""))
    about = workbook.find("{*}workbookPr")
    date1904 = about is not None and about.get("date1904") in ("1", "true")
    sheets = []
    for one in workbook.iter("{*}sheet"):
        target = targets.get(one.get(_REL) or one.get(_STRICT_REL))
        if target is None or not (target.get("Type") or "").endswith("/worksheet") or _place(target) not in archive:
            continue
        sheet = _sheet(_xml(archive, _place(target)), texts, styles)
        sheets.append(
            replace(sheet, name=one.get("name") or "", part=_place(target), state=one.get("state") or "visible")
        )
    return Book(tuple(sheets), date1904)


def _place(relation: etree._Element) -> str:
    return posixpath.normpath(posixpath.join("/xl", relation.get("Target") or "")).lstrip("/")


def _texts(archive: Zipped, part: str) -> list[str]:
    if part not in archive:
        return []
    return [_text(item) for item in _xml(archive, part).iterchildren("{*}si")]


def _text(item: etree._Element) -> str:
    """The words of a text, without those that stand above them to say how they are read."""
    return "".join(one.text or "" for one in item.iter("{*}t") if etree.QName(one.getparent()).localname != "rPh")


@dataclass(frozen=True, slots=True)
class _Style:
    format: str = "General"
    locked: bool = True


def _styles(archive: Zipped, part: str) -> list[_Style]:
    if part not in archive:
        return []
    root = _xml(archive, part)
    codes = {int(one.get("numFmtId", "0")): one.get("formatCode") or "" for one in root.iter("{*}numFmt")}
    out = []
    for cells in root.iterchildren("{*}cellXfs"):
        for one in cells.iterchildren("{*}xf"):
            number = int(one.get("numFmtId", "0"))
            protection = one.find("{*}protection")
            locked = protection is None or protection.get("locked") not in ("0", "false")
            out.append(_Style(codes.get(number) or _BUILT_IN.get(number, "General"), locked))
    return out


def _sheet(root: etree._Element, texts: list[str], styles: list[_Style]) -> Sheet:
    protection = root.find("{*}sheetProtection")
    merges = tuple(_merge(one.get("ref") or "") for one in root.iter("{*}mergeCell"))
    cells = dict(_cells(root, texts, styles))
    protected = protection is not None and protection.get("sheet") in ("1", "true")
    return Sheet("", "", protected=protected, merges=merges, cells=cells)


def _merge(ref: str) -> Merge:
    first, _, last = ref.partition(":")
    start, end = spot_of(first), spot_of(last or first)
    if start is None or end is None:
        raise ValueError(ref)
    return Merge(*start, *end)


def _cells(root: etree._Element, texts: list[str], styles: list[_Style]) -> Iterator[tuple[Spot, Cell]]:
    shared: dict[str, tuple[str, Spot]] = {}
    row = -1
    for line in root.iterfind("{*}sheetData/{*}row"):
        row = int(line.get("r") or row + 2) - 1
        column = -1
        for one in line.iterchildren("{*}c"):
            spot = spot_of(one.get("r") or "") or (row, column + 1)
            column = spot[1]
            number = int(one.get("s") or 0)
            style = styles[number] if number < len(styles) else _Style()
            value = _value(one, texts)
            yield (
                spot,
                Cell(value, _formula(one, spot, shared), style.format, style.locked, one.get("t") == "e"),
            )


def _value(cell: etree._Element, texts: list[str]) -> Value:
    kind = cell.get("t") or "n"
    if kind == "inlineStr":
        inline = cell.find("{*}is")
        return "" if inline is None else _text(inline)
    said = cell.findtext("{*}v")
    if said is None or said == "":
        return None
    match kind:
        case "s":
            return texts[int(said)]
        case "b":
            return said.strip() in ("1", "true")
        case "n":
            return float(said)
    return said


def _formula(cell: etree._Element, spot: Spot, shared: dict[str, tuple[str, Spot]]) -> Formula | None:
    found = cell.find("{*}f")
    if found is None:
        return None
    text, kind, number = (found.text or "").strip(), found.get("t") or "normal", found.get("si") or ""
    if kind == "shared":
        if text:
            shared[number] = (text, spot)
        first, at = shared.get(number, ("", spot))
        return Formula(first, spot[0] - at[0], spot[1] - at[1])
    return Formula(text, array=kind != "normal")
