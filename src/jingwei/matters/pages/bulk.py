"""One move of many matters at once: what can be done is listed, what cannot is told with why, then a person decides."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from jingwei.core.actions import Act, Action, Done, Item, find_action
from jingwei.core.errors import JingweiError
from jingwei.core.scope import Actor, current_scope
from jingwei.core.ui.parts import Badge, Cell, Column, Link, Row, Table
from jingwei.matters.actions.moving import MoveAction
from jingwei.matters.kinds import kinds
from jingwei.matters.models import Matter
from jingwei.matters.pages.moving import departments
from jingwei.matters.policy import policy
from jingwei.matters.query import title_for
from jingwei.matters.stages import Stage
from jingwei.people.action_form import action_page
from jingwei.people.seating import SeatedRequest

_ICONS = {"accept": "check", "dispatch": "send", "urge": "bell", "verify": "checks", "void": "trash"}
_AT_MOST = 200
_CHOOSE = "请先勾选要办理的事件。"
_BORDER = "其中{n}件不在您的管辖范围内，没有列出。"
_ALL_LEAD = "勾选的都交给同一个部门；不填由各自所在的社区、网格办理。"


def bulk_links(actor: Actor) -> tuple[Link, ...]:
    """What the reader may do with many matters at once, in the order of the table of moves."""
    found = [_action(verb) for verb in _ICONS]
    sheets = Link("整改前后对照表", reverse("matters:before_after"), icon="photo")
    return (*_moves(actor, found), *((sheets,) if policy.allows(actor, "handle") else ()))


def _moves(actor: Actor, found: Sequence[MoveAction]) -> tuple[Link, ...]:
    return tuple(
        Link(
            one.label,
            reverse("matters:bulk", args=[one.move.verb]),
            icon=_ICONS[one.move.verb],
            look="danger" if one.move.verb == "void" else "",
        )
        for one in found
        if policy.allows(actor, one.right)
    )


def bulk(request: SeatedRequest, verb: str) -> HttpResponse:
    """The form of the move for those chosen on the list (`row`). What the list was asked for leads back to it.

    POST with `agreed` makes the move for exactly those, all or none.
    """
    if verb not in _ICONS:
        raise Http404
    action = _action(verb)
    policy.may(request.seat.scope.actor, action.right)
    if request.method == "POST" and "agreed" not in request.POST:
        told = [(name, one) for name, all_ in request.POST.lists() if name != "csrfmiddlewaretoken" for one in all_]
        return redirect(f"{request.path}?{urlencode(told)}")
    keys = _keys(request.GET.getlist("row"))
    back = _back(request)
    found = Matter.objects.filter(pk__in=keys).select_related("place", "lead").defer("place__outline", "text", "reply")
    matters = list(found.order_by("received_at", "pk"))
    if not matters:
        messages.error(request, _CHOOSE)
        return redirect(back)
    able, unable = _split(action, matters)
    if len(matters) < len(keys):
        messages.warning(request, _BORDER.format(n=len(keys) - len(matters)))
    context: dict[str, Any] = {
        "title": f"{action.label}：{len(able)}件",
        "crumbs": (Link("事件", back),),
        "able": _table(able),
        "unable": _refused(unable),
        "move": action.label,
    }
    if not able:
        return render(request, "matters/bulk.html", {**context, "cancel_url": back})
    return _form(request, action, able, matters, context, back)


def _form(
    request: SeatedRequest, action: MoveAction, able: list[Matter], matters: list[Matter], context: Any, back: str
) -> HttpResponse:
    agreed = set(_keys(request.POST.getlist("agreed")))

    def done(outcome: Done) -> HttpResponse:
        messages.success(request, f"已{action.label.removeprefix('已')}{len(outcome.result['ids'])}件。")
        return redirect(back)

    rest = "其余" if context["unable"].rows else ""
    return action_page(
        request,
        action,
        done,
        cancel_url=back,
        targets=[one for one in matters if one.pk in agreed],
        options={"lead": departments()} if action.move.verb == "dispatch" else None,
        template="matters/bulk.html",
        hidden=[("agreed", str(one.pk)) for one in able],
        submit=f"{action.label}{rest}{len(able)}件",
        intro=_ALL_LEAD if action.move.verb == "dispatch" else "",
        **context,
    )


def _action(verb: str) -> MoveAction:
    found: Action = find_action(f"matters.{verb}")
    assert isinstance(found, MoveAction)
    return found


def _split(action: MoveAction, matters: Sequence[Matter]) -> tuple[list[Matter], list[tuple[Matter, str]]]:
    """Those that can be moved, and those that cannot with the sentence that says why. No query."""
    act = Act(scope=current_scope(), reason="")
    able: list[Matter] = []
    unable: list[tuple[Matter, str]] = []
    for one in matters:
        try:
            action.check(act, [Item(one, {})])
            able.append(one)
        except JingweiError as error:
            unable.append((one, error.message))
    return able, unable


def _keys(told: Sequence[str]) -> list[UUID]:
    out = []
    for one in told[:_AT_MOST]:
        try:
            out.append(UUID(one))
        except ValueError:
            continue
    return list(dict.fromkeys(out))


def _back(request: SeatedRequest) -> str:
    """The list as it was asked for."""
    pairs = [(name, one) for name, all_ in request.GET.lists() if name != "row" for one in all_]
    return f"{reverse('matters:list')}?{urlencode(pairs)}" if pairs else reverse("matters:list")


def _cells(one: Matter) -> tuple[Any, ...]:
    stage: Stage = one.stage  # type: ignore[assignment]
    return (
        Cell(title_for(current_scope().actor, one), url=reverse("matters:matter", args=[one.pk])), one.number,
        Badge(kinds()[one.kind].word(stage), "info"), one.lead.name if one.lead else None, one.place.name,
    )  # fmt: skip


_HEADS = (
    Column("标题", "long"), Column("编号", "code"), Column("阶段", "badge"), Column("主办部门"), Column("所属区划"),
)  # fmt: skip


def _table(able: Sequence[Matter]) -> Table:
    return Table(_HEADS, tuple(Row(_cells(one)) for one in able), numbered_from=1)


def _refused(unable: Sequence[tuple[Matter, str]]) -> Table:
    rows = tuple(Row((*_cells(one), why), tone="warn") for one, why in unable)
    return Table((*_HEADS, Column("为什么", "long")), rows)
