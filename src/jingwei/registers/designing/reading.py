"""A sheet as it would be read into the proposed ledger: what goes in, what stays out and why, cell by cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from jingwei.core.bulk import collector_paused
from jingwei.core.fields import KINDS, Field, FieldSet, FieldSetError, Problem, forbidden
from jingwei.core.jobs import progress
from jingwei.core.sheets import Parsed, Sheet, Table, find_table, parse_table
from jingwei.registers.designing.plan import Plan
from jingwei.registers.linking import resolve_links
from jingwei.registers.links import link_problems
from jingwei.registers.models import Register
from jingwei.registers.numbering import fill_numbers
from jingwei.registers.partners import partners
from jingwei.registers.places import Placer

FIRST = 8  # rows shown
WRONG = 6  # further rows shown because something is wrong in them
_MISSING = 12


@dataclass(frozen=True, slots=True)
class ColumnReading:
    """How a column reads: rows with a value, rows that cannot be read; for a link the partners missing."""

    filled: int = 0
    wrong: int = 0
    warned: int = 0
    found: int = 0
    missing: tuple[tuple[str, int], ...] = ()
    unmatched: int = 0


@dataclass(slots=True)
class Reading:
    """The whole. `faults` are what hinders making the ledger, for the clerk; empty where it can be made."""

    plan: Plan
    faults: list[str]
    fieldset: FieldSet | None = None
    table: Table | None = None
    parsed: Parsed | None = None
    columns: dict[str, ColumnReading] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """How many data rows the sheet has."""
        return len(self.table.rows) if self.table else 0

    @property
    def refused(self) -> int:
        """How many of them stay out."""
        failed = self.parsed.failed if self.parsed else set()
        return len(failed | {p.row for p in self.problems if p.severity == "error" and p.row})

    @property
    def shown(self) -> list[int]:
        """Indices of the rows to look at: the first, and some with problems further down."""
        first = list(range(min(FIRST, self.rows)))
        wrong = {p.row for p in self.problems if p.row}
        numbers = self.table.row_numbers if self.table else []
        more = [index for index in range(len(first), self.rows) if numbers[index] in wrong]
        return first + more[:WRONG]


def read(plan: Plan, sheet: Sheet, ledgers: Sequence[Register], on: date) -> Reading:
    """Read all rows under the plan. Three queries at most for each linked column, none per row."""
    with collector_paused():
        return _read(plan, sheet, ledgers, on)


def _read(plan: Plan, sheet: Sheet, ledgers: Sequence[Register], on: date) -> Reading:
    faults = faults_of(plan)
    try:
        fieldset = plan.fieldset("proposal")
    except FieldSetError:
        return Reading(plan, faults)
    progress("正在找数据行", 0, len(sheet.rows))
    table = find_table(sheet, fieldset, plan.mapping, head_rows=plan.head_rows)
    count = len(table.rows)
    parsed = parse_table(table, fieldset, tell=lambda done, of: progress("正在逐列核对", count * done // of, count))
    progress("正在核对网格、关联和编号", count, count)
    reading = Reading(plan, faults, fieldset, table, parsed, problems=list(parsed.problems))
    good = parsed.good()
    rows, numbers = [row for _, row in good], [number for number, _ in good]
    reading.problems += _misplaced(plan, fieldset, rows, numbers, on)
    fill_numbers(plan.key_field, rows)
    reading.problems += _astray(fieldset, rows, numbers)
    reading.problems += _doubles(plan, fieldset, rows, numbers)
    reading.problems.sort(key=lambda problem: problem.row or 0)
    _count(reading, {ledger.key: ledger for ledger in ledgers})
    return reading


def faults_of(plan: Plan) -> list[str]:
    """What hinders making the ledger whatever its rows say, in sentences for the clerk."""
    out = []
    if not any(column.taken for column in plan.columns):
        out.append("一列都没有选，至少要留一列。")
    for value, said in ((plan.name, "台账名称"), (plan.noun, "登记的是什么"), (plan.unit, "计量单位")):
        if not value.strip():
            out.append(f"请填写“{said}”。")
    refusals = (forbidden(name, ledger=name) for name in (plan.name, plan.noun))
    out += dict.fromkeys(refusal.message for refusal in refusals if refusal is not None)
    keys = {one.key: one for one in plan.fields}
    for key, said in ((plan.key_field, "编号"), (plan.title_field, "名称")):
        if key not in keys:
            out.append(f"请选哪一列作{said}；现在选的列没有登记。")
        elif keys[key].personal:
            out.append(f"“{keys[key].label}”含个人信息，不能作{said}：编号和名称会显示在列表和检索中。请另选一列。")
    try:
        plan.fieldset("proposal")
    except FieldSetError as error:
        out.append(error.message)
    return out


def _misplaced(
    plan: Plan, fieldset: FieldSet, rows: Sequence[dict[str, Any]], numbers: Sequence[int], on: date
) -> list[Problem]:
    """Rows whose place is unknown, or whose point lies outside."""
    problems: list[Problem] = []
    placer = Placer(fieldset, plan.place_field, on)
    placer.places(rows, numbers, problems)
    return problems


def _astray(fieldset: FieldSet, rows: Sequence[dict[str, Any]], numbers: Sequence[int]) -> list[Problem]:
    """Rows whose links lead nowhere; the rows themselves keep the names they say."""
    if not any(one.kind == "link" for one in fieldset.fields):
        return []
    resolved = [dict(row) for row in rows]
    resolve_links(fieldset, resolved)
    return link_problems(fieldset, resolved, numbers)


def _doubles(
    plan: Plan, fieldset: FieldSet, rows: Sequence[Mapping[str, Any]], numbers: Sequence[int]
) -> list[Problem]:
    """Rows without a number, and those whose number stood before."""
    one = fieldset.by_key.get(plan.key_field)
    if one is None:
        return []
    first: dict[str, int] = {}
    problems = []
    for row, number in zip(rows, numbers, strict=True):
        value = str(row.get(one.key, ""))
        if not value:
            message = "这一行没有编号，无法确定是哪一条记录。"
            problems.append(Problem(one.key, one.label, "", message, "key.missing", number))
        elif value in first:
            message = f"与第{first[value]}行的编号重复，一个编号只能有一行。"
            problems.append(Problem(one.key, one.label, value, message, "key.double", number))
        else:
            first[value] = number
    return problems


def _count(reading: Reading, ledgers: Mapping[str, Register]) -> None:
    """Per field: filled, wrong; for links the partners that are there and those that are not."""
    assert reading.fieldset is not None
    assert reading.parsed is not None
    wrong: Counter[tuple[str | None, str]] = Counter((p.field, p.severity) for p in reading.problems if p.row)
    for one in reading.fieldset.fields:
        said = (
            Counter(str(row[one.key]) for row in reading.parsed.rows if one.key in row) if one.kind == "link" else None
        )
        filled = said.total() if said is not None else sum(1 for row in reading.parsed.rows if one.key in row)
        reading.columns[one.key] = _column(one, filled, wrong, said, ledgers)


def _column(
    one: Field,
    filled: int,
    wrong: Mapping[tuple[str | None, str], int],
    said: Counter[str] | None,
    ledgers: Mapping[str, Register],
) -> ColumnReading:
    found, missing = 0, []
    ledger = ledgers.get(one.link or "")
    if said is not None and ledger is not None:
        known = partners([ledger], said).get(ledger.pk)
        missing = [(word, times) for word, times in said.most_common() if known is None or not known.find(word)]
        found = said.total() - sum(times for _, times in missing)
    return ColumnReading(
        filled=filled + wrong.get((one.key, "error"), 0) if one.kind != "link" else filled,
        wrong=wrong.get((one.key, "error"), 0),
        warned=wrong.get((one.key, "warn"), 0),
        found=found,
        missing=tuple(missing[:_MISSING]),
        unmatched=sum(times for _, times in missing),
    )


def said_of(one: Field, row: Mapping[str, Any]) -> str:
    """A stored value as the screen will show it; personal ones masked."""
    value = row.get(one.key)
    return KINDS[one.kind].display(value, one, masked=True) if value is not None else ""
