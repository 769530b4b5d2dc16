"""Targets in a sheet as it was handed down: read, compared with what stands, told in counts.

Preview and action make the plan by the same function.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from jingwei.core.actions import Act
from jingwei.core.fields import Choice, Field, FieldSet, Problem
from jingwei.core.models import ImportRecord, StoredFile
from jingwei.core.sheets import Table, find_table, find_tables, parse_table, read_workbook
from jingwei.indicators.targets.aims import printed
from jingwei.indicators.targets.checking import Known, Wrong, read_identity, read_version, same
from jingwei.indicators.targets.models import TargetValue, TargetVersion
from jingwei.indicators.targets.storing import Identity, close, identity, stored_targets, versions_in_force

_OPERATOR_ALIASES = {
    "at_least": ("≥", ">=", "以上", "不少于", "不小于", "大于等于"),
    "at_most": ("≤", "<=", "以内", "以下", "不超过", "不大于", "控制在"),
    "equal": ("=", "达到", "等于"),
    "between": ("区间", "在区间"),
    "growth_at_least": ("增长不低于", "增长", "同比增长", "增长以上"),
    "growth_at_most": ("增长不高于",),
    "rank_at_most": ("位次不低于", "位次", "排名", "进入前几位"),
}
TARGETS = FieldSet(
    key="indicators.targets",
    version=1,
    fields=(
        Field("indicator", "指标", "text", required=True, max_length=80,
              aliases=("指标名称", "指标代号", "考核指标", "目标任务")),
        Field("period", "统计期", "text", required=True, max_length=40, aliases=("年度", "考核期", "时期")),
        Field("place", "区划", "text", max_length=60, aliases=("社区", "所属社区", "分解单位")),
        Field(
            "operator", "要求", "choice", aliases=("考核方式", "比较方式"), help="不填为不低于",
            choices=tuple(Choice(key, word, _OPERATOR_ALIASES[key]) for key, word in TargetVersion.Operator.choices),
        ),
        Field("value", "目标值", "number", decimals=6, aliases=("目标", "目标数", "任务数", "年度目标", "下限")),
        Field("upper", "上限", "number", decimals=6),
        Field("unit", "单位", "text", max_length=16, aliases=("计量单位",)),
        Field("issuer", "下达单位", "text", max_length=80, aliases=("下达部门", "考核单位")),
        Field("paper", "文号", "text", max_length=200, aliases=("文件", "来源文件", "下达文件", "文件名称")),
        Field("department", "责任部门", "text", max_length=60,
              aliases=("牵头部门", "责任单位", "牵头科室", "责任科室")),
        Field("person", "责任岗位或责任人", "text", max_length=60, aliases=("责任人", "责任岗位")),
        Field("schedule", "序时安排", "text", max_length=400, aliases=("序时进度", "分季目标")),
        Field("note", "说明", "text", max_length=200, aliases=("备注",)),
    ),
)  # fmt: skip


@dataclass(slots=True)
class TargetPlan:
    """What a sheet would add: `new` targets, `changed` versions with what they replace in `before`, how many are
    `same`. `names` are those of indicators."""

    new: list[TargetVersion] = field(default_factory=list)
    changed: list[TargetVersion] = field(default_factory=list)
    before: list[TargetVersion] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    same: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def errors(self) -> list[Problem]:
        """What keeps rows out."""
        return [problem for problem in self.problems if problem.severity == "error"]

    @property
    def counts(self) -> dict[str, int]:
        """The counts of a preview."""
        refused = len({(problem.sheet, problem.row) for problem in self.errors})
        return {"new": len(self.new), "changed": len(self.changed), "same": self.same, "refused": refused}


def plan_targets(data: bytes, filename: str, given: Mapping[str, Any]) -> TargetPlan:
    """The plan for a workbook in five queries, whatever its size. `given`: `sheet` names one sheet, `issuer` and
    `paper` stand for columns that are missing. Raises SheetError where there is no such table."""
    workbook = read_workbook(data, filename)
    name = given.get("sheet")
    tables = [find_table(workbook.sheet(name), TARGETS)] if name else find_tables(workbook, TARGETS)
    plan, known = TargetPlan(), Known.load()
    plan.names = {key: one.row.name for key, one in known.defined.items()}
    rows = [row for table in tables for row in _rows(table, given, known, plan)]
    stored = stored_targets(target for target, _ in rows)
    standing = versions_in_force(stored.values())
    for target, version in rows:
        found = stored.get(identity(target))
        version.target = found or target
        before = standing.get(found.pk) if found else None
        if before is None:
            plan.new.append(version)
        elif same(before, version):
            plan.same += 1
        else:
            plan.changed.append(version)
            plan.before.append(before)
    return plan


def _rows(
    table: Table, given: Mapping[str, Any], known: Known, plan: TargetPlan
) -> list[tuple[TargetValue, TargetVersion]]:
    parsed = parse_table(table, TARGETS)
    plan.problems += parsed.problems
    first: dict[Identity, int] = {}
    out = []
    for number, values in parsed.good():
        try:
            told = {**values, **{key: _told(values, given, key) for key in ("issuer", "paper")}}
            told["operator"] = values.get("operator") or TargetVersion.Operator.AT_LEAST
            target, found = read_identity(told, known)
            version = read_version(told, target, found, known)
            other = first.setdefault(identity(target), number)
            if other != number:
                message = f"与第{other}行是同一指标、同一统计期、同一区划和下达单位，只能有一行。"
                raise Wrong("indicator", values.get("indicator"), message, "row.twice")
        except Wrong as wrong:
            plan.problems.append(wrong.problem(number, table.sheet))
            continue
        version.source = {"sheet": table.sheet, "row": number}
        out.append((target, version))
    return out


def _told(values: Mapping[str, Any], given: Mapping[str, Any], key: str) -> str:
    told = values.get(key) or given.get(key)
    if not told:
        label = TARGETS.field(key).label
        raise Wrong(key, "", f"没有写明{label}；目标要写明谁下达、依据哪份文件。", f"{key}.missing")
    return str(told)


def store_targets(act: Act, plan: TargetPlan, stored: StoredFile, record: ImportRecord) -> None:
    """Write what is new and changed as one import."""
    for row in (*plan.new, *plan.changed):
        row.subdistrict = row.target.subdistrict = act.scope.subdistrict
        row.known_from, row.actor_label = record.at, act.actor.label
        row.source = {"file": stored.name, "sha256": stored.sha256, "import": str(record.pk), **row.source}
    for row, before in zip(plan.changed, plan.before, strict=True):
        row.valid_from = before.valid_from
        row.source["before"] = printed(before)
    TargetValue.objects.bulk_create([row.target for row in plan.new if row.target._state.adding])
    close(plan.before, record.at)
    TargetVersion.objects.bulk_create([*plan.new, *plan.changed])
