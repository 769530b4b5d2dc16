"""Division codes from a public list (GB/T 2260 and the statistical codes below the county): read and compared."""

from dataclasses import dataclass, field
from datetime import date

from jingwei.core.codes import CodeError, check_division_code, parent_code
from jingwei.core.errors import Invalid
from jingwei.core.fields import Field, FieldSet, Problem
from jingwei.core.sheets import find_tables, parse_table, read_workbook
from jingwei.places.models import Division

DIVISION = FieldSet(
    key="places.division",
    version=1,
    fields=(
        Field("code", "区划代码", "text", required=True, max_length=12, aliases=("code", "代码", "区划编码")),
        Field("name", "名称", "text", required=True, max_length=80, aliases=("name", "区划名称", "单位名称")),
    ),
)


@dataclass(slots=True)
class DivisionPlan:
    """What a list of divisions would change; `problems` carry the row of the file."""

    new: list[Division] = field(default_factory=list)
    changed: list[Division] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """The four counts of a preview."""
        refused = len({p.row for p in self.problems if p.severity == "error"})
        return {"new": len(self.new), "changed": len(self.changed), "same": len(self.same), "refused": refused}

    def write(self, as_of: date | None) -> None:
        """Insert and update in bulk; what is the same only learns the day of the newer list."""
        rows = [*self.new, *self.changed]
        for one in rows:
            one.as_of = as_of
        Division.objects.bulk_create(
            rows,
            batch_size=5000,
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=["name", "parent", "as_of"],
        )
        if as_of and self.same:
            Division.objects.filter(code__in=self.same).update(as_of=as_of)


def plan_divisions(data: bytes, filename: str) -> DivisionPlan:
    """Read a sheet with codes and names; the parent of a code is what the code itself says (2+2+2+3+3 digits).

    Raises SheetError where the file has no such table.
    """
    plan = DivisionPlan()
    known = {one.code: one for one in Division.objects.all()}
    first: dict[str, int] = {}
    named: list[tuple[int, str, str]] = []
    for table in find_tables(read_workbook(data, filename), DIVISION):
        parsed = parse_table(table, DIVISION)
        plan.problems += parsed.problems
        for row, values in parsed.good():
            try:
                code = check_division_code(values["code"])
            except CodeError as error:
                plan.problems.append(_problem(values["code"], str(error), error.code, row))
                continue
            if code in first:
                message = f"与第{first[code]}行的代码重复，一个区划只能有一行。"
                plan.problems.append(_problem(code, message, "code.double", row))
                continue
            first[code] = row
            named.append((row, code, values["name"]))
    for row, code, name in named:
        parent = parent_code(code) or ""
        if parent and parent not in first and parent not in known:
            message = f"上级区划{parent}不在表内，也没有导入过；请先导入上一级的代码表。"
            plan.problems.append(_problem(code, message, "code.orphan", row))
            continue
        _compare(plan, known.get(code), Division(code=code, name=name, parent=parent))
    return plan


def refuse_problems(plan: DivisionPlan) -> None:
    """Raise Invalid when a row cannot go in."""
    errors = [p for p in plan.problems if p.severity == "error"]
    if errors:
        raise Invalid(errors)


def _compare(plan: DivisionPlan, known: Division | None, wanted: Division) -> None:
    if known is None:
        plan.new.append(wanted)
    elif (known.name, known.parent) != (wanted.name, wanted.parent):
        plan.changed.append(wanted)
    else:
        plan.same.append(wanted.code)


def _problem(code: str, message: str, kind: str, row: int) -> Problem:
    return Problem("code", "区划代码", code, message, kind, row)
