"""A whole grid scheme from a file of outlines: read, checked, compared with what is in force on a day.

A plan says what would happen and is what happens: preview and action make it by the same function. A place that
differs ends on that day and a new row with the same code begins, so that last year's counts stay on last year's grids.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from shapely.geometry import mapping, shape

from jingwei.core.errors import Invalid
from jingwei.core.fields import Field, FieldSet, Problem
from jingwei.core.scope import current_scope
from jingwei.core.text import pinyin_key
from jingwei.places.equal_area import area_m2
from jingwei.places.geojson import OutlineFileError, read_outlines
from jingwei.places.models import FOREVER, GridScheme, Place
from jingwei.places.outline_checks import check_outlines
from jingwei.places.outlines import Outline, OutlineReport, level_name
from jingwei.places.succession import Wanted, in_order, settle

OUTLINES = FieldSet(
    key="places.import_outlines",
    version=1,
    fields=(
        Field("scheme", "体系代号", "text", required=True, max_length=32, help="小写字母开头，如 general"),
        Field("scheme_name", "体系名称", "text", max_length=60, help="新体系必填，如综合网格、防疫网格"),
        Field("gives_rights", "决定数据权限", "yesno", help="全街道只有一个体系决定权限，其余只用于统计"),
        Field("valid_from", "启用日期", "date", help="边界从哪天起按此执行；不填为今天"),
        Field("partial", "文件只含部分区划，未列出的继续有效", "yesno"),
    ),
)
_FOREVER = date.fromisoformat(FOREVER)


@dataclass(slots=True)
class PlacePlan:
    """What a file of outlines would do to its scheme from `on`.

    `new` begin on that day, `mended` began on it and are put right (`outlines`: what those that differ had before, by
    key), `ended` end on it. `report` is what was found
    about the outlines; `problems` say the same and what hinders, as rows of a preview (`row`: number of the feature).
    """

    scheme: GridScheme
    on: date
    report: OutlineReport
    new: list[Place] = field(default_factory=list)
    mended: list[Place] = field(default_factory=list)
    ended: list[Place] = field(default_factory=list)
    outlines: dict[UUID, dict[str, Any] | None] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def errors(self) -> list[Problem]:
        """What forbids taking the file in."""
        return [problem for problem in self.problems if problem.severity == "error"]

    def write(self) -> None:
        """Save scheme and places; five statements, whatever their number."""
        self.scheme.save()
        for place in self.ended:
            place.valid_to = self.on
            place.revision += 1
        for place in self.mended:
            place.revision += 1
        Place.objects.bulk_update(self.ended, ["valid_to", "revision"])
        Place.objects.bulk_create(self.new)
        Place.objects.bulk_update(
            self.mended, ["name", "level", "parent", "path", "outline", "area", "sort", "revision"]
        )


def plan_outlines(data: bytes, values: Mapping[str, Any], on: date) -> PlacePlan:
    """The plan for a GeoJSON file; `values` are clean values of `OUTLINES`.

    Raises Invalid where the file cannot be read at all or the scheme is not described.
    """
    scheme = _scheme(values)
    rows = Place.objects.filter(scheme_id=scheme.pk, valid_to__gt=on).order_by("valid_from", "code")
    stored = list(rows)
    known = {place.code: place for place in stored if place.valid_from <= on}
    later = [place for place in stored if place.valid_from > on]
    by_id = {place.pk: place.code for place in known.values()}
    partial = bool(values.get("partial"))
    above = [outline_of(place, by_id) for place in known.values() if place.outline] if partial else []
    try:
        report = check_outlines(read_outlines(data), above=above)
    except OutlineFileError as error:
        raise Invalid([Problem(None, "边界文件", "", str(error), error.code)]) from error
    plan = PlacePlan(scheme, on, report, problems=problems_of(report))
    plan.problems += own_problems(report, later, on)
    if plan.errors:
        plan.counts = {"new": 0, "changed": 0, "same": 0, "gone": 0, "refused": len(report.outlines)}
        return plan
    wanted = [wanted_as(outline) for outline in report.outlines]
    codes = {one.code for one in wanted}
    if partial:
        wanted += [kept_as(place, by_id) for place in known.values() if place.code not in codes]
    settle_plan(plan, wanted, known)
    return plan


def settle_plan(plan: PlacePlan, wanted: Sequence[Wanted], known: Mapping[str, Place]) -> None:
    """Put into the plan what begins, is mended and ends, so that what is wanted holds instead of what is known."""
    ordered = in_order(wanted, current_scope().subdistrict)
    settled = settle(plan.scheme, ordered, known, plan.on)
    plan.new, plan.mended, plan.outlines = settled.new, settled.mended, settled.outlines
    kept = {one.code for one in wanted}
    gone = [place for code, place in known.items() if code not in kept]
    plan.ended = [*settled.ended, *gone]
    plan.problems += [
        place_problem(place.code, "place.ends_at_once", f"“{place.name}”当天才启用，不能当天停用；请换一个启用日期。")
        for place in gone
        if place.valid_from == plan.on
    ]
    changed = len(settled.ended) + len(settled.mended)
    plan.counts = {
        "new": len(settled.new) - len(settled.ended),
        "changed": changed,
        "same": settled.same,
        "gone": len(gone),
        "refused": 0,
    }
    plan.scheme.levels = _levels(plan.scheme.levels, ordered)


def _scheme(values: Mapping[str, Any]) -> GridScheme:
    """The scheme named, as it is to be saved."""
    key = values["scheme"]
    schemes = list(GridScheme.objects.order_by("order", "key"))
    known = next((one for one in schemes if one.key == key), None)
    name = values.get("scheme_name") or (known.name if known else "")
    if not name:
        message = f"还没有代号为“{key}”的体系；新体系请填写名称。"
        raise Invalid([Problem("scheme_name", "体系名称", "", message, "scheme.unnamed")])
    giver = next((one for one in schemes if one.gives_rights), None)
    wished = values.get("gives_rights")
    if wished and giver is not None and giver is not known:
        message = f"“{giver.name}”已决定数据权限，只能有一个体系决定权限；请改为“否”。"
        raise Invalid([Problem("gives_rights", "决定数据权限", "是", message, "scheme.two_rights")])
    if known is None:
        rights = giver is None if wished is None else bool(wished)
        street = current_scope().subdistrict
        return GridScheme(subdistrict=street, key=key, name=name, gives_rights=rights, order=len(schemes))
    if known.name != name:
        known.name = name
        known.revision += 1
    return known


def wanted_as(outline: Outline) -> Wanted:
    """A place as a new outline wants it, measured."""
    geometry = json.loads(json.dumps(mapping(outline.shape)))
    area = Decimal(f"{area_m2(outline.shape):.1f}")
    sort = pinyin_key(outline.name)[:160]
    return Wanted(outline.code, outline.name, outline.level, outline.parent, geometry, area, sort)


def kept_as(place: Place, codes: Mapping[UUID, str]) -> Wanted:
    """A place as it is; `codes` are those of places by key."""
    parent = codes.get(place.parent_id) if place.parent_id else None
    return Wanted(place.code, place.name, place.level, parent, place.outline, place.area, place.sort)


def outline_of(place: Place, codes: Mapping[UUID, str]) -> Outline:
    """The outline of a place that has one."""
    parent = codes.get(place.parent_id) if place.parent_id else None
    return Outline(place.code, place.name, place.level, parent, shape(place.outline or {}))


def _levels(known: Sequence[Mapping[str, str]], ordered: Sequence[Wanted]) -> list[dict[str, str]]:
    """The levels from the top down; a level no longer used stays at the end, for last year's places."""
    names = {level["key"]: level["name"] for level in known}
    now = list(dict.fromkeys(one.level for one in ordered))
    keys = [*now, *(key for key in names if key not in now)]
    return [{"key": key, "name": names.get(key) or level_name(key)} for key in keys]


def problems_of(report: OutlineReport) -> list[Problem]:
    """What was found about outlines, as rows of a preview."""
    return [
        Problem(None, "边界", "、".join(one.places), one.message, one.code, one.feature, severity=one.severity)
        for one in report.remarks
    ]


def own_problems(report: OutlineReport, later: Sequence[Place], on: date) -> list[Problem]:
    """What hinders beyond the outlines: another subdistrict's file, changes that are planned for a `later` day."""
    street = current_scope().subdistrict
    found = []
    for outline in report.outlines:
        if outline.level == "subdistrict" and outline.code != street:
            message = f"文件里的街道是{outline.title}，不是本街道({street})；请核对文件。"
            found.append(place_problem(outline.code, "subdistrict.other", message))
    if later:
        first = min(place.valid_from for place in later)
        message = f"已有{len(later)}个区划定于{first}起启用，不能再从{on}起改动；请填更晚的启用日期。"
        found.append(place_problem(later[0].code, "place.planned_later", message))
    return found


def place_problem(code: str, kind: str, message: str) -> Problem:
    """A problem of one place, which hinders."""
    return Problem(None, "区划", code, message, kind)
