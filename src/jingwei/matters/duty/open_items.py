"""What is open when a shift ends: log lines left for the next one, urgent information, and matters that cannot wait."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from jingwei.matters.duty.stored import LogEntry, UrgentReport
from jingwei.matters.kinds import kinds
from jingwei.matters.models import Matter
from jingwei.matters.stages import OPEN, Stage

_MOST = 40
_SOON = timedelta(hours=24)


def left_lines() -> QuerySet[LogEntry]:
    """Lines of the log that wait for an end."""
    return LogEntry.objects.filter(handed=True, settled_at=None).order_by("at")


def unreported() -> QuerySet[UrgentReport]:
    """Urgent information of which one of the two reports is still due."""
    rows = UrgentReport.objects.filter(Q(called_at=None) | Q(written_at=None))
    return rows.select_related("place").defer("place__outline").order_by("known_at")


def pressing(now: datetime) -> QuerySet[Matter]:
    """Open matters that are urgent, not taken on yet, or due since yesterday until tomorrow, the earliest end first."""
    which = Q(urgent=True) | Q(stage="received") | Q(due_at__gte=now - _SOON, due_at__lt=now + _SOON)
    rows = Matter.objects.filter(which, stage__in=OPEN, parent=None, suspended_at=None, parked_at=None).select_related(
        "lead"
    )
    return rows.defer("text", "reply").order_by("-urgent", F("due_at").asc(nulls_last=True), "received_at", "pk")


def open_items() -> list[dict[str, Any]]:
    """The same as titled tables of texts, as a hand-over keeps them. Four queries."""
    now = timezone.now()
    lines = [[_moment(one.at), one.get_kind_display(), one.text] for one in left_lines()]
    urgent = [[_moment(one.known_at), one.title, _missing(one)] for one in unreported()]
    matters = pressing(now)
    count = matters.count()
    shown = [
        [one.number, one.title, _stage(one), one.lead.name if one.lead else "社区、网格", _moment(one.due_at)]
        for one in matters[:_MOST]
    ]
    note = f"共{count}件，列出最急的{_MOST}件。" if count > _MOST else ""
    return [
        {"title": "待续办的值班事项", "heads": ["时间", "类别", "内容"], "rows": lines, "note": ""},
        {"title": "没有报完的要情", "heads": ["获悉时间", "标题", "还差"], "rows": urgent, "note": ""},
        {
            "title": "紧急、没有受理和昨天到明天到期的事件",
            "heads": ["编号", "标题", "阶段", "主办", "办结时限"],
            "rows": shown,
            "note": note,
        },
    ]


def _missing(one: UrgentReport) -> str:
    return "、".join(word for word, at in (("电话首报", one.called_at), ("书面报告", one.written_at)) if at is None)


def _stage(one: Matter) -> str:
    stage: Stage = one.stage  # type: ignore[assignment]
    return kinds()[one.kind].word(stage)


def _moment(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else ""
