"""亮灯规则: what makes a light turn yellow or red, for every kind of target; an office may change it."""

from collections.abc import Sequence
from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from jingwei.core.actions import perform
from jingwei.core.errors import Invalid
from jingwei.core.fields import Problem
from jingwei.core.lights import Light
from jingwei.core.scope import current_scope
from jingwei.core.ui.blocks import Event, Section
from jingwei.core.ui.declared_form import form_fields, form_problems, posted_values
from jingwei.core.ui.forms import FormField, FormGroup
from jingwei.core.ui.parts import Column, Link, Row, Table
from jingwei.core.uuid7 import uuid7
from jingwei.indicators.actions import SetLightRules
from jingwei.indicators.actions.set_light_rules import bounds_of
from jingwei.indicators.policy import policy
from jingwei.indicators.targets.models import LightRules
from jingwei.indicators.targets.rules import KINDS, PHASES, band_text, rules_in_force

_LIGHTS = {
    Light.MET: "累计达到了目标，或期满符合要求",
    Light.GREEN: "按序时进行，或目前符合要求",
    Light.YELLOW: "落后不多，要盯紧",
    Light.RED: "落后较多，须写明原因、措施、责任人和完成期限",
    Light.UNRATED: "还没有数，或没有适用的规则",
}
_WORDS = (
    "灯只由数和规则决定，同样的数亮同样的灯，不按指标开例外。外部报来的数按月比序时，系统取数按天比序时，"
    "下达文件另有序时安排的按安排。比率类指标差于目标的幅度按百分点，其他按目标值的百分之几。"
)


def index(request: HttpRequest) -> HttpResponse:
    """The rules in force in words, and their versions."""
    actor = current_scope().actor
    policy.may(actor, "see")
    rules = rules_in_force()
    rows = tuple(
        Row((KINDS[kind], PHASES[phase], band_text(band)))
        for kind, phases in rules.bands.items()
        for phase, band in phases.items()
    )
    table = Table((Column("目标类别"), Column("阶段"), Column("规则", "long")), rows)
    lights = Table(
        (Column("灯", "badge"), Column("意思", "long")), tuple(Row((k.badge(), w)) for k, w in _LIGHTS.items())
    )
    versions = LightRules.objects.order_by("-version")[:50]
    context = {
        "title": "亮灯规则",
        "subtitle": f"第{rules.version}版，依据：{rules.basis}",
        "crumbs": _crumbs(),
        "actions": (Link("修改规则", reverse("indicators:set_light_rules"), icon="edit", look="primary"),)
        if policy.allows(actor, "set_targets")
        else (),
        "sections": (
            Section("各类目标的规则", table=table),
            Section("五种灯", table=lights),
            Section("说明", text=_WORDS),
        ),
        "history": tuple(
            Event(timezone.localtime(one.known_from), one.actor_label, f"设定第{one.version}版", why=one.basis)
            for one in versions
        ),
    }
    return render(request, "desk/record.html", context)


def change(request: HttpRequest) -> HttpResponse:
    """All bounds in one form, a group for each kind of target."""
    policy.may(current_scope().actor, "set_targets")
    action, problems = SetLightRules(), list[Problem]()
    typed = dict(bounds_of(rules_in_force()))
    if request.method == "POST":
        typed = posted_values(action.declared, request.POST)
        try:
            made = perform(action, [typed], key=request.POST.get("key") or None)
        except Invalid as error:
            problems = error.problems
        else:
            messages.success(request, f"现行规则为第{made.result['version']}版。")
            return redirect("indicators:light_rules")
    fields = form_fields(action.declared, typed, problems)
    context = {
        "title": "修改亮灯规则",
        "crumbs": _crumbs(),
        "intro": action.help,
        "groups": (FormGroup(fields[:1]), *(FormGroup(_of(kind, fields), label) for kind, label in KINDS.items())),
        "problems": form_problems(action.declared, problems),
        "submit": "保存为新的一版",
        "key": request.POST.get("key") or str(uuid7()),
        "cancel_url": reverse("indicators:light_rules"),
    }
    return render(request, "desk/form.html", context, status=422 if problems else 200)


def _of(kind: str, fields: Sequence[FormField]) -> tuple[FormField, ...]:
    """The fields of one kind; what its group says already is not said again."""
    return tuple(
        replace(one, label=one.label.removeprefix(f"{KINDS[kind]}，"))
        for one in fields
        if one.key.startswith(f"{kind}_")
    )


def _crumbs() -> tuple[Link, ...]:
    return Link("指标", reverse("indicators:index")), Link("目标与亮灯", reverse("indicators:targets"))
