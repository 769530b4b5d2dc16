"""Sheets of lights from above: entered, looked at, withdrawn; and one light through its sheets."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from jingwei.core.actions import Done
from jingwei.core.errors import Missing
from jingwei.core.lights import Light
from jingwei.core.periods import Period
from jingwei.core.scope import current_scope
from jingwei.core.ui.blocks import Event, Item, Section
from jingwei.core.ui.parts import Badge, Column, Empty, Link, Row, Table
from jingwei.indicators.actions import EnterLights, WithdrawLights
from jingwei.indicators.actions.explain_red import owners_of
from jingwei.indicators.pages.asked import address
from jingwei.indicators.policy import policy
from jingwei.indicators.targets.given import COLOURS
from jingwei.indicators.targets.models import GivenLight, LightSheet, Remedy
from jingwei.indicators.targets.pages.lights import worst_first
from jingwei.indicators.targets.pages.target import remedy_section
from jingwei.indicators.targets.remedies import explained
from jingwei.people.action_form import action_page


def enter_lights(request: HttpRequest) -> HttpResponse:
    """The form for one sheet."""
    policy.may(current_scope().actor, "report")

    def done(made: Done) -> HttpResponse:
        sheet = LightSheet.objects.get(pk=made.result["sheets"][0])
        messages.success(request, "已更正这一期的通报，原通报保留可查。" if made.result["replaced"] else "已登记。")
        return redirect(address(reverse("indicators:lights"), period=sheet.period))

    return action_page(
        request, EnterLights(), done, title="录入亮灯通报", cancel_url=reverse("indicators:lights"), submit="登记",
        initial={"period": request.GET.get("period", "")[:24]}, crumbs=_crumbs(),
    )  # fmt: skip


def sheet(request: HttpRequest, sheet_id: UUID) -> HttpResponse:
    """One sheet as it came, with the ones it corrected."""
    actor = current_scope().actor
    policy.may(actor, "see")
    found = LightSheet.objects.filter(pk=sheet_id).first()
    if found is None:
        raise Missing("没有找到这份亮灯通报。")
    lights = list(GivenLight.objects.filter(sheet=found).order_by("pk"))
    others = LightSheet.objects.filter(period=found.period, issuer=found.issuer).order_by("-known_from")
    period = Period.parse(found.period)
    rows = tuple(Row((one.name, Light(one.state).badge(), one.note or None)) for one in worst_first(lights))
    stands = found.known_to is None
    context = {
        "title": f"{period.name}亮灯通报",
        "subtitle": f"{found.issuer}，{found.paper}",
        "crumbs": (*_crumbs(), Link("亮灯通报", address(reverse("indicators:lights"), period=found.period))),
        "badges": () if stands else (Badge("已更正或撤销", "calm"),),
        "actions": (
            Link("更正", address(reverse("indicators:enter_lights"), period=found.period), icon="edit", look="primary"),
            Link("撤销通报", reverse("indicators:withdraw_lights", args=[found.pk]), icon="ban"),
        )
        if stands and policy.allows(actor, "report")
        else (),
        "summary": (
            Item("考核指标数", found.assessed), *(Item(word, getattr(found, key)) for key, word in COLOURS),
        ),
        "sections": (
            Section("各指标亮灯", table=Table((Column("指标"), Column("亮灯", "badge"), Column("备注", "long")), rows),
                    empty=None if rows else Empty("通报没有列出各指标")),
        ),
        "history": tuple(_event(one) for one in others),
    }  # fmt: skip
    return render(request, "desk/record.html", context)


def _event(one: LightSheet) -> Event:
    counts = "、".join(f"{word}{getattr(one, key)}" for key, word in COLOURS)
    verb = f"登记：共{one.assessed}项，{counts}（{one.paper}）" + ("，已更正或撤销" if one.known_to else "")
    return Event(timezone.localtime(one.known_from), one.actor_label, verb, why=one.why,
                 link=Link("打开", reverse("indicators:light_sheet", args=[one.pk])))  # fmt: skip


def withdraw_lights(request: HttpRequest, sheet_id: UUID) -> HttpResponse:
    """Take a sheet back."""
    policy.may(current_scope().actor, "report")
    found = LightSheet.objects.filter(pk=sheet_id).first()
    if found is None:
        raise Missing("没有找到这份亮灯通报。")

    def done(_: Done) -> HttpResponse:
        messages.success(request, "已撤销这份通报。")
        return redirect("indicators:lights")

    return action_page(
        request, WithdrawLights(), done, title=f"撤销：{Period.parse(found.period).name}亮灯通报", targets=[found],
        cancel_url=reverse("indicators:light_sheet", args=[found.pk]), crumbs=_crumbs(),
    )  # fmt: skip


def light(request: HttpRequest, light_id: UUID) -> HttpResponse:
    """One light given from above: through the sheets that named it, with its explanation."""
    actor = current_scope().actor
    policy.may(actor, "see")
    rows = list(GivenLight.objects.filter(light=light_id).select_related("sheet").order_by("-sheet__known_from"))
    if not rows:
        raise Missing("没有找到这个亮灯。")
    one = rows[0]
    period = Period.parse(one.sheet.period)
    given = Light(one.state)
    remedies = list(Remedy.objects.filter(about=light_id).order_by("-known_from"))
    now = next((row for row in remedies if row.known_to is None), None)
    state = explained(light_id, {light_id: now} if now else {}, timezone.localdate()) if given == Light.RED else None
    may = given == Light.RED and policy.allows(actor, "explain", owners_of([light_id])[light_id])
    links = (Link("红灯说明", reverse("indicators:explain_light", args=[light_id]), icon="pencil", look="primary"),)
    context = {
        "title": one.name,
        "subtitle": f"{period.name}，{one.sheet.issuer}通报（{one.sheet.paper}）",
        "crumbs": (*_crumbs(), Link("亮灯通报", address(reverse("indicators:lights"), period=one.sheet.period))),
        "badges": (given.badge(), *((state.badge,) if state else ())),
        "actions": links if may else (),
        "summary": (Item("通报亮灯", given.badge()), Item("备注", one.note or None)),
        "sections": (remedy_section(remedies),) if given == Light.RED or remedies else (),
        "history": tuple(_event(row.sheet) for row in rows),
    }
    return render(request, "desk/record.html", context)


def _crumbs() -> tuple[Link, ...]:
    return Link("指标", reverse("indicators:index")), Link("目标与亮灯", reverse("indicators:targets"))
