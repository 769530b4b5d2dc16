"""评灯: every running target is looked at once; where its light became another one, that is written down once."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils import timezone

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.lights import Light
from jingwei.indicators.policy import policy
from jingwei.indicators.targets.models import LightChange
from jingwei.indicators.targets.sets import aims_running
from jingwei.indicators.targets.standing import Standing, standings
from jingwei.indicators.targets.storing import lock_targets


@register_action
class AssessTargets(Action):
    """Compute the lights of the targets whose period runs or ended within a year, for final figures come late.

    Only changes are written, so a second run in the same state writes nothing and nobody is told twice. The cost is
    that of the targets in force, not of what was ever recorded.
    """

    name = "indicators.assess_targets"
    label = "重新评灯"
    help = "系统每天夜里评一次；补录数据后想马上看到变化的，可以现在评。"

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """The system at night, or who keeps targets."""
        policy.may(act.actor, "set_targets")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {assessed, changed}."""
        lock_targets(act.scope.subdistrict)
        today = timezone.localdate()
        found = standings(aims_running(today))
        known = {row.target_id: row for row in LightChange.objects.filter(current=True, target__in=list(found))}
        changed = [
            one for key, one in found.items()
            if (known[key].after if key in known else Light.UNRATED.value) != one.light.value
        ]  # fmt: skip
        before = {one.aim.target.pk: known.get(one.aim.target.pk) for one in changed}
        LightChange.objects.filter(pk__in=[row.pk for row in before.values() if row]).update(current=False)
        LightChange.objects.bulk_create(
            _row(act.scope.subdistrict, one, before[one.aim.target.pk], today) for one in changed
        )
        return {"assessed": len(found), "changed": len(changed)}


def _row(street: str, one: Standing, before: LightChange | None, today: date) -> LightChange:
    said = f"{one.said}；{one.judged.rule}" if one.judged.rule else one.said
    return LightChange(
        subdistrict=street, target=one.aim.target, before=before.after if before else "", after=one.light.value,
        on=today, at=timezone.now(), said=said[:400], rules=one.judged.version,
    )  # fmt: skip
