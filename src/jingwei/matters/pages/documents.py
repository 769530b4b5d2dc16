"""来文登记: the tasks of a document from above."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from jingwei.core.actions import Done
from jingwei.core.scope import current_scope
from jingwei.core.ui.parts import Link
from jingwei.matters.actions.take_document import TakeDocument
from jingwei.matters.policy import policy
from jingwei.people.action_form import action_page
from jingwei.people.seating import SeatedRequest


def take(request: SeatedRequest) -> HttpResponse:
    """Register a document."""
    policy.may(current_scope().actor, "dispatch")

    def done(outcome: Done) -> HttpResponse:
        numbers = outcome.result["numbers"]
        last = f"至{numbers[-1]}" if len(numbers) > 1 else ""
        messages.success(request, f"已登记{len(numbers)}项任务，编号{numbers[0]}{last}。")
        return redirect("matters:supervised")

    return action_page(
        request,
        TakeDocument(),
        done,
        title="来文登记",
        cancel_url=reverse("matters:supervised"),
        crumbs=(Link("督办", reverse("matters:supervised")),),
    )
