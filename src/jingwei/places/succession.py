"""From the places that are wanted to rows that begin, are mended, end or stay: the tree over time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from jingwei.core.errors import Invalid
from jingwei.core.fields import Problem
from jingwei.places.models import GridScheme, Place


@dataclass(frozen=True, slots=True)
class Wanted:
    """A place as it is to be: `parent` is the parent's code, `outline` a GeoJSON geometry, `area` in square metres."""

    code: str
    name: str
    level: str
    parent: str | None
    outline: dict[str, Any] | None
    area: Decimal | None
    sort: str


@dataclass(slots=True)
class Settled:
    """Rows that begin, rows of the same day put right, rows that end because another begins in their stead.

    `outlines` are those that rows put right had before, by key.
    """

    new: list[Place] = field(default_factory=list)
    mended: list[Place] = field(default_factory=list)
    ended: list[Place] = field(default_factory=list)
    outlines: dict[UUID, dict[str, Any] | None] = field(default_factory=dict)
    same: int = 0


def in_order(wanted: Sequence[Wanted], top: str) -> list[Wanted]:
    """Parents before children, level by level. A place without a parent is put under the place with the code `top`.

    Raises Invalid where places name each other as parents.
    """
    codes = {one.code for one in wanted}
    below: dict[str | None, list[Wanted]] = {}
    for one in wanted:
        parent = one.parent or (top if top in codes and one.code != top else None)
        below.setdefault(parent, []).append(replace(one, parent=parent))
    ordered: list[Wanted] = []
    level = below.pop(None, [])
    while level:
        ordered += level
        level = [child for one in level for child in below.pop(one.code, [])]
    if below:
        ring = [one.code for children in below.values() for one in children][:5]
        message = f"这些区划的上级互相指向，找不到最上一级：{'、'.join(ring)}。请改正上级编码。"
        raise Invalid([Problem(None, "上级编码", ring[0], message, "parent.ring")])
    return ordered


def settle(scheme: GridScheme, ordered: Sequence[Wanted], known: Mapping[str, Place], on: date) -> Settled:
    """Compare what is wanted with what is `known` (by code, in force on `on`).

    A child whose parent begins anew begins anew too: its path names its parents' rows.
    """
    out = Settled()
    rows: dict[str, Place] = {}
    for one in ordered:
        parent = rows[one.parent] if one.parent else None
        before = known.get(one.code)
        if before is not None and _equal(before, one, parent):
            rows[one.code] = before
            out.same += 1
        elif before is not None and before.valid_from == on:
            if before.outline != one.outline:
                out.outlines[before.pk] = before.outline
            rows[one.code] = _filled(before, one, parent)
            out.mended.append(before)
        else:
            made = Place(subdistrict=scheme.subdistrict, scheme=scheme, code=one.code, valid_from=on)
            rows[one.code] = _filled(made, one, parent)
            out.new.append(made)
            if before is not None:
                out.ended.append(before)
    return out


def _equal(place: Place, wanted: Wanted, parent: Place | None) -> bool:
    own = (place.name, place.level, place.outline)
    path = [*(parent.path if parent else []), place.pk]
    return own == (wanted.name, wanted.level, wanted.outline) and list(place.path) == path


def _filled(place: Place, wanted: Wanted, parent: Place | None) -> Place:
    place.name, place.level, place.outline = wanted.name, wanted.level, wanted.outline
    place.area, place.sort = wanted.area, wanted.sort
    place.parent = parent
    place.path = [*(parent.path if parent else []), place.pk]
    return place
