"""A proposal as its page shows it: a head of pull-downs over the sheet's own rows, each cell as it would be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jingwei.core.fields import KINDS, Problem, Wrong
from jingwei.core.fields.raw import as_text
from jingwei.core.masking import MARK_LABELS
from jingwei.registers.designing.edits import UNITS, WITH_CHOICES, WITH_UNIT
from jingwei.registers.designing.plan import ColumnPlan, Plan
from jingwei.registers.designing.reading import ColumnReading, Reading, said_of
from jingwei.registers.models import Register

_LONGEST = 40
_NOT_FROM_SHEETS = frozenset({"attachment"})
Options = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class PlanColumn:
    """One column of the table: the plan, its pull-downs, and what its values say to it."""

    plan: ColumnPlan
    name: str
    count: str
    kinds: Options = ()
    units: Options = ()
    asks_unit: bool = False
    asks_choices: bool = False
    choices: str = ""
    ledgers: Options = ()
    marks: Options = ()
    missing: Sequence[tuple[str, int]] = ()
    unmatched: int = 0
    wrong: int = 0
    fixed_mark: bool = False


@dataclass(frozen=True, slots=True)
class PlanCell:
    """One cell: what it becomes, what stands in the sheet where that differs, and what is wrong with it."""

    text: str
    raw: str = ""
    problem: str = ""
    warn: bool = False
    out: bool = False


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A row of the sheet with its number in the file; `gap` where rows are left off before it."""

    number: int
    cells: tuple[PlanCell, ...]
    gap: bool = False


def columns_of(
    plan: Plan, read: Mapping[str, ColumnReading], rows: int, ledgers: Sequence[Register]
) -> tuple[PlanColumn, ...]:
    """The columns with their pull-downs; `read` is what they say, of `rows` rows."""
    return tuple(_column(column, read.get(column.key, ColumnReading()), rows, ledgers) for column in plan.columns)


def _column(column: ColumnPlan, known: ColumnReading, rows: int, ledgers: Sequence[Register]) -> PlanColumn:
    name = f"c{column.index}"
    if column.refused or column.part == "lat":
        return PlanColumn(column, name, "")
    if not column.take:
        return PlanColumn(column, name, "")
    return PlanColumn(
        column,
        name,
        _counted(column, known, rows),
        kinds=[(key, kind.label) for key, kind in KINDS.items() if key not in _NOT_FROM_SHEETS or key == column.kind],
        units=[(unit, unit) for unit in UNITS.get(column.kind, ())],
        asks_unit=column.kind in WITH_UNIT,
        asks_choices=column.kind in WITH_CHOICES,
        choices="\n".join(column.choices),
        ledgers=[(one.key, one.name) for one in ledgers] if column.kind == "link" else (),
        marks=[("", "不含个人信息"), *((key, f"个人信息：{label}") for key, label in MARK_LABELS.items())],
        missing=known.missing,
        unmatched=known.unmatched,
        wrong=known.wrong,
        fixed_mark=column.kind == "id_number",
    )


def _counted(column: ColumnPlan, known: ColumnReading, rows: int) -> str:
    """What the values of all rows say to the kind."""
    label = KINDS[column.kind].label
    if column.kind == "link":
        return f"{known.filled}行中{known.found}行对上了" if known.unmatched else f"全部{known.filled}行都对上了"
    if known.filled == 0:
        return "没有内容"
    whole = f"全部{known.filled}行" if known.filled == rows else f"填了{known.filled}行"
    if known.wrong:
        return f"{whole}，{known.wrong}行读不成{label}"
    return f"{whole}都读得成{label}" if column.kind not in ("text", "longtext", "address") else whole


def rows_of(reading: Reading) -> tuple[PlanRow, ...]:
    """The rows that are shown, cell by cell."""
    if reading.table is None or reading.parsed is None or reading.fieldset is None:
        return ()
    problems: dict[tuple[int | None, str | None], Problem] = {}
    for problem in reading.problems:
        problems.setdefault((problem.row, problem.field), problem)
    out, before = [], None
    for index in reading.shown:
        number = reading.table.row_numbers[index]
        raws, values = reading.table.rows[index], reading.parsed.rows[index]
        cells = tuple(
            _cell(column, raws[column.index], values, reading, problems.get((number, column.key)))
            for column in reading.plan.columns
        )
        out.append(PlanRow(number, cells, gap=before is not None and index > before + 1))
        before = index
    return tuple(out)


def _cell(
    column: ColumnPlan, raw: object, values: Mapping[str, object], reading: Reading, problem: Problem | None
) -> PlanCell:
    written = _written(raw)
    if not column.take or column.refused:
        return PlanCell("" if column.refused else _cut(written), out=True)
    if column.part == "lat":
        return PlanCell(_cut(written), out=True)
    assert reading.fieldset is not None
    one = reading.fieldset.by_key[column.key]
    said = said_of(one, values)
    if column.personal:
        # A person's data is masked here as in every list; what is wrong with it is said without it.
        return PlanCell(
            said or (problem.value if problem else ""), problem=problem.message if problem else "", warn=_warns(problem)
        )
    if problem is not None:
        return PlanCell(
            _cut(said or written),
            raw=_cut(written) if said and _differs(said, written) else "",
            problem=problem.message,
            warn=_warns(problem),
        )
    return PlanCell(_cut(said), raw=_cut(written) if _differs(said, written) else "")


def _written(raw: object) -> str:
    try:
        return as_text(raw).strip()
    except Wrong:
        return str(raw)


def _differs(said: str, written: str) -> bool:
    """Whether the clerk would want to see what stands in the sheet: more than a unit was put behind it."""
    return bool(written) and said != written and not said.startswith(written)


def _warns(problem: Problem | None) -> bool:
    return problem is not None and problem.severity == "warn"


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
