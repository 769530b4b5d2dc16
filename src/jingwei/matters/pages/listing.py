"""The list of matters."""

from dataclasses import replace
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from jingwei.core.facts.asked import Asked, read_asked
from jingwei.core.facts.facts import facts_of
from jingwei.core.facts.listing import fact_list
from jingwei.core.scope import Actor
from jingwei.core.ui.parts import Link
from jingwei.matters.facts import matters as sources
from jingwei.matters.facts import parts as part_sources
from jingwei.matters.leaving import returnable_sheet
from jingwei.matters.pages import papers
from jingwei.matters.pages.bulk import bulk_links
from jingwei.matters.policy import policy
from jingwei.matters.stages import OPEN
from jingwei.people.seating import SeatedRequest


def matters(request: SeatedRequest) -> HttpResponse:
    """Matters within the reader's border, the latest first; with what every list takes."""
    asked = read_asked(facts_of(next(iter(sources()))), request.GET)
    if not asked.order:
        asked = replace(asked, order="-received")
    if request.GET.get("as") == "returnable":
        return returnable_sheet(asked)
    if request.GET.get("as") == "before_after":
        return papers.asked_for(request, asked)
    actor = request.seat.scope.actor
    return fact_list(
        request, asked, {"actions": _actions(request), "exports": _exports(actor, asked)}, bulk=_bulk(actor)
    )


def parts(request: SeatedRequest) -> HttpResponse:
    """子任务: parts of matters, the latest first."""
    asked = read_asked(facts_of(next(iter(part_sources()))), request.GET)
    if not asked.order:
        asked = replace(asked, order="-received")
    return fact_list(request, asked, {"crumbs": (Link("事件", reverse("matters:list")),)})


def supervised(request: SeatedRequest) -> HttpResponse:
    """督办: the open ones among what meetings, leaders and superiors ordered, by their due days."""
    policy.may(request.seat.scope.actor, "see")
    opened = [("f.kind", "supervised"), *(("f.stage", stage) for stage in OPEN), ("sort", "due")]
    return redirect(f"{reverse('matters:list')}?{urlencode(opened)}")


def _bulk(actor: Actor) -> tuple[Link, ...]:
    if not policy.allows(actor, "export"):
        return bulk_links(actor)
    return (*bulk_links(actor), Link("导出国标CSV", reverse("matters:export_standard"), icon="download"))


def _exports(actor: Actor, asked: Asked) -> tuple[Link, ...]:
    if not policy.allows(actor, "export"):
        return ()
    here = reverse("matters:list")
    return tuple(
        Link(label, here + asked.params(**{"as": shape}), icon=icon, hint=hint)
        for label, shape, icon, hint in (
            ("报表（打印上报）", "sheet", "file-text", ""),
            ("可回导表", "returnable", "table", "可在下面加行后导入；已登记的行导入时保持不变"),
            ("整改前后对照表（PDF）", "before_after", "photo", "列表里的安全隐患，一件一页"),
        )
    )


def _actions(request: SeatedRequest) -> tuple[Link, ...]:
    actor = request.seat.scope.actor
    out = []
    if policy.allows(actor, "receive"):
        out.append(Link("登记", reverse("matters:choose"), icon="plus", look="primary"))
        out.append(Link("即报即结", reverse("matters:settle"), icon="checks"))
        out.append(Link("粘贴登记", reverse("matters:paste"), icon="copy"))
    if policy.allows(actor, "dispatch"):
        out.append(Link("待回填", reverse("matters:entering"), icon="send"))
        out.append(Link("来文登记", reverse("matters:take_document"), icon="file-text"))
        out.append(Link("综治推送", reverse("matters:signals"), icon="upload"))
        out.append(Link("对账", reverse("matters:reconcile"), icon="list-check"))
    if policy.allows(actor, "import"):
        out.append(Link("派单规则", reverse("matters:rules"), icon="list"))
        out.append(Link("导入", reverse("matters:import"), icon="upload"))
        out.append(Link("导入国标CSV", reverse("matters:import_standard"), icon="upload"))
    out.append(Link("抽查", reverse("matters:samples"), icon="list-check"))
    out.append(Link("子任务", reverse("matters:parts"), icon="list"))
    return tuple(out)
