"""Which rows below the head are data, and which are totals, notes, signatures and repeated heads."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from operator import itemgetter
from typing import Any, NamedTuple

from jingwei.core.sheets.headings import fold
from jingwei.core.sheets.matching import Column
from jingwei.core.sheets.wordy import filled as used
from jingwei.core.sheets.wordy import head_words, wordy
from jingwei.core.sheets.workbook import Rows, Sheet

_TOTAL = re.compile(
    r"(?:.{0,16}(?:合计|小计|总计|共计|累计|总和)|.{0,6}(?:平均|均值))(?:数|值|\d{1,3}[户人个家件处条栋])?"
)
_NOTE = re.compile(
    r"(?:注|备注|说明|附注|附|附件|(?:填表|填报|指标|编制)说明|(?:数据)?来源)\s*(?:[:：0-9一二三四①、.．]|$)|[※★*]|以上数据"
)
_SIGNED = re.compile(
    r"(?:制表|填表|填报|审核|复核|审批|核对|经办|负责|统计|分管|主要|主管|单位|部门|科室|街道|社区|领导|联系)*"
    r"(?:人|者|员|领导|负责人|单位|电话|日期|时间|签字|签名|签章|盖章|公章|\(盖章\)|（盖章）|（签字）|\(签字\))\s*[:：]"
)
_PAGE = re.compile(r"第\s*\d+\s*页|共\s*\d+\s*页")
_SENTENCE = re.compile(r"[，。！？!?]")
_NUMBER = re.compile(r"约?[-+]?[\d,.，]+%?|[-—–/]+")
_ORDINALS = "甲乙丙丁戊己庚辛壬癸"
_EXAMPLE = frozenset({"例", "示例", "样例", "例如", "填写示例", "范例"})


class Skipped(NamedTuple):
    """A row below the head that was not taken: 1-based row, why in Chinese, and its first text."""

    row: int
    reason: str
    text: str


def data_rows(sheet: Sheet, first: int, columns: Sequence[Column]) -> tuple[list[int], list[Skipped]]:
    """0-based indices of the data rows from row `first`, and the rows left out (empty ones are not told)."""
    rows = sheet.rows
    matched = [column.index for column in columns if column.field is not None]
    serial = {column.index for column in columns if column.how == "serial"}
    broken = {row for (row, column), flaw in sheet.flaws.items() if flaw.severity == "error" and column in set(matched)}
    out: dict[int, str] = {}
    silent = _empty_rows(rows, first, matched, broken)
    for index in silent:
        said = [cell for column, cell in enumerate(rows[index]) if column not in serial or isinstance(cell, str)]
        said = [cell for cell in _filled(said) if _ordinal(cell) is None]
        if said:
            out[index] = _aside(rows[index]) or "本台账的各列都是空的"
    for index in range(first, min(first + 3, len(rows))):
        if index not in silent:
            _look_at_first(rows[index], index, out)
    for index in _repeated(rows, first):
        out[index] = "重复的表头"
    for index in _with_total(rows, first, matched):
        out.setdefault(index, "合计行")
    _look_at_end(sheet, first, silent, out)
    begin = _second_table(rows, first, silent, out)
    if begin is not None:
        out[begin] = "从这一行起是另一张表，没有读；请分成两张工作表"
        rest = set(range(begin + 1, len(rows)))
        silent |= rest
        for index in rest & out.keys():
            del out[index]
    if not out and not silent:
        return list(range(first, len(rows))), []
    skipped = [Skipped(index + 1, reason, _first_text(rows[index])) for index, reason in sorted(out.items())]
    return [index for index in range(first, len(rows)) if index not in silent and index not in out], skipped


def _second_table(rows: Rows, first: int, silent: set[int], out: dict[int, str]) -> int | None:
    """Where another table begins below an empty row: a row of heads over values of another sort than they are."""
    for gap in sorted(silent):
        begin = gap + 1
        if begin >= len(rows) or begin in silent or begin in out:
            continue
        # A title of its own may stand over the head of the second table.
        for head in range(begin, min(begin + 3, len(rows) - 1)):
            cells = used(rows[head])
            if (
                len(cells) < 2
                or not all(wordy(rows[head][column]) for column in cells)
                or not _like_heads(rows[head], cells)
            ):
                continue
            other = [
                column for column in cells if not wordy(rows[head + 1][column]) and not _blank(rows[head + 1][column])
            ]
            data = [index for index in range(first, gap) if index not in silent and index not in out]
            if other and data and any(not wordy(rows[index][column]) for index in data[-3:] for column in cells):
                return begin
    return None


def _like_heads(row: Sequence[Any], cells: Sequence[int]) -> bool:
    """Whether words could name columns: they end like heads, or are short, without figures, and each stands once."""
    words = [str(row[column]).strip() for column in cells]
    short = all(len(word) <= 8 and not re.search(r"\d", word) for word in words)
    return head_words(row) > 0 or (short and len(set(words)) == len(words))


def _empty_rows(rows: Rows, first: int, matched: Sequence[int], broken: set[int]) -> set[int]:
    """Rows without content in the matched columns."""
    if not matched:
        return set()
    look = matched[0]
    return {
        index
        for index in range(first, len(rows))
        # Nearly every row is told by one look at one cell.
        if (not (cell := rows[index][look]) or (type(cell) is str and cell.isspace()))
        and all(_blank(rows[index][column]) for column in matched)
        and index not in broken
    }


def _blank(cell: Any) -> bool:
    return type(cell) is str and (not cell or cell.isspace())


def _filled(row: Sequence[Any]) -> list[Any]:
    return [cell for cell in row if not _blank(cell)]


def _first_text(row: Sequence[Any]) -> str:
    return next((str(cell).strip()[:40] for cell in row if not _blank(cell)), "")


def _look_at_first(row: Sequence[Any], index: int, out: dict[int, str]) -> None:
    """Statistical forms number their columns below the head (甲 乙 1 2 3); templates show an example."""
    filled = _filled(row)
    if filled and str(filled[0]).strip("：: （）()") in _EXAMPLE:
        out[index] = "填写示例"
    elif len(filled) >= 3:
        letters = [cell for cell in filled if isinstance(cell, str) and cell.strip() in _ORDINALS]
        numbers = [_ordinal(cell) for cell in filled if cell not in letters]
        counted = [number for number in numbers if number is not None]
        in_order = len(counted) == len(numbers) and all(after == before + 1 for before, after in pairwise(counted))
        if in_order and (letters or counted[:1] == [1]) and len(counted) != 1:
            out[index] = "栏次行"


def _ordinal(cell: Any) -> int | None:
    text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip("()（） 栏")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else None


def _repeated(rows: Rows, first: int) -> set[int]:
    """Rows that say again what stands above the table, as printed pages do."""
    above = [row for row in rows[max(0, first - 8) : first] if len(_filled(row)) > 1]
    starts = {next((column, cell) for column, cell in enumerate(row) if not _blank(cell)) for row in above}
    return {
        index
        for column, start in starts
        for index in range(first, len(rows))
        if rows[index][column] == start and rows[index] in above
    }


def _with_total(rows: Rows, first: int, matched: Sequence[int]) -> list[int]:
    """Rows whose first word is 合计, 小计 … and whose other cells are numbers."""
    found: set[int] = set()
    for column in sorted({0, *range(min(min(matched, default=0) + 3, len(rows[0]) if rows else 0))}):
        texts = set(map(itemgetter(column), rows))
        sums = {text for text in texts if type(text) is str and ("计" in text or "均" in text or "总和" in text)}
        if sums:
            found.update(i for i in range(first, len(rows)) if rows[i][column] in sums and is_total(rows[i]))
    return sorted(found)


def is_total(row: Sequence[Any]) -> bool:
    """True for a row whose first filled cell says total and whose other filled cells are numbers."""
    filled = _filled(row)
    if filled and isinstance(filled[0], (int, float)) and len(filled) > 1:
        filled = filled[1:]  # a numbered row
    if not filled or not isinstance(filled[0], str) or not _TOTAL.fullmatch(fold(filled[0])):
        return False
    return all(not isinstance(cell, str) or _NUMBER.fullmatch(cell.strip()) for cell in filled[1:])


def _look_at_end(sheet: Sheet, first: int, silent: set[int], out: dict[int, str]) -> None:
    wide = {(merge.top, merge.left) for merge in sheet.merges if merge.right - merge.left >= 2}
    for index in range(len(sheet.rows) - 1, first - 1, -1):
        if index in silent or index in out:
            continue
        row = sheet.rows[index]
        filled = _filled(row)
        lonely = len(filled) == 1 and len(row) > 2
        reason = _aside(row)
        apart = index - 1 in silent and isinstance(filled[0], str) and _SENTENCE.search(filled[0]) is not None
        if reason is None and lonely and ((index, row.index(filled[0])) in wide or _day(filled[0]) or apart):
            reason = "表下说明"
        if reason is None:
            return
        out[index] = reason


def _aside(row: Sequence[Any]) -> str | None:
    """What a row below a table is when it is a note or a line of signatures."""
    filled = _filled(row)
    if not filled or not isinstance(filled[0], str):
        return None
    start = re.sub(r"\s+", "", filled[0])
    if len(filled) <= 8 and (_SIGNED.match(start) or _PAGE.search(start)):
        return "签名或页码行"
    return "表下说明" if len(filled) <= 2 and (_NOTE.match(start) or _day(start)) else None


def _day(cell: Any) -> bool:
    text = re.sub(r"\s+", "", str(cell))
    return isinstance(cell, date) or re.fullmatch(r"\d{4}[年./-]\d{1,2}[月./-](?:\d{1,2}日?)?", text) is not None
