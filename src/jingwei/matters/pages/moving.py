"""The form of one move of one matter."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from jingwei.core.actions import Act, Done, find_action
from jingwei.core.fields import FieldSet
from jingwei.core.scope import current_scope
from jingwei.matters.actions.answer import Answer
from jingwei.matters.actions.finish import Finish
from jingwei.matters.catalogue import category_name, closing_of
from jingwei.matters.departments import department_choices
from jingwei.matters.dispatching import suggestion
from jingwei.matters.duties import standing_of
from jingwei.matters.kinds import kinds
from jingwei.matters.models import Matter
from jingwei.matters.moves import MOVES
from jingwei.matters.pages.options import chosen_category, chosen_matter
from jingwei.matters.query import find_matter
from jingwei.matters.terms import return_until
from jingwei.people.action_form import action_page
from jingwei.people.seating import SeatedRequest


def move(request: SeatedRequest, pk: UUID, verb: str) -> HttpResponse:
    """Make a move: its form, and what came of it."""
    if verb not in MOVES:
        raise Http404
    one = find_matter(pk)
    action = find_action(f"matters.{verb}")

    def done(outcome: Done) -> HttpResponse:
        word = kinds()[one.kind].word(outcome.result["stages"][0])
        messages.success(request, f"已{action.label.removeprefix('已')}，现在是“{word}”。")
        return redirect("matters:matter", pk=pk)

    return action_page(
        request,
        action,
        done,
        title=f"{action.label}：{one.number}",
        cancel_url=reverse("matters:matter", args=[pk]),
        targets=[one],
        declared=fields_of(one, verb),
        **beside(request, one, verb),
    )


def fields_of(one: Matter, verb: str) -> FieldSet | None:
    """The fields of a move that asks what depends on the matter; None for all others. Raises Http404 for none."""
    if verb in ("summon", "dispatch"):
        return find_action(f"matters.{verb}").fields(Act(current_scope()), [one])
    if verb == "finish":
        return finish_fields(one)
    if verb == "answer" and len(one.awaited) == 1:
        return FieldSet(key="matters.answer", version=1, fields=Answer.declared.fields[:-1])
    if verb != "describe":
        return None
    fields = kinds()[one.kind].fields
    if not fields:
        raise Http404
    return FieldSet(key="matters.describe", version=1, fields=fields)


def finish_fields(one: Matter) -> FieldSet:
    """What finishing asks: the closing condition only where there is one, in its own words."""
    *asked, met = Finish.declared.fields
    closing = closing_of(one)
    told = (replace(met, help=f"结案条件：{closing}。没有达到的填“否”，并如实选办理结果"),) if closing else ()
    return FieldSet(key="matters.finish", version=1, fields=(*asked, *told))


def beside(request: SeatedRequest, one: Matter, verb: str) -> dict[str, Any]:
    """What the form of a move has beside its fields: present values, choices, what may be searched, a suggestion."""
    if verb == "describe":
        return {"initial": dict(one.details)}
    if verb == "dispatch":
        found = suggestion(one)
        if found is None:
            return {"options": {"lead": departments()}}
        told = f"建议交{found.department.name}。{found.why}。"
        return {"options": {"lead": departments()}, "initial": {"lead": str(found.department.pk)}, "intro": told}
    if verb in ("hand_on", "part"):
        return {"options": {"lead": departments()}}
    if verb == "answer":
        return _answering(one)
    if verb == "return_out":
        return _returning(one)
    if verb == "join":
        return {
            "initial": {"into": request.GET.get("into", "")},
            "search_urls": {"into": reverse("matters:options")},
            "chosen": chosen_matter(request),
        }
    if verb == "categorize":
        return {
            "initial": {"category": one.category},
            "search_urls": {"category": reverse("matters:category_options")},
            "chosen": chosen_category(request) or ({"category": category_name(one.category)} if one.category else {}),
        }
    return {}


def _answering(one: Matter) -> dict[str, Any]:
    """The departments that are awaited, and for what each was summoned."""
    open_ = list(one.summonses.filter(answered_at=None).select_related("department").order_by("called_at", "id"))
    told = "；".join(
        f"{each.department.name}：{each.wanted}（{timezone.localtime(each.due_at):%Y-%m-%d %H:%M}前到场）"
        for each in open_
    )
    return {
        "options": {"department": [(str(each.department_id), each.department.name) for each in open_]},
        "intro": f"{told}。",
    }


def _returning(one: Matter) -> dict[str, Any]:
    """Until when it may be sent back; of what the duty list does not hold, the ground and the reason stand ready."""
    until, told = return_until(one, kinds()[one.kind]), standing_of(one)
    out: dict[str, Any] = {}
    if until is not None:
        late = "，已经超过，平台可能不再受理退单" if until < timezone.now() else ""
        by = f"退单时限{timezone.localtime(until):%Y-%m-%d %H:%M}{late}。"
        out["intro"] = f"{by}原因写明应由谁办理和依据。"
    if told is not None and told.outside:
        out["initial"] = {"ground": "duty", "reason": told.reason}
    return out


def departments() -> list[tuple[str, str]]:
    """The departments as choices of a form, in the order of the office."""
    return [(one.value, one.label) for one in department_choices()]
