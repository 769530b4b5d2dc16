"""Parts of a matter's page: which departments take part beside the lead."""

from typing import cast

from django.urls import reverse
from django.utils import timezone

from jingwei.core.scope import Actor
from jingwei.core.ui.blocks import Item, Section
from jingwei.core.ui.parts import Badge, Column, Link, Row, Table
from jingwei.matters.departments import department_names
from jingwei.matters.kinds import kinds
from jingwei.matters.models import Matter, Summons
from jingwei.matters.stages import OPEN, Stage


def helpers_of(one: Matter) -> tuple[Item, ...]:
    """Who helps, and who led it first where another leads it now. One query where there is anything to say."""
    first = one.first_lead_id if one.first_lead_id != one.lead_id else None
    names = department_names([*one.helpers, *((first,) if first else ())])
    out = []
    if first:
        out.append(Item("首接部门", names.get(first), hint="首接负责，跟踪到办结"))
    if one.helpers:
        out.append(Item("协办部门", "、".join(names[key] for key in one.helpers if key in names)))
    return tuple(out)


def parts_section(one: Matter) -> Section:
    """The parts of a matter: whose each is, how far it is, until when. One query."""
    kind = kinds()[one.kind]
    rows = tuple(
        Row(
            (
                Link(each.title, reverse("matters:matter", args=[each.pk])),
                each.number,
                each.lead.name if each.lead else "社区、网格",
                Badge(kind.word(cast(Stage, each.stage)), "info" if each.stage in OPEN else "calm"),
                timezone.localtime(each.due_at) if each.due_at else None,
                timezone.localtime(each.closed_at) if each.closed_at else None,
            )
        )
        for each in one.parts.select_related("lead").order_by("number")
    )
    columns = (
        Column("子任务", "long"), Column("编号", "code"), Column("主办部门"), Column("阶段", "badge"),
        Column("办结时限", "date"), Column("办结时间", "date"),
    )  # fmt: skip
    return Section(f"子任务（{len(rows)}）", table=Table(columns, rows))


def asked_of(one: Matter, actor: Actor) -> tuple[Item, ...]:
    """What the reader's own departments were summoned for and have not answered. One query where they were."""
    mine = actor.departments & set(one.awaited)
    if not mine:
        return ()
    found = one.summonses.filter(department__in=mine, answered_at=None).order_by("due_at", "id")
    return tuple(
        Item("吹哨", each.wanted, hint=f"{timezone.localtime(each.due_at):%Y-%m-%d %H:%M}前到场", wide=True)
        for each in found
    )


def summons_section(one: Matter) -> Section:
    """Who was summoned, by whom, and what each answered. One query."""
    found = one.summonses.select_related("department").order_by("called_at", "id")
    rows = tuple(
        Row(
            (
                each.department.name,
                each.wanted,
                timezone.localtime(each.due_at),
                _state(each),
                timezone.localtime(each.came_at) if each.came_at else None,
                each.did or None,
            )
        )
        for each in found
    )
    columns = (
        Column("被吹哨部门"), Column("请到场做什么", "long"),
        Column("应到时间", "date"), Column("报到", "badge"), Column("到场时间", "date"), Column("做了什么", "long"),
    )  # fmt: skip
    return Section(f"吹哨报到（{len(rows)}）", table=Table(columns, rows))


def _state(each: Summons) -> Badge:
    if each.came_at is not None:
        return Badge("按时到场", "good") if each.came_at <= each.due_at else Badge("超时到场", "warn")
    return Badge("超时未到", "bad") if each.due_at < timezone.now() else Badge("待报到", "info")
