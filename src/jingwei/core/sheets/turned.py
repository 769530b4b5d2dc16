"""Tables that lie otherwise than rows under a head: turned on their side, or twice beside each other."""

from __future__ import annotations

from collections.abc import Sequence

from jingwei.core.sheets.errors import SheetError, letters
from jingwei.core.sheets.headings import Levels, fold
from jingwei.core.sheets.wordy import filled, head_words
from jingwei.core.sheets.workbook import Sheet

_MOST_ROWS = 60  # a form that is turned is short


def refuse_transposed(sheet: Sheet) -> None:
    """A form with the names of its fields down the first column, one object per column."""
    rows = [row for row in sheet.rows[:_MOST_ROWS] if len(filled(row)) > 1]
    if sheet.width < 3 or len(sheet.rows) > _MOST_ROWS or len(rows) < 3:
        return
    down = head_words([row[0] for row in rows])
    across = max(head_words(row[1:]) for row in rows[:3])
    if down >= 3 and down >= 0.6 * len(rows) and across == 0:
        message = (
            f"工作表“{sheet.name}”是横过来的：列名在第一列，一列是一条。"
            "请在 Excel 或 WPS 里全选复制，用“选择性粘贴—转置”放到新表，再传。"
        )
        raise SheetError("table.transposed", message, sheet=sheet.name)


def refuse_side_by_side(sheet: Sheet, levels: Sequence[Levels]) -> None:
    """The same head twice from left to right, with a gap between or without."""
    words = [fold("".join(level)) for level in levels]
    half = len(words) // 2
    second = half if half > 1 and words[:half] == words[half:] and all(words) else None
    for index, word in enumerate(words):
        after = set(words[index + 1 :]) - {""}
        shared = after & set(words[:index])
        if second is None and not word and len(shared) >= 2 and len(shared) >= 0.6 * len(after):
            second = index + 1
    if second is not None:
        message = (
            f"工作表“{sheet.name}”左右并排放了两份相同的表（从{letters(second + 1)}列起是第二份）。"
            "请把第二份剪切到第一份下面，再传。"
        )
        raise SheetError("table.side_by_side", message, sheet=sheet.name)
