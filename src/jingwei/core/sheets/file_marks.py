"""What a workbook of ours says of itself in its properties, where no hand meets it: which upload its rows belong to."""

from __future__ import annotations

from typing import Any

from lxml import etree

from jingwei.core.sheets.errors import SheetError
from jingwei.core.sheets.limits import LIMITS, Limits
from jingwei.core.sheets.sniff import form_of
from jingwei.core.sheets.zipped import Zipped

_NAME = "经纬"
_PART = "docProps/custom.xml"
_LARGEST = 64 * 1024  # bytes of the part; a file with more says nothing to us


def write_mark(book: Any, mark: str) -> None:
    """Put `mark` (at most 255 characters) into a workbook of XlsxWriter; office programs keep it when they save."""
    book.set_custom_property(_NAME, mark, "text")


def read_mark(data: bytes, limits: Limits = LIMITS) -> str:
    """The mark of a file, "" for one that has none or cannot be read; nothing is raised."""
    try:
        if form_of(data) != "zip":
            return ""
        archive = Zipped(data, limits)
        part = archive.part(_PART) if _PART in archive else b""
        if not part or len(part) > _LARGEST or b"<!DOCTYPE" in part:
            return ""
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        tree = etree.fromstring(part, parser)
    except (SheetError, etree.XMLSyntaxError):
        return ""
    for one in tree.iter("{*}property"):
        if one.get("name") == _NAME:
            return "".join(str(text) for text in one.itertext()).strip()
    return ""
