"""撤销目标: a target holds no longer, from a day on or from its beginning; what it was stays readable."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.audit import audit
from jingwei.core.errors import Conflict
from jingwei.core.fields import Field, FieldSet
from jingwei.indicators.policy import policy
from jingwei.indicators.targets.checking import day_of
from jingwei.indicators.targets.models import TargetValue, TargetVersion
from jingwei.indicators.targets.storing import close, lock_targets, until, versions_in_force


@register_action
class WithdrawTarget(Action):
    """Take targets back, for a reason."""

    name = "indicators.withdraw_target"
    label = "撤销目标"
    help = "上级取消的，填从哪天起不再考核；登记错了整条作废的，日期留空。撤销后原目标仍可查。"
    target = TargetValue
    reason = True
    declared = FieldSet(
        key="indicators_withdraw_target", version=1,
        fields=(Field("from_day", "从哪天起不再执行", "date", help="不填为自始作废"),),
    )  # fmt: skip

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Who sets targets withdraws them."""
        policy.may(act.actor, "set_targets")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {withdrawn}. Raises Conflict for one that was withdrawn already."""
        lock_targets(act.scope.subdistrict)
        targets = [item.target for item in items]
        standing = versions_in_force(targets)
        now, who = timezone.now(), act.actor.label
        left: list[TargetVersion] = []
        for item in items:
            before = standing.get(item.target.pk)
            if before is None:
                raise Conflict("这个目标已经撤销了。")
            day = day_of(item.values.get("from_day"))
            if day is not None and day > before.valid_from:
                rest = until(before, day, now, who)
                rest.why = act.reason[:200]
                left.append(rest)
            item.target.revision += 1
        close(list(standing.values()), now)
        TargetVersion.objects.bulk_create(left)
        TargetValue.objects.bulk_update(targets, ["revision"])
        audit("target_withdrawn", f"{len(items)}个目标", reason=act.reason)
        return {"withdrawn": len(items)}
