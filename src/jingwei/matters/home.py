"""On the workbench: what waits at which stage, and what is due; every number opens to its matters."""

from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from jingwei.core.calendar import SHANGHAI
from jingwei.core.scope import Actor
from jingwei.core.ui.blocks import Panel, Tile
from jingwei.core.ui.home import home_panels
from jingwei.matters.models import Matter
from jingwei.matters.policy import policy
from jingwei.matters.stages import OPEN, WORDS
from jingwei.people.models import Department

_TITLE = "事件"


@home_panels
def matters_panel(actor: Actor) -> Panel | None:
    """Open matters within the border, of a department those that it leads. One query, two for a department."""
    if not policy.allows(actor, "see"):
        return None
    today = timezone.localdate()
    begin, end = _begin(today), _begin(today + timedelta(days=1))
    rows: QuerySet[Matter] = Matter.objects.filter(stage__in=OPEN)
    more: list[tuple[str, str]] = []
    if actor.departments and actor.has("handler") and not actor.has("dispatcher", "office"):
        rows = rows.filter(lead__in=actor.departments)
        names = Department.objects.filter(pk__in=actor.departments).order_by("order").values_list("name", flat=True)
        more = [("f.lead", name) for name in names]
    which: dict[str, Q] = {
        **{str(stage): Q(stage=stage) for stage in OPEN},
        "overdue": Q(due_at__lt=begin),
        "today": Q(due_at__gte=begin, due_at__lt=end),
        "supervised": Q(kind="supervised"),
        "urgent": Q(urgent=True),
        "parked": Q(parked_at__isnull=False),
    }
    told = {key: Count("pk", filter=one & Q(parent=None)) for key, one in which.items()}
    counts = rows.aggregate(**told, parts=Count("parent"))
    if not any(counts[stage] for stage in (*OPEN, "parts")):
        return None
    return Panel(_TITLE, tiles=tuple(_tiles(counts, today, more)), url=reverse("matters:list"), width="full")


def _tiles(counts: dict[str, int], today: date, more: list[tuple[str, str]]) -> list[Tile]:
    opened = [("f.stage", stage) for stage in OPEN]
    out = [
        Tile("已超期", counts["overdue"], "件", _address([*opened, ("f.due-under", str(today)), *more])),
        Tile("今日到期", counts["today"], "件", _address([*opened, ("f.due", str(today)), *more])),
    ]
    if counts["supervised"]:
        url = _address([*opened, ("f.kind", "supervised"), *more])
        out.append(Tile("督办", counts["supervised"], "件", url))
    if counts["urgent"]:
        out.append(Tile("紧急", counts["urgent"], "件", _address([*opened, ("f.urgent", "true"), *more])))
    if counts["parked"]:
        out.append(Tile("挂账", counts["parked"], "件", _address([*opened, ("f.parked", "true"), *more])))
    if counts["parts"]:
        url = f"{reverse('matters:parts')}?{urlencode([*opened, *more])}"
        out.append(Tile("子任务", counts["parts"], "件", url))
    out += [
        Tile(WORDS[stage], counts[stage], "件", _address([("f.stage", stage), *more]))
        for stage in OPEN
        if counts[stage]
    ]
    return out


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)


def _address(pairs: list[tuple[str, str]]) -> str:
    return f"{reverse('matters:list')}?{urlencode(pairs)}"
