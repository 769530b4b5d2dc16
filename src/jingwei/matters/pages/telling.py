"""待告知 and 未送达: who is to be called with the result, and messages on which a person decides."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from jingwei.core.actions import Done
from jingwei.core.errors import Missing
from jingwei.core.outbox import Delivery
from jingwei.core.scope import current_scope
from jingwei.core.secrets import tell_closed
from jingwei.core.ui.paging import asked_page
from jingwei.core.ui.parts import Badge, Column, Empty, Link, Pager, Row, Table
from jingwei.matters.actions import NoteCall, SendAgain, SettleDelivery
from jingwei.matters.models import Request
from jingwei.matters.pages.requests import PERSONAL, contact_cell
from jingwei.matters.policy import policy
from jingwei.matters.telling.query import calls_to_make, stuck
from jingwei.people.action_form import action_page
from jingwei.people.seating import SeatedRequest

_PAGE = 50
_STUCK = (
    "下面是没有送达的。“结果不明”的先到工作群、邮箱里看一眼：没有的再发一次，已经有的不再发送；"
    "短信发不出的，已列入“待告知”，由人打电话"
)
_LATELY = timedelta(days=7)
_DECISIONS = {"again": SendAgain, "settle": SettleDelivery}


def to_tell(request: SeatedRequest) -> HttpResponse:
    """The call list: who asked, what to say, and the result once it is said."""
    actor = current_scope().actor
    policy.may(actor, "tell")
    found, here = calls_to_make(), reverse("matters:to_tell")
    page, total = asked_page(request.GET), found.count()
    calls = list(found[(page - 1) * _PAGE : page * _PAGE])
    asked = Request.objects.select_related("matter").in_bulk([one.message.asker for one in calls])
    shown = {key: {one: getattr(each, one) for one in PERSONAL} for key, each in asked.items()}
    tell_closed(list(shown.values()))
    rows = []
    for one in calls:
        each = asked[one.message.asker]
        contact = (contact_cell(actor, each.matter, each, key, shown[each.pk][key]) for key in PERSONAL)
        rows.append(
            Row(
                (
                    Link(each.matter.number, reverse("matters:matter", args=[each.matter_id])),
                    *contact,
                    one.message.text,
                    timezone.localtime(one.message.at),
                    f"{one.tries}次，{one.answer}" if one.tries else None,
                    Link("登记结果", reverse("matters:called", args=[one.pk])),
                )
            )
        )
    columns = (
        Column("编号", "code"), Column("诉求人"), Column("联系电话", "code"), Column("告知内容", "long"),
        Column("办结时间", "date"), Column("打过"), Column("办理"),
    )  # fmt: skip
    context = {
        "title": "待告知",
        "crumbs": (Link("事件", reverse("matters:list")),),
        "subtitle": "已经办结、诉求人留了电话的，由调度岗打电话告知结果；由12345等平台答复的不在这里",
        "table": Table(columns, tuple(rows)),
        "pager": Pager.of(total, page, _PAGE, lambda number: f"{here}?page={number}"),
        "empty": Empty("没有待告知的", "事件办结后，留了电话的诉求人会列在这里。"),
    }
    return render(request, "desk/list.html", context)


def called(request: SeatedRequest, pk: UUID) -> HttpResponse:
    """Note what came of a call."""
    one = _find(pk)

    def done(outcome: Done) -> HttpResponse:
        messages.success(request, "已登记。" if outcome.result["states"][0] != "waiting" else "已登记，稍后再打。")
        return redirect("matters:to_tell")

    return action_page(
        request,
        NoteCall(),
        done,
        title="登记告知结果",
        cancel_url=reverse("matters:to_tell"),
        targets=[one],
        intro=one.message.text,
    )


def undelivered(request: SeatedRequest) -> HttpResponse:
    """Messages without a certain end: look in the work chat, then send again or leave it."""
    policy.may(current_scope().actor, "tell")
    found, here = stuck(), reverse("matters:undelivered")
    page, total = asked_page(request.GET), found.count()
    rows = tuple(
        Row(
            (
                Link(one.message.title, one.message.url),
                one.get_way_display(),
                one.message.chat or one.message.text,
                timezone.localtime(one.message.at),
                Badge(one.get_state_display(), "warn" if one.state == Delivery.State.UNKNOWN else "bad"),
                one.answer,
                Link("再发一次", reverse("matters:decide", args=[one.pk, "again"])),
                Link("不再发送", reverse("matters:decide", args=[one.pk, "settle"])),
            )
        )
        for one in found[(page - 1) * _PAGE : page * _PAGE]
    )
    columns = (
        Column("消息"), Column("方式"), Column("内容", "long"), Column("时间", "date"), Column("状态", "badge"),
        Column("原因", "long"), Column("办理"), Column(""),
    )  # fmt: skip
    context = {
        "title": "发送情况",
        "crumbs": (Link("事件", reverse("matters:list")),),
        "subtitle": _counts() + _STUCK,
        "table": Table(columns, rows),
        "pager": Pager.of(total, page, _PAGE, lambda number: f"{here}?page={number}"),
        "empty": Empty("消息都已送达", "发到工作群、邮箱、短信没有成功，或不能确定对方是否收到的，会列在这里。"),
    }
    return render(request, "desk/list.html", context)


def decide(request: SeatedRequest, pk: UUID, verb: str) -> HttpResponse:
    """Send again, or leave it at that."""
    if verb not in _DECISIONS:
        raise Http404
    one = _find(pk)

    def done(outcome: Done) -> HttpResponse:
        messages.success(request, "一分钟内再发一次。" if verb == "again" else "已记下，不再发送。")
        return redirect("matters:undelivered")

    action = _DECISIONS[verb]()
    return action_page(
        request,
        action,
        done,
        title=action.label,
        cancel_url=reverse("matters:undelivered"),
        targets=[one],
        intro=one.message.chat or one.message.text,
    )


def _counts() -> str:
    """How far the messages of the last days are, by way; one query."""
    since = timezone.now() - _LATELY
    rows = Delivery.objects.filter(message__at__gte=since).values("way", "state").annotate(n=Count("pk"))
    ways, states = dict(Delivery.Way.choices), dict(Delivery.State.choices)
    found: dict[str, list[str]] = {}
    for row in rows.order_by("way", "state"):
        found.setdefault(ways[row["way"]], []).append(f"{states[row['state']]}{row['n']}条")
    told = "；".join(f"{way}{'、'.join(counts)}" for way, counts in found.items())
    return f"近{_LATELY.days}天：{told}。" if told else ""


def _find(pk: UUID) -> Delivery:
    policy.may(current_scope().actor, "tell")
    found = Delivery.objects.select_related("message").filter(pk=pk).first()
    if found is None:
        raise Missing("没有找到这条消息。")
    return found
