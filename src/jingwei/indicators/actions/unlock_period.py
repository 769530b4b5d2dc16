"""解锁: a locked period is opened again, for a reason that is written down; what was fixed stays on record."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.audit import audit
from jingwei.core.errors import Conflict
from jingwei.core.periods import Period
from jingwei.indicators.models import Lock
from jingwei.indicators.policy import policy


@register_action
class UnlockPeriod(Action):
    """End locks. The period is counted from the records again until it is locked anew."""

    name = "indicators.unlock"
    label = "解锁"
    help = "解锁后本期重新按台账取数；这次锁定的数仍保留备查。请写明为什么要改动已经定下的数。"
    target = Lock
    reason = True

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Who may lock may unlock, with a reason."""
        policy.may(act.actor, "lock")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {unlocked: number of locks}."""
        locks: list[Lock] = [item.target for item in items]
        for lock in locks:
            if lock.unlocked_at is not None:
                raise Conflict(f"{Period.parse(lock.period).name}第{lock.number}次锁定已经解除了。")
            lock.unlocked_at = timezone.now()
            lock.unlocked_by = act.actor.label
            lock.why = act.reason[:200]
            lock.revision += 1
        Lock.objects.bulk_update(locks, ["unlocked_at", "unlocked_by", "why", "revision"])
        for lock in locks:
            name = Period.parse(lock.period).name
            audit("period_unlocked", name, reason=act.reason, detail={"number": lock.number})
        return {"unlocked": len(locks)}
