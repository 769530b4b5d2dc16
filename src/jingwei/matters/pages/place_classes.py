"""区域类别: which places are of which class, and setting one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from jingwei.core.actions import Done
from jingwei.core.scope import current_scope
from jingwei.core.ui.parts import Column, Empty, Link, Row, Table
from jingwei.matters.actions import ClassifyPlace
from jingwei.matters.kinds import kinds, place_classes
from jingwei.matters.models import PlaceClass
from jingwei.matters.policy import policy
from jingwei.people.action_form import action_page, chosen_names
from jingwei.people.seating import SeatedRequest
from jingwei.places.models import Place

_TITLE = "区域类别"
_ABOUT = "同一类事件在不同区域时限可以不同，如一类区域更快。没有列出的区划按一般时限；下级区划没有另设的随上级。"


def classes(request: SeatedRequest) -> HttpResponse:
    """All places that have a class of their own."""
    policy.may(current_scope().actor, "dispatch")
    names = place_classes()
    found = PlaceClass.objects.select_related("area").order_by("area__sort", "area__code")
    rows = tuple(Row((one.area.name, one.area.code, names.get(one.place_class, one.place_class))) for one in found)
    told = "、".join(kind.name for kind in kinds().values() if any(limit.inside for limit in kind.terms.values()))
    context = {
        "title": _TITLE,
        "subtitle": f"{_ABOUT}按区域分时限的类别：{told}。",
        "crumbs": (Link("事件", reverse("matters:list")), Link("派单规则", reverse("matters:rules"))),
        "actions": (Link("设置", reverse("matters:classify_place"), icon="plus", look="primary"),),
        "table": Table((Column("区划"), Column("编码", "code"), Column(_TITLE, "long")), rows),
        "empty": None if rows else Empty("还没有设置区域类别", "所有区划都按一般时限。"),
    }
    return render(request, "desk/list.html", context)


def classify(request: SeatedRequest) -> HttpResponse:
    """Set the class of one place."""
    policy.may(current_scope().actor, "dispatch")

    def done(outcome: Done) -> HttpResponse:
        messages.success(request, "已设置区域类别。")
        return redirect("matters:place_classes")

    return action_page(
        request,
        ClassifyPlace(),
        done,
        title="设置区域类别",
        cancel_url=reverse("matters:place_classes"),
        search_urls={"place": reverse("people:place_options")},
        chosen=chosen_names(request, place=Place),
    )
