"""What stands around a cell of a form and says what belongs into it: the words left of it and above it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from jingwei.core.sheets.headings import fold, read_heading
from jingwei.core.sheets.received import Sheet
from jingwei.core.sheets.received.book import Spot
from jingwei.core.units import find_unit

_MOST_ABOVE, _MOST_LEFT = 60, 16
_UNIT_LINE = re.compile(r"(?<![报表送写制])单位[:：]\s*([^\s，,；;)）]{1,8})")
_OUT_OF_BRACKETS = re.compile(r"[（(]([^（）()]{1,8})[)）]")
_PERIODS = (
    (re.compile(r"上年同期累计|去年同期累计"), "cumulative_last_year"),
    (re.compile(r"上年同期|去年同期|同期数"), "last_year"),
    (re.compile(r"累计"), "cumulative"),
    (re.compile(r"上期|上月|上季"), "previous"),
    (re.compile(r"全年|年度数"), "year"),
    (re.compile(r"本期|本月|当月|本季|本周"), "this"),
)
_GROWTH = re.compile(r"同比|增减|增长|增幅")
_WORDS = (
    (re.compile(r"(?:填报|报送|填表|制表|上报)单位|(?:填报|报送)部门"), "{填报单位}"),
    (re.compile(r"填报人|填表人|制表人|经办人|报送人|联系人"), "{填报人}"),
    (re.compile(r"填[报表]日期|填[报表]时间|报送日期|报送时间|报出日期|制表日期|^日期"), "{日期}"),
    (re.compile(r"统计期|报告期|所属期|所属时期"), "{统计期}"),
    (re.compile(r"^(?:街道|镇街|乡镇)[（(]?(?:乡镇)?[)）]?(?:名称)?$"), "{街道}"),
)


@dataclass(frozen=True, slots=True)
class Heads:
    """Words around a cell: `left` nearest first, `above` from top to bottom, `unit` as head or sheet name it."""

    left: tuple[str, ...]
    above: tuple[str, ...]
    unit: str = ""

    @property
    def words(self) -> str:
        """All of them in one line."""
        return " / ".join((*self.above, *reversed(self.left)))


def heads_of(sheet: Sheet, spot: Spot) -> Heads:
    """The words around a cell."""
    left, above = tuple(_left(sheet, spot)), tuple(_above(sheet, spot))
    return Heads(left, above, _unit(left, above) or unit_line(sheet))


def row_head(sheet: Sheet, row: int, column: int) -> str:
    """The word that heads a row, seen from a column."""
    return next(_left(sheet, (row, column)), "")


def column_head(sheet: Sheet, row: int, column: int) -> str:
    """The words that head a column, seen from a row."""
    return "/".join(_above(sheet, (row, column)))


def _left(sheet: Sheet, spot: Spot) -> Iterator[str]:
    row, column = spot
    last = None
    for at in range(column - 1, max(-1, column - _MOST_LEFT), -1):
        anchor = sheet.anchor((row, at))
        if anchor == last or anchor == sheet.anchor(spot):
            continue
        last = anchor
        text = _said(sheet, anchor)
        if text:
            yield text


def _above(sheet: Sheet, spot: Spot) -> list[str]:
    """The lowest words over the cell and what is joined to them; a title over the whole table is none."""
    row, column = spot
    found: list[str] = []
    seen: set[Spot] = set()
    for at in range(row - 1, max(-1, row - _MOST_ABOVE), -1):
        anchor = sheet.anchor((at, column))
        if anchor in seen:
            continue
        seen.add(anchor)
        text = _said(sheet, anchor)
        if not text:
            if found:
                break
            continue
        if _is_title(sheet, anchor) or len(found) == 3 or (found and not _spread(sheet, anchor)):
            break
        found.append(text)
    return found[::-1]


def _said(sheet: Sheet, spot: Spot) -> str:
    cell = sheet.at(spot)
    if not isinstance(cell.value, str) or cell.formula is not None or cell.error:
        return ""
    return "".join(cell.value.split())


def _spread(sheet: Sheet, spot: Spot) -> bool:
    """Whether a word stands over several columns, as the upper lines of a head do."""
    return any((one.top, one.left) == spot and one.right > one.left for one in sheet.merges)


def _is_title(sheet: Sheet, spot: Spot) -> bool:
    merge = next((one for one in sheet.merges if (one.top, one.left) == spot), None)
    return merge is not None and merge.right - merge.left + 1 > max(2, 0.7 * sheet.width)


def _unit(left: tuple[str, ...], above: tuple[str, ...]) -> str:
    for text in (*reversed(above), *left):
        unit = read_heading((text,)).unit
        if unit:
            return unit
        for said in _OUT_OF_BRACKETS.findall(text):
            if said in _COUNTED or find_unit(said):
                return str(said)
    return ""


_COUNTED = frozenset("人户家个件套栋处条名次项起间座台") | {"万人", "万户", "人次", "万人次", "户次"}


def unit_line(sheet: Sheet) -> str:
    """The unit of a line 单位：万元 above the table; 填报单位：某街道 is none."""
    for _, text in sheet.texts():
        found = _UNIT_LINE.search(text)
        if found and (find_unit(found[1]) or found[1] in _COUNTED):
            return found[1]
    return ""


def period_word(text: str) -> str:
    """Which period a head speaks of; empty where it speaks of none."""
    return next((word for pattern, word in _PERIODS if pattern.search(text)), "")


def is_growth(text: str) -> bool:
    """Whether a head asks for growth over the same period of last year."""
    return _GROWTH.search(text) is not None and period_word(text) != "last_year"


def words_for(sheet: Sheet, spot: Spot) -> str:
    """Words that seem to belong into a cell, as a text of `bindings.WORDS`; empty where none do."""
    own = _said(sheet, spot)
    for text in (own, next(_left(sheet, spot), "")):
        head, _, rest = text.partition("：") if "：" in text else text.partition(":")
        if text and not rest:
            for pattern, words in _WORDS:
                if pattern.search(head):
                    return f"{own}{words}" if text is own or text == own else words
    return ""


def bare(text: str) -> str:
    """A head without what stands in brackets, blanks and signs."""
    return read_heading((text,)).bare or fold(text)
