"""One matter as A4 paper: what it is, its clock, what came of it, and every step with its time."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from jingwei.core.audit import audit
from jingwei.core.scope import current_scope
from jingwei.core.ui.blocks import Event, Item, Section
from jingwei.core.ui.parts import Column, Row, Table
from jingwei.matters.kinds import WHOLE, kinds
from jingwei.matters.models import Channel, Matter
from jingwei.matters.pages.matter import details_of, result_of, summary_of
from jingwei.matters.pages.steps import events_of
from jingwei.matters.query import find_matter
from jingwei.people.seating import SeatedRequest

_UNITS = {
    "minutes": "分钟", "hours": "小时", "days": "天", "working_minutes": "工作分钟", "working_hours": "工作小时",
    "working_days": "工作日",
}  # fmt: skip
_NOTES = "诉求人的姓名和电话不打印。时限按本街道工作日历计算，暂停期间不计时。"


def paper(request: SeatedRequest, pk: UUID) -> HttpResponse:
    """The paper; logged. Who asked stays off it."""
    one = find_matter(pk)
    kind = kinds()[one.kind]
    asked: Any = one.requests.values("channel").annotate(n=Count("pk")).order_by("channel")
    steps = events_of(list(one.steps.order_by("at", "id")), kind, sealed=bool(one.sealed_file))
    audit("printed", f"事件{one.number}")
    sections = [
        Section(one.title, items=(Item("编号", one.number), *summary_of(one, kind), Item("诉求", _asked(asked)))),
        *((Section("专项内容", items=details_of(one, kind)),) if kind.fields else ()),
        Section("时限", items=tuple(_clock(one))),
        *((Section("办理情况", items=result_of(one)),) if one.outcome or one.reply else ()),
        Section("经过", table=_steps(steps)),
    ]
    context = {
        "title": f"{kind.name}办理单",
        "made_at": timezone.localtime(),
        "made_by": current_scope().actor.label,
        "sections": tuple(sections),
        "notes": _NOTES,
        "signers": ("打印人", "审核人", "负责人"),
    }
    return render(request, "desk/print.html", context)


def _asked(rows: Iterable[dict[str, Any]]) -> str:
    names = dict(Channel.choices)
    return "，".join(f"{names[row['channel']]}{row['n']}条" for row in rows)


def _clock(one: Matter) -> Iterable[Item]:
    """What the whole is given, until when, how often it was extended, when it stood still."""
    whole = one.clocks.get(WHOLE)
    given = "外部平台规定" if one.outside_due else f"{whole['count']}{_UNITS[whole['term']]}" if whole else None
    yield Item("全程时限", given)
    yield Item("办结时限", timezone.localtime(one.due_at) if one.due_at else None)
    yield Item("是否按期", None if one.on_time is None else "按期办结" if one.on_time else "超期办结")
    counts = (
        ("延期", one.extended), ("退回", one.handed_back), ("重办", one.reworked), ("催办", one.urged),
        ("重开", one.reopened),
    )  # fmt: skip
    yield Item("次数", "，".join(f"{label}{n}次" for label, n in counts if n) or None)
    pauses = (whole or {}).get("pauses", ())
    yield Item("暂停", "；".join(f"{_moment(since)}至{_moment(until) or '今'}" for since, until in pauses) or None)


def _moment(told: str | None) -> str:
    return f"{timezone.localtime(datetime.fromisoformat(told)):%Y-%m-%d %H:%M}" if told else ""


def _steps(events: list[Event]) -> Table:
    columns = (Column("时间", "date"), Column("办理", "long"), Column("经办人"), Column("原因", "long"))
    return Table(columns, tuple(Row((one.when, one.verb, one.who, one.why or None)) for one in events), numbered_from=1)
