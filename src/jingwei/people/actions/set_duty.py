"""排班 and 撤班: who is on duty on which days, and taking somebody off again."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.errors import Conflict, Invalid
from jingwei.core.fields import Choice, Field, FieldSet
from jingwei.people.duty.shifts import SEATS, SHIFTS
from jingwei.people.linked import linked, problem
from jingwei.people.models import Appointment, Duty, Staff
from jingwei.people.policy import people_policy
from jingwei.people.roles import ADMINISTRATORS

LONGEST = 62


@register_action
class SetDuty(Action):
    """Put members of staff on the roster: each for one day, or for every day up to a last one."""

    name = "people.set_duty"
    label = "排班"
    offered = False
    help = "带班领导和值班员在班期间有调度岗的权限，可以登记、受理、交办；下班即止。"
    declared = FieldSet(
        key="people.set_duty",
        version=1,
        fields=(
            Field("day", "日期", "date", required=True),
            Field("until", "到哪天", "date", help="连着几天同一个人的填最后一天，不填为一天"),
            Field(
                "shift", "班次", "choice", required=True,
                choices=tuple(Choice(one.key, one.label) for one in SHIFTS.values()),
            ),
            Field(
                "seat", "值班岗", "choice", required=True,
                choices=tuple(Choice(key, label) for key, (label, _) in SEATS.items()),
            ),
            Field("staff", "值班人", "link", required=True, link="people.staff"),
        ),
    )  # fmt: skip

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """The desk keeps the roster."""
        people_policy.may(act.actor, "keep_duty")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {ids}. Raises Invalid for who cannot be on duty, and for who is already."""
        found = linked(self.declared, "staff", items, Staff.objects.all())
        keys = [one.pk for one in found.values()]
        admins = set(
            Appointment.objects.filter(
                staff__in=keys, post__role__in=ADMINISTRATORS, valid_to__gt=timezone.localdate()
            ).values_list("staff_id", flat=True)
        )
        days = [(date.fromisoformat(one.values["day"]), _last(one.values)) for one in items]
        taken = set(
            Duty.objects.filter(
                staff__in=keys, day__gte=min(day for day, _ in days), day__lte=max(last for _, last in days),
                withdrawn_at=None,
            ).values_list("staff_id", "day", "shift")
        )  # fmt: skip
        wrong, made = [], []
        for item, (first, last) in zip(items, days, strict=True):
            staff, shift = found[item.values["staff"]], SHIFTS[item.values["shift"]]
            key, sentence = _refusal(staff, first, last, admins)
            span = range((last - first).days + 1) if not sentence else ()
            for day in (first + timedelta(days=number) for number in span):
                if (staff.pk, day, shift.key) in taken:
                    key, sentence = "staff", f"{staff.name}{day}{shift.label}已经排了班。"
                    break
                taken.add((staff.pk, day, shift.key))
                starts, ends = shift.span(day)
                made.append(
                    Duty(
                        subdistrict=act.scope.subdistrict, day=day, shift=shift.key, seat=item.values["seat"],
                        staff=staff, starts_at=starts, ends_at=ends, rights=SEATS[item.values["seat"]][1],
                    )
                )  # fmt: skip
            if sentence:
                value = item.values.get(key) if key != "staff" else staff.name
                wrong.append(problem(self.declared, key, value, sentence, code="duty.wrong", row=item.row))
        if wrong:
            raise Invalid(wrong)
        Duty.objects.bulk_create(made)
        return {"ids": [str(one.pk) for one in made]}


def _last(values: Mapping[str, Any]) -> date:
    return date.fromisoformat(values.get("until") or values["day"])


def _refusal(staff: Staff, first: date, last: date, admins: set[Any]) -> tuple[str, str]:
    if last < first:
        return "until", f"“到哪天”不能早于{first}。"
    if (last - first).days >= LONGEST:
        return "until", f"一次最多排{LONGEST}天。"
    if staff.left_on and staff.left_on <= last:
        return "staff", f"{staff.name}已离岗，请另选值班人。"
    if staff.pk in admins:
        return "staff", f"{staff.name}是系统、安全或审计管理员，不能值班（三员分立）。"
    return "", ""


@register_action
class WithdrawDuty(Action):
    """Take members of staff off the roster; who swaps is taken off and put on anew, both with the reason in the log."""

    name = "people.withdraw_duty"
    label = "撤班"
    offered = False
    target = Duty
    reason = True
    help = "换班的，撤下原来的，再排换上的人。"

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """The desk keeps the roster."""
        people_policy.may(act.actor, "keep_duty")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {ids}. A shift that is over stays as it was."""
        now = timezone.now()
        for item in items:
            one: Duty = item.target
            if one.withdrawn_at is not None or one.ends_at <= now:
                raise Conflict("这一班已经撤下或已经值完，不能再撤。")
            one.withdrawn_at = now
            one.revision += 1
        Duty.objects.bulk_update([item.target for item in items], ["withdrawn_at", "revision"])
        return {"ids": [str(item.target.pk) for item in items]}
