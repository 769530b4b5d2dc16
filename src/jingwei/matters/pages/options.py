"""Open matters for a link field, searched by title or number."""

from contextlib import suppress
from uuid import UUID

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from jingwei.core.scope import current_scope
from jingwei.matters.catalogue import category_name, find_categories
from jingwei.matters.kinds import kinds
from jingwei.matters.models import Matter
from jingwei.matters.policy import policy
from jingwei.matters.query import title_for
from jingwei.matters.stages import OPEN

_SHOWN = 12


def options(request: HttpRequest) -> HttpResponse:
    """Open matters, the latest first: `?q=`."""
    policy.may(current_scope().actor, "see")
    rows = Matter.objects.filter(stage__in=OPEN, parent=None).order_by("-received_at")
    for word in request.GET.get("q", "").split()[:5]:
        rows = rows.filter(Q(title__contains=word) | Q(number__contains=word) | Q(outside_number=word))
    shown = [(str(one.pk), one.title, one.number) for one in rows[:_SHOWN]]
    return render(request, "ui/link_options.html", {"options": shown})


def cause_options(request: HttpRequest, kind: str) -> HttpResponse:
    """Matters from which one of a kind may follow, the latest first: `?q=`. Raises Http404 for a kind without such."""
    policy.may(current_scope().actor, "see")
    rule = kinds()[kind].rules.about if kind in kinds() else None
    if rule is None:
        raise Http404
    rows = Matter.objects.filter(kind__in=rule.kinds).exclude(stage="void").order_by("-received_on", "-number")
    if any(kinds()[one].sensitive for one in rule.kinds):
        rows = policy.filter(current_scope().actor, "read_sensitive", rows)
    if rule.stage:
        rows = rows.filter(stage=rule.stage)
    for word in request.GET.get("q", "").split()[:5]:
        rows = rows.filter(Q(title__contains=word) | Q(number__contains=word) | Q(outside_number=word))
    shown = [(str(one.pk), one.title, one.number) for one in rows[:_SHOWN]]
    return render(request, "ui/link_options.html", {"options": shown})


def category_options(request: HttpRequest) -> HttpResponse:
    """Classes of the catalogue: `?q=`."""
    policy.may(current_scope().actor, "see")
    found = find_categories(request.GET.get("q", ""), _SHOWN)
    shown = [(one.key, one.name, f"{one.group}，{one.standard}") for one in found]
    return render(request, "ui/link_options.html", {"options": shown})


def chosen_category(request: HttpRequest) -> dict[str, str]:
    """What the class that was chosen is called."""
    told = request.POST.get("category", "")
    return {"category": category_name(told)} if told else {}


def chosen_matter(request: HttpRequest, key: str = "into") -> dict[str, str]:
    """What the matter that a form names is called (the one to be joined into, the cause)."""
    told = request.POST.get(key) or request.GET.get(key, "")
    if not told:
        return {}
    with suppress(ValueError):
        found = Matter.objects.filter(pk=UUID(told)).first()
        if found is not None:
            return {key: f"{title_for(current_scope().actor, found)}（{found.number}）"}
    return {}
