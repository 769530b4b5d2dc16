"""On the workbench: sheets that wait to be filled by the reader's place, and handouts that are not complete."""

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from jingwei.core.scope import Actor, Reader, current_scope
from jingwei.core.ui.blocks import Panel
from jingwei.core.ui.home import home_panels
from jingwei.core.ui.parts import Badge, Column, Row, Table
from jingwei.reports.handouts.models import Handout
from jingwei.reports.handouts.policy import policy
from jingwei.reports.handouts.query import open_parts

_SHOWN = 12


@home_panels
def handouts_panel(actor: Actor) -> Panel | None:
    """For who serves a place its open sheets; for who collects the open handouts. One query."""
    if current_scope().reader is Reader.PLACE:
        return _to_fill() if policy.allows(actor, "give_back") else None
    return _to_collect() if policy.allows(actor, "hand_out") else None


def _to_fill() -> Panel | None:
    today = timezone.localdate()
    rows = tuple(
        Row(
            (
                f"{part.handout.title}（{part.place.name}）", part.handout.due,
                Badge("已超期", "bad") if part.handout.due < today else Badge("未交", "warn"),
            ),
            url=reverse("reports:handout_part", args=[part.pk]),
        )
        for part in open_parts()[:_SHOWN]
    )  # fmt: skip
    if not rows:
        return None
    table = Table((Column("表"), Column("截止", "date"), Column("状态", "badge")), rows)
    return Panel("待填报的表", table=table, width="half")


def _to_collect() -> Panel | None:
    today = timezone.localdate()
    missing = Count("parts", filter=Q(parts__returned=None))
    found = Handout.objects.filter(closed=False).annotate(missing=missing).filter(missing__gt=0).order_by("due", "pk")
    rows = tuple(
        Row(
            (one.title, one.due, Badge(f"{one.missing}个未交", "bad" if one.due < today else "warn")),
            url=reverse("reports:handout", args=[one.pk]),
        )
        for one in found[:_SHOWN]
    )
    if not rows:
        return None
    table = Table((Column("表"), Column("截止", "date"), Column("未交", "badge")), rows)
    return Panel("收表", table=table, url=reverse("reports:handouts"), width="half")
