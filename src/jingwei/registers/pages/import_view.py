"""What the pages of an import tell of its sheet: made of a reading, and kept by a job where the sheet is long."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from jingwei.core.fields import FieldSet, Problem
from jingwei.core.sheets import Table as SheetTable
from jingwei.core.sheets.matching import SURE
from jingwei.core.ui.values import as_text
from jingwei.core.ui.wizard import Match, RowProblem
from jingwei.registers.fieldsets import fieldset_of
from jingwei.registers.incoming import Incoming, heads_in_turn
from jingwei.registers.models import Register
from jingwei.registers.pages.changes import CHANGED_ROWS, Line, changed_lines
from jingwei.registers.reasons import Reason, reasons_of

_PROBLEMS, _REASONS = 50, 8
KEPT_PAGES = 20  # of changed rows, kept by a job; nobody turns more of them
_HOW = {
    "key": "本系统导出的表",
    "remembered": "上次的对应",
    "label": "表头一致",
    "alias": "常用写法",
    "part": "经度和纬度合成位置",
    "similar": "按写法推测，请核对",
    "serial": "序号，不用导入",
    "duplicate": "与另一列重复",
}


@dataclass(frozen=True, slots=True)
class Matched:
    """How the columns of a sheet were matched. `heads` are what decisions about them are kept under, by name of the
    select; `missing` the labels of required fields without a column."""

    columns: tuple[Match, ...]
    heads: Mapping[str, str]
    missing: tuple[str, ...]

    @classmethod
    def of(cls, table: SheetTable, fieldset: FieldSet) -> Matched:
        """Of a table that was just found."""
        heads = heads_in_turn(table)
        options = tuple((f.key, f.label) for f in fieldset.fields)
        taken = [column for column in table.columns if heads[column.index]]
        columns = tuple(
            Match(
                heads[column.index] if column.heading else f"{heads[column.index]}（没有列名）",
                f"column-{column.index}",
                column.field.key if column.field else "",
                options,
                samples=_samples(table, column.index),
                how=_HOW.get(column.how, "没有对应的字段"),
                sure=column.field is not None and column.score >= SURE,
                refused=column.message,
            )
            for column in taken
        )
        said = {column.field.key for column in table.columns if column.field}
        missing = tuple(f.label for f in fieldset.fields if f.required and f.key not in said)
        return cls(columns, {f"column-{column.index}": heads[column.index] for column in taken}, missing)

    def mapping(self, posted: Mapping[str, str]) -> dict[str, str | None]:
        """Head → field as the form says, None for a column that is left out."""
        return {head: posted[name] or None for name, head in self.heads.items() if name in posted}

    def dump(self) -> dict[str, Any]:
        """As JSON data."""
        return asdict(self)

    @classmethod
    def load(cls, data: Mapping[str, Any]) -> Matched:
        """Back from `dump`."""
        columns = tuple(
            Match(**{**one, "samples": tuple(one["samples"]), "options": tuple(map(tuple, one["options"]))})
            for one in data["columns"]
        )
        return cls(columns, data["heads"], tuple(data["missing"]))


@dataclass(frozen=True, slots=True)
class Preview:
    """What would become of the rows of a sheet: how many are new, changed, the same, refused, and what differs.

    `same_entries` is how many of the same speak of an entry in use. `changed_pages` are the pages of changed rows that
    are at hand, by number. `silent` are labels of fields of which the sheet says nothing, `left` tells how many rows
    leave for which reasons.
    """

    new: int
    changed: int
    same: int
    refused: int
    same_entries: int
    faultless: bool
    contested: int
    problems: tuple[RowProblem, ...]
    problem_count: int
    reasons: tuple[Reason, ...]
    changed_pages: Mapping[int, Sequence[Line]]
    silent: tuple[str, ...]
    left: str = ""

    @classmethod
    def of(cls, register: Register, incoming: Incoming, pages: Sequence[int]) -> Preview:
        """Of a sheet that was just compared; one query for each of the `pages` of changed rows."""
        comparison, problems = incoming.comparison, incoming.problems
        said = {column.field.key for column in incoming.table.columns if column.field}
        last = -(-len(comparison.changed) // CHANGED_ROWS)
        return cls(
            new=len(comparison.new),
            changed=len(comparison.changed),
            same=comparison.same,
            refused=incoming.refused,
            same_entries=len(comparison.same_entries),
            faultless=incoming.faultless,
            contested=incoming.merged.contested,
            problems=tuple(_told(problem) for problem in problems[:_PROBLEMS]),
            problem_count=len(problems),
            reasons=tuple(reasons_of(problems)),
            changed_pages={page: changed_lines(register, incoming, page) for page in pages if page <= last},
            silent=tuple(one.label for one in fieldset_of(register).fields if one.asked and one.key not in said),
            left="、".join(f"{told} {count} 行" for told, count in incoming.left.told.most_common(_REASONS)),
        )

    @property
    def writes(self) -> bool:
        """Whether any row would be written or leave."""
        return bool(self.new or self.changed or self.left)

    def dump(self) -> dict[str, Any]:
        """As JSON data."""
        return asdict(self)

    @classmethod
    def load(cls, data: Mapping[str, Any]) -> Preview:
        """Back from `dump`."""
        return cls(
            **{
                **data,
                "problems": tuple(RowProblem(**one) for one in data["problems"]),
                "reasons": tuple(Reason(**{**one, "first": tuple(one["first"])}) for one in data["reasons"]),
                "changed_pages": {int(page): lines for page, lines in data["changed_pages"].items()},
                "silent": tuple(data["silent"]),
            }
        )


def _told(problem: Problem) -> RowProblem:
    return RowProblem(problem.row, problem.label, problem.value, problem.message, problem.severity)


def _samples(table: SheetTable, index: int) -> tuple[str, ...]:
    rows = table.rows
    # A workbook keeps 120 as 120.0.
    values = (as_text(row[index]).strip() for row in rows[:40] if index < len(row) and row[index] not in (None, ""))
    return tuple(dict.fromkeys(value[:20] for value in values if value))[:3]
