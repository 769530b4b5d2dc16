"""The forms of targets: set, correct, withdraw, explain, finish, assess, and the rules of lights."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from jingwei.core.actions import Done, perform
from jingwei.core.errors import Conflict, Invalid, Missing
from jingwei.core.fields import Problem
from jingwei.core.scope import current_scope
from jingwei.core.ui.declared_form import form_fields, form_problems, posted_values
from jingwei.core.ui.forms import FormGroup
from jingwei.core.ui.parts import Link
from jingwei.core.uuid7 import uuid7
from jingwei.indicators.actions import (
    AssessTargets,
    CorrectTarget,
    ExplainRed,
    FinishRemedy,
    SetTarget,
    WithdrawTarget,
)
from jingwei.indicators.actions.explain_red import owners_of
from jingwei.indicators.definitions import load_definitions
from jingwei.indicators.policy import policy
from jingwei.indicators.targets.aims import load_aims
from jingwei.indicators.targets.models import GivenLight, Remedy, TargetValue, TargetVersion
from jingwei.indicators.targets.pages.shown import newest_year, target_of
from jingwei.indicators.targets.schedule import written
from jingwei.indicators.targets.storing import versions_in_force
from jingwei.people.action_form import action_page
from jingwei.people.models import Department
from jingwei.places.models import Place

_CRUMBS = "目标与亮灯"


def set_target(request: HttpRequest) -> HttpResponse:
    """One new target."""
    policy.may(current_scope().actor, "set_targets")

    def done(made: Done) -> HttpResponse:
        messages.success(request, "已登记目标。")
        for notice in made.result["notices"]:
            messages.warning(request, notice)
        return redirect("indicators:target", made.result["targets"][0])

    named = sorted(load_definitions().values(), key=lambda one: (one.kind != "reported", one.row.name))
    today = timezone.localdate()
    places = Place.objects.filter(
        scheme__gives_rights=True, level="community", valid_from__lte=today, valid_to__gt=today
    ).order_by("code")
    options = {
        "indicator": [(one.row.key, f"{one.row.name}（{one.row.unit}）") for one in named],
        "place": [(one.code, one.name) for one in places],
        "department": _departments(),
    }
    initial = {
        "operator": "at_least", "indicator": request.GET.get("indicator", "")[:48],
        "period": request.GET.get("period", "")[:24] or str(max(today.year, newest_year())),
    }  # fmt: skip
    return action_page(
        request, SetTarget(), done, title="下达目标", cancel_url=reverse("indicators:targets"), initial=initial,
        options=options, crumbs=_crumbs(), submit="登记",
    )  # fmt: skip


def correct_target(request: HttpRequest, key: UUID) -> HttpResponse:
    """Another version of a target."""
    policy.may(current_scope().actor, "set_targets")
    target = _target(key)
    version = _standing(target)

    def done(made: Done) -> HttpResponse:
        messages.success(
            request, "已更正目标，原目标保留可查。" if made.result["changed"] else "与原目标相同，没有改动。"
        )
        for notice in made.result["notices"]:
            messages.warning(request, notice)
        return redirect("indicators:target", key)

    bounds = [one for one in (version.low, version.high) if one is not None]
    initial = {
        "change": "correct", "operator": version.operator, "value": f"{bounds[0].normalize():f}",
        "upper": f"{bounds[1].normalize():f}" if len(bounds) > 1 else "", "unit": version.unit, "paper": version.paper,
        "department": str(version.department or ""), "person": version.person,
        "schedule": written(version.schedule), "note": version.note,
    }  # fmt: skip
    return action_page(
        request, CorrectTarget(), done, title=f"更正目标：{_name(target)}", targets=[target], initial=initial,
        cancel_url=reverse("indicators:target", args=[key]), options={"department": _departments()}, crumbs=_crumbs(),
    )  # fmt: skip


def withdraw_target(request: HttpRequest, key: UUID) -> HttpResponse:
    """A target that is assessed no longer."""
    policy.may(current_scope().actor, "set_targets")
    target = _target(key)
    _standing(target)

    def done(_: Done) -> HttpResponse:
        messages.success(request, "已撤销，原目标仍可查。")
        return redirect("indicators:target", key)

    return action_page(
        request, WithdrawTarget(), done, title=f"撤销目标：{_name(target)}", targets=[target],
        cancel_url=reverse("indicators:target", args=[key]), crumbs=_crumbs(),
    )  # fmt: skip


def explain_target(request: HttpRequest, key: UUID) -> HttpResponse:
    """Why the light of a target is red."""
    target = _target(key)
    return _explain(request, key, _name(target), reverse("indicators:target", args=[key]))


def explain_light(request: HttpRequest, light: UUID) -> HttpResponse:
    """Why a light given from above is red."""
    row = GivenLight.objects.filter(light=light).order_by("-pk").first()
    if row is None:
        raise Missing("没有找到这个亮灯。")
    return _explain(request, light, row.name, reverse("indicators:light", args=[light]))


def _explain(request: HttpRequest, about: UUID, name: str, back: str) -> HttpResponse:
    """The form without the key of the light, which the address says."""
    policy.may(current_scope().actor, "explain", owners_of([about])[about])
    action, problems = ExplainRed(), list[Problem]()
    before = Remedy.objects.filter(about=about, known_to=None, done_on=None).first()
    typed = {key: str(getattr(before, key)) for key in ("cause", "measure", "person", "due")} if before else {}
    if request.method == "POST":
        typed = posted_values(action.declared, request.POST) | {"about": str(about)}
        try:
            perform(action, [typed], key=request.POST.get("key") or None)
        except Invalid as error:
            problems = error.problems
        else:
            messages.success(request, "已登记红灯说明。")
            return redirect(back)
    fields = form_fields(action.declared, typed, problems)
    context = {
        "title": f"红灯说明：{name}",
        "crumbs": _crumbs(),
        "intro": action.help,
        "groups": (FormGroup(tuple(one for one in fields if one.key != "about")),),
        "problems": form_problems(action.declared, problems),
        "submit": action.label,
        "key": request.POST.get("key") or str(uuid7()),
        "cancel_url": back,
    }
    return render(request, "desk/form.html", context, status=422 if problems else 200)


def finish_remedy(request: HttpRequest, remedy_id: UUID) -> HttpResponse:
    """What was to be done about a red light is done."""
    row = Remedy.objects.filter(pk=remedy_id).first()
    if row is None:
        raise Missing("没有找到这条红灯说明。")
    policy.may(current_scope().actor, "explain", owners_of([row.about])[row.about])
    of_target = TargetValue.objects.filter(pk=row.about).exists()
    back = reverse("indicators:target" if of_target else "indicators:light", args=[row.about])

    def done(_: Done) -> HttpResponse:
        messages.success(request, "已登记整改完成。")
        return redirect(back)

    return action_page(
        request, FinishRemedy(), done, title="整改完成", targets=[row], cancel_url=back, crumbs=_crumbs(),
        initial={"done_on": str(timezone.localdate())},
    )  # fmt: skip


def assess_targets(request: HttpRequest) -> HttpResponse:
    """Compute the lights now."""
    policy.may(current_scope().actor, "set_targets")

    def done(made: Done) -> HttpResponse:
        said = made.result
        messages.success(request, f"已评{said['assessed']}项目标，{said['changed']}项亮灯有变化。")
        return redirect("indicators:targets")

    return action_page(
        request, AssessTargets(), done, title="重新评灯", cancel_url=reverse("indicators:targets"), crumbs=_crumbs()
    )


def _target(key: UUID) -> TargetValue:
    found = target_of(key)
    if found is None:
        raise Missing("没有找到这个目标。")
    return found


def _standing(target: TargetValue) -> TargetVersion:
    found = versions_in_force([target]).get(target.pk)
    if found is None:
        raise Conflict("这个目标已经撤销，不能再改。")
    return found


def _name(target: TargetValue) -> str:
    aim = next(iter(load_aims(keys=[target.pk])), None)
    return f"{aim.name}（{aim.period.name}{aim.place_name}）" if aim else target.indicator


def _departments() -> list[tuple[str, str]]:
    rows = Department.objects.order_by("order", "key")
    return [(str(row.pk), row.name) for row in rows]


def _crumbs() -> tuple[Link, ...]:
    return Link("指标", reverse("indicators:index")), Link(_CRUMBS, reverse("indicators:targets"))
