"""调整网格: areas drawn on the map or typed as points, what that would do, and the change itself."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import shapely
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from shapely.geometry import mapping

from jingwei.core.actions import perform
from jingwei.core.errors import Invalid, JingweiError
from jingwei.core.files import keep_file
from jingwei.core.scope import current_scope
from jingwei.core.ui.parts import Link
from jingwei.desk.redraw_form import areas_to_choose, form_of, points_of, read_points
from jingwei.desk.redraw_outcome import outcome
from jingwei.places.actions import RedrawPlaces
from jingwei.places.levels_follow import next_code
from jingwei.places.models import GridScheme, Place
from jingwei.places.outlines import Outline
from jingwei.places.policy import policy
from jingwei.places.query import scheme_by_key
from jingwei.places.redrawing import Redrawing, places_to_draw, plan_redrawing
from jingwei.places.steps import Step, read_steps
from jingwei.places.territory import territory_state

_GRID_DEPTH = 2  # 街道, 社区, 网格: grids are redrawn most often


@dataclass(slots=True)
class Drawing:
    """The page's own state, sent along with every press of a button."""

    scheme: GridScheme
    on: date
    level: str
    steps: list[Step]
    seen: str


def redraw_page(request: HttpRequest, scheme: str) -> HttpResponse:
    """The page. GET: `level`, `valid_from`, `place`. POST: the steps so far, and `press`: add, points, level, back,
    confirm."""
    policy.may(current_scope().actor, "redraw_places")
    drawing, problems = _drawing(request, scheme_by_key(scheme))
    given = request.POST if request.method == "POST" else request.GET
    values = {key: given.get(key, "")[:200_000] for key in ("do", "place", "with", "points", "code", "name", "keep")}
    values["reason"] = given.get("reason", "")[:200]
    press = given.get("press", "") if request.method == "POST" else ""
    plan = None
    try:
        if press == "back":
            drawing.steps = drawing.steps[:-1]
        elif press == "add":
            plan = _added(drawing, values)
            values = {**values, "place": "", "with": "", "points": "", "code": "", "name": ""}
        elif press == "confirm":
            return _confirmed(drawing, values["reason"])
    except (Invalid, JingweiError) as error:
        problems += _sentences(error)
    if plan is None and drawing.steps:
        try:
            plan = plan_redrawing(drawing.scheme, drawing.steps, drawing.on)
        except Invalid as error:
            problems += _sentences(error)
    outlines = plan.after if plan else places_to_draw(drawing.scheme, drawing.on)[1]
    if press == "points" and values["place"] in outlines:
        values["points"] = points_of(outlines[values["place"]])
    return _page(request, drawing, values, plan, outlines, problems)


def areas(request: HttpRequest, scheme: str, level: str) -> HttpResponse:
    """The outlines of a level on a day as GeoJSON, whole, with code and name. GET: `valid_from`."""
    policy.may(current_scope().actor, "redraw_places")
    _, outlines = places_to_draw(scheme_by_key(scheme), _day(request.GET.get("valid_from", "")))
    found = [_feature(one) for one in outlines.values() if one.level == level]
    return JsonResponse({"type": "FeatureCollection", "features": found})


def _drawing(request: HttpRequest, scheme: GridScheme) -> tuple[Drawing, list[str]]:
    given = request.POST if request.method == "POST" else request.GET
    problems: list[str] = []
    try:
        on = _day(given.get("valid_from", ""))
    except JingweiError as error:
        problems, on = [error.message], timezone.localdate()
    keys = [one["key"] for one in scheme.levels]
    asked = given.get("level", "")
    default = keys[min(_GRID_DEPTH, len(keys) - 1)] if keys else ""
    steps: list[Step] = []
    if request.method == "POST" and given.get("steps", "[]") not in ("", "[]"):
        try:
            steps = read_steps(given["steps"])
        except Invalid as error:
            problems += _sentences(error)
    seen = str(territory_state(scheme.subdistrict))
    return Drawing(scheme, on, asked if asked in keys else default, steps, given.get("seen", seen)), problems


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text) if text else timezone.localdate()
    except ValueError as error:
        raise JingweiError(f"启用日期“{text[:20]}”不是日期，应如 2026-01-01。", code="redraw.day") from error


def _added(drawing: Drawing, values: dict[str, str]) -> Redrawing:
    """The plan with one more step, which is kept if it fits."""
    raw: dict[str, Any] = {key: values[key] for key in ("do", "place", "with", "code", "name", "keep")}
    if raw["do"] in ("split", "redraw"):
        raw["points"] = read_points(values["points"])
    if raw["do"] == "split" and not raw["code"].strip():
        raw["code"] = _proposed(drawing, raw["place"])
    steps = [*drawing.steps, *_one(raw)]
    plan = plan_redrawing(drawing.scheme, steps, drawing.on)
    drawing.steps = steps
    return plan


def _one(raw: dict[str, Any]) -> list[Step]:
    """One step, told without its number where it is wrong."""
    try:
        return read_steps(json.dumps([raw]))
    except Invalid as error:
        told = [replace(one, message=one.message.removeprefix("第1步")) for one in error.problems]
        raise Invalid(told) from error


def _proposed(drawing: Drawing, place: str) -> str:
    """The next code under the parent of a place, those of earlier steps counted as used."""
    _, outlines = places_to_draw(drawing.scheme, drawing.on)
    made = {step.code for step in drawing.steps if step.code}
    origin = place
    while origin in made:
        origin = next(step.place for step in drawing.steps if step.code == origin)
    one = outlines.get(origin)
    if one is None:
        return f"{place}-2"
    codes = Place.objects.filter(scheme_id=drawing.scheme.pk).values_list("code", flat=True)
    return next_code(one.level, one.parent or "", one.code, {*codes, *made})


def _confirmed(drawing: Drawing, reason: str) -> HttpResponse:
    if str(territory_state(drawing.scheme.subdistrict)) != drawing.seen:
        drawing.seen = str(territory_state(drawing.scheme.subdistrict))
        raise JingweiError("您核对期间，区划又有变动；请按下面重新算出的结果核对，再确认。", code="redraw.changed")
    if not reason.strip():
        raise JingweiError("请填写调整依据，如街道办会议纪要的日期或文号。", code="redraw.reason")
    steps = {"steps": [step.plain() for step in drawing.steps], "drawn": timezone.now().isoformat()}
    data = json.dumps(steps, ensure_ascii=False).encode()
    stored = keep_file(data, f"网格调整{drawing.on:%Y%m%d}.json", "application/json")
    values = {"scheme": drawing.scheme.key, "valid_from": drawing.on.isoformat()}
    done = perform(RedrawPlaces(), [values], targets=[stored.pk], reason=reason.strip()).result
    return redirect("imports:record", done["import"])


def _sentences(error: JingweiError) -> list[str]:
    if isinstance(error, Invalid):
        return [one.message for one in error.problems]
    return [error.message]


def _page(
    request: HttpRequest,
    drawing: Drawing,
    values: dict[str, str],
    plan: Redrawing | None,
    outlines: dict[str, Outline],
    problems: Sequence[str],
) -> HttpResponse:
    own = areas_to_choose(outlines, drawing.level, drawing.scheme.subdistrict)
    url = reverse("places:redraw", args=[drawing.scheme.key])
    context = {
        "title": f"调整{_level_name(drawing)}",
        "crumbs": (Link("区划与网格", f"{reverse('places:list')}?scheme={drawing.scheme.key}"),),
        "subtitle": f"{drawing.scheme.name}，{drawing.on} 起。往年的数仍按往年的网格统计；确认前不改动任何内容。",
        "form": form_of(drawing.scheme, drawing.level, drawing.on, own, values),
        "steps": json.dumps([step.plain() for step in drawing.steps], ensure_ascii=False),
        "count": len(drawing.steps),
        "level": drawing.level,
        "valid_from": drawing.on.isoformat(),
        "seen": drawing.seen,
        "problems": tuple(dict.fromkeys(problems)),
        "config": _config(drawing, plan, outlines),
        "picture_url": reverse("places:picture"),
        "url": url,
        "outcome": outcome(plan) if plan else None,
    }
    if plan and not problems and request.POST.get("press") == "add":
        messages.success(request, plan.told[-1])
    return render(request, "desk/redraw.html", context, status=422 if problems else 200)


def _config(drawing: Drawing, plan: Redrawing | None, outlines: dict[str, Outline]) -> dict[str, Any]:
    """What draw.js reads: where the areas are, and what the steps changed."""
    own = [one for one in outlines.values() if one.level == drawing.level]
    changed = [one for one in own if plan and one.code in plan.changed]
    box = shapely.union_all([one.shape.envelope for one in changed or own]).bounds if own else (118, 24, 119, 25)
    areas_url = reverse("places:redraw_areas", args=[drawing.scheme.key, drawing.level])
    ended = (
        [code for code, one in plan.before.items() if one.level == drawing.level and code not in outlines]
        if plan
        else []
    )
    spots = [{"at": one.at, "text": one.message} for one in plan.remarks if one.at] if plan else []
    return {
        "bounds": box,
        "areas": f"{areas_url}?valid_from={drawing.on}",
        "changed": {"type": "FeatureCollection", "features": [_feature(one) for one in changed]},
        "ended": ended,
        "spots": spots,
        "fixed": drawing.scheme.subdistrict,
    }


def _feature(one: Outline) -> dict[str, Any]:
    rounded = shapely.transform(one.shape, lambda points: points.round(7))
    at = one.shape.representative_point()
    properties = {"code": one.code, "name": one.name, "at": [round(at.x, 7), round(at.y, 7)]}
    return {"type": "Feature", "properties": properties, "geometry": mapping(rounded)}


def _level_name(drawing: Drawing) -> str:
    return next((str(one["name"]) for one in drawing.scheme.levels if one["key"] == drawing.level), "网格")
