"""The form of one move of one matter."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from jingwei.core.actions import Done, find_action
from jingwei.core.fields import FieldSet
from jingwei.matters.kinds import kinds
from jingwei.matters.moves import MOVES
from jingwei.matters.pages.options import chosen_matter
from jingwei.matters.query import find_matter
from jingwei.people.action_form import action_page
from jingwei.people.models import Department
from jingwei.people.seating import SeatedRequest


def move(request: SeatedRequest, pk: UUID, verb: str) -> HttpResponse:
    """Make a move: its form, and what came of it."""
    if verb not in MOVES:
        raise Http404
    one = find_matter(pk)
    action = find_action(f"matters.{verb}")
    fields = kinds()[one.kind].fields if verb == "describe" else ()
    if verb == "describe" and not fields:
        raise Http404

    def done(outcome: Done) -> HttpResponse:
        word = kinds()[one.kind].word(outcome.result["stages"][0])
        messages.success(request, f"已{action.label.removeprefix('已')}，现在是“{word}”。")
        return redirect("matters:matter", pk=pk)

    initial: dict[str, Any] | None = dict(one.details) if fields else None
    if verb == "join":
        initial = {"into": request.GET.get("into", "")}
    return action_page(
        request,
        action,
        done,
        title=f"{action.label}：{one.number}",
        cancel_url=reverse("matters:matter", args=[pk]),
        targets=[one],
        initial=initial,
        search_urls={"into": reverse("matters:options")} if verb == "join" else None,
        chosen=chosen_matter(request) if verb == "join" else None,
        declared=FieldSet(key="matters.describe", version=1, fields=fields) if fields else None,
        options={"lead": _departments()} if verb == "dispatch" else None,
    )


def _departments() -> list[tuple[str, str]]:
    rows = Department.objects.order_by("order", "name").values_list("pk", "name")
    return [(str(pk), name) for pk, name in rows]
