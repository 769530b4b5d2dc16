"""The audit log, read and checked by the audit administrator."""

from datetime import date, datetime, time

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from jingwei.core.audit import audit, broken_link
from jingwei.core.models import AuditEntry
from jingwei.core.ui.parts import Cell, Column, Facet, Link, Option, Pager, Row, Table
from jingwei.people.pages import PAGE, address, chosen_links, page_number
from jingwei.people.policy import people_policy
from jingwei.people.seating import SeatedRequest
from jingwei.people.texts import EVENTS, detail_words


def audit_log(request: SeatedRequest) -> HttpResponse:
    """The lines of the log, the latest first. GET: `q`, `event`, `since`, `until`, `page`."""
    people_policy.may(request.seat.scope.actor, "read_audit")
    given = {name: request.GET.get(name, "").strip() for name in ("q", "event", "since", "until")}
    rows = AuditEntry.objects.order_by("-number")
    if given["event"]:
        rows = rows.filter(event=given["event"])
    if given["q"]:
        rows = rows.filter(actor_label__contains=given["q"]) | rows.filter(subject__contains=given["q"])
    since, until = _day(given["since"]), _day(given["until"])
    if since:
        rows = rows.filter(at__gte=_start(since))
    if until:
        rows = rows.filter(at__lte=timezone.make_aware(datetime.combine(until, time.max)))
    total, page = rows.count(), page_number(request)
    columns = (
        Column("序号", "number"),
        Column("时间", "date"),
        Column("谁", "date"),
        Column("事项", "date"),
        Column("对象和原因", "long"),
    )
    lines = tuple(
        Row((one.number, one.at, one.actor_label or None, EVENTS.get(one.event, one.event), _about(one)))
        for one in rows[(page - 1) * PAGE : page * PAGE]
    )
    options = tuple(
        Option(label, None, address(request, event=None if given["event"] == key else key), given["event"] == key)
        for key, label in EVENTS.items()
    )
    words = {"event": EVENTS.get(given["event"], given["event"])}
    words |= {name: f"{label}{given[name]}" for name, label in (("since", "自"), ("until", "至")) if given[name]}
    context = {
        "title": "审计日志",
        "subtitle": "只增不改，逐条相扣；核验可发现任何一条被改动或删除",
        "actions": (Link("核验日志链", "/audit/check/", icon="shield-lock", post=True, look="primary"),),
        "tabs": _spans(request, given["since"]),
        "table": Table(columns, lines),
        "pager": Pager.of(total, page, PAGE, lambda number: address(request, page=number)),
        "facets": (Facet("事项", options, clear_url=address(request, event=None) if given["event"] else ""),),
        "chosen": chosen_links(request, words),
        "clear_url": request.path,
        "search": given["q"],
        "search_hint": "姓名或对象",
        "hidden": tuple((name, value) for name, value in given.items() if value and name != "q"),
    }
    return render(request, "desk/list.html", context)


@require_POST
def check(request: SeatedRequest) -> HttpResponse:
    """Check the whole chain, and write down that it was checked."""
    people_policy.may(request.seat.scope.actor, "read_audit")
    broken = broken_link(request.seat.subdistrict)
    if broken is None:
        messages.success(request, "日志链完整：从第1条到最后一条逐条相扣，没有改动或缺失。")
    else:
        messages.error(
            request, f"日志链在第{broken}条断开：这一条或前一条被改动、删除过。请立即保护现场并报告主要领导。"
        )
    audit("audit_checked", "审计日志", detail={"broken": broken})
    return redirect("people:audit_log")


def _spans(request: SeatedRequest, since: str) -> tuple[Link, ...]:
    today = timezone.localdate()
    spans = (
        ("全部", ""),
        ("今天", str(today)),
        ("本月", str(today.replace(day=1))),
        ("本年", str(today.replace(month=1, day=1))),
    )
    return tuple(Link(label, address(request, since=day or None), here=since == day) for label, day in spans)


def _about(one: AuditEntry) -> Cell:
    reason = f"原因：{one.reason}" if one.reason else ""
    return Cell(one.subject or None, note="　".join(filter(None, (reason, detail_words(one.detail)))))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _start(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
