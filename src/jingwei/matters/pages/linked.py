"""On the page of a matter: what it follows from, what followed from it, and what may follow."""

from typing import cast
from urllib.parse import urlencode

from django.urls import reverse

from jingwei.core.scope import current_scope
from jingwei.core.ui.blocks import Section
from jingwei.core.ui.parts import Badge, Column, Link, Row, Table
from jingwei.matters.kinds import Kind, kinds
from jingwei.matters.models import Matter
from jingwei.matters.policy import policy
from jingwei.matters.query import title_for
from jingwei.matters.stages import Stage

_COLUMNS = (Column("关系"), Column("类别"), Column("标题", "long"), Column("编号", "code"), Column("阶段", "badge"),
            Column("受理日期", "date"))  # fmt: skip


def linked_sections(one: Matter) -> list[Section]:
    """Seen from both sides; one query for a kind that others follow from, one more where it follows from one."""
    followers = [kind for kind in kinds().values() if kind.rules.about and one.kind in kind.rules.about.kinds]
    rows = []
    if one.about_id is not None:
        rows.append(_row("起因", Matter.objects.only(*_READ).get(pk=one.about_id)))
    if followers:
        led_to = (
            Matter.objects.filter(about=one.pk).exclude(stage="void").only(*_READ).order_by("received_on", "number")
        )
        rows += [_row("后续", each) for each in led_to]
    links = tuple(_link(kind, one) for kind in followers if _may_follow(kind, one))
    if not rows and not links:
        return []
    return [Section("关联事件", table=Table(_COLUMNS, tuple(rows)) if rows else None, links=links)]


_READ = ("kind", "lead", "title", "number", "stage", "received_on")


def _row(how: str, other: Matter) -> Row:
    kind = kinds()[other.kind]
    return Row(
        (
            how,
            kind.name,
            Link(title_for(current_scope().actor, other), reverse("matters:matter", args=[other.pk])),
            other.number,
            Badge(kind.word(cast(Stage, other.stage)), "calm" if other.stage == "closed" else "info"),
            other.received_on,
        )
    )


def _may_follow(kind: Kind, one: Matter) -> bool:
    rule = kind.rules.about
    assert rule is not None
    fits = one.stage not in ("void", "returned", "diverted") and (rule.stage is None or one.stage == rule.stage)
    return fits and policy.allows(current_scope().actor, "receive")


def _link(kind: Kind, one: Matter) -> Link:
    url = reverse("matters:receive", args=[kind.key])
    told = urlencode({"about": one.pk, "place": one.place_id})
    return Link(f"登记{kind.name}", f"{url}?{told}", icon="plus")
