"""A redrawing of grids: its steps followed, what lies above and below taken along, compared with what is in force.

Like that of a file of outlines, the plan says what would happen and is what happens. What differs ends on the day and
begins anew; the ground each new area comes from is written down as succession.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

import shapely
from django.utils import timezone

from jingwei.core.errors import Invalid
from jingwei.core.fields import Problem
from jingwei.places.equal_area import area_m2
from jingwei.places.importing import (
    PlacePlan,
    kept_as,
    outline_of,
    own_problems,
    problems_of,
    settle_plan,
    wanted_as,
)
from jingwei.places.levels_follow import follow_down, follow_up
from jingwei.places.locate import Locator
from jingwei.places.models import GridScheme, Place, Succession
from jingwei.places.outline_checks import TOLERANCE_M2, areal, check_outlines
from jingwei.places.outlines import Outline, OutlineRemark, OutlineReport
from jingwei.places.ports import Ground, Redrawn
from jingwei.places.reshaping import Shaping, shaping_of
from jingwei.places.steps import Step
from jingwei.places.succession import Wanted


@dataclass(slots=True)
class Redrawing:
    """What steps would do to a scheme from a day on.

    `before` and `after` are the outlines by code; `changed` the codes that ended, began or got another outline. `told`
    is a sentence per step and per place that goes along, `redrawn` the same as others follow it.
    """

    plan: PlacePlan
    before: dict[str, Outline]
    after: dict[str, Outline]
    changed: frozenset[str]
    told: list[str]
    redrawn: Redrawn
    succession: list[Succession] = field(default_factory=list)
    remarks: list[OutlineRemark] = field(default_factory=list)

    def write(self) -> None:
        """Save the places and what became of them."""
        self.plan.write()
        Succession.objects.bulk_create(self.succession)


def places_to_draw(scheme: GridScheme, on: date) -> tuple[list[Place], dict[str, Outline]]:
    """The places of a scheme from a day on, those planned for later among them, and the outlines in force by code."""
    rows = Place.objects.filter(scheme_id=scheme.pk, valid_to__gt=on).order_by("valid_from", "code")
    stored = list(rows)
    known = [place for place in stored if place.valid_from <= on]
    codes = {place.pk: place.code for place in known}
    return stored, {place.code: outline_of(place, codes) for place in known if place.outline}


def plan_redrawing(scheme: GridScheme, steps: Sequence[Step], on: date) -> Redrawing:
    """The plan for steps drawn one on the other. Raises Invalid for a step that does not fit and for a day to come."""
    if on > timezone.localdate():
        message = f"启用日期{on}还没到；调整当天起算，请填今天或以前的日期。"
        raise Invalid([Problem("valid_from", "启用日期", str(on), message, "redraw.future")])
    stored, before = places_to_draw(scheme, on)
    known = {place.code: place for place in stored if place.valid_from <= on}
    if not known:
        message = f"{scheme.name}在{on}还没有区划，请换一个启用日期。"
        raise Invalid([Problem("valid_from", "启用日期", str(on), message, "redraw.nothing")])
    used = set(Place.objects.filter(scheme_id=scheme.pk).values_list("code", flat=True))
    ground = shaping_of(before, used, scheme.subdistrict)
    ground.follow(steps)
    level = next((before[step.place].level for step in steps if step.place in before), "")
    follow_up(ground, before)
    follow_down(ground, before)
    after = ground.outlines
    report = check_outlines(OutlineReport(list(after.values()), []))
    plan = PlacePlan(scheme, on, report)
    changed = _changed(before, after)
    redrawn = _followed(scheme, on, level, before, ground, changed)
    out = Redrawing(plan, before, after, changed, ground.told, redrawn)
    out.remarks = _own(report, out.changed, after, scheme.subdistrict)
    plan.problems = problems_of(OutlineReport([], out.remarks))
    plan.problems += own_problems(OutlineReport([], []), [one for one in stored if one.valid_from > on], on)
    levels = plan.scheme.levels
    settle_plan(plan, _wanted(known, ground, out.changed), known)
    plan.scheme.levels = levels
    out.succession = _succession(out, known)
    return out


def _changed(before: Mapping[str, Outline], after: Mapping[str, Outline]) -> frozenset[str]:
    same = {code for code, one in after.items() if code in before and before[code].shape is one.shape}
    return frozenset((before.keys() | after.keys()) - same)


def _own(
    report: OutlineReport, changed: frozenset[str], after: Mapping[str, Outline], street: str
) -> list[OutlineRemark]:
    """The remarks on what was changed or holds it; what lies outside the whole street is an error."""
    near = changed | {after[code].parent for code in changed if code in after}
    out = []
    for one in report.remarks:
        if not near.intersection(one.places):
            continue
        if one.code == "outside.parent" and one.places[-1] == street:
            message = f"{one.message}辖区以外不能划入，请把边界画回辖区内。"
            out.append(OutlineRemark(one.code, "error", message, one.places, one.area_m2, one.at))
        else:
            out.append(one)
    return out


def _wanted(known: Mapping[str, Place], ground: Shaping, changed: frozenset[str]) -> list[Wanted]:
    codes = {place.pk: place.code for place in known.values()}
    out = []
    for code, place in known.items():
        one = ground.outlines.get(code)
        if one is None:
            if place.outline is None:
                kept = kept_as(place, codes)
                out.append(replace(kept, parent=_heir(kept.parent, ground.heirs)))
        elif code in changed or (one.parent, one.name) != (kept_as(place, codes).parent, place.name):
            out.append(wanted_as(one))
        else:
            out.append(kept_as(place, codes))
    return [*out, *(wanted_as(one) for code, one in ground.outlines.items() if code not in known)]


def _followed(
    scheme: GridScheme, on: date, level: str, before: Mapping[str, Outline], ground: Shaping, changed: frozenset[str]
) -> Redrawn:
    after = ground.outlines
    shown = {code: _at_level(code, before, level) for code in before}
    touched = [code for code, above in shown.items() if code in changed or above in changed]
    rows = Place.objects.filter(scheme_id=scheme.pk, code__in=touched).values_list("pk", "code")
    return Redrawn(
        gives_rights=scheme.gives_rights,
        on=on,
        before=dict(rows),
        old=_lowest(before, changed),
        new=_lowest(after, changed),
        heirs={code: _heir(code, ground.heirs) or code for code in ground.heirs},
        shown_before=shown,
        shown_after={code: _at_level(code, after, level) for code in after},
    )


def _lowest(outlines: Mapping[str, Outline], changed: frozenset[str]) -> Ground:
    parents = {one.parent for one in outlines.values()}
    leaves = [outlines[code] for code in sorted(changed & outlines.keys()) if code not in parents]
    ways = {one.code: frozenset(_way(one.code, outlines)) for one in leaves}
    return Ground(Locator((one.code, one.shape) for one in leaves), ways)


def _heir(code: str | None, heirs: Mapping[str, str]) -> str | None:
    """Who has taken a code in at last."""
    while code is not None and code in heirs:
        code = heirs[code]
    return code


def _way(code: str, outlines: Mapping[str, Outline]) -> list[str]:
    """The codes from a place up to the top."""
    out: list[str] = []
    at: str | None = code
    while at is not None and at in outlines and at not in out:
        out.append(at)
        at = outlines[at].parent
    return out


def _at_level(code: str, outlines: Mapping[str, Outline], level: str) -> str:
    return next((one for one in _way(code, outlines) if outlines[one].level == level), code)


def _succession(drawn: Redrawing, known: Mapping[str, Place]) -> list[Succession]:
    """Who has whose ground now, pair by pair within a level."""
    rows = {place.code: place for place in (*drawn.plan.mended, *drawn.plan.new)}
    area = {code: one for code, one in drawn.before.items() if code in drawn.changed}
    out = []
    for code in sorted(drawn.changed & drawn.after.keys() & rows.keys()):
        new = drawn.after[code]
        for old_code, old in area.items():
            if old.level != new.level or not old.shape.intersects(new.shape):
                continue
            common = area_m2(areal(shapely.intersection(old.shape, new.shape)))
            if common <= TOLERANCE_M2 or rows[code].pk == known[old_code].pk:
                continue
            kind = _kind(old_code, code, drawn)
            row = Succession(
                subdistrict=drawn.plan.scheme.subdistrict, before=known[old_code], after=rows[code], kind=kind,
                on=drawn.plan.on, area=Decimal(f"{common:.1f}"),
            )  # fmt: skip
            out.append(row)
    return out


def _kind(old: str, new: str, drawn: Redrawing) -> str:
    if old == new:
        return Succession.Kind.CONTINUED
    if new in drawn.before:
        return Succession.Kind.CEDED if old in drawn.after else Succession.Kind.MERGED
    return Succession.Kind.SPLIT if old in drawn.after else Succession.Kind.RECODED
