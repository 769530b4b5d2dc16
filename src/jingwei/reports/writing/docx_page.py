"""Page, grid, fonts and styles of an official document (GB/T 9704-2012).

A4; top 37 mm, bottom 35, left 28, right 26: a text area of 156 × 225 mm with 22 lines of 28 characters (§5.1, 5.2.1).
Body 3号仿宋, title 2号小标宋, levels 黑体, 楷体, 仿宋, 仿宋 (§7.3). Page number 4号宋体 between dashes, 7 mm below the
text (§7.5).
"""

from docx.oxml.ns import nsdecls
from docx.oxml.parser import parse_xml
from lxml import etree

PAGE_WIDTH, PAGE_HEIGHT = 11906, 16838  # twips (1/20 pt): 210 × 297 mm
MARGIN_TOP, MARGIN_BOTTOM, MARGIN_LEFT, MARGIN_RIGHT = 2098, 1984, 1587, 1474  # 37, 35, 28, 26 mm
FOOTER_FROM_EDGE = 1446  # 25.5 mm: the dash of the page number then stands 7 mm below the text area
LINES, CHARACTERS = 22, 28
BODY_HALF_POINTS, TITLE_HALF_POINTS, PAGE_NUMBER_HALF_POINTS = 32, 44, 28  # 3号, 2号, 4号

_TEXT_WIDTH = PAGE_WIDTH - MARGIN_LEFT - MARGIN_RIGHT
_TEXT_HEIGHT = PAGE_HEIGHT - MARGIN_TOP - MARGIN_BOTTOM
LINE_PITCH = _TEXT_HEIGHT // LINES  # 579 twips, 28.95 pt
# Word counts the grid's character as the default size plus this, in 1/4096 pt; rounded down so that 28 still fit.
CHARACTER_SPACE = int((_TEXT_WIDTH / 20 / CHARACTERS - BODY_HALF_POINTS / 2) * 4096) - 1
# A 16 pt glyph is wider than its cell: Word would squeeze it, LibreOffice gives it two cells. So the styles bring the
# pitch of the grid themselves (a quarter point less between letters, lines of exactly one cell) and do not snap to it.
_CELL = _TEXT_WIDTH // CHARACTERS
GLYPH_SPACING = _CELL - BODY_HALF_POINTS * 10
TITLE_CHARACTERS = _TEXT_WIDTH // (TITLE_HALF_POINTS * 10)

BODY_FONT = "仿宋_GB2312"
TITLE_FONT = "方正小标宋简体"
LEVEL_FONTS = ("黑体", "楷体_GB2312", BODY_FONT, BODY_FONT)
PAGE_NUMBER_FONT = "宋体"
# None of these fonts may be passed on freely, so none is embedded; a machine without one takes the next name.
FALLBACKS = {
    TITLE_FONT: ("roman", "方正小标宋_GBK,小标宋体,华文中宋,宋体,SimSun"),
    BODY_FONT: ("modern", "仿宋,FangSong,方正仿宋_GBK,华文仿宋,STFangsong"),
    "楷体_GB2312": ("modern", "楷体,KaiTi,方正楷体_GBK,华文楷体,STKaiti"),
    "黑体": ("swiss", "SimHei,方正黑体_GBK,华文黑体,STHeiti"),
    PAGE_NUMBER_FONT: ("roman", "SimSun,方正书宋_GBK,华文宋体,STSong"),
}


def grid_xml() -> etree._Element:
    """The document grid of the section: 22 lines of 28 characters."""
    return parse_xml(
        f'<w:docGrid {nsdecls("w")} w:type="linesAndChars" w:linePitch="{LINE_PITCH}" w:charSpace="{CHARACTER_SPACE}"/>'
    )


def fonts_xml() -> bytes:
    """The font table, with what may stand in for a font the machine lacks."""
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{others}"/><w:charset w:val="86"/>'
        f'<w:family w:val="{family}"/><w:pitch w:val="variable"/></w:font>'
        for name, (family, others) in FALLBACKS.items()
    )
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts {nsdecls("w")}>{fonts}</w:fonts>'.encode()


def settings_xml() -> etree._Element:
    """The settings of a Chinese document: page numbers differ on odd and even pages, no mode of an older Word."""
    return parse_xml(
        f"""<w:settings {nsdecls("w")}><w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/><w:evenAndOddHeaders/>
<w:characterSpacingControl w:val="compressPunctuation"/><w:compat><w:useFELayout/><w:compatSetting
w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>
<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>"""
    )


def styles_xml() -> etree._Element:
    """All styles of the document, and no others."""
    indent = _indent_first(2)
    levels = "".join(
        _paragraph(
            f"Heading{level}",
            f"heading {level}",
            f'<w:keepNext/>{indent}<w:outlineLvl w:val="{level - 1}"/>',
            _font(font, BODY_HALF_POINTS),
            following="BodyText",
        )
        for level, font in enumerate(LEVEL_FONTS, start=1)
    )
    return parse_xml(
        f"""<w:styles {nsdecls("w")}>
<w:docDefaults>
<w:rPrDefault><w:rPr>{_fonts(BODY_FONT)}<w:kern w:val="2"/><w:sz w:val="{BODY_HALF_POINTS}"/>
<w:szCs w:val="{BODY_HALF_POINTS}"/><w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>
<w:pPrDefault/>
</w:docDefaults>
{_normal()}
<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont"><w:name w:val="Default Paragraph Font"/>
<w:semiHidden/></w:style>
{_paragraph("Title", "Title", '<w:jc w:val="center"/>', _free(TITLE_FONT, TITLE_HALF_POINTS))}
{levels}
{_paragraph("BodyText", "Body Text", indent, "")}
{_paragraph("Signature", "Signature", '<w:keepNext/><w:jc w:val="right"/>', "", following="Date")}
{_paragraph("Date", "Date", '<w:jc w:val="right"/>', "")}
{_paragraph("Footer", "footer", _plain_line(), _free(PAGE_NUMBER_FONT, PAGE_NUMBER_HALF_POINTS))}
{_character("Figure", "数据", "")}
{_character("Unverified", "待核数据", '<w:shd w:val="clear" w:color="auto" w:fill="FFFF00"/>')}
</w:styles>"""
    )


def _normal() -> str:
    """What every paragraph has: a line of the grid, both edges even, no space put between Chinese and figures."""
    return f"""<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/><w:pPr>
<w:widowControl w:val="0"/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/><w:snapToGrid w:val="0"/>
<w:spacing w:before="0" w:after="0" w:line="{LINE_PITCH}" w:lineRule="exact"/><w:jc w:val="both"/></w:pPr>
<w:rPr>{_fonts(BODY_FONT)}<w:spacing w:val="{GLYPH_SPACING}"/><w:sz w:val="{BODY_HALF_POINTS}"/>
<w:szCs w:val="{BODY_HALF_POINTS}"/><w:snapToGrid w:val="0"/></w:rPr></w:style>"""


def _paragraph(style: str, name: str, layout: str, letters: str, *, following: str = "") -> str:
    then = f'<w:next w:val="{following}"/>' if following else ""
    look = f"<w:rPr>{letters}</w:rPr>" if letters else ""
    return (
        f'<w:style w:type="paragraph" w:styleId="{style}"><w:name w:val="{name}"/><w:basedOn w:val="Normal"/>{then}'
        f"<w:qFormat/><w:pPr>{layout}</w:pPr>{look}</w:style>"
    )


def _character(style: str, name: str, letters: str) -> str:
    return (
        f'<w:style w:type="character" w:customStyle="1" w:styleId="{style}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="DefaultParagraphFont"/><w:qFormat/><w:rPr>{letters}</w:rPr></w:style>'
    )


def _fonts(name: str) -> str:
    return f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}" w:eastAsia="{name}" w:cs="{name}"/>'


def _font(name: str, half_points: int) -> str:
    return f'{_fonts(name)}<w:b w:val="0"/><w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


def _free(name: str, half_points: int) -> str:
    """Letters outside the grid, at their natural distance."""
    return f'{_fonts(name)}<w:spacing w:val="0"/><w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


def _indent_first(characters: int) -> str:
    return f'<w:ind w:firstLineChars="{characters * 100}" w:firstLine="{characters * _CELL}"/>'


def _plain_line() -> str:
    """A line of 4号 letters."""
    return '<w:spacing w:line="280" w:lineRule="exact"/>'
