"""日报: made once a day at the hour that the office set, from what was counted at that moment; kept as it was said."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from jingwei.core.minutely import minutely_parts
from jingwei.core.scope import SYSTEM, Reader, Scope, current_scope, note, open_scope
from jingwei.matters.duty.settings import work_settings
from jingwei.matters.duty.stored import DailyBrief, LogEntry, UrgentReport
from jingwei.matters.kinds import kinds
from jingwei.matters.stages import OPEN
from jingwei.matters.today import Day, stand_of_today
from jingwei.places.offices import street_name

_OPENED = [("f.stage", stage) for stage in OPEN]


@minutely_parts
def brief_of_the_day(street: str, now: datetime) -> list[str]:
    """Make the brief of today once its hour has come. Two queries while there is nothing to make."""
    day = timezone.localdate(now)
    with open_scope(Scope(Reader.STREET, street, SYSTEM)):
        if timezone.localtime(now).time() < work_settings().brief_at or DailyBrief.objects.filter(day=day).exists():
            return []
        note("matters.brief")
        made = made_brief(now)
        made.save()
    return [f"{day}日报"]


def made_brief(now: datetime) -> DailyBrief:
    """The brief of this moment, not yet stored. Six queries."""
    day = stand_of_today()
    log = LogEntry.objects.filter(at__date=day.on).count()
    urgent = list(UrgentReport.objects.filter(known_at__date=day.on).order_by("known_at"))
    numbers = _numbers(day, now, log, len(urgent))
    return DailyBrief(
        subdistrict=current_scope().subdistrict, day=day.on, made_at=now, text=_text(day, now, urgent, log),
        numbers=numbers,
    )  # fmt: skip


def _numbers(day: Day, now: datetime, log: int, urgent: int) -> list[dict[str, Any]]:
    """Label, value and the address that opens the rows as they were known at this moment."""
    today, all_ = str(day.on), day.total
    supervised = day.of_kind("supervised")

    def rows(*pairs: tuple[str, str]) -> str:
        return f"{reverse('matters:list')}?{urlencode([*pairs, ('known_at', now.isoformat())])}"

    told = [
        ("今日收到", all_.received, rows(("f.received", today))),
        ("今日办结", all_.closed, rows(("f.closed", today))),
        ("在办", all_.open, rows(*_OPENED)),
        ("今日到期", all_.due, rows(*_OPENED, ("f.due", today))),
        ("已超期", all_.overdue, rows(*_OPENED, ("f.due-under", today))),
        ("督办在办", supervised.open, rows(*_OPENED, ("f.kind", "supervised"))),
        ("要情", urgent, reverse("matters:urgent")),
        ("值班记事", log, f"{reverse('matters:duty_log')}?day={today}"),
    ]
    return [{"label": label, "value": value, "url": url} for label, value, url in told]


def _text(day: Day, now: datetime, urgent: list[UrgentReport], log: int) -> str:
    """The words, of what was counted and nothing else."""
    at, all_ = timezone.localtime(now), day.total
    parts = "、".join(
        f"{kind.name}{day.of_kind(key).received}件" for key, kind in kinds().items() if day.of_kind(key).received
    )
    supervised = day.of_kind("supervised")
    lines = [
        f"【日报】{at.year}年{at.month}月{at.day}日 {street_name(current_scope().subdistrict)}",
        f"一、事件：今日收到{all_.received}件{f'（{parts}）' if parts else ''}，办结{all_.closed}件；"
        f"在办{all_.open}件，今日到期{all_.due}件，已超期{all_.overdue}件。",
        f"二、督办：在办{supervised.open}件，已超期{supervised.overdue}件。",
        f"三、要情：{'；'.join(_urgent(one) for one in urgent) or '无'}。",
        f"四、值班：记事{log}条。",
        f"（{at:%H:%M}由系统按记录生成）",
    ]
    return "\n".join(lines)


def _urgent(one: UrgentReport) -> str:
    called = f"{timezone.localtime(one.called_at):%H:%M}电话首报" if one.called_at else "未电话首报"
    written = f"{timezone.localtime(one.written_at):%H:%M}书面报告" if one.written_at else "未书面报告"
    return f"{one.title}（{timezone.localtime(one.known_at):%H:%M}获悉，{called}，{written}）"
