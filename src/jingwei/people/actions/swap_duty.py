"""换班: who is on duty asks a colleague; the swap is made once the other side agrees, and the roster changes for both.

Who does not work in the system, or sees a place only, has it written down by who keeps the roster (代录).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.errors import Conflict, Invalid, Refused
from jingwei.core.fields import Field, FieldSet
from jingwei.people.linked import linked, problem
from jingwei.people.models import Appointment, Duty, DutySwap, Staff
from jingwei.people.policy import people_policy
from jingwei.people.roles import ADMINISTRATORS

_OVER = "这一班已经开始、值完或撤下，不能换。"
_NOT_YOURS = "只能换自己的班；替别人登记的由调度岗、办公室代录。"
_ONE = "请选换来的班，或填代班人，两项填一项。"
_SELF = "请选别人的班，或填别人代班。"
_WAITS = "这一班已经提出换班，正等对方答复。"
_ANSWERED = "这次换班已经答复过。"
_OTHERS = "换班由对方本人答复，或由调度岗、办公室在对方答复后代录。"


@register_action
class AskSwap(Action):
    """Offer one's own shift: against a shift of a colleague, or for a colleague to stand in."""

    name = "people.ask_swap"
    label = "提出换班"
    offered = False
    target = Duty
    reason = True
    help = "对方同意后才换班，两边的值班表一起改；对方不同意的照原来的班值。"
    declared = FieldSet(
        key="people.ask_swap",
        version=1,
        fields=(
            Field("taken", "换来的班", "link", link="people.duty", help="互换的选对方的班"),
            Field("taker", "代班人", "link", link="people.staff", help="不互换、只请人代班的填这里"),
        ),
    )

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """One's own shift, which has not begun."""
        now = timezone.now()
        for item in items:
            if item.target.staff_id != act.actor.id and not people_policy.allows(act.actor, "keep_duty"):
                raise Refused(_NOT_YOURS)
            _still(item.target, now)

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {ids}. Raises Invalid unless one of the two is told, Conflict where an answer is awaited."""
        shifts = linked(self.declared, "taken", items, Duty.objects.select_related("staff"))
        staff = linked(self.declared, "taker", items, Staff.objects.all())
        if DutySwap.objects.filter(given__in=[item.target.pk for item in items], state="asked").exists():
            raise Conflict(_WAITS)
        now, wrong, made = timezone.now(), [], []
        for item in items:
            taken, taker = shifts.get(item.values.get("taken") or ""), staff.get(item.values.get("taker") or "")
            sentence = _ONE if (taken is None) == (taker is None) else ""
            other = taken.staff if taken else taker
            if not sentence and other is not None and other.pk == item.target.staff_id:
                sentence = _SELF
            if sentence:
                wrong.append(problem(self.declared, "taken", None, sentence, code="swap.wrong", row=item.row))
                continue
            if taken is not None:
                _still(taken, now)
            assert other is not None
            one = DutySwap(subdistrict=act.scope.subdistrict, given=item.target, taken=taken, taker=other)
            one.giver_id, one.reason = item.target.staff_id, act.reason
            made.append(one)
        if wrong:
            raise Invalid(wrong)
        DutySwap.objects.bulk_create(made)
        return {"ids": [str(one.pk) for one in made]}


class _Answer(Action):
    """The answer of the other side."""

    target = DutySwap
    offered = False

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """The other side, once; or who keeps the roster for it."""
        for item in items:
            if item.target.taker_id != act.actor.id and not people_policy.allows(act.actor, "keep_duty"):
                raise Refused(_OTHERS)
            if item.target.state != "asked":
                raise Conflict(_ANSWERED)


@register_action
class AgreeSwap(_Answer):
    """Agree: the shifts change hands, what stood before is withdrawn and stays readable."""

    name = "people.agree_swap"
    label = "同意换班"

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {ids} of the new shifts. Raises Conflict where one began, or somebody is on that shift already."""
        now = timezone.now()
        swaps = [item.target for item in items]
        shifts = (
            Duty.objects.select_for_update(of=("self",))
            .select_related("staff")
            .in_bulk([key for one in swaps for key in (one.given_id, one.taken_id) if key])
        )
        moved = [(shifts[one.given_id], one.taker_id) for one in swaps]
        moved += [(shifts[one.taken_id], one.giver_id) for one in swaps if one.taken_id]
        for shift, _ in moved:
            _still(shift, now)
        _free(moved)
        made = [
            Duty(
                subdistrict=shift.subdistrict, day=shift.day, shift=shift.shift, seat=shift.seat, staff_id=staff,
                starts_at=shift.starts_at, ends_at=shift.ends_at, rights=shift.rights,
            )
            for shift, staff in moved
        ]  # fmt: skip
        for shift, _ in moved:
            shift.withdrawn_at, shift.revision = now, shift.revision + 1
        Duty.objects.bulk_update([shift for shift, _ in moved], ["withdrawn_at", "revision"])
        Duty.objects.bulk_create(made)
        _answered(swaps, "done", now)
        return {"ids": [str(one.pk) for one in made]}


@register_action
class RefuseSwap(_Answer):
    """Say no: everything stays as it is."""

    name = "people.refuse_swap"
    label = "不同意"

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {ids}."""
        swaps = [item.target for item in items]
        _answered(swaps, "refused", timezone.now())
        return {"ids": [str(one.pk) for one in swaps]}


def _answered(swaps: Sequence[DutySwap], state: str, now: datetime) -> None:
    for one in swaps:
        one.state, one.answered_at, one.revision = state, now, one.revision + 1
    DutySwap.objects.bulk_update(swaps, ["state", "answered_at", "revision"])


def _still(shift: Duty, now: datetime) -> None:
    if shift.withdrawn_at is not None or shift.starts_at <= now:
        raise Conflict(_OVER)


def _free(moved: Sequence[tuple[Duty, Any]]) -> None:
    """Nobody stands twice on a shift, and no administrator is on duty. Two queries."""
    keys = {staff for _, staff in moved}
    gone = {shift.pk for shift, _ in moved}
    days = [shift.day for shift, _ in moved]
    taken = Duty.objects.filter(staff__in=keys, day__in=days, withdrawn_at=None).exclude(pk__in=gone)
    busy = set(taken.values_list("staff_id", "day", "shift"))
    if any((staff, shift.day, shift.shift) in busy for shift, staff in moved):
        raise Conflict("同一天同一班已经排了班，不能再换到这一班。")
    held = Appointment.objects.filter(staff__in=keys, post__role__in=ADMINISTRATORS, valid_to__gt=timezone.localdate())
    if held.exists():
        raise Refused("系统、安全或审计管理员不能值班（三员分立）。")
