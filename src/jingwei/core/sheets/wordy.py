"""Whether a cell reads like the head of a column rather than like a value."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

_LONGEST = 40  # signs of a head
HEAD_WORD = re.compile(
    r"(?:名称|姓名|电话|手机|地址|住址|编号|代码|号码|日期|时间|面积|人数|户数|数量|金额|单位|备注|性质|类型|类别|负责人|联系人|性别|"
    r"年龄|职务|状态|网格|社区|用途|等级|序号|证号|方式|情况|内容|来源|位置|经度|纬度|项目)(?:[（(].*[)）])?$"
)
_LIKE_VALUE = re.compile(r"[-+￥¥]?[\d,.，]+\D{0,3}|(?:19|20)\d\d[-./年].*|1\d{10}|[√✓×]")


def filled(row: Sequence[Any]) -> list[int]:
    """The columns in which a row holds something."""
    return [index for index, cell in enumerate(row) if cell != "" and not (isinstance(cell, str) and cell.isspace())]


def wordy(cell: Any) -> bool:
    """Whether a cell may be the head of a column: short words, no number, no date; a year may (2024)."""
    if isinstance(cell, float):
        return cell.is_integer() and 1990 <= cell <= 2100
    if not isinstance(cell, str):
        return False
    text = cell.strip()
    return len(text) <= _LONGEST and not _LIKE_VALUE.fullmatch(text)


def head_words(row: Sequence[Any]) -> int:
    """How many cells of a row end like heads do."""
    return sum(1 for cell in row if isinstance(cell, str) and HEAD_WORD.search(cell.strip()))
