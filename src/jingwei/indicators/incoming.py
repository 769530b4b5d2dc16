"""Statistics from outside in an office's sheet: read, compared with what was reported before, told in counts.

A plan says what would happen and is what happens: preview and action make it by the same function.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from jingwei.core.fields import Choice, Field, FieldSet, Problem
from jingwei.core.periods import Period, PeriodError
from jingwei.core.scope import current_scope
from jingwei.core.sheets import Table, find_table, find_tables, parse_table, read_workbook
from jingwei.core.units import dimension_of
from jingwei.indicators.definitions import Defined, load_definitions
from jingwei.indicators.models import Reported

REPORTED = FieldSet(
    key="indicators.reported",
    version=1,
    fields=(
        Field("period", "统计期", "text", required=True, aliases=("月份", "时期", "报告期", "所属期")),
        Field("key", "指标代号", "text", max_length=48, aliases=("代号", "指标编码")),
        Field("name", "指标名称", "text", required=True, max_length=80, aliases=("指标",)),
        Field("unit", "计量单位", "text", max_length=16, aliases=("单位",)),
        Field(
            "flow",
            "口径",
            "choice",
            choices=(
                Choice("cumulative", "1月至当月累计", ("累计", "本年累计", "自年初累计")),
                Choice("monthly", "当月", ("本月", "月度")),
                Choice("stock", "月末", ("期末", "时点")),
            ),
        ),
        Field("value", "数值", "number", aliases=("本期数", "数据")),
        Field("growth", "同比增速", "number", unit="%", aliases=("同比", "同比增长", "增速")),
        Field("supplier", "供数单位", "text", max_length=80, aliases=("提供单位", "数据来源单位")),
        Field("paper", "来源文件", "text", max_length=200, aliases=("来源", "文件名称")),
        Field("note", "备注", "text", max_length=200),
    ),
)
_COMPARED = ("value", "growth", "unit", "stage")


@dataclass(slots=True)
class ReportedPlan:
    """What a sheet would add: `new` values, `changed` ones (which close the rows in `closed`), how many are `same`.

    `absent` counts rows that bring neither value nor growth (缺报): nothing is stored for them.
    """

    new: list[Reported] = field(default_factory=list)
    changed: list[Reported] = field(default_factory=list)
    closed: list[Reported] = field(default_factory=list)
    same: int = 0
    absent: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def errors(self) -> list[Problem]:
        """What keeps rows out."""
        return [problem for problem in self.problems if problem.severity == "error"]

    @property
    def counts(self) -> dict[str, int]:
        """The counts of a preview."""
        refused = len({(problem.sheet, problem.row) for problem in self.errors})
        return {
            "new": len(self.new), "changed": len(self.changed), "same": self.same, "refused": refused,
            "absent": self.absent,
        }  # fmt: skip


def plan_reported(data: bytes, filename: str, values: Mapping[str, Any]) -> ReportedPlan:
    """The plan for a workbook; two queries, whatever its size.

    `values`: `sheet` names one sheet (else all with such a table), `supplier` and `paper` stand for columns that are
    missing, `stage` for all rows. Raises SheetError where there is no such table.
    """
    workbook = read_workbook(data, filename)
    name = values.get("sheet")
    tables = [find_table(workbook.sheet(name), REPORTED)] if name else find_tables(workbook, REPORTED)
    plan = ReportedPlan()
    reader = _Reader(values, plan)
    rows = [row for table in tables for row in reader.rows(table)]
    _compare(plan, rows)
    return plan


class _Reader:
    def __init__(self, given: Mapping[str, Any], plan: ReportedPlan) -> None:
        self._given = given
        self._plan = plan
        self._street = current_scope().subdistrict
        defined = [one for one in load_definitions().values() if one.counting.verb == "reported"]
        self._by_key = {name: one for one in defined for name in (one.row.key, one.counting.source)}
        self._by_name = {one.row.name: one for one in defined}
        self._first: dict[tuple[str, str], int] = {}

    def rows(self, table: Table) -> list[Reported]:
        """The values of a table; what is wrong goes into the plan."""
        parsed = parse_table(table, REPORTED)
        self._plan.problems += parsed.problems
        made = []
        for number, values in parsed.good():
            if values.get("value") is None and values.get("growth") is None:
                self._plan.absent += 1
                continue
            try:
                made.append(self._row(values, number, table.sheet))
            except _Wrong as wrong:
                shown = str(values.get(wrong.key) or "")
                label = REPORTED.field(wrong.key).label
                self._plan.problems.append(
                    Problem(wrong.key, label, shown, str(wrong), wrong.code, number, table.sheet)
                )
        return made

    def _row(self, values: Mapping[str, Any], number: int, sheet: str) -> Reported:
        defined = self._defined(values)
        period = _period(values, values.get("flow") or defined.counting.flow or "cumulative")
        unit = values.get("unit") or defined.row.unit
        if unit != defined.row.unit and dimension_of(unit) != dimension_of(defined.row.unit):
            message = f"“{defined.row.name}”按“{defined.row.unit}”计，不能填“{unit}”；请核对单位。"
            raise _Wrong("unit", "unit.unlike", message)
        source = defined.counting.source
        first = self._first.setdefault((source, period), number)
        if first != number:
            raise _Wrong("period", "row.twice", f"与第{first}行是同一指标、同一时期，只能有一行。")
        return Reported(
            subdistrict=self._street,
            indicator=source,
            period=period,
            value=_decimal(values.get("value")),
            growth=_decimal(values.get("growth")),
            unit=unit,
            stage=self._given.get("stage") or Reported.Stage.FINAL,
            supplier=self._told(values, "supplier"),
            paper=self._told(values, "paper"),
            source={"sheet": sheet, "row": number},
        )

    def _defined(self, values: Mapping[str, Any]) -> Defined:
        key, name = values.get("key", ""), values.get("name", "")
        found = self._by_key.get(key) if key else self._by_name.get(name)
        if found is None:
            which = ("key", f"代号“{key}”") if key else ("name", f"名称“{name}”")
            message = f"没有{which[1]}的外部指标；请核对，或先由统计员定义这个指标。"
            raise _Wrong(which[0], "indicator.unknown", message)
        return found

    def _told(self, values: Mapping[str, Any], key: str) -> str:
        told = values.get(key) or self._given.get(key)
        if not told:
            label = REPORTED.field(key).label
            raise _Wrong(key, f"{key}.missing", f"没有写明{label}；外部数据要写明谁提供、出自哪份材料。")
        return str(told)


class _Wrong(ValueError):
    def __init__(self, key: str, code: str, message: str) -> None:
        super().__init__(message)
        self.key = key
        self.code = code


def _period(values: Mapping[str, Any], flow: str) -> str:
    try:
        period = Period.parse(values["period"])
        if flow == "cumulative" and period.month_count == 1:
            period = period.cumulative()
    except PeriodError as error:
        raise _Wrong("period", error.code, error.message + "。") from error
    return str(period)


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _compare(plan: ReportedPlan, rows: list[Reported]) -> None:
    wanted = Reported.objects.filter(
        known_to=None, indicator__in={row.indicator for row in rows}, period__in={row.period for row in rows}
    )
    known = {(row.indicator, row.period): row for row in wanted.order_by("known_from", "pk")}
    for row in rows:
        before = known.get((row.indicator, row.period))
        if before is None:
            plan.new.append(row)
        elif all(getattr(before, name) == getattr(row, name) for name in _COMPARED):
            plan.same += 1
        else:
            plan.changed.append(row)
            plan.closed.append(before)
