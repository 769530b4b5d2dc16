"""值班日志: the lines of a day, what is left open, and the last hand-overs; and the settings of daily work."""

from datetime import date, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from jingwei.core.actions import Done
from jingwei.core.audit import audit
from jingwei.core.errors import Missing
from jingwei.core.scope import current_scope
from jingwei.core.ui.blocks import Section
from jingwei.core.ui.parts import Badge, Cell, Column, Empty, Link, Row, Table
from jingwei.matters.duty.actions import LogDuty, SetTerms, SettleLog
from jingwei.matters.duty.open_items import left_lines
from jingwei.matters.duty.pages.tabs import duty_tabs
from jingwei.matters.duty.settings import work_settings
from jingwei.matters.duty.stored import LogEntry, ShiftHandOver
from jingwei.matters.policy import policy
from jingwei.people.action_form import action_page
from jingwei.people.seating import SeatedRequest

_HAND_OVERS, _LEFT = 6, 50
_HEADS = (
    Column("时间", "date"), Column("类别"), Column("内容", "long"), Column("记录人"), Column("续办", "badge"),
    Column("办理结果", "long"),
)  # fmt: skip


def log(request: SeatedRequest) -> HttpResponse:
    """The log of a day (`?day=2026-11-30`), with what earlier shifts left; `as=paper` prints the day."""
    actor = current_scope().actor
    policy.may(actor, "read_duty")
    day = _day(request.GET.get("day", ""))
    lines = list(LogEntry.objects.filter(at__date=day).order_by("at"))
    if request.GET.get("as") == "paper":
        return _paper(request, day, lines)
    left = list(left_lines()[:_LEFT])
    overs = list(ShiftHandOver.objects.defer("items").order_by("-at")[:_HAND_OVERS])
    keeps = policy.allows(actor, "keep_log")
    here = reverse("matters:duty_log")
    actions = []
    if keeps:
        actions = [
            Link("记一条", reverse("matters:log_duty"), icon="plus", look="primary"),
            Link("交班", reverse("matters:hand_over_shift"), icon="send"),
        ]
    actions += [
        Link("前一天", f"{here}?day={day - timedelta(days=1)}", icon="chevron-left"),
        *((Link("后一天", f"{here}?day={day + timedelta(days=1)}"),) if day < timezone.localdate() else ()),
        *((Link("工作设置", reverse("matters:work_settings")),) if policy.allows(actor, "set_terms") else ()),
    ]
    nothing = Empty("这一天还没有记事", "来电、来访、巡查和上级通知随时记在这里，交班时不用再写一遍。")
    told = Table(_HEADS, tuple(_row(one) for one in lines))
    sections = [
        Section(f"{day.month}月{day.day}日记事", table=told if lines else None, empty=None if lines else nothing),
        Section("待续办", table=_left(left, keeps) if left else None,
                text="" if left else "没有上一班留下的事。"),
        Section("交接班", table=_overs(overs, keeps) if overs else None, text="" if overs else "还没有交接班记录。"),
    ]  # fmt: skip
    context = {
        "title": "值班日志",
        "subtitle": "记下就不能改，写错了另记一条说明",
        "actions": tuple(actions),
        "tabs": duty_tabs("log"),
        "sections": tuple(sections),
        "print_url": f"?day={day}&as=paper",
    }
    return render(request, "desk/record.html", context)


def write(request: SeatedRequest) -> HttpResponse:
    """Write a line."""
    policy.may(current_scope().actor, "keep_log")

    def done(outcome: Done) -> HttpResponse:
        messages.success(request, "已记下。")
        return redirect("matters:duty_log")

    return action_page(request, LogDuty(), done, title="值班日志：记一条", cancel_url=reverse("matters:duty_log"))


def settle(request: SeatedRequest, pk: UUID) -> HttpResponse:
    """Say how a line that was left ended."""
    policy.may(current_scope().actor, "keep_log")
    one = LogEntry.objects.filter(pk=pk).first()
    if one is None:
        raise Missing("没有这条记事。")

    def done(outcome: Done) -> HttpResponse:
        messages.success(request, "已登记办完。")
        return redirect("matters:duty_log")

    back = reverse("matters:duty_log")
    return action_page(request, SettleLog(), done, title="登记办完", cancel_url=back, targets=[one], intro=one.text)


def settings(request: SeatedRequest) -> HttpResponse:
    """The settings of daily work."""
    policy.may(current_scope().actor, "set_terms")
    one = work_settings()

    def done(outcome: Done) -> HttpResponse:
        messages.success(request, "已保存，从现在起按新的设置。")
        return redirect("matters:work_settings")

    keys = ("call_minutes", "written_minutes", "silent_days")
    return action_page(
        request,
        SetTerms(),
        done,
        title="工作设置",
        cancel_url=reverse("matters:duty_log"),
        initial={**{key: getattr(one, key) for key in keys}, "brief_at": f"{one.brief_at:%H:%M}"},
        intro="已经登记的要情按登记时的时限，不随设置改变。",
    )


def _day(told: str) -> date:
    try:
        return min(date.fromisoformat(told), timezone.localdate())
    except ValueError:
        return timezone.localdate()


def _row(one: LogEntry) -> Row:
    state = None
    if one.handed:
        state = Badge("已办完", "good") if one.settled_at else Badge("待续办", "warn")
    return Row((timezone.localtime(one.at), one.get_kind_display(), one.text, one.by_label, state, one.outcome or None))


def _left(left: list[LogEntry], keeps: bool) -> Table:
    rows = tuple(
        Row(
            (
                timezone.localtime(one.at), one.get_kind_display(), one.text, one.by_label,
                *((Link("登记办完", reverse("matters:settle_log", args=[one.pk])),) if keeps else ()),
            )
        )
        for one in left
    )  # fmt: skip
    columns = (Column("时间", "date"), Column("类别"), Column("内容", "long"), Column("记录人"))
    return Table((*columns, *((Column("办理"),) if keeps else ())), rows)


def _overs(overs: list[ShiftHandOver], keeps: bool) -> Table:
    rows = []
    for one in overs:
        state = Badge("已接班", "good") if one.taken_at else Badge("待接班", "warn")
        take = Link("接班", reverse("matters:take_over_shift", args=[one.pk])) if keeps and not one.taken_at else None
        at = f"{timezone.localtime(one.at):%Y-%m-%d %H:%M}"
        rows.append(
            Row(
                (
                    Cell(at, url=reverse("matters:shift_hand_over", args=[one.pk])), one.giver_label, state,
                    one.taker_label or None, timezone.localtime(one.taken_at) if one.taken_at else None, take,
                )
            )
        )  # fmt: skip
    columns = (
        Column("交班时间"), Column("交班人"), Column("状态", "badge"), Column("接班人"), Column("接班时间", "date"),
        Column("办理"),
    )  # fmt: skip
    return Table(columns, tuple(rows))


def _paper(request: SeatedRequest, day: date, lines: list[LogEntry]) -> HttpResponse:
    audit("printed", f"{day}值班日志")
    context = {
        "title": "值班日志",
        "period": str(day),
        "made_at": timezone.localtime(),
        "made_by": current_scope().actor.label,
        "table": Table(_HEADS, tuple(_row(one) for one in lines), numbered_from=1),
        "signers": ("打印人", "值班员", "带班领导"),
    }
    return render(request, "desk/print.html", context)
