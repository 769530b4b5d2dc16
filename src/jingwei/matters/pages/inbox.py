"""待办: what waits for the reader, one matter open beside the list; moves are made here, then the next one is shown."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from jingwei.core.actions import Done
from jingwei.core.scope import current_scope
from jingwei.core.ui.blocks import Item
from jingwei.core.ui.parts import Badge, Empty
from jingwei.matters.actions.moving import MoveAction
from jingwei.matters.kinds import kinds
from jingwei.matters.models import Matter
from jingwei.matters.offered import moves_for
from jingwei.matters.pages.beside import asked_of
from jingwei.matters.pages.matter import badges_of, summary_of
from jingwei.matters.pages.moving import beside, fields_of
from jingwei.matters.waiting import waiting_for
from jingwei.people.action_form import action_page
from jingwei.people.seating import SeatedRequest

_SHOWN = 40
# One letter a move; j and k are the next and the one before.
KEYS = {
    "accept": "a", "dispatch": "d", "return_out": "r", "divert": "z", "finish": "f", "hand_back": "b", "approve": "p",
    "enter": "e", "verify": "v", "rework": "w", "suspend": "s", "extend": "y", "urge": "u", "categorize": "c",
    "contact": "l", "inspect": "i", "summon": "m", "answer": "n", "park": "g", "hand_on": "h", "part": "t",
}  # fmt: skip


def inbox(request: SeatedRequest) -> HttpResponse:
    """The list, the open matter, and with `do` the form of a move. POST makes the move and opens the next matter."""
    actor = current_scope().actor
    rows = waiting_for(actor)
    shown = list(rows[: _SHOWN + 1])
    chosen = _chosen(request.GET.get("at", ""), shown, rows)
    if chosen is None:
        return render(request, "matters/inbox.html", {"title": "待办", "empty": _NOTHING})
    keys = [one.pk for one in shown[:_SHOWN]]
    at = keys.index(chosen.pk) if chosen.pk in keys else -1
    after = keys[at + 1] if at + 1 < len(keys) else None
    before = keys[at - 1] if at > 0 else None
    offered = moves_for(actor, chosen)
    kind = kinds()[chosen.kind]
    context: dict[str, Any] = {
        "title": "待办",
        "subtitle": f"{len(keys)}件" if len(shown) <= _SHOWN else f"先列最急的{_SHOWN}件，办一件补一件",
        "matter": chosen,
        "badges_shown": badges_of(chosen, kind),
        "items_shown": (*asked_of(chosen, actor), *summary_of(chosen, kind), *_reply(chosen)),
        "queue": [(one, _address(one.pk), _due(one), one.pk == chosen.pk) for one in shown[:_SHOWN]],
        "moves": [
            (action, _address(chosen.pk, action.move.verb), KEYS.get(action.move.verb, ""), _plain(action))
            for action in offered
        ],
        "next_url": _address(after) if after else "",
        "before_url": _address(before) if before else "",
        "record_url": reverse("matters:matter", args=[chosen.pk]),
        "after": after or before,
    }
    verb = request.GET.get("do", "")
    if not verb:
        return render(request, "matters/inbox.html", context)
    action = next((one for one in offered if one.move.verb == verb), None)
    if action is None:
        raise Http404
    return _made(request, action, chosen, context)


def _made(request: SeatedRequest, action: MoveAction, one: Matter, context: dict[str, Any]) -> HttpResponse:
    def done(outcome: Done) -> HttpResponse:
        messages.success(request, f"{one.number}已{action.label.removeprefix('已')}。")
        return redirect(_address(context["after"]) if context["after"] else reverse("matters:inbox"))

    told = beside(request, one, action.move.verb)
    return action_page(
        request,
        action,
        done,
        # What is suggested stands filled in: the next key may confirm it.
        ready="initial" in told and not action.reason,
        cancel_url=_address(one.pk),
        targets=[one],
        template="matters/inbox.html",
        declared=fields_of(one, action.move.verb),
        post_url=_address(one.pk, action.move.verb),
        doing=action,
        **context,
        **told,
    )


_NOTHING = Empty("现在没有等您办理的事件", "新登记、交办或送审的事件会出现在这里。")


def _chosen(told: str, shown: list[Matter], rows: Any) -> Matter | None:
    try:
        wanted = UUID(told)
    except ValueError:
        return shown[0] if shown else None
    found = next((one for one in shown if one.pk == wanted), None) or rows.filter(pk=wanted).first()
    return found or (shown[0] if shown else None)


def _address(pk: UUID, verb: str = "") -> str:
    return f"{reverse('matters:inbox')}?{urlencode({'at': pk, **({'do': verb} if verb else {})})}"


def _plain(action: MoveAction) -> bool:
    """Whether the move asks nothing, so that one key makes it."""
    return not action.reason and not action.declared.fields


def _due(one: Matter) -> Badge | None:
    if one.due_at is None:
        return None
    due, now = timezone.localtime(one.due_at), timezone.localtime()
    if due < now:
        return Badge(f"超期{(now.date() - due.date()).days or 1}天", "bad")
    if due.date() == now.date():
        return Badge(f"今日{due:%H:%M}", "warn")
    return Badge(f"{due:%m-%d}", "calm")


def _reply(one: Matter) -> list[Item]:
    return [Item("答复", one.reply, wide=True)] if one.reply else []
