"""不是重复: two rows that look alike are two objects; remembered, so that nobody is asked again."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils import timezone

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.errors import Conflict, Invalid
from jingwei.core.fields import Field, FieldSet, Problem
from jingwei.registers.models import Entry, ToldApart
from jingwei.registers.policy import policy

_REASON = 200


@register_action
class TellApart(Action):
    """Say of pairs of entries that they are not the same. Each row names the other entry of its target."""

    name = "registers.tell_apart"
    label = "不是重复"
    help = "两条记录确实是两个对象：记下来，以后不再列为疑似重复。"
    target = Entry
    reason = True
    declared = FieldSet(
        key="registers_tell_apart",
        version=1,
        fields=(Field(key="other", label="另一条记录", kind="text", required=True, max_length=36),),
    )

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Ask the ledgers' policy."""
        policy.may(act.actor, "tidy")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Remember the pairs; one that is remembered already stays as it is. Returns {pairs: how many are new}."""
        demand_reason(act.reason)
        others = other_entries(items)
        pairs = {pair(item.target.pk, others[item.row or 0].pk): item.target.register_id for item in items}
        known = ToldApart.objects.filter(one__in=[one for one, _ in pairs], withdrawn_at=None)
        there = set(known.values_list("one", "other"))
        made = [
            ToldApart(
                subdistrict=act.scope.subdistrict, register_id=register, one=one, other=other, reason=act.reason,
                actor=act.actor.id, actor_label=act.actor.label,
            )
            for (one, other), register in pairs.items()
            if (one, other) not in there
        ]  # fmt: skip
        ToldApart.objects.bulk_create(made)
        return {"pairs": len(made)}


@register_action
class TellAlike(Action):
    """Take back what was said of a pair: it is listed again while the rows look alike."""

    name = "registers.tell_alike"
    label = "重新列入"
    help = "撤回“不是重复”的确认，这一对会重新列入疑似重复。"
    target = ToldApart
    reason = True

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Ask the ledgers' policy."""
        policy.may(act.actor, "tidy")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {pairs: how many}."""
        demand_reason(act.reason)
        for item in items:
            told: ToldApart = item.target
            if told.withdrawn_at is not None:
                raise Conflict(f"这一对的确认已由{told.withdrawn_by}撤回。")
            told.withdrawn_at, told.withdrawn_by, told.withdrawn_reason = (
                timezone.now(),
                act.actor.label,
                act.reason,
            )
            told.revision += 1
        columns = ["withdrawn_at", "withdrawn_by", "withdrawn_reason", "revision"]
        ToldApart.objects.bulk_update([item.target for item in items], columns)
        return {"pairs": len(items)}


def pair(one: UUID, other: UUID) -> tuple[UUID, UUID]:
    """Two keys in the order in which pairs are kept."""
    return (one, other) if one < other else (other, one)


def demand_reason(reason: str) -> None:
    """Raise Invalid for a reason that is too long to be kept."""
    if len(reason) > _REASON:
        message = f"原因最多{_REASON}个字，现有{len(reason)}个。"
        raise Invalid([Problem("reason", "原因", "", message, "text.long")])


def other_entries(items: Sequence[Item]) -> dict[int, Entry]:
    """The entry that each item names beside its target, by the item's row; one query.

    Raises Invalid where it is none, the same, or one of another ledger (persons are never matched across ledgers).
    """
    keys = {item.row or 0: _uuid(item.values["other"]) for item in items}
    found = Entry.objects.in_bulk([key for key in keys.values() if key is not None])
    out, problems = {}, []
    for item in items:
        row = item.row or 0
        other = found.get(keys[row])
        if other is None:
            problems.append(_wrong(item, "没有这条记录，或不在您的管辖范围内。", "entry.unknown"))
        elif other.pk == item.target.pk:
            problems.append(_wrong(item, "这是同一条记录，请选另一条。", "entry.same"))
        elif other.register_id != item.target.register_id:
            problems.append(_wrong(item, "两条记录不在同一本台账，只能在一本台账里核对重复。", "register.several"))
        else:
            out[row] = other
    if problems:
        raise Invalid(problems)
    return out


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _wrong(item: Item, message: str, code: str) -> Problem:
    return Problem("other", "另一条记录", str(item.values["other"]), message, code, item.row)
