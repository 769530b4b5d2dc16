"""交接班: what is open is written down as it stands, and the next one takes it on."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.errors import Conflict, Refused
from jingwei.core.fields import Field, FieldSet
from jingwei.matters.duty.open_items import open_items
from jingwei.matters.duty.stored import ShiftHandOver
from jingwei.matters.policy import policy

_WAITS = "上一次交班还没有接，请先接班。"
_TAKEN = "这一班已经接过。"
_SELF = "交班人不能接自己的班，请接班人本人登录办理。"


@register_action
class HandOverShift(Action):
    """Hand the shift over with the list of what is open now."""

    name = "matters.hand_over_shift"
    label = "交班"
    help = "系统把待续办的值班事项、没有报完的要情、紧急和将到期的事件列成清单，由接班人确认。"
    declared = FieldSet(
        key="matters.hand_over_shift",
        version=1,
        fields=(Field("remark", "交班说明", "longtext", max_length=500, help="设备、钥匙、领导交代的事"),),
    )

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """The desk, and whoever is on duty; one at a time."""
        policy.may(act.actor, "keep_log")
        if ShiftHandOver.objects.filter(taken_at=None).exists():
            raise Conflict(_WAITS)

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {ids}."""
        listed = open_items()
        made = [
            ShiftHandOver(
                subdistrict=act.scope.subdistrict, giver=act.actor.id, giver_label=act.actor.label,
                remark=item.values.get("remark") or "", items=listed,
            )
            for item in items
        ]  # fmt: skip
        ShiftHandOver.objects.bulk_create(made)
        return {"ids": [str(one.pk) for one in made]}


@register_action
class TakeOverShift(Action):
    """Take on what the shift before left."""

    name = "matters.take_over_shift"
    label = "接班"
    target = ShiftHandOver
    declared = FieldSet(
        key="matters.take_over_shift",
        version=1,
        fields=(Field("remark", "接班意见", "text", max_length=200, help="有不清楚的写在这里，没有的不填"),),
    )

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Somebody else than who handed over, once."""
        policy.may(act.actor, "keep_log")
        for item in items:
            if item.target.taken_at is not None:
                raise Conflict(_TAKEN)
            if item.target.giver is not None and item.target.giver == act.actor.id:
                raise Refused(_SELF)

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {ids}."""
        now = timezone.now()
        for item in items:
            one: ShiftHandOver = item.target
            one.taken_at, one.taker_label, one.revision = now, act.actor.label, one.revision + 1
            one.taken_remark = item.values.get("remark") or ""
        ShiftHandOver.objects.bulk_update(
            [item.target for item in items], ["taken_at", "taker_label", "taken_remark", "revision"]
        )
        return {"ids": [str(item.target.pk) for item in items]}
