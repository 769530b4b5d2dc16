"""The matters behind one number of a score, and how one is left out of it or taken back."""

from typing import cast
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from jingwei.core.actions import Done
from jingwei.core.errors import Missing
from jingwei.core.scope import current_scope
from jingwei.core.ui.paging import asked_page
from jingwei.core.ui.parts import Badge, Cell, Column, Link, Pager, Row, Table
from jingwei.matters.actions import CountAgain, Exclude
from jingwei.matters.kinds import kinds
from jingwei.matters.models import Exclusion, Matter
from jingwei.matters.pages.scores import asked_part, asked_when, scheme_of
from jingwei.matters.policy import policy
from jingwei.matters.query import find_matter, title_for
from jingwei.matters.scoring.reckoning import NOBODY, WHOLE, Side, behind
from jingwei.matters.scoring.schemes import Scheme
from jingwei.matters.stages import Stage
from jingwei.people.action_form import action_page
from jingwei.people.seating import SeatedRequest

_SIDES: dict[Side, str] = {"of": "分母", "met": "分子", "rest": "未计入分子"}
_SIZE = 50


def rows(request: SeatedRequest, scheme: str) -> HttpResponse:
    """The matters that a rate counts: all, those that meet it, the others; or those left out, or deducted for."""
    policy.may(current_scope().actor, "score")
    known = scheme_of(scheme)
    when, part = asked_when(request.GET, known), asked_part(request.GET)
    key, side, rate = _part(request.GET.get("part", "")), _side(request), known.rate(request.GET.get("rate", ""))
    told = {"period": when.text, "by": part, "part": key, **({"rate": rate.key} if rate else {})}

    def address(**other: str) -> str:
        return f"{reverse('matters:score_rows', args=[known.key])}?{urlencode({**told, 'side': side, **other})}"

    found = behind(known, when.span, part, key, rate, side)
    total, page = found.count(), asked_page(request.GET)
    page = min(page, max(1, -(-total // _SIZE)))
    some = found.select_related("place", "lead").order_by("received_at", "pk")[(page - 1) * _SIZE : page * _SIZE]
    title = rate.name if rate else "剔除" if side == "excluded" else known.deduct.name if known.deduct else known.name
    sides: tuple[Side, ...] = ("of",) if rate is None or rate.share else tuple(_SIDES)
    context = {
        "title": f"{known.name}：{title}",
        "subtitle": f"{when.name} {total} 件" + (f"，{rate.rule}" if rate else ""),
        "crumbs": (
            Link("考核评分", f"{reverse('matters:score', args=[known.key])}?period={when.text}&by={part}"),
        ),
        "tabs": tuple(Link(_SIDES[one], address(side=one), here=one == side) for one in sides) if rate else (),
        "table": _excluded(list(some), known) if side == "excluded" else _table(list(some), known),
        "pager": Pager(
            total, page, _SIZE,
            previous_url=address(page=str(page - 1)) if page > 1 else "",
            next_url=address(page=str(page + 1)) if page * _SIZE < total else "",
        ),
    }  # fmt: skip
    return render(request, "desk/list.html", context)


def exclude(request: SeatedRequest, scheme: str, pk: UUID) -> HttpResponse:
    """Leave a matter out of a scheme, with the reason."""
    known, one = scheme_of(scheme), find_matter(pk)

    def done(outcome: Done) -> HttpResponse:
        messages.success(request, f"{one.number}已从“{known.name}”剔除，可在“剔除”列恢复。")
        return redirect("matters:score", known.key)

    return action_page(
        request,
        Exclude(),
        done,
        title=f"剔除：{one.number}",
        cancel_url=reverse("matters:matter", args=[pk]),
        targets=[one],
        initial={"scheme": known.key},
        intro="剔除后这件不进该办法的分子和分母，单独列出；剔除人和原因留存备查。",
    )


def count_again(request: SeatedRequest, pk: UUID) -> HttpResponse:
    """Take an exclusion back."""
    policy.may(current_scope().actor, "score")
    one = Exclusion.objects.select_related("matter").filter(pk=pk).first()
    if one is None:
        raise Missing("没有找到这条剔除记录。")

    def done(outcome: Done) -> HttpResponse:
        messages.success(request, f"{one.matter.number}已恢复计入。")
        return redirect("matters:score", one.scheme)

    return action_page(
        request,
        CountAgain(),
        done,
        title=f"恢复计入：{one.matter.number}",
        cancel_url=reverse("matters:score", args=[one.scheme]),
        targets=[one],
        intro=f"{one.by_label}于{timezone.localtime(one.at):%Y-%m-%d}剔除，原因：{one.reason}",
    )


def _part(text: str) -> str:
    if text in (WHOLE, NOBODY):
        return text
    try:
        return str(UUID(text))
    except ValueError as error:
        raise Missing("没有这个社区或部门。") from error


def _side(request: SeatedRequest) -> Side:
    said = request.GET.get("side", "of")
    return cast(Side, said) if said in ("of", "met", "rest", "excluded", "deducted") else "of"


def _table(found: list[Matter], scheme: Scheme) -> Table:
    actor = current_scope().actor
    may = policy.allows(actor, "exclude")
    lines = tuple(
        Row(
            (
                Cell(one.number, url=reverse("matters:matter", args=[one.pk])), title_for(actor, one), one.place.name,
                one.lead.name if one.lead else None,
                Badge(kinds()[one.kind].word(cast(Stage, one.stage)), "calm" if one.closed_at else "info"),
                timezone.localtime(one.due_at) if one.due_at else None,
                timezone.localtime(one.closed_at) if one.closed_at else None,
                _called(one),
                *((Link("剔除", reverse("matters:exclude", args=[scheme.key, one.pk])),) if may else ()),
            )
        )
        for one in found
    )  # fmt: skip
    columns = (
        Column("编号", "code"), Column("标题", "long"), Column("所属区划"), Column("主办部门"), Column("阶段", "badge"),
        Column("办结时限", "date"), Column("办结时间", "date"), Column("回访"), *((Column("办理"),) if may else ()),
    )  # fmt: skip
    return Table(columns, lines)


def _called(one: Matter) -> str | None:
    if one.contacted is None:
        return None
    return "，".join(
        (
            "已联系" if one.contacted else "未联系",
            "已解决" if one.solved else "未解决",
            one.get_rating_display() or "未评价",
        )
    )


def _excluded(found: list[Matter], scheme: Scheme) -> Table:
    told = Exclusion.objects.filter(scheme=scheme.key, back_at__isnull=True, matter__in=found)
    why = {one.matter_id: one for one in told}
    actor = current_scope().actor
    may = policy.allows(actor, "exclude")
    lines = tuple(
        Row(
            (
                Cell(one.number, url=reverse("matters:matter", args=[one.pk])), title_for(actor, one), one.place.name,
                why[one.pk].reason, why[one.pk].by_label, timezone.localtime(why[one.pk].at),
                *((Link("恢复计入", reverse("matters:count_again", args=[why[one.pk].pk])),) if may else ()),
            )
        )
        for one in found if one.pk in why
    )  # fmt: skip
    columns = (
        Column("编号", "code"), Column("标题", "long"), Column("所属区划"), Column("剔除原因", "long"),
        Column("剔除人"), Column("剔除时间", "date"), *((Column("办理"),) if may else ()),
    )  # fmt: skip
    return Table(columns, lines)
