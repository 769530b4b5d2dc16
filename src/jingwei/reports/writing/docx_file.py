"""The composed report as a Word file in the official layout; each figure is a bookmark (fig_0001).

Heading numbers are typed, not Word's own numbering: they survive being pasted into a chat or another form.
"""

import io
import zipfile
from datetime import UTC, datetime
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import OxmlElement, parse_xml
from docx.shared import Twips

from jingwei.reports.writing import docx_page as page
from jingwei.reports.writing.composed import MISSING, Block, BlockKind, Composed, Figure, Run
from jingwei.reports.writing.figures import KIND_WORDS
from jingwei.reports.writing.title_lines import title_lines, width

STYLES: dict[BlockKind, str] = {
    "title": "Title",
    "heading1": "Heading1",
    "heading2": "Heading2",
    "heading3": "Heading3",
    "heading4": "Heading4",
    "body": "BodyText",
    "signer": "Signature",
    "date": "Date",
}
_DATE_IN_FROM_RIGHT = 4  # characters, GB/T 9704-2012 §7.3.5.1
_UNUSED = (
    RT.NUMBERING,
    RT.CUSTOM_XML,
    RT.WEB_SETTINGS,
    "http://schemas.microsoft.com/office/2007/relationships/stylesWithEffects",
)


def bookmark_name(figure_id: int) -> str:
    """The bookmark around a figure: fig_0001."""
    return f"fig_{figure_id:04d}"


def write_docx(composed: Composed, *, figures_url: str | None = None) -> bytes:
    """The .docx. With `figures_url` each figure links to `figures_url`/n. The same report gives the same bytes."""
    document = docx.Document()
    lay_out(document)
    writer = _Writer(document, composed, figures_url)
    for at, block in enumerate(composed.blocks):
        before = composed.blocks[at - 1].kind if at else None
        if block.kind != before and (before == "title" or block.kind == "signer"):
            writer.empty_line()
        writer.block(block)
    _describe(document, composed)
    buffer = io.BytesIO()
    document.save(buffer)
    return without_clock(buffer.getvalue())


def lay_out(document: Any) -> None:
    """Page, grid, styles, fonts and page numbers; what python-docx's own template brings along is taken out."""
    part = document.part
    for key, relation in list(part.package.rels.items()):
        if relation.reltype in {RT.THUMBNAIL, RT.EXTENDED_PROPERTIES}:
            part.package.rels.pop(key)
    for key, relation in list(part.rels.items()):
        if relation.reltype in _UNUSED:
            part.rels.pop(key)
        elif relation.reltype == RT.FONT_TABLE:
            relation.target_part._blob = page.fonts_xml()
    _refill(document.styles.element, page.styles_xml())
    _refill(document.settings.element, page.settings_xml())
    section = document.sections[0]
    section.page_width, section.page_height = Twips(page.PAGE_WIDTH), Twips(page.PAGE_HEIGHT)
    section.top_margin, section.bottom_margin = Twips(page.MARGIN_TOP), Twips(page.MARGIN_BOTTOM)
    section.left_margin, section.right_margin = Twips(page.MARGIN_LEFT), Twips(page.MARGIN_RIGHT)
    section.footer_distance = Twips(page.FOOTER_FROM_EDGE)
    for grid in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(grid)
    section._sectPr.append(page.grid_xml())
    _page_number(section.footer, "right")
    _page_number(section.even_page_footer, "left")


def _refill(root: Any, content: Any) -> None:
    """Puts other content under the root of a part."""
    for child in list(root):
        root.remove(child)
    root.extend(list(content))


def _page_number(footer: Any, side: str) -> None:
    """— 1 — at the outer side, one character in (§7.5)."""
    paragraph = footer.paragraphs[0]
    paragraph._p.get_or_add_pPr().style = "Footer"
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if side == "right" else WD_ALIGN_PARAGRAPH.LEFT
    indent = paragraph._p.get_or_add_pPr().get_or_add_ind()
    indent.set(qn(f"w:{side}Chars"), "100")
    indent.set(qn(f"w:{side}"), str(page.PAGE_NUMBER_HALF_POINTS * 10))
    for xml in (
        '<w:t xml:space="preserve">— </w:t>',
        '<w:fldChar w:fldCharType="begin"/>',
        '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
        '<w:fldChar w:fldCharType="separate"/>',
        "<w:t>1</w:t>",
        '<w:fldChar w:fldCharType="end"/>',
        '<w:t xml:space="preserve"> —</w:t>',
    ):
        paragraph._p.append(parse_xml(f"<w:r {nsdecls('w')}>{xml}</w:r>"))


class _Writer:
    """Appends blocks to the document's body."""

    def __init__(self, document: Any, composed: Composed, figures_url: str | None) -> None:
        self.document = document
        self.composed = composed
        self.figures_url = figures_url.rstrip("/") if figures_url else None

    def block(self, block: Block) -> None:
        if block.kind == "title":
            for line in title_lines(block.text, page.TITLE_CHARACTERS):
                self.paragraph("title").append(text_run(line))
            return
        paragraph = self.paragraph(block.kind)
        if block.kind in {"signer", "date"}:
            self.move_in(paragraph, block)
        for run in block.runs:
            if run.figure is None:
                paragraph.append(text_run(run.text))
            else:
                self.chip(paragraph, run, self.composed.figures[run.figure - 1])

    def empty_line(self) -> None:
        self.paragraph("body")

    def paragraph(self, kind: BlockKind) -> Any:
        paragraph = self.document.add_paragraph()._p
        paragraph.get_or_add_pPr().style = STYLES[kind]
        return paragraph

    def move_in(self, paragraph: Any, block: Block) -> None:
        """The date stands four characters in; the office's name is centred over it."""
        date = next((width(each.text) for each in self.composed.blocks if each.kind == "date"), 0.0)
        room = _DATE_IN_FROM_RIGHT + (max(date - width(block.text), -2 * _DATE_IN_FROM_RIGHT)) / 2
        indent = paragraph.get_or_add_pPr().get_or_add_ind()
        indent.set(qn("w:rightChars"), str(round(room * 100)))
        indent.set(qn("w:right"), str(round(room * page.BODY_HALF_POINTS * 10)))

    def chip(self, paragraph: Any, run: Run, figure: Figure) -> None:
        """A figure: bookmarked, linked to its card where there is one to open, marked while it is missing."""
        start = OxmlElement("w:bookmarkStart")
        start.set(qn("w:id"), str(figure.id))
        start.set(qn("w:name"), bookmark_name(figure.id))
        end = OxmlElement("w:bookmarkEnd")
        end.set(qn("w:id"), str(figure.id))
        text = text_run(run.text, style="Unverified" if MISSING in run.text else "Figure")
        paragraph.append(start)
        paragraph.append(self.linked(text, figure) if self.figures_url else text)
        paragraph.append(end)

    def linked(self, text: Any, figure: Figure) -> Any:
        link = OxmlElement("w:hyperlink")
        address = f"{self.figures_url}/{figure.id}"
        link.set(qn("r:id"), self.document.part.relate_to(address, RT.HYPERLINK, is_external=True))
        link.set(qn("w:tooltip"), _card_line(figure))
        link.set(qn("w:history"), "0")
        link.append(text)
        return link


def _card_line(figure: Figure) -> str:
    """The figure's card in one line, shown where the mouse rests."""
    if not figure.sources or figure.kind is None:
        return figure.note or figure.key
    first = figure.sources[0]
    return f"{first.name}（{first.definition_at}，{first.period.name}，{KIND_WORDS[figure.kind]}）"


def text_run(text: str, style: str | None = None) -> Any:
    run: Any = OxmlElement("w:r")
    if style:
        run.get_or_add_rPr().style = style
    run.text = text
    return run


def _describe(document: Any, composed: Composed) -> None:
    """Document properties; the dates are those of signing, so that printing again changes nothing."""
    properties = document.core_properties
    signed = composed.occasion.signed_on
    properties.title = composed.title
    properties.author = properties.last_modified_by = composed.occasion.office
    properties.language = "zh-CN"
    properties.comments = ""
    properties.created = properties.modified = datetime(signed.year, signed.month, signed.day, tzinfo=UTC)


def without_clock(data: bytes) -> bytes:
    """The same zip with fixed times."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), source.read(name), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
