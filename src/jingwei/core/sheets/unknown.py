"""The table in a sheet nobody has described yet: where its head is, told by the shape of the rows alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from jingwei.core.fields import Field
from jingwei.core.sheets.body import Skipped, data_rows
from jingwei.core.sheets.errors import SheetError
from jingwei.core.sheets.head import head_levels, title_and_unit
from jingwei.core.sheets.headings import Levels, fold, read_heading
from jingwei.core.sheets.matching import Column
from jingwei.core.sheets.table import headless
from jingwei.core.sheets.turned import refuse_side_by_side, refuse_transposed
from jingwei.core.sheets.wordy import filled, head_words, wordy
from jingwei.core.sheets.workbook import Sheet
from jingwei.core.units import find_unit

_LOOKED_AT = 60  # rows from the top
_UNIT_BEHIND = re.compile(r"(.{2,})(㎡|m²|m2|平方米|万平方米|万元|亿元)")


@dataclass(frozen=True, slots=True)
class Unknown:
    """A table as its shape tells it.

    `head` are first and last row of the head, 1-based. `levels` are the words over each column, `title` and `unit` what
    stands above. `rows` are 0-based indices of the data rows; `skipped` the others below the head.
    """

    head: tuple[int, int]
    levels: tuple[Levels, ...]
    title: str
    unit: str | None
    rows: list[int]
    skipped: list[Skipped]


def find_unknown(sheet: Sheet) -> Unknown:
    """The table of a sheet that no ledger knows.

    Raises:
        SheetError: `sheet.empty`, `head.not_found`, `table.no_rows`, `table.transposed`, `table.side_by_side`.
    """
    if not sheet.rows:
        raise SheetError("sheet.empty", f"工作表“{sheet.name}”是空的，没有任何内容。", sheet=sheet.name)
    refuse_transposed(sheet)
    top = _top(sheet)
    if top is None:
        raise SheetError(
            "head.not_found",
            f"工作表“{sheet.name}”里没有找到表头。数据上方要有一行列名，例如“名称、地址、联系电话”；请加上列名再传。",
            sheet=sheet.name,
        )
    bottom = _bottom(sheet, top)
    levels = head_levels(sheet, top, bottom)
    refuse_side_by_side(sheet, levels)
    columns = [
        Column(index, "", Field(f"c{index}", f"c{index}", "text"), 1.0, "label")
        for index, level in enumerate(levels)
        if level and fold(level[-1]) not in {"序号", "序", "no", "行号"}
    ]
    rows, skipped = data_rows(sheet, bottom + 1, columns)
    if not rows:
        message = f"工作表“{sheet.name}”只有表头，下面没有数据。请填上至少一行再传；要建空台账的，点“手工建账”。"
        raise SheetError("table.no_rows", message, sheet=sheet.name)
    title, unit = title_and_unit(sheet, top)
    return Unknown((top + 1, bottom + 1), levels, title, unit, rows, skipped)


def with_headless(sheet: Sheet, levels: Sequence[Levels]) -> tuple[Levels, ...]:
    """`levels` where a column without a head that holds something is called by its place: 第3列."""
    return tuple(level or (headless(index),) for index, level in enumerate(levels))


def _top(sheet: Sheet) -> int | None:
    """The row that looks most like a head: nearly as wide as the table, and of words only."""
    rows = sheet.rows[:_LOOKED_AT]
    widths = sorted(width for row in sheet.rows[: _LOOKED_AT + 200] if (width := len(filled(row))) > 1)
    if not widths:
        return _top_of_one_column(sheet)
    wide = max(2, 0.6 * widths[len(widths) // 2])
    spread = _spread_over(sheet)
    for index, row in enumerate(rows):
        cells = filled(row)
        if len(cells) < 2 or index in spread.titles:
            continue
        if len(set(cells) | spread.covered.get(index, set())) < wide:
            continue
        if sum(1 for column in cells if wordy(row[column])) >= 0.85 * len(cells):
            return index
        return _later(rows, index, wide)
    return None


def _later(rows: Sequence[Sequence[Any]], start: int, wide: float) -> int | None:
    """A head below rows of another sort (figures in a banner); it must speak like one."""
    for index in range(start + 1, len(rows)):
        cells = filled(rows[index])
        spoken = all(wordy(rows[index][column]) for column in cells)
        if len(cells) >= wide and spoken and head_words(rows[index]) >= 2:
            return index
    return None


def _top_of_one_column(sheet: Sheet) -> int | None:
    return next(
        (index for index, row in enumerate(sheet.rows[:_LOOKED_AT]) if any(map(wordy, row)) and filled(row)), None
    )


@dataclass(slots=True)
class _Spread:
    titles: set[int]  # rows that are one merged text
    covered: dict[int, set[int]]  # further columns that a merged text of a row stands over


def _spread_over(sheet: Sheet) -> _Spread:
    titles: set[int] = set()
    covered: dict[int, set[int]] = {}
    for merge in sheet.merges:
        if merge.top >= _LOOKED_AT:
            continue
        for row in range(merge.top, min(merge.bottom, _LOOKED_AT) + 1):
            covered.setdefault(row, set()).update(range(merge.left, merge.right + 1))
        span = merge.right - merge.left + 1
        if span > 2 and span >= 0.7 * sheet.width and len(filled(sheet.rows[merge.top])) <= 1:
            titles.add(merge.top)
    return _Spread(titles, covered)


def _bottom(sheet: Sheet, top: int) -> int:
    """The last row of the head: as deep as its merged cells; a line of units; words under the gaps of a text file."""
    bottom = top
    while bottom - top < 2 and bottom + 1 < len(sheet.rows):
        below = sheet.rows[bottom + 1]
        cells = filled(below)
        own = [merge for merge in sheet.merges if top <= merge.top <= bottom]
        deeper = any(merge.bottom > bottom for merge in own)
        across = any(merge.right > merge.left and merge.bottom == bottom for merge in own)
        spoken = all(wordy(below[column]) for column in cells)
        if deeper or (across and cells and spoken):
            bottom += 1
        elif bottom == top and cells and spoken and (_units(below, cells) or _under_gaps(sheet, top)):
            return top + 1
        else:
            break
    return bottom


def _units(row: Sequence[Any], cells: Sequence[int]) -> bool:
    return all(len(str(row[c]).strip()) <= 6 for c in cells) and 2 * sum(_is_unit(row[c]) for c in cells) >= len(cells)


def _is_unit(cell: Any) -> bool:
    text = str(cell).strip(" ()（）")
    return find_unit(text) is not None or text in {
        "人",
        "户",
        "个",
        "家",
        "处",
        "件",
        "套",
        "栋",
        "岁",
        "年",
        "项",
        "次",
        "-",
        "—",
        "/",
    }


def _under_gaps(sheet: Sheet, top: int) -> bool:
    """Without merges (text files): words below stand under an empty cell right of a head, and values come after."""
    row, under = sheet.rows[top], sheet.rows[top + 1]
    gaps = [c for c in range(1, sheet.width) if row[c] == "" and under[c] != "" and row[c - 1] != ""]
    if sheet.merges or not gaps or top + 2 >= len(sheet.rows):
        return False
    after = sheet.rows[top + 2]
    return len(filled(after)) > len(filled(under)) or any(not wordy(after[column]) for column in filled(after))


def unit_in_levels(levels: Levels) -> tuple[Levels, str | None]:
    """A head whose lowest line is a unit by itself (投资额 over 万元): its words, and the unit."""
    if len(levels) > 1 and _is_unit(levels[-1]):
        unit = levels[-1].strip(" ()（）")
        return levels[:-1], None if unit in {"-", "—", "/"} else unit
    behind = _UNIT_BEHIND.fullmatch(levels[-1].strip()) if levels else None
    if behind is not None:
        return (*levels[:-1], behind[1]), behind[2]
    return levels, read_heading(levels).unit
