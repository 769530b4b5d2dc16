"""The rows of a table as stored values, with everything that is wrong with them."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from jingwei.core.fields import KINDS, Field, FieldSet, Problem, Refusal, Wrong, forbidden_values
from jingwei.core.sheets.body import Skipped
from jingwei.core.sheets.matching import Column
from jingwei.core.sheets.table import Table
from jingwei.core.sheets.workbook import Rows

MOST_PROBLEMS = 20_000  # kept; nobody reads more
_WORDS = ("text", "longtext")
_LOOKED_AT = 200  # rows that tell what a column of words is


class Dropped(NamedTuple):
    """A column that may not be kept: its head, and the sentence that says why and who lawfully holds such data."""

    heading: str
    message: str


@dataclass(slots=True)
class Parsed:
    """What a table says.

    `rows[i]` are the stored values by field key (empty ones absent) of row `row_numbers[i]` of the file. `ids[i]` is
    the id that a returnable sheet carried for it. `failed` are the numbers of rows that cannot be taken as they are.
    `problems` come in the order of the file, those of the head first; `more` is how many were too many to keep.
    `ignored` are heads that are no field, `dropped` those that may not be kept, `skipped` rows that are no data.
    """

    rows: list[dict[str, Any]]
    row_numbers: list[int]
    problems: list[Problem]
    ignored: list[str] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    ids: list[str | None] = field(default_factory=list)
    failed: set[int] = field(default_factory=set)
    more: int = 0

    @property
    def ok(self) -> bool:
        """Whether nothing hinders taking all rows; warnings do not."""
        return not self.more and all(problem.severity == "warn" for problem in self.problems)

    def good(self) -> list[tuple[int, dict[str, Any]]]:
        """Row number and values of every row that can be taken."""
        return [pair for pair in zip(self.row_numbers, self.rows, strict=True) if pair[0] not in self.failed]


Tell = Callable[[int, int], None]  # of how many columns so many are read


def parse_table(table: Table, fieldset: FieldSet, *, partial: bool = False, tell: Tell | None = None) -> Parsed:
    """The data rows of `table` in the shapes of `fieldset`; nothing is raised, all is in `problems`.

    With `partial` (a change of some fields of rows that exist) required columns may be missing from the sheet.
    `tell` hears how many columns are done.
    """
    head = [p for p in table.problems if not (partial and p.code == "head.required_missing")]
    parsed = Parsed(
        rows=[],
        row_numbers=table.row_numbers,
        problems=[],
        ignored=[column.heading for column in table.columns if column.how == "none" and column.heading],
        dropped=[Dropped(column.heading, column.message) for column in table.columns if column.how == "forbidden"],
        skipped=table.skipped,
        ids=_ids(table),
    )
    finds = _Finds(table, parsed)
    keys: list[str] = []
    values: list[list[Any]] = []
    for done, column in enumerate(table.columns):
        if tell is not None:
            tell(done, len(table.columns))
        if column.field is None or column.part == "lat":
            continue
        refusal = _list_of_persons(table, column, column.field)
        if refusal is not None:
            parsed.dropped.append(Dropped(column.heading, f"“{column.heading}”一列写的是{refusal.message}"))
            continue
        keys.append(column.field.key)
        values.append(_column(column, column.field, finds))
    parsed.problems = head + finds.in_order()
    parsed.rows = _rows(keys, values, len(table.rows))
    return parsed


def _list_of_persons(table: Table, column: Column, item: Field) -> Refusal | None:
    """The refusal of a column of texts that sort people by what may not be said of them, whatever its head."""
    if item.kind not in _WORDS:
        return None
    return forbidden_values(str(row[column.index]) for row in table.rows[:_LOOKED_AT])


class _Finds:
    """Gathers what is wrong in the columns of a table, column by column."""

    def __init__(self, table: Table, parsed: Parsed) -> None:
        self.table = table
        self._parsed = parsed
        self._found: list[tuple[int, int, Problem]] = []

    def add(self, row: int, column: Column, problem: Problem) -> None:
        """Keep a problem of row number `row`."""
        if problem.severity == "error":
            self._parsed.failed.add(row)
        if len(self._found) < MOST_PROBLEMS:
            self._found.append((row, column.index, problem))
        else:
            self._parsed.more += 1

    def in_order(self) -> list[Problem]:
        """All that is kept, by row, then by column."""
        return [problem for _, _, problem in sorted(self._found, key=lambda find: find[:2])]


def _column(column: Column, item: Field, finds: _Finds) -> list[Any]:
    table = finds.table
    raws = _raws(table, column)
    values, wrongs = KINDS[item.kind].parse_column(raws, item, unit=column.unit)
    carried = table.key_row.carried.get(item.key) if table.key_row else None
    if carried:
        _take_carried(table.rows, carried, item, _Outcome(raws, values, wrongs))
    flaws = {row + 1: flaw for (row, place), flaw in table.flaws.items() if place == column.index}
    for index, row in enumerate(table.row_numbers) if flaws else ():
        flaw = flaws.get(row)
        if flaw is not None:
            if flaw.severity == "error":
                wrongs.pop(index, None)  # what the emptiness of the cell would mean is not said as well
            problem = Problem(item.key, item.label, "", flaw.message, flaw.code, row, table.sheet, flaw.severity)
            finds.add(row, column, problem)
    for index, wrong in wrongs.items():
        row = table.row_numbers[index]
        finds.add(row, column, Problem.of(item, _shown(raws[index]), wrong, row=row, sheet=table.sheet))
    return values


class _Outcome(NamedTuple):
    raws: list[Any]
    values: list[Any]
    wrongs: dict[int, Wrong]


def _raws(table: Table, column: Column) -> list[Any]:
    index = column.index
    if column.part == "lon":
        other = next(c.index for c in table.columns if c.part == "lat" and c.field is column.field)
        return [(row[index], row[other]) for row in table.rows]
    return [row[index] for row in table.rows]


def _shown(raw: Any) -> Any:
    return "，".join(map(str, raw)) if isinstance(raw, tuple) else raw


def _take_carried(rows: Rows, pieces: Sequence[int], item: Field, outcome: _Outcome) -> None:
    """Where the cell still shows what was written there, the value that came along stands; else what was typed."""
    for index, row in enumerate(rows):
        text = "".join(str(row[piece]) for piece in pieces)
        if not text:
            continue
        try:
            shown, stored = json.loads(text)
        except (ValueError, TypeError, RecursionError):
            continue
        if shown != str(outcome.raws[index]):
            continue
        outcome.wrongs.pop(index, None)
        try:
            # The hidden cell is as open to hands as any other, so its value is checked like any other.
            outcome.values[index] = KINDS[item.kind].parse(stored, item)
        except Wrong as wrong:
            outcome.wrongs[index], outcome.values[index] = wrong, wrong.kept


def _ids(table: Table) -> list[str | None]:
    if table.key_row is None:
        return [None] * len(table.rows)
    column = table.key_row.ids
    return [str(row[column]) or None for row in table.rows]


def _rows(keys: Sequence[str], values: Sequence[Sequence[Any]], count: int) -> list[dict[str, Any]]:
    if not keys:
        return [{} for _ in range(count)]
    rows = zip(*values, strict=True)
    if not any(None in column for column in values):
        return [dict(zip(keys, row, strict=True)) for row in rows]
    return [
        {key: value for key, value in zip(keys, row, strict=True) if value is not None}
        if None in row
        else dict(zip(keys, row, strict=True))
        for row in rows
    ]
