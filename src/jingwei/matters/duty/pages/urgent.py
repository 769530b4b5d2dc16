"""要情: what was reported when, against its limits."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from jingwei.core.actions import Done
from jingwei.core.audit import audit
from jingwei.core.errors import Missing
from jingwei.core.scope import current_scope
from jingwei.core.ui.blocks import Item, Section
from jingwei.core.ui.paging import asked_page
from jingwei.core.ui.parts import Badge, Cell, Column, Empty, Link, Pager, Row, Table
from jingwei.matters.duty.actions import ReportUrgent, UrgentCalled, UrgentWritten
from jingwei.matters.duty.pages.tabs import duty_tabs
from jingwei.matters.duty.settings import work_settings
from jingwei.matters.duty.stored import UrgentReport
from jingwei.matters.policy import policy
from jingwei.people.action_form import action_page, chosen_names
from jingwei.people.seating import SeatedRequest
from jingwei.places.models import Place

_PAGE = 50
_TOLD = {"called": UrgentCalled, "written": UrgentWritten}


def urgent(request: SeatedRequest) -> HttpResponse:
    """The list, the latest first."""
    actor = current_scope().actor
    policy.may(actor, "read_duty")
    found = UrgentReport.objects.select_related("place").defer("place__outline", "text", "written")
    total = found.count()
    pager = Pager.of(total, asked_page(request.GET), _PAGE, lambda number: f"?page={number}")
    rows = tuple(
        Row(
            (
                Cell(one.title, url=reverse("matters:urgent_report", args=[one.pk])), one.place.name,
                timezone.localtime(one.known_at), _state(one.called_at, one.call_due_at),
                _state(one.written_at, one.written_due_at),
            )
        )
        for one in found.order_by("-known_at", "pk")[(pager.page - 1) * _PAGE : pager.page * _PAGE]
    )  # fmt: skip
    columns = (
        Column("标题", "long"), Column("所属区划"), Column("获悉时间", "date"), Column("电话首报", "badge"),
        Column("书面报告", "badge"),
    )  # fmt: skip
    new = Link("登记要情", reverse("matters:report_urgent"), icon="plus", look="primary")
    terms = work_settings()
    context = {
        "title": "要情",
        "subtitle": f"从获悉起{terms.call_minutes}分钟内电话首报、{terms.written_minutes}分钟内书面报告",
        "actions": (new,) if policy.allows(actor, "keep_log") else (),
        "tabs": duty_tabs("urgent"),
        "table": Table(columns, rows),
        "pager": pager if total > _PAGE else None,
        "empty": Empty("没有要情", "突发事件、重要紧急情况先登记在这里，系统计时并留下报告记录。"),
    }
    return render(request, "desk/list.html", context)


def report(request: SeatedRequest) -> HttpResponse:
    """Write down urgent information."""
    policy.may(current_scope().actor, "keep_log")

    def done(outcome: Done) -> HttpResponse:
        messages.success(request, "已登记，报告时限开始计时。请马上电话首报。")
        return redirect("matters:urgent_report", pk=outcome.result["ids"][0])

    return action_page(
        request,
        ReportUrgent(),
        done,
        title="登记要情",
        cancel_url=reverse("matters:urgent"),
        search_urls={"place": reverse("people:place_options")},
        chosen=chosen_names(request, place=Place),
    )


def one(request: SeatedRequest, pk: UUID) -> HttpResponse:
    """One of them; `as=paper` is the written report on A4."""
    actor = current_scope().actor
    policy.may(actor, "read_duty")
    found = _find(pk)
    if request.GET.get("as") == "paper":
        return _paper(request, found)
    actions = []
    if policy.allows(actor, "keep_log"):
        told = [key for key, at in (("called", found.called_at), ("written", found.written_at)) if at is None]
        actions = [
            Link(_TOLD[key].label, reverse("matters:urgent_told", args=[pk, key]), look="" if at else "primary")
            for at, key in enumerate(told)
        ]
    context = {
        "title": found.title,
        "crumbs": (Link("要情", reverse("matters:urgent")),),
        "actions": tuple(actions),
        "summary": _facts(found),
        "sections": (
            Section("电话首报", items=_told(found.called_at, found.call_due_at, found.called_to)),
            Section(
                "书面报告",
                items=(
                    *_told(found.written_at, found.written_due_at, found.written_to),
                    Item("内容", found.written or None, wide=True),
                ),
            ),
        ),
        "print_url": "?as=paper",
    }
    return render(request, "desk/record.html", context)


def told(request: SeatedRequest, pk: UUID, verb: str) -> HttpResponse:
    """Register one of the two reports."""
    if verb not in _TOLD:
        raise Http404
    policy.may(current_scope().actor, "keep_log")
    found = _find(pk)
    action = _TOLD[verb]()

    def done(outcome: Done) -> HttpResponse:
        messages.success(request, f"已{action.label}。")
        return redirect("matters:urgent_report", pk=pk)

    return action_page(
        request,
        action,
        done,
        title=f"{action.label}：{found.title}",
        cancel_url=reverse("matters:urgent_report", args=[pk]),
        targets=[found],
        initial={"written": found.text} if verb == "written" else None,
    )


def _find(pk: UUID) -> UrgentReport:
    found = UrgentReport.objects.select_related("place").filter(pk=pk).first()
    if found is None:
        raise Missing("没有这条要情。")
    return found


def _facts(found: UrgentReport) -> tuple[Item, ...]:
    return (
        Item("获悉时间", timezone.localtime(found.known_at)),
        Item("所属区划", found.place.name),
        Item("地点", found.address or None),
        Item("登记人", found.by_label),
        Item("基本情况", found.text or None, wide=True),
    )


def _told(at: datetime | None, due: datetime, to: str) -> tuple[Item, ...]:
    return (
        Item("时限", timezone.localtime(due)),
        Item("报告时间", timezone.localtime(at) if at else None),
        Item("报告给", to or None),
        Item("情况", _state(at, due)),
    )


def _state(at: datetime | None, due: datetime) -> Badge:
    """In time, late by so many minutes, or still due."""
    if at is None:
        late = timezone.now() > due
        return Badge("未报，已超时" if late else f"未报，{timezone.localtime(due):%H:%M}前", "bad" if late else "warn")
    minutes = int((at - due).total_seconds() // 60)
    at_word = f"{timezone.localtime(at):%H:%M}"
    return Badge(f"{at_word}，超时{minutes}分钟", "warn") if minutes > 0 else Badge(f"{at_word}，按时", "good")


def _paper(request: SeatedRequest, found: UrgentReport) -> HttpResponse:
    audit("printed", f"要情“{found.title}”")
    context = {
        "title": "要情报告",
        "made_at": timezone.localtime(),
        "sections": (
            Section(found.title, items=_facts(found)),
            Section("书面报告", text=found.written or "（还没有书面报告）"),
            Section("报告时间", items=(
                Item("电话首报", timezone.localtime(found.called_at) if found.called_at else None),
                Item("报告给", found.called_to or None),
                Item("书面报告", timezone.localtime(found.written_at) if found.written_at else None),
                Item("报送给", found.written_to or None),
            )),
        ),
        "signers": ("拟稿人", "值班员", "带班领导"),
    }  # fmt: skip
    return render(request, "desk/print.html", context)
