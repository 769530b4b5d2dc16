"""派单规则: the list of rules, a new one, one taken out of use."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from jingwei.core.actions import Done
from jingwei.core.errors import Missing
from jingwei.core.scope import current_scope
from jingwei.core.ui.parts import Column, Empty, Link, Row, Table
from jingwei.matters.actions import AddLeadRule, WithdrawLeadRule
from jingwei.matters.catalogue import category_name
from jingwei.matters.dispatching import rules, said
from jingwei.matters.kinds import kinds
from jingwei.matters.models import LeadRule
from jingwei.matters.pages.moving import departments
from jingwei.matters.policy import policy
from jingwei.people.action_form import action_page, chosen_names
from jingwei.people.seating import SeatedRequest
from jingwei.places.models import Place

_TITLE = "派单规则"
_ABOUT = (
    "交办时按规则提示主办部门：分类写得越细、区划越小的优先；没有规则的，参考以往同类事件由谁主办。只提示，不替人定。"
)


def lead_rules(request: SeatedRequest) -> HttpResponse:
    """All rules in force."""
    policy.may(current_scope().actor, "dispatch")
    rows = tuple(
        Row(
            (
                kinds()[one.kind].name if one.kind in kinds() else "各类",
                category_name(one.category) if one.category else "各种",
                one.place.name if one.place else "全街道",
                one.department.name,
                Link("停用", reverse("matters:withdraw_rule", args=[one.pk])),
            )
        )
        for one in rules()
    )
    context = {
        "title": _TITLE,
        "subtitle": _ABOUT,
        "crumbs": (Link("事件", reverse("matters:list")),),
        "actions": (
            Link("新增规则", reverse("matters:add_rule"), icon="plus", look="primary"),
            Link("区域类别", reverse("matters:place_classes"), icon="map"),
            Link("履职事项清单", reverse("matters:duties"), icon="list"),
        ),
        "table": Table((Column("类别"), Column("分类"), Column("区划"), Column("主办部门"), Column("办理")), rows),
        "empty": None if rows else Empty("还没有派单规则", "例如：市容环境类由综合行政执法队主办。"),
    }
    return render(request, "desk/list.html", context)


def add_rule(request: SeatedRequest) -> HttpResponse:
    """Write down a rule."""
    policy.may(current_scope().actor, "dispatch")

    def done(outcome: Done) -> HttpResponse:
        messages.success(request, "已新增派单规则。")
        return redirect("matters:rules")

    return action_page(
        request,
        AddLeadRule(),
        done,
        title="新增派单规则",
        cancel_url=reverse("matters:rules"),
        options={"department": departments()},
        search_urls={"place": reverse("people:place_options")},
        chosen=chosen_names(request, place=Place),
    )


def withdraw_rule(request: SeatedRequest, pk: UUID) -> HttpResponse:
    """Take a rule out of use."""
    policy.may(current_scope().actor, "dispatch")
    one = LeadRule.objects.select_related("department", "place").filter(pk=pk).first()
    if one is None:
        raise Missing("没有找到这条规则，可能已经停用。")

    def done(outcome: Done) -> HttpResponse:
        messages.success(request, "已停用。")
        return redirect("matters:rules")

    return action_page(
        request,
        WithdrawLeadRule(),
        done,
        title=f"停用：{said(one)}",
        cancel_url=reverse("matters:rules"),
        targets=[one],
    )
