"""更正目标: a target was written down wrongly, or adjusted from a day on; the earlier one stays readable."""

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.audit import audit
from jingwei.core.errors import Conflict, Invalid
from jingwei.core.fields import Choice, Field, FieldSet
from jingwei.core.periods import Period
from jingwei.indicators.actions.set_target import OPERATOR, WHAT, WHOSE
from jingwei.indicators.policy import policy
from jingwei.indicators.targets.aims import MEASURES, Measure, parts_notes
from jingwei.indicators.targets.checking import Known, Wrong, day_of, read_version, same
from jingwei.indicators.targets.models import TargetValue, TargetVersion
from jingwei.indicators.targets.sets import aims_beside
from jingwei.indicators.targets.storing import close, lock_targets, until, versions_in_force


@register_action
class CorrectTarget(Action):
    """Say anew what targets should be: from their beginning (更正), or from a day on (调整)."""

    name = "indicators.correct_target"
    label = "更正目标"
    help = "登记有误的选“更正”；上级中途调整的选“调整”并写明从哪天起执行。原来的目标值保留可查。"
    target = TargetValue
    reason = True
    declared = FieldSet(
        key="indicators_correct_target",
        version=1,
        fields=(
            Field("change", "改动性质", "choice", required=True,
                  choices=(Choice("correct", "更正（原来登记有误）"), Choice("adjust", "调整（从某日起执行新目标）"))),
            Field("from_day", "执行日期", "date", help="只有“调整”才填"),
            OPERATOR,
            *WHAT,
            *WHOSE,
        ),
    )  # fmt: skip

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Who sets targets corrects them."""
        policy.may(act.actor, "set_targets")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {changed, notices}. Raises Conflict for a target that was withdrawn."""
        lock_targets(act.scope.subdistrict)
        targets = [item.target for item in items]
        standing = versions_in_force(targets)
        known = Known.load()
        now, who = timezone.now(), act.actor.label
        closed: list[TargetVersion] = []
        made: list[TargetVersion] = []
        for item in items:
            before = standing.get(item.target.pk)
            if before is None:
                raise Conflict("这个目标已经撤销，不能再更正；需要时请重新下达。")
            after = self._read(item, known)
            after.target, after.subdistrict = item.target, act.scope.subdistrict
            after.known_from, after.actor_label, after.why = now, who, act.reason[:200]
            after.valid_from = before.valid_from
            if item.values["change"] == "adjust":
                after.valid_from = _from(item, before)
                made.append(until(before, after.valid_from, now, who))
            elif same(before, after):
                continue
            closed.append(before)
            made.append(after)
            item.target.revision += 1
        close(closed, now)
        TargetVersion.objects.bulk_create(made)
        TargetValue.objects.bulk_update(targets, ["revision"])
        if closed:
            audit("target_corrected", f"{len(closed)}个目标", reason=act.reason)
        return {"changed": len(closed), "notices": list(parts_notes(aims_beside(targets)).values())}

    def _read(self, item: Item, known: Known) -> TargetVersion:
        target: TargetValue = item.target
        try:
            if MEASURES.get(item.values["operator"], Measure.VALUE) != target.measure:
                kind = Measure(target.measure).label
                message = f"这是{kind}目标，不能改成别的类别；请撤销后另行下达。"
                raise Wrong("operator", "", message, "measure.changed")
            return read_version(item.values, target, known.indicator(target.indicator), known)
        except Wrong as wrong:
            raise Invalid([wrong.problem(item.row)]) from wrong

    def changes_since(self, target: Any, revision: int) -> list[dict[str, Any]]:
        """What others changed: the versions are the history, told as one change."""
        rows = TargetVersion.objects.filter(target=target, known_to=None).order_by("-known_from")[:1]
        return [_told(row) for row in rows]


def _from(item: Item, before: TargetVersion) -> Any:
    day = day_of(item.values.get("from_day"))
    period = Period.parse(item.target.period)
    if day is None:
        raise Invalid([Wrong("from_day", "", "“调整”要写明从哪天起执行新目标。", "required").problem(item.row)])
    if not (before.valid_from < day <= period.end):
        message = f"执行日期应在{before.valid_from}之后、{period.end}之前；从一开始就错的请选“更正”。"
        raise Invalid([Wrong("from_day", day, message, "day.outside").problem(item.row)])
    return day


def _told(row: TargetVersion) -> dict[str, Any]:
    said = SimpleNamespace(low=row.low, high=row.high)
    value = said.low if said.low is not None else said.high
    return {
        "label": "目标值", "before": "", "after": f"{value.normalize():f}" if value is not None else "",
        "who": row.actor_label, "at": row.known_from,
    }  # fmt: skip
