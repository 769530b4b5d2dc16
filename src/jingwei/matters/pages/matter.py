"""The page of one matter: where it stands, what may be done, who asked, and every step."""

from typing import cast
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from jingwei.core.fields import FieldSet
from jingwei.core.scope import current_scope
from jingwei.core.ui.blocks import Item, Section
from jingwei.core.ui.parts import Badge, Link
from jingwei.matters.catalogue import category_name
from jingwei.matters.duties import standing_of
from jingwei.matters.kinds import Kind, kinds
from jingwei.matters.models import Matter
from jingwei.matters.moves import NEXT
from jingwei.matters.offered import moves_for
from jingwei.matters.pages.beside import helpers_of, parts_section, summons_section
from jingwei.matters.pages.linked import linked_sections
from jingwei.matters.pages.near import near_section
from jingwei.matters.pages.notes import note_sections
from jingwei.matters.pages.requests import alike_section, request_section
from jingwei.matters.pages.sealed import sealed_section
from jingwei.matters.pages.steps import events_of
from jingwei.matters.policy import policy
from jingwei.matters.query import read_matter
from jingwei.matters.stages import OPEN, Stage
from jingwei.people.seating import SeatedRequest

_ICONS = {
    "urge": "bell", "extend": "calendar", "suspend": "player-pause", "void": "trash", "reopen": "refresh",
    "contact": "phone", "summon": "users", "inspect": "eye",
}  # fmt: skip


def matter(request: SeatedRequest, pk: UUID) -> HttpResponse:
    """One matter."""
    one = read_matter(pk)
    kind = kinds()[one.kind]
    steps = list(one.steps.order_by("-at", "-id"))
    context = {
        "title": one.title,
        "number": one.number,
        "crumbs": (Link("事件", reverse("matters:list")),),
        "badges": tuple(badges_of(one, kind)),
        "actions": _actions(one),
        "summary": tuple(summary_of(one, kind)),
        "sections": tuple(_sections(one, kind)),
        "side": (near_section(one),),
        "history": tuple(events_of(steps, kind, sealed=bool(one.sealed_file))),
        "print_url": reverse("matters:paper", args=[pk]),
    }
    return render(request, "desk/record.html", context)


def badges_of(one: Matter, kind: Kind) -> list[Badge]:
    """Stage, urgency, and how it stands with its term."""
    out = [Badge(kind.word(cast(Stage, one.stage)), "info" if one.stage in OPEN else "calm")]
    if one.urgent:
        out.append(Badge("紧急", "bad"))
    if one.suspended_at is not None:
        out.append(Badge("已暂停", "warn"))
    elif one.parked_at is not None:
        out.append(Badge("挂账", "warn"))
    elif one.stage in OPEN and one.due_at is not None and one.due_at < timezone.now():
        out.append(Badge("超期", "bad"))
    if one.on_time is not None:
        out.append(Badge("按期办结", "good") if one.on_time else Badge("超期办结", "warn"))
    return out


def _actions(one: Matter) -> tuple[Link, ...]:
    offered = moves_for(current_scope().actor, one)
    first = next((action for action in offered if action.move.target in (NEXT, "working")), None)
    return tuple(
        Link(
            action.label,
            reverse("matters:move", args=[one.pk, action.move.verb]),
            icon=_ICONS.get(action.move.verb, "arrow-right"),
            look="primary" if action is first else "",
        )
        for action in offered
    )


def summary_of(one: Matter, kind: Kind) -> list[Item]:
    """What it is, where, whose, until when."""
    due = one.due_at
    hint = "国务院办公厅尚未公布该年放假安排，时限为暂定" if one.due_provisional else ""
    return [
        *_whole(one),
        Item("类别", kind.name),
        Item("分类", category_name(one.category) if one.category else None),
        *_standing(one),
        Item("所属区划", one.place.name),
        Item("地点", one.address or None),
        Item("主办部门", one.lead.name if one.lead else None),
        *helpers_of(one),
        Item("受理时间", timezone.localtime(one.received_at)),
        Item("办结时限", timezone.localtime(due) if due else None, hint=hint),
        Item("本阶段时限", timezone.localtime(one.stage_due_at) if one.stage_due_at else None),
        *_parked(one),
        Item("外部编号", one.outside_number or None),
        *((Item("办结时间", timezone.localtime(one.closed_at)),) if one.closed_at else ()),
        Item("内容", one.text or None, wide=True),
    ]


def details_of(one: Matter, kind: Kind) -> tuple[Item, ...]:
    """What its kind asks beside, and of what is counted what there is."""
    counted = tuple(field for field in kind.counted if field.key in one.details)
    if not kind.fields and not counted:
        return ()
    told = FieldSet(key="matters.details", version=1, fields=(*kind.fields, *counted)).describe(one.details)
    return tuple(Item(field.label, shown or None) for field, shown in told)


def result_of(one: Matter) -> tuple[Item, ...]:
    """What came of it; nothing while nothing did."""
    if not (one.reply or one.outcome):
        return ()
    return (*_rated(one, one.get_outcome_display() or None), Item("答复", one.reply or None, wide=True))


def _standing(one: Matter) -> tuple[Item, ...]:
    """Under which item of the duty list it falls; of what is outside, the prepared return. One query for a class."""
    told = standing_of(one) if one.stage in ("received", "accepted") else None
    if told is None:
        return ()
    may = told.outside and policy.allows(current_scope().actor, "dispatch", one) and one.parent_id is None
    out = [Item("履职事项", Badge(told.said, "warn") if told.outside else told.said)]
    if may:
        out.append(Item("建议", Link("按清单退单", reverse("matters:move", args=[one.pk, "return_out"]))))
    return tuple(out)


def _whole(one: Matter) -> tuple[Item, ...]:
    """The matter of which this is a part."""
    if one.parent is None:
        return ()
    return (Item("所属事件", Link(one.parent.title, reverse("matters:matter", args=[one.parent_id]))),)


def _parked(one: Matter) -> tuple[Item, ...]:
    """Why it is put aside, and until when."""
    if one.parked_at is None:
        return ()
    return (Item("挂账原因", one.get_parked_cause_display()), Item("复核日期", one.review_on))


def _sections(one: Matter, kind: Kind) -> list[Section]:
    requests = list(one.requests.order_by("received_at", "id"))
    out = [] if one.parent_id else [request_section(one, requests)]
    if one.part_count:
        out.insert(0, parts_section(one))
    if one.summoned:
        out.append(summons_section(one))
    near = None if one.parent_id else alike_section(one, kind, requests)
    if near is not None:
        out.append(near)
    out[:0] = [*sealed_section(one), *note_sections(one), *linked_sections(one)]
    if beside := details_of(one, kind):
        out.insert(0, Section("专项内容", items=beside))
    if came := result_of(one):
        out.insert(0, Section("办理情况", items=came))
    return out


def _rated(one: Matter, result: str | None) -> list[Item]:
    if not one.rating:
        return [Item("结果", result)]
    solved = "已解决" if one.solved else "未解决"
    return [Item("结果", result), Item("回访", f"{one.get_rating_display()}，{solved}")]
