"""A paper with tables as a Word file: the page of an official document, headings, paragraphs, bordered tables."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import docx
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import parse_xml
from docx.shared import Twips

from jingwei.reports.writing import docx_page as page
from jingwei.reports.writing.docx_file import STYLES, lay_out, text_run, without_clock
from jingwei.reports.writing.title_lines import title_lines

_CELL_HALF_POINTS = 21  # 五号
_NUMERALS = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Tabled:
    """A table: its heads and the texts of its rows; the first column is the widest."""

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a paper: heading, then text, then a table."""

    heading: str
    text: str = ""
    table: Tabled | None = None


def write_paper(title: str, office: str, on: date, parts: Sequence[Part]) -> bytes:
    """The .docx. The same paper gives the same bytes."""
    document = docx.Document()
    lay_out(document)
    for line in title_lines(title, page.TITLE_CHARACTERS):
        _paragraph(document, STYLES["title"], line)
    _paragraph(document, STYLES["body"], "")
    for number, part in enumerate(parts):
        _paragraph(document, STYLES["heading1"], f"{_NUMERALS[number]}、{part.heading}")
        if part.text:
            _paragraph(document, STYLES["body"], part.text)
        if part.table is not None:
            _table(document, part.table)
    _paragraph(document, STYLES["body"], "")
    _paragraph(document, STYLES["signer"], office)
    _paragraph(document, STYLES["date"], f"{on.year}年{on.month}月{on.day}日")
    properties = document.core_properties
    properties.title, properties.language, properties.comments = title, "zh-CN", ""
    properties.author = properties.last_modified_by = office
    properties.created = properties.modified = datetime(on.year, on.month, on.day, tzinfo=UTC)
    buffer = io.BytesIO()
    document.save(buffer)
    return without_clock(buffer.getvalue())


def _paragraph(document: Any, style: str, text: str) -> None:
    paragraph = document.add_paragraph()._p
    paragraph.get_or_add_pPr().style = style
    if text:
        paragraph.append(text_run(text))


def _table(document: Any, told: Tabled) -> None:
    made = document.add_table(rows=0, cols=len(told.heads))
    made.autofit = False
    first, other = _widths(len(told.heads))
    properties = made._tbl.tblPr
    edges = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for side in _SIDES)
    properties.append(parse_xml(f"<w:tblBorders {nsdecls('w')}>{edges}</w:tblBorders>"))
    for number, texts in enumerate((told.heads, *told.rows)):
        row = made.add_row()
        if number == 0:
            row._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))
        for at, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
            cell.width = Twips(first if at == 0 else other)
            _cell(cell.paragraphs[0]._p, text, head=number == 0, left=at == 0)


_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")


def _widths(columns: int) -> tuple[int, int]:
    """The width of the first column and of the others, in twips."""
    whole = page.PAGE_WIDTH - page.MARGIN_LEFT - page.MARGIN_RIGHT
    first = whole * 2 // (columns + 1)
    return first, (whole - first) // max(columns - 1, 1)


def _cell(paragraph: Any, text: str, *, head: bool, left: bool) -> None:
    layout = parse_xml(
        f'<w:pPr {nsdecls("w")}><w:spacing w:before="40" w:after="40" w:line="280" w:lineRule="atLeast"/>'
        f'<w:jc w:val="{"left" if left and not head else "center"}"/></w:pPr>'
    )
    paragraph.insert(0, layout)
    run = text_run(text)
    font = page.LEVEL_FONTS[0] if head else page.BODY_FONT
    run.insert(
        0,
        parse_xml(
            f'<w:rPr {nsdecls("w")}><w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:eastAsia="{font}"/>'
            f'<w:spacing w:val="0"/><w:sz w:val="{_CELL_HALF_POINTS}"/><w:szCs w:val="{_CELL_HALF_POINTS}"/></w:rPr>'
        ),
    )
    assert run.find(qn("w:t")) is not None or not text
    paragraph.append(run)
