"""下达目标: what an indicator should be, by whom it was handed down on which paper, and whose it is."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils import timezone

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.audit import AuditLine, audit_all
from jingwei.core.errors import Invalid
from jingwei.core.fields import Choice, Field, FieldSet, Problem
from jingwei.indicators.policy import policy
from jingwei.indicators.targets.aims import parts_notes, printed
from jingwei.indicators.targets.checking import Known, Wrong, read_identity, read_version
from jingwei.indicators.targets.models import TargetValue, TargetVersion
from jingwei.indicators.targets.schedule import EXAMPLE
from jingwei.indicators.targets.sets import aims_beside
from jingwei.indicators.targets.storing import identity, lock_targets, stored_targets, versions_in_force

_MOST = Decimal(10) ** 13
OPERATOR = Field(
    "operator", "要求", "choice", required=True,
    choices=tuple(Choice(*one) for one in TargetVersion.Operator.choices),
)  # fmt: skip
# What a target should be; asked when it is set and when it is corrected.
WHAT = (
    Field("value", "目标值", "number", required=True, minimum=-_MOST, maximum=_MOST, decimals=6,
          help="按文件照填；区间填下限，位次填第几位，下降填负数"),
    Field("upper", "上限", "number", minimum=-_MOST, maximum=_MOST, decimals=6, help="只有“在区间内”才填"),
    Field("unit", "单位", "text", max_length=16, help="与指标单位不同时填写，如指标按万元、文件写亿元"),
    Field("paper", "文号", "text", required=True, max_length=200, help="下达目标的文件名称和文号"),
)  # fmt: skip
WHOSE = (
    Field("department", "责任部门", "text", max_length=60, help="机构名称"),
    Field("person", "责任岗位或责任人", "text", max_length=60),
    Field("schedule", "序时安排", "longtext", max_length=400,
          help=f"文件另有按季、按月安排的才填，不填按时间平均。{EXAMPLE}"),
    Field("note", "说明", "text", max_length=200),
)  # fmt: skip


@register_action
class SetTarget(Action):
    """Set targets, one per row. A target that stands already is corrected, not set twice."""

    name = "indicators.set_target"
    label = "下达目标"
    help = "登记上级下达或街道自定的目标值。全街道的目标“区划”留空；分解到社区的，一个社区登记一条。"
    declared = FieldSet(
        key="indicators_set_target",
        version=1,
        fields=(
            Field("indicator", "指标", "text", required=True, max_length=80),
            Field("period", "统计期", "text", required=True, max_length=40, help="例如2026年、2026年上半年"),
            Field("place", "区划", "text", max_length=60, help="分解到社区的写社区名称，全街道的留空"),
            OPERATOR,
            *WHAT,
            Field("issuer", "下达单位", "text", required=True, max_length=80, help="街道自定的写街道办事处"),
            *WHOSE,
        ),
    )  # fmt: skip

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """The statistician and the office keep targets."""
        policy.may(act.actor, "set_targets")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {targets: keys, notices: sentences about parts that do not add up}."""
        lock_targets(act.scope.subdistrict)
        rows = read_rows(items)
        stored = stored_targets(target for target, _ in rows)
        standing = versions_in_force(stored.values())
        now = timezone.now()
        fresh: list[TargetValue] = []
        versions: list[TargetVersion] = []
        for item, (target, version) in zip(items, rows, strict=True):
            known = stored.get(identity(target))
            if known is not None and (known.pk in standing or known in fresh):
                said = printed(standing[known.pk]) if known.pk in standing else "本次已填过一条"
                message = (
                    f"这个指标、统计期、区划由“{target.issuer}”下达的目标已有（{said}），要改请打开它点“更正目标”。"
                )
                raise Invalid(
                    [Problem("indicator", "指标", item.values["indicator"], message, "target.twice", item.row)]
                )
            if known is None:
                target.subdistrict = act.scope.subdistrict
                stored[identity(target)] = known = target
                fresh.append(target)
            version.subdistrict, version.target = act.scope.subdistrict, known
            version.known_from, version.actor_label = now, act.actor.label
            versions.append(version)
        TargetValue.objects.bulk_create(fresh)
        TargetVersion.objects.bulk_create(versions)
        audit_all(
            [AuditLine("target_set", f"{one.target.indicator} {one.target.period}", act.reason) for one in versions]
        )
        notes = parts_notes(aims_beside(row.target for row in versions))
        return {"targets": [str(one.target_id) for one in versions], "notices": list(notes.values())}


def read_rows(items: Sequence[Item]) -> list[tuple[TargetValue, TargetVersion]]:
    """What the rows mean. Raises Invalid with everything that is wrong with them."""
    known = Known.load()
    rows: list[tuple[TargetValue, TargetVersion]] = []
    problems: list[Problem] = []
    for item in items:
        try:
            target, found = read_identity(item.values, known)
            rows.append((target, read_version(item.values, target, found, known)))
        except Wrong as wrong:
            problems.append(wrong.problem(item.row if len(items) > 1 else None))
    if problems:
        raise Invalid(problems)
    return rows
