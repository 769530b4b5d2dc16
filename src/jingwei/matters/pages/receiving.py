"""Forms by which requests come in at the desk."""

from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from jingwei.core.actions import Action, Done
from jingwei.core.fields import FieldSet
from jingwei.core.scope import current_scope
from jingwei.core.ui.parts import Column, Link, Row, Table
from jingwei.matters.actions import Receive, Settle
from jingwei.matters.kinds import kinds
from jingwei.matters.pages.options import chosen_category, chosen_matter
from jingwei.matters.policy import policy
from jingwei.matters.receiving import asked_of
from jingwei.people.action_form import action_page, chosen_names
from jingwei.people.seating import SeatedRequest
from jingwei.places.models import Place


def choose(request: SeatedRequest) -> HttpResponse:
    """What kind of matter is to be registered."""
    policy.may(current_scope().actor, "receive")
    rows = tuple(
        Row(
            (kind.name, " → ".join(kind.word(stage) for stage in kind.path)), url=reverse("matters:receive", args=[key])
        )
        for key, kind in kinds().items()
    )
    context = {
        "title": "登记：选择类别",
        "crumbs": (Link("事件", reverse("matters:list")),),
        "table": Table((Column("类别"), Column("办理阶段", "long")), rows),
    }
    return render(request, "desk/list.html", context)


def receive(request: SeatedRequest, kind: str) -> HttpResponse:
    """Register a request of one kind, with what that kind asks beside."""
    if kind not in kinds():
        raise Http404
    action = Receive()
    return _form(request, action, f"登记{kinds()[kind].name}", asked_of(kind, action.declared), kind)


def settle(request: SeatedRequest) -> HttpResponse:
    """Register and close what was settled on the spot."""
    action = Settle()
    return _form(request, action, "即报即结", _on_the_spot(action.declared))


def _on_the_spot(declared: FieldSet) -> FieldSet:
    """The form offers only kinds whose stages may be skipped."""
    kind, *rest = declared.fields
    allowed = tuple(one for one in kind.choices if not (kinds()[one.value].in_full or kinds()[one.value].other_eyes))
    return FieldSet(declared.key, declared.version, (replace(kind, choices=allowed), *rest))


def _form(request: SeatedRequest, action: Action, title: str, declared: FieldSet, kind: str = "") -> HttpResponse:
    policy.may(current_scope().actor, "receive")

    def done(outcome: Done) -> HttpResponse:
        messages.success(request, f"已登记，编号{outcome.result['numbers'][0]}。")
        return redirect("matters:matter", pk=outcome.result["ids"][0])

    return action_page(
        request,
        action,
        done,
        title=title,
        cancel_url=reverse("matters:list"),
        initial={"kind": kind, **_cause(request)} if kind else None,
        search_urls={
            "place": reverse("people:place_options"),
            "category": reverse("matters:category_options"),
            "about": reverse("matters:cause_options", args=[kind or "penalty"]),
        },
        chosen=chosen_names(request, place=Place) | chosen_category(request) | chosen_matter(request, "about"),
        declared=declared,
    )


def _cause(request: SeatedRequest) -> dict[str, str]:
    """What the matter follows from, where the way here began on its page: the cause, and where it lies."""
    told = {key: request.GET.get(key, "") for key in ("about", "place")}
    return {key: value for key, value in told.items() if value}
