"""The .docx against GB/T 9704-2012, as another reader of the file finds it."""

import io
import zipfile
from dataclasses import replace

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Length
from lxml import etree

from jingwei.reports.tests.writing_samples import Resolver, occasion, value
from jingwei.reports.writing.compose import compose
from jingwei.reports.writing.composed import Composed
from jingwei.reports.writing.docx_file import write_docx
from jingwei.reports.writing.template import parse_template
from jingwei.reports.writing.title_lines import title_lines, width

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TEXT = """\
key: t
name: 试验
title: |
  {{office}}
  {{year}}年工作总结
opening: |
  共有房屋{{houses}}，闲置{{idle}}。
sections:
  - {level: 1, heading: 甲, text: 正文。}
  - {level: 2, heading: 乙, text: 正文。}
  - {level: 3, heading: 丙, text: 正文。}
  - {level: 4, heading: 丁, text: 正文。}
signature: '{{office}}'
"""


def composed() -> Composed:
    return compose(parse_template(TEXT, "t"), occasion(), Resolver({"houses": value(73441)}))


@pytest.fixture(scope="module")
def data() -> bytes:
    return write_docx(composed(), figures_url="https://office.example/report/7/figures/")


@pytest.fixture(scope="module")
def document(data: bytes):
    return docx.Document(io.BytesIO(data))


def part(data: bytes, name: str) -> etree._Element:
    return etree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read(name))


def test_page_and_margins(document) -> None:
    section = document.sections[0]
    sizes = (section.page_width, section.page_height)
    assert [round(size.mm) for size in sizes] == [210, 297]
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(margin.mm) for margin in margins] == [37, 35, 28, 26]


def test_the_grid_has_twenty_two_lines_of_twenty_eight_characters(document) -> None:
    section = document.sections[0]
    grid = section._sectPr.find(qn("w:docGrid"))
    assert grid.get(qn("w:type")) == "linesAndChars"
    height = Length(section.page_height - section.top_margin - section.bottom_margin).pt
    width_ = Length(section.page_width - section.left_margin - section.right_margin).pt
    assert height // (int(grid.get(qn("w:linePitch"))) / 20) == 22
    assert width_ // (16 + int(grid.get(qn("w:charSpace"))) / 4096) == 28


def test_body_text_fills_the_grid_and_is_indented_by_two_characters(data: bytes) -> None:
    styles = part(data, "word/styles.xml")
    normal, body = (styles.find(f"{W}style[@{W}styleId='{name}']") for name in ("Normal", "BodyText"))
    spacing = normal.find(f"{W}pPr/{W}spacing")
    assert (spacing.get(f"{W}line"), spacing.get(f"{W}lineRule")) == ("579", "exact")
    assert body.find(f"{W}pPr/{W}ind").get(f"{W}firstLineChars") == "200"
    between = int(normal.find(f"{W}rPr/{W}spacing").get(f"{W}val")) / 20
    assert 156 / 25.4 * 72 // (16 + between) == 28


@pytest.mark.parametrize(
    ("style", "font", "half_points"),
    [
        ("Normal", "仿宋_GB2312", "32"),
        ("Title", "方正小标宋简体", "44"),
        ("Heading1", "黑体", "32"),
        ("Heading2", "楷体_GB2312", "32"),
        ("Heading3", "仿宋_GB2312", "32"),
        ("Heading4", "仿宋_GB2312", "32"),
        ("Footer", "宋体", "28"),
    ],
)
def test_fonts_are_named_for_east_asian_text(data: bytes, style: str, font: str, half_points: str) -> None:
    letters = part(data, "word/styles.xml").find(f"{W}style[@{W}styleId='{style}']/{W}rPr")
    assert letters.find(f"{W}rFonts").get(f"{W}eastAsia") == font
    assert letters.find(f"{W}rFonts").get(f"{W}ascii") == font
    assert letters.find(f"{W}sz").get(f"{W}val") == half_points


def test_a_machine_without_a_font_is_told_what_may_stand_in(data: bytes) -> None:
    fonts = {
        font.get(f"{W}name"): font.find(f"{W}altName").get(f"{W}val")
        for font in part(data, "word/fontTable.xml").findall(f"{W}font")
    }
    assert set(fonts) == {"方正小标宋简体", "仿宋_GB2312", "楷体_GB2312", "黑体", "宋体"}
    assert "仿宋" in fonts["仿宋_GB2312"].split(",")
    assert not [name for name in zipfile.ZipFile(io.BytesIO(data)).namelist() if "fonts/" in name]


def test_levels_are_styles_with_an_outline(document) -> None:
    found = [(each.style.name, each.text) for each in document.paragraphs if each.style.name.startswith("Heading")]
    assert found == [
        ("Heading 1", "一、甲"),
        ("Heading 2", "（一）乙"),
        ("Heading 3", "1.丙"),
        ("Heading 4", "（1）丁"),
    ]
    levels = [document.styles[f"Heading {level}"].element.pPr.find(qn("w:outlineLvl")) for level in (1, 2, 3, 4)]
    assert [level.get(qn("w:val")) for level in levels] == ["0", "1", "2", "3"]


def test_no_space_is_typed_for_layout(document) -> None:
    for paragraph in document.paragraphs:
        assert paragraph.text == paragraph.text.strip(" \u3000\t")


def test_the_title_comes_first_in_lines_and_body_text_is_on_the_first_page(document) -> None:
    texts = [(each.style.name, each.text) for each in document.paragraphs[:4]]
    assert texts == [
        ("Title", "望澜街道办事处"),
        ("Title", "2025年工作总结"),
        ("Body Text", ""),
        ("Body Text", "共有房屋73441套，闲置【待核】。"),
    ]


def test_page_numbers_stand_outside_odd_right_even_left(document, data: bytes) -> None:
    assert document.settings.odd_and_even_pages_header_footer
    section = document.sections[0]
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        paragraph = footer.paragraphs[0]
        assert paragraph.text == "— 1 —"
        properties = paragraph._p.pPr
        assert properties.find(qn("w:jc")).get(qn("w:val")) == side
        assert properties.find(qn("w:ind")).get(qn(f"w:{side}Chars")) == "100"
        assert paragraph._p.xpath("string(.//w:instrText)").strip() == "PAGE"
    gap = Length(section.bottom_margin - section.footer_distance).mm - 14 * 25.4 / 72 / 2
    assert gap == pytest.approx(7, abs=0.3)


def test_office_and_date_close_the_report_the_date_four_characters_in(document) -> None:
    signer, date = document.paragraphs[-2:]
    assert (signer.style.name, signer.text) == ("Signature", "望澜街道办事处")
    assert (date.style.name, date.text) == ("Date", "2026年1月5日")
    rooms = [int(each._p.pPr.find(qn("w:ind")).get(qn("w:rightChars"))) / 100 for each in (signer, date)]
    assert rooms[1] == 4
    centre = [room + width(each.text) / 2 for room, each in zip(rooms, (signer, date), strict=True)]
    assert centre[0] == pytest.approx(centre[1], abs=0.02)


def test_a_long_name_of_an_office_stays_within_the_text(document) -> None:
    long = replace(composed(), occasion=replace(occasion(), office="望澜街道" * 6 + "办事处"))
    blocks = tuple(
        replace(block, runs=(replace(block.runs[0], text="望澜街道" * 6 + "办事处"),))
        if block.kind == "signer"
        else block
        for block in long.blocks
    )
    signer = docx.Document(io.BytesIO(write_docx(replace(long, blocks=blocks)))).paragraphs[-2]
    assert int(signer._p.pPr.find(qn("w:ind")).get(qn("w:rightChars"))) >= 0


def test_each_figure_is_a_bookmark_that_opens_to_its_card(document, data: bytes) -> None:
    body = document.element.body
    marks = body.findall(f".//{W}bookmarkStart")
    assert [mark.get(qn("w:name")) for mark in marks] == ["fig_0001", "fig_0002"]
    link = marks[0].getnext()
    target = document.part.rels[link.get(qn("r:id"))].target_ref
    assert target == "https://office.example/report/7/figures/1"
    assert link.text == "73441套"
    assert link.get(qn("w:tooltip")) == "房屋总数（houses@1，2025年，系统取数）"


def test_word_does_not_open_it_in_the_mode_of_an_older_version(data: bytes) -> None:
    mode = part(data, "word/settings.xml").find(f".//{W}compatSetting[@{W}name='compatibilityMode']")
    assert mode.get(f"{W}val") == "15"


def test_a_missing_figure_is_marked(document) -> None:
    (run,) = [run for run in document.element.body.iter(qn("w:r")) if "【待核】" in "".join(run.itertext())]
    assert run.rPr.find(qn("w:rStyle")).get(qn("w:val")) == "Unverified"


def test_without_an_address_there_are_bookmarks_but_no_links() -> None:
    data = write_docx(composed())
    assert b"<w:hyperlink" not in zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml")
    assert b"fig_0001" in zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml")


def test_the_same_report_gives_the_same_bytes(data: bytes) -> None:
    assert write_docx(composed(), figures_url="https://office.example/report/7/figures/") == data


def test_nothing_of_a_foreign_template_is_left(data: bytes) -> None:
    names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    foreign = ("thumbnail", "numbering", "customXml", "webSettings", "app.xml")
    assert not [name for name in names if any(word in name for word in foreign)]
    styles = part(data, "word/styles.xml").findall(f"{W}style")
    assert len(styles) == 13
    core = zipfile.ZipFile(io.BytesIO(data)).read("docProps/core.xml").decode()
    assert "python-docx" not in core
    assert "望澜街道办事处2025年工作总结" in core


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("望澜街道办事处2025年工作总结", 1),
        ("关于望澜街道2025年上半年重点工作推进情况和下半年工作打算的报告", 2),
        ("望澜街道办事处" * 9, 4),
    ],
)
def test_a_long_title_is_broken_into_falling_lines(title: str, lines: int) -> None:
    broken = title_lines(title, 20)
    assert "".join(broken) == title
    assert len(broken) == lines
    assert all(width(line) <= 20 for line in broken)
    assert not [line for line in broken if line.startswith("年") or line[-1].isdigit()]
