"""换班: offering a shift to a colleague, and the colleague's answer."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from jingwei.core.actions import Done
from jingwei.core.errors import Missing
from jingwei.core.scope import Actor, current_scope
from jingwei.core.ui.blocks import Panel
from jingwei.core.ui.home import home_panels
from jingwei.core.ui.parts import Column, Link, Row, Table
from jingwei.people.action_form import action_page, chosen_names
from jingwei.people.actions.swap_duty import AgreeSwap, AskSwap, RefuseSwap
from jingwei.people.duty.query import roster
from jingwei.people.duty.shifts import SEATS, SHIFTS
from jingwei.people.models import Duty, DutySwap, Staff

_AHEAD = timedelta(days=62)
_ANSWERS = {"agree": AgreeSwap, "refuse": RefuseSwap}


def swaps_waiting() -> list[DutySwap]:
    """The swaps that wait for an answer. One query."""
    rows = DutySwap.objects.filter(state="asked").select_related("given__staff", "taken__staff", "giver", "taker")
    return list(rows.order_by("asked_at"))


def swap_lines(waiting: Sequence[DutySwap], keeps: bool) -> Table:
    """Those of them that concern the reader (all for who keeps the roster), with the answers that may be given."""
    me = current_scope().actor.id
    columns = ("提出人", "换出的班", "换来的班", "对方", "原因", "答复", "")
    rows = [_line(one, keeps or one.taker_id == me) for one in waiting if keeps or me in (one.giver_id, one.taker_id)]
    return Table(tuple(Column(label) for label in columns), tuple(rows))


def _line(one: DutySwap, may: bool) -> Row:
    answers = [
        Link(action.label, reverse("people:answer_swap", args=[one.pk, key])) if may else None
        for key, action in _ANSWERS.items()
    ]
    back = called(one.taken) if one.taken else "代班"
    return Row((one.giver.name, called(one.given), back, one.taker.name, one.reason, *answers))


def ask_swap(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Offer a shift."""
    one = Duty.objects.select_related("staff").filter(pk=pk).first()
    if one is None:
        raise Missing("没有这一班。")
    today = timezone.localdate()
    others = [each for each in roster(today, today + _AHEAD) if each.starts_at > timezone.now()]
    choices = [(str(each.pk), called(each)) for each in others if each.staff_id != one.staff_id]

    def done(outcome: Done) -> HttpResponse:
        messages.success(request, "已提出换班，等对方同意。")
        return redirect("people:duty")

    return action_page(
        request,
        AskSwap(),
        done,
        title=f"换班：{called(one)}",
        cancel_url=reverse("people:duty"),
        targets=[one],
        options={"taken": choices},
        search_urls={"taker": reverse("people:staff_options")},
        chosen=chosen_names(request, taker=Staff),
    )


def answer_swap(request: HttpRequest, pk: UUID, answer: str) -> HttpResponse:
    """Agree, or say no."""
    if answer not in _ANSWERS:
        raise Http404
    one = DutySwap.objects.select_related("given__staff", "taken__staff", "giver").filter(pk=pk).first()
    if one is None:
        raise Missing("没有这次换班。")
    action = _ANSWERS[answer]()

    def done(outcome: Done) -> HttpResponse:
        messages.success(request, "已换班，值班表已改。" if answer == "agree" else "已答复不同意，照原来的班值。")
        return redirect("people:duty")

    back = f"换{called(one.taken)}" if one.taken else "请您代班"
    return action_page(
        request,
        action,
        done,
        title=f"{action.label}：{one.giver.name}",
        cancel_url=reverse("people:duty"),
        targets=[one],
        intro=f"{one.giver.name}用{called(one.given)}{back}。原因：{one.reason}",
    )


@home_panels
def swaps_panel(actor: Actor) -> Panel | None:
    """Swaps that wait for this reader's answer, on the workbench; one query."""
    found = [one for one in swaps_waiting() if one.taker_id == actor.id]
    if not found:
        return None
    links = tuple(
        Link(f"{one.giver.name}请您换班：{called(one.given)}", reverse("people:answer_swap", args=[one.pk, "agree"]))
        for one in found
    )
    return Panel("换班请您答复", links=links, url=reverse("people:duty"), width="half")


def called(one: Duty) -> str:
    """A shift in words: 12月5日（周六）夜班值班员 王某."""
    week = "一二三四五六日"[one.day.weekday()]
    label = f"{SHIFTS[one.shift].label}{SEATS[one.seat][0]}"
    return f"{one.day.month}月{one.day.day}日（周{week}）{label} {one.staff.name}"
