"""Forms by which requests come in at the desk."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from jingwei.core.actions import Action, Done
from jingwei.core.scope import current_scope
from jingwei.matters.actions import Receive, Settle
from jingwei.matters.policy import policy
from jingwei.people.action_form import action_page, chosen_names
from jingwei.people.seating import SeatedRequest
from jingwei.places.models import Place


def receive(request: SeatedRequest) -> HttpResponse:
    """Register a request."""
    return _form(request, Receive(), "登记诉求")


def settle(request: SeatedRequest) -> HttpResponse:
    """Register and close what was settled on the spot."""
    return _form(request, Settle(), "即报即结")


def _form(request: SeatedRequest, action: Action, title: str) -> HttpResponse:
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
        search_urls={"place": reverse("people:place_options")},
        chosen=chosen_names(request, place=Place),
    )
