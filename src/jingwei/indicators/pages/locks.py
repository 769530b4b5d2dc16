"""Locked periods: which are fixed, by whom, and why one was opened again."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from jingwei.core.actions import Done
from jingwei.core.errors import Missing
from jingwei.core.periods import Period
from jingwei.core.scope import current_scope
from jingwei.core.ui.paging import asked_page
from jingwei.core.ui.parts import Badge, Column, Empty, Link, Pager, Row, Table
from jingwei.core.ui.parts import Cell as UiCell
from jingwei.indicators.actions import LockPeriod, UnlockPeriod
from jingwei.indicators.models import Lock
from jingwei.indicators.pages.asked import address
from jingwei.indicators.pages.shown import moment
from jingwei.indicators.policy import policy
from jingwei.people.action_form import action_page

_PAGE = 50
_COLUMNS = (
    Column("统计期"), Column("第几次", "number"), Column("状态", "badge"), Column("指标值", "number"),
    Column("锁定时间", "date"), Column("锁定人"), Column("解锁", "long"), Column("办理"),
)  # fmt: skip


def index(request: HttpRequest) -> HttpResponse:
    """All locks, newest first."""
    actor = current_scope().actor
    policy.may(actor, "see")
    locks = Lock.objects.order_by("-at", "pk")
    total, page = locks.count(), asked_page(request.GET)
    may = policy.allows(actor, "lock")
    shown = locks[(page - 1) * _PAGE : page * _PAGE]
    actions = (Link("锁定统计期", reverse("indicators:lock"), icon="lock", look="primary"),) if may else ()
    here = reverse("indicators:locks")
    context = {
        "title": "统计期锁定",
        "subtitle": "锁定的统计期，数不再随台账更正而变；每次锁定和解锁都留存",
        "crumbs": (Link("指标", reverse("indicators:index")),),
        "table": Table(_COLUMNS, tuple(_row(lock, may=may) for lock in shown)),
        "pager": Pager.of(total, page, _PAGE, lambda number: address(here, page=str(number))),
        "actions": actions,
        "empty": Empty("还没有锁定过统计期", "半年、全年总结定稿前，由统计员锁定这一期的数。", icon="lock"),
    }
    return render(request, "desk/list.html", context)


def lock(request: HttpRequest) -> HttpResponse:
    """Lock one period."""
    policy.may(current_scope().actor, "lock")

    def done(made: Done) -> HttpResponse:
        messages.success(request, f"已锁定（第{made.result['number']}次），固定指标值{made.result['cells']}个。")
        return redirect("indicators:locks")

    given = request.GET.get("period", "")[:40]
    return action_page(
        request, LockPeriod(), done, title="锁定统计期", cancel_url=reverse("indicators:locks"),
        initial={"period": given} if given else None, crumbs=_crumbs(),
    )  # fmt: skip


def unlock(request: HttpRequest, lock_id: UUID) -> HttpResponse:
    """Open a locked period again."""
    policy.may(current_scope().actor, "lock")
    one = Lock.objects.filter(pk=lock_id).first()
    if one is None:
        raise Missing("没有找到这次锁定。")
    name = Period.parse(one.period).name

    def done(_: Done) -> HttpResponse:
        messages.success(request, f"{name}已解锁，现在按台账重新取数。")
        return redirect("indicators:locks")

    return action_page(
        request, UnlockPeriod(), done, title=f"解锁：{name}", cancel_url=reverse("indicators:locks"), targets=[one],
        crumbs=_crumbs(),
    )  # fmt: skip


def _crumbs() -> tuple[Link, ...]:
    return Link("指标", reverse("indicators:index")), Link("统计期锁定", reverse("indicators:locks"))


def _row(one: Lock, *, may: bool) -> Row:
    period = Period.parse(one.period)
    shown = UiCell(period.name, url=address(reverse("indicators:index"), period=one.period))
    if one.unlocked_at is None:
        state, opened = Badge("已锁定", "good"), None
        verb = Link("解锁", reverse("indicators:unlock", args=[one.pk])) if may else None
    else:
        state, verb = Badge("已解锁", "calm"), None
        opened = f"{moment(one.unlocked_at)} {one.unlocked_by}：{one.why}"
    return Row((shown, one.number, state, one.cells, one.at, one.actor_label, opened, verb))
