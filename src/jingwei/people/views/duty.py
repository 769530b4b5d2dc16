"""值班表: the roster of a month, who is on duty now, and putting people on and off it."""

import calendar
from datetime import date, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from jingwei.core.actions import Done
from jingwei.core.audit import audit
from jingwei.core.calendar import office_calendar
from jingwei.core.errors import Missing
from jingwei.core.scope import Actor, current_scope
from jingwei.core.ui.blocks import Item, Panel
from jingwei.core.ui.home import home_panels
from jingwei.core.ui.parts import Column, Empty, Link, Row, Table
from jingwei.people.action_form import action_page, chosen_names
from jingwei.people.actions.set_duty import SetDuty, WithdrawDuty
from jingwei.people.duty.query import on_duty, roster
from jingwei.people.duty.shifts import SEATS, SHIFTS
from jingwei.people.models import Duty, Staff
from jingwei.people.policy import people_policy
from jingwei.people.views.swaps import swap_lines, swaps_waiting

_WEEK = "一二三四五六日"


def roster_page(request: HttpRequest) -> HttpResponse:
    """The roster of a month (`?month=2026-12`), a line for each of its shifts; copied as text for a chat."""
    first = _month(request.GET.get("month", ""))
    last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    keeps = people_policy.allows(current_scope().actor, "keep_duty")
    rows = list(roster(first, last))
    here = reverse("people:duty")
    nearby = (("上月", first - timedelta(days=1)), ("下月", last + timedelta(days=1)))
    actions = [Link("排班", reverse("people:set_duty"), icon="plus", look="primary")] if keeps else []
    actions += [Link(label, f"{here}?month={day:%Y-%m}", icon="calendar") for label, day in nearby]
    columns = (
        Column("日期"), Column("班次"), Column("值班岗"), Column("姓名"), Column("电话", "code"), Column("时间"),
        Column("换班"), *((Column("办理"),) if keeps else ()),
    )  # fmt: skip
    if request.GET.get("as") == "paper":
        return _paper(request, first, rows)
    waiting = swaps_waiting()
    context = {
        "title": f"{first.year}年{first.month}月值班表",
        "subtitle": "带班领导和值班员在班期间有调度岗的权限，下班即止",
        "actions": tuple(actions),
        "print_url": f"?month={first:%Y-%m}&as=paper",
        "swaps": swap_lines(waiting, keeps),
        "table": Table(columns, tuple(_row(one, keeps) for one in rows)),
        "copy_text": "\n".join(_line(one) for one in rows),
        "empty": Empty("这个月还没有排班", "由调度岗或办公室点“排班”，一次可以排连着的几天。"),
    }
    return render(request, "people/duty.html", context)


def set_duty(request: HttpRequest) -> HttpResponse:
    """Put somebody on the roster."""
    people_policy.may(current_scope().actor, "keep_duty")

    def done(outcome: Done) -> HttpResponse:
        messages.success(request, f"已排{len(outcome.result['ids'])}班。")
        return redirect("people:duty")

    return action_page(
        request,
        SetDuty(),
        done,
        title="排班",
        cancel_url=reverse("people:duty"),
        search_urls={"staff": reverse("people:staff_options")},
        chosen=chosen_names(request, staff=Staff),
    )


def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take somebody off."""
    people_policy.may(current_scope().actor, "keep_duty")
    one = Duty.objects.select_related("staff").filter(pk=pk).first()
    if one is None:
        raise Missing("没有这一班。")

    def done(outcome: Done) -> HttpResponse:
        messages.success(request, "已撤班，请另排换上的人。")
        return redirect("people:duty")

    return action_page(
        request, WithdrawDuty(), done, title=f"撤班：{_line(one)}", cancel_url=reverse("people:duty"), targets=[one]
    )


@home_panels
def duty_panel(actor: Actor) -> Panel | None:
    """Who is on duty now, on the workbench; one query."""
    now = list(on_duty(timezone.now()))
    if not now:
        return None
    items = tuple(
        Item(f"{SHIFTS[one.shift].label}{SEATS[one.seat][0]}", f"{one.staff.name} {one.staff.phone}".strip())
        for one in now
    )
    until = timezone.localtime(now[0].ends_at)
    return Panel("正在值班", items=items, url=reverse("people:duty"), note=f"到{until:%m-%d %H:%M}", width="half")


def _row(one: Duty, keeps: bool) -> Row:
    start, end = timezone.localtime(one.starts_at), timezone.localtime(one.ends_at)
    gone = one.ends_at <= timezone.now()
    off = None if gone else Link("撤班", reverse("people:withdraw_duty", args=[one.pk]))
    mine = keeps or one.staff_id == current_scope().actor.id
    swap = Link("换班", reverse("people:ask_swap", args=[one.pk])) if mine and one.starts_at > timezone.now() else None
    cells = (
        _day(one.day), SHIFTS[one.shift].label, SEATS[one.seat][0], one.staff.name, one.staff.phone or None,
        f"{start:%H:%M}至{'次日' if end.date() > one.day else ''}{end:%H:%M}", swap, *((off,) if keeps else ()),
    )  # fmt: skip
    return Row(cells, tone="calm" if gone else "")


def _paper(request: HttpRequest, first: date, rows: list[Duty]) -> HttpResponse:
    """The roster as the sheet that hangs in the office: a line a day, a column for each shift and seat."""
    held: dict[tuple[date, str, str], list[str]] = {(one.day, one.shift, one.seat): [] for one in rows}
    for one in rows:
        held[one.day, one.shift, one.seat].append(f"{one.staff.name} {one.staff.phone}".strip())
    names = {key: "、".join(found) for key, found in held.items()}
    used = {(shift, seat) for _, shift, seat in held}
    seats = [(shift, seat) for shift in SHIFTS for seat in SEATS if (shift, seat) in used]
    days = sorted({one.day for one in rows})
    columns = (Column("日期"), *(Column(f"{SHIFTS[shift].label}{SEATS[seat][0]}", "long") for shift, seat in seats))
    lines = tuple(
        Row((f"{_day(day)}{_off(day)}", *(names.get((day, shift, seat)) for shift, seat in seats))) for day in days
    )
    spans = "；".join(f"{one.label}{one.since:%H:%M}起{one.hours}小时" for one in SHIFTS.values())
    audit("printed", f"{first.year}年{first.month}月值班表")
    context = {
        "title": f"{first.year}年{first.month}月值班表",
        "made_at": timezone.localtime(),
        "made_by": current_scope().actor.label,
        "table": Table(columns, lines),
        "notes": f"{spans}。换班须经双方同意并登记；带班领导和值班员保持电话畅通。",
        "landscape": len(seats) > 3,
    }
    return render(request, "desk/print.html", context)


def _off(day: date) -> str:
    """Whether nobody works on a day, as the official calendar has it."""
    return "" if office_calendar().is_working(day) else " 休"


def _line(one: Duty) -> str:
    return f"{_day(one.day)} {SHIFTS[one.shift].label} {SEATS[one.seat][0]} {one.staff.name} {one.staff.phone}".strip()


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日（周{_WEEK[day.weekday()]}）"


def _month(told: str) -> date:
    try:
        return date.fromisoformat(f"{told}-01")
    except ValueError:
        return timezone.localdate().replace(day=1)
