"""Statistics from outside in an office's sheet: read, compared with what was reported before, told in counts.

A plan says what would happen and is what happens: preview and action make it by the same function.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from jingwei.core.fields import Choice, Field, FieldSet, Problem
from jingwei.core.periods import Period, PeriodError
from jingwei.core.scope import current_scope
from jingwei.core.sheets import Table, find_table, find_tables, parse_table, read_workbook
from jingwei.indicators.confirming import doubts_about, token_of
from jingwei.indicators.definitions import Defined, load_definitions
from jingwei.indicators.models import BoundName, Reported
from jingwei.indicators.reported import known_rows, spellings
from jingwei.indicators.statements import APPROX, MEASURES, Standing, given_unit, in_order, standing

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
        Field("completion", "完成年度计划", "number", unit="%", aliases=("完成年度计划比例", "完成进度")),
        Field("rank", "位次", "integer", minimum=Decimal(1), aliases=("排名", "全区位次", "全区排名", "名次")),
        Field("rank_group", "排名范围", "text", max_length=80, aliases=("参加排名的单位",)),
        Field("rank_size", "参加排名的个数", "integer", minimum=Decimal(1), aliases=("参评数", "参加排名个数")),
        Field(
            "ranked",
            "按什么排名",
            "choice",
            aliases=("排名依据",),
            choices=tuple(Choice(*one) for one in Reported.Ranked.choices),
        ),
        Field("organiser", "组织排名单位", "text", max_length=80),
        Field(
            "stage",
            "阶段",
            "choice",
            aliases=("数据阶段",),
            choices=tuple(Choice(*one) for one in Reported.Stage.choices),
        ),
        Field(
            "approx",
            "概数",
            "choice",
            choices=tuple(Choice(*one) for one in APPROX),
        ),
        Field("supplier", "供数单位", "text", max_length=80, aliases=("提供单位", "数据来源单位")),
        Field("paper", "来源文件", "text", max_length=200, aliases=("来源", "文件名称")),
        Field("note", "备注", "text", max_length=200),
    ),
)


@dataclass(slots=True)
class ReportedPlan:
    """What a sheet would add: `new` values, `changed` ones with what they correct in `before`, how many are `same`.

    `closed` are the statements of which nothing is left. `doubts` are what looks wrong: their rows are `held` back
    until `token` confirms them. `unbound` are names that mean no statistic yet,
    each with the first row that says it. `absent` counts rows that bring
    nothing (缺报): nothing is stored for them.
    """

    new: list[Reported] = field(default_factory=list)
    changed: list[Reported] = field(default_factory=list)
    before: list[Reported] = field(default_factory=list)
    closed: list[Reported] = field(default_factory=list)
    doubts: list[Problem] = field(default_factory=list)
    token: str = ""
    unbound: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    held: int = 0
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
        refused = len({(problem.sheet, problem.row) for problem in self.errors}) + self.held
        return {
            "new": len(self.new), "changed": len(self.changed), "same": self.same, "refused": refused,
            "absent": self.absent,
        }  # fmt: skip


def plan_reported(data: bytes, filename: str, values: Mapping[str, Any]) -> ReportedPlan:
    """The plan for a workbook; two queries, whatever its size.

    `values`: `sheet` names one sheet (else all with such a table), `supplier` and `paper` stand for columns that are
    missing, `stage` for rows without, `confirmed` is the token of the doubts. Raises SheetError where there is no such
    table.
    """
    workbook = read_workbook(data, filename)
    name = values.get("sheet")
    tables = [find_table(workbook.sheet(name), REPORTED)] if name else find_tables(workbook, REPORTED)
    plan = ReportedPlan()
    reader = _Reader(values, plan)
    rows = [row for table in tables for row in reader.rows(table)]
    compare(plan, rows, reader.defined, values.get("confirmed"))
    return plan


class _Reader:
    def __init__(self, given: Mapping[str, Any], plan: ReportedPlan) -> None:
        self._given = given
        self._plan = plan
        self._street = current_scope().subdistrict
        self.defined = load_definitions()
        defined = [one for one in self.defined.values() if one.counting.verb == "reported"]
        self._by_key = {name: one for one in defined for name in (one.row.key, one.counting.source)}
        self._by_name = {one.row.name: one for one in defined}
        for name, key in BoundName.objects.values_list("name", "indicator"):
            if key in self._by_key:
                self._by_name.setdefault(name, self._by_key[key])
        self._first: dict[tuple[str, str], int] = {}

    def rows(self, table: Table) -> list[Reported]:
        """The values of a table; what is wrong goes into the plan."""
        parsed = parse_table(table, REPORTED)
        self._plan.problems += parsed.problems
        made = []
        for number, values in parsed.good():
            if all(values.get(measure) is None for measure in MEASURES):
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
        said = values.get("unit") or defined.row.unit
        unit = given_unit(said, defined.row.unit)
        if not unit:
            message = f"“{defined.row.name}”按“{defined.row.unit}”计，不能填“{said}”；请核对单位。"
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
            completion=_decimal(values.get("completion")),
            unit=unit,
            **self._rank(values),
            approx=values.get("approx") or "exact",
            stage=values.get("stage") or self._given.get("stage") or Reported.Stage.FINAL,
            supplier=self._told(values, "supplier"),
            paper=self._told(values, "paper"),
            source={"sheet": sheet, "row": number},
        )

    def _defined(self, values: Mapping[str, Any]) -> Defined:
        key, name = values.get("key", ""), values.get("name", "")
        found = self._by_key.get(key) if key else self._by_name.get(name)
        if found is None:
            which = ("key", f"代号“{key}”") if key else ("name", f"名称“{name}”")
            message = f"没有{which[1]}的外部指标；请核对，在下面选定它是哪个指标，或先由统计员定义这个指标。"
            if not key:
                self._plan.unbound.setdefault(name, values)
            raise _Wrong(which[0], "indicator.unknown", message)
        return found

    def _rank(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """A rank with what it needs: a rank among nobody says nothing."""
        if values.get("rank") is None:
            return {}
        if not values.get("rank_group"):
            message = "填了位次，要写明在哪些单位中排名，例如全区各镇街。"
            raise _Wrong("rank_group", "rank_group.missing", message)
        told = {name: values.get(name) or "" for name in ("rank_group", "ranked", "organiser")}
        return {"rank": values["rank"], "rank_size": values.get("rank_size"), **told}

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


def compare(plan: ReportedPlan, rows: Sequence[Reported], defined: Mapping[str, Defined], confirmed: Any) -> None:
    """Hold statements against what stands and against each other; what raises a doubt waits to be confirmed."""
    periods = {code for row in rows for code in spellings(Period.parse(row.period))}
    wanted = known_rows().filter(indicator__in={row.indicator for row in rows}, period__in=periods)
    known = standing(in_order(wanted))
    differing = [
        row for row in rows if not known.get((row.indicator, Period.parse(row.period)), Standing()).says_all(row)
    ]
    plan.same += len(rows) - len(differing)
    doubts = doubts_about(differing, defined)
    plan.doubts = [one for each in doubts for one in each]
    plan.problems += plan.doubts
    plan.token = token_of(plan.doubts)
    for row, doubted in zip(differing, doubts, strict=True):
        if doubted and confirmed != plan.token:
            plan.held += 1
            continue
        stands = known.get((row.indicator, Period.parse(row.period)), Standing())
        before = stands.differs(row)
        if before is None:
            plan.new.append(row)
        else:
            plan.changed.append(row)
            plan.before.append(before)
        plan.closed += stands.closed_by(row)
