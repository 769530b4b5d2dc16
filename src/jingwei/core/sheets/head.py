"""Where the head of a table is: below titles and lines like 单位：万元, one to three rows high, cells merged or not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from jingwei.core.sheets.headings import Levels, alone, read_heading
from jingwei.core.sheets.matching import Matcher
from jingwei.core.sheets.workbook import Merge, Sheet
from jingwei.core.units import find_unit

_LOOKED_AT = 60  # rows from the top
_HIGHEST = 3  # rows of a head
_UNIT_LINE = re.compile(r"(?:计量|金额|面积)?单位\s*[:：]\s*([^\s,，;；、)）]+)")


@dataclass(frozen=True, slots=True)
class Head:
    """The 0-based rows `top` to `bottom` of a head, the levels of each column, and how many fields it names."""

    top: int
    bottom: int
    levels: tuple[Levels, ...]
    score: float
    fields: int


def text_of(cell: Any) -> str:
    """A cell of a head as text: 2021.0 is 2021."""
    if isinstance(cell, str):
        return cell.strip()
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def find_head(sheet: Sheet, matcher: Matcher) -> Head | None:
    """The block of rows that names most fields; the higher one costs a little, the first of equals wins."""
    best: Head | None = None
    # Merges far below are many in some sheets and no part of any head.
    sheet = replace(sheet, merges=tuple(merge for merge in sheet.merges if merge.top < _LOOKED_AT + _HIGHEST))
    for top in range(min(len(sheet.rows), _LOOKED_AT)):
        if not any(isinstance(cell, str) and cell.strip() for cell in sheet.rows[top]):
            continue
        for height in range(1, _HIGHEST + 1):
            bottom = top + height - 1
            if bottom >= len(sheet.rows):
                break
            head = read_head(sheet, top, bottom, matcher)
            if head.fields and (best is None or head.score > best.score + 1e-9):
                best = head
    return best


def read_head(sheet: Sheet, top: int, bottom: int, matcher: Matcher) -> Head:
    """The head that the rows `top` to `bottom` would make."""
    levels = head_levels(sheet, top, bottom)
    headings = [read_heading(level) for level in levels]
    lower = alone(headings)
    named: dict[str, float] = {}
    strangers = 0
    for heading in headings:
        if not heading.full:
            continue
        fields = matcher.exact(heading, lower)
        half = matcher.part(heading) if not fields else None
        if half is not None:
            named[half[0].key] = 0.95
        elif not fields:
            strangers += 1
        for key, (score, _, _) in fields.items():
            named[key] = max(named.get(key, 0.0), score)
    cut = any(merge.top < top <= merge.bottom or merge.top <= bottom < merge.bottom for merge in sheet.merges)
    score = sum(named.values()) - 0.02 * strangers - 0.05 * (bottom - top) - 0.5 * cut
    return Head(top, bottom, levels, score, len(named))


def is_list_of_fields(sheet: Sheet, head: Head, matcher: Matcher) -> bool:
    """True when what looks like a head of one column goes on downwards: 填表说明 explains one field in each row."""
    for column, levels in enumerate(head.levels):
        if levels and matcher.exact(read_heading(levels)):
            below = (text_of(row[column]) for row in sheet.rows[head.bottom + 1 : head.bottom + 11])
            return any(matcher.exact(read_heading((text,))) for text in below if text)
    return False


def head_levels(sheet: Sheet, top: int, bottom: int) -> tuple[Levels, ...]:
    """The texts of each column from top to bottom; a merged text stands over every column it spans."""
    merges = [merge for merge in sheet.merges if merge.top <= bottom and merge.bottom >= top]
    grid = [[text_of(cell) for cell in sheet.rows[row]] for row in range(top, bottom + 1)]
    if top == bottom and not merges:
        return tuple((text,) if text else () for text in grid[0])
    own = [[bool(text) for text in row] for row in grid]
    if any(merge.right > merge.left for merge in merges):
        for merge in merges:
            _spread(grid, merge, top, sheet.width)
    elif bottom > top:
        _spread_unmerged(grid)
    levels: list[Levels] = []
    for column in range(sheet.width):
        texts = tuple(grid[row][column] for row in range(len(grid)) if grid[row][column])
        # The other columns of a merged text without texts of their own below have no head.
        alone = not any(row[column] for row in own)
        levels.append(() if alone and column and texts and _same(grid, column) else texts)
    return tuple(levels)


def _same(grid: Sequence[Sequence[str]], column: int) -> bool:
    return all(row[column] == row[column - 1] for row in grid)


def _spread(grid: list[list[str]], merge: Merge, top: int, width: int) -> None:
    row = merge.top - top
    if row < 0 or merge.left >= width or not grid[row][merge.left]:
        return
    for column in range(merge.left + 1, min(merge.right + 1, width)):
        grid[row][column] = grid[row][merge.left]


def _spread_unmerged(grid: list[list[str]]) -> None:
    """A text file forgets merges: an empty cell over a filled one belongs to the text at its left."""
    for row, below in pairwise(grid):
        for column in range(1, len(row)):
            if not row[column] and below[column] and row[column - 1] and below[column - 1]:
                row[column] = row[column - 1]


def title_and_unit(sheet: Sheet, top: int) -> tuple[str, str | None]:
    """What stands above the head: the first text as title, and the unit of a line 单位：万元."""
    title = ""
    unit = None
    for row in sheet.rows[:top]:
        for cell in row:
            if not isinstance(cell, str) or not cell.strip():
                continue
            match = _UNIT_LINE.search(cell)
            if match and find_unit(match[1]):
                unit = match[1]
            elif not title and not match:
                title = cell.strip()
    return title, unit
