"""Rows of ledgers on the map: points of a part of the map, and how many rows lie in each part of the territory."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from jingwei.core.facts.point import NOW
from jingwei.core.scope import current_scope
from jingwei.core.ui.maps import CLUSTER_ABOVE, Box, lattice_step, point_columns
from jingwei.registers.fieldsets import fieldset_of, location_of
from jingwei.registers.models import Register
from jingwei.registers.query import registers

_INSIDE = (
    "v.subdistrict = %s AND v.register_id = %s AND {now} AND v.lon IS NOT NULL "
    "AND v.lon BETWEEN %s AND %s AND v.lat BETWEEN %s AND %s"
)
_COUNT = "SELECT count(*) FROM (SELECT 1 FROM registers_version v WHERE {inside} LIMIT %s) found"
_CLUSTERS = """
SELECT avg(v.lon), avg(v.lat), count(*) FROM registers_version v WHERE {inside}
GROUP BY floor(v.lon / %s), floor(v.lat / %s)
"""
_POINTS = "SELECT v.lon, v.lat, v.entry_id, v.title FROM registers_version v WHERE {inside}"
_BOUNDS = """
SELECT min(v.lon), min(v.lat), max(v.lon), max(v.lat) FROM registers_version v
WHERE v.subdistrict = %s AND {now} AND v.lon IS NOT NULL
"""
# Counted within the index of points first, so that the join meets some thousand groups instead of all rows.
_BY_PLACE = """
SELECT p.path[%s], counted.register_id, sum(counted.n)::int FROM (
  SELECT v.register_id, v.place_id, count(*) AS n FROM registers_version v
  WHERE v.subdistrict = %s AND {now} AND v.lon IS NOT NULL GROUP BY 1, 2
) counted JOIN places_place p ON p.id = counted.place_id GROUP BY 1, 2
"""
_IN_PLACES = """
SELECT v.register_id, count(*), count(v.lon) FROM registers_version v
WHERE v.subdistrict = %s AND {now} AND {where} GROUP BY 1
"""
_BELOW = "ARRAY(SELECT id FROM places_place WHERE path && %s::uuid[])"


def _now() -> tuple[str, list[Any]]:
    return NOW.sql("v")


@dataclass(frozen=True, slots=True)
class Tally:
    """Rows of one ledger in one place, and how many of them are on the map."""

    register: UUID
    rows: int
    located: int


def located_registers() -> list[Register]:
    """The ledgers whose rows have a point, in the order of the menu."""
    return [register for register in registers() if location_of(fieldset_of(register))]


def spots(register: Register, box: Box) -> dict[str, Any]:
    """The rows of a ledger in a part of the map as the map client reads them; clustered where they are too many."""
    now, values = _now()
    inside = _INSIDE.format(now=now)
    given = [register.subdistrict, register.pk, *values, box.west, box.east, box.south, box.north]
    with connection.cursor() as cursor:
        cursor.execute(_COUNT.format(inside=inside), [*given, CLUSTER_ABOVE + 1])
        total = cursor.fetchone()[0]
        if total > CLUSTER_ABOVE:
            step = lattice_step(box.zoom)
            cursor.execute(_CLUSTERS.format(inside=inside), [*given, step, step])
            cells = [(lon, lat, count, "", "") for lon, lat, count in cursor.fetchall()]
            return point_columns(cells, clustered=True, total=sum(cell[2] for cell in cells))
        cursor.execute(_POINTS.format(inside=inside), given)
        found = [(lon, lat, 1, str(entry), title) for lon, lat, entry, title in cursor.fetchall()]
    return point_columns(found, clustered=False, total=total)


def bounds() -> tuple[float, float, float, float] | None:
    """West, south, east and north of all points the reader may see; None where there are none."""
    now, values = _now()
    with connection.cursor() as cursor:
        cursor.execute(_BOUNDS.format(now=now), [current_scope().subdistrict, *values])
        west, south, east, north = cursor.fetchone()
    return None if west is None else (west, south, east, north)


def located_by_place(depth: int) -> dict[UUID, dict[UUID, int]]:
    """Place at a depth of the tree (1: the top) → ledger → how many rows in it and below are on the map; one query."""
    now, values = _now()
    found: dict[UUID, dict[UUID, int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_BY_PLACE.format(now=now), [depth, current_scope().subdistrict, *values])
        for place, register, count in cursor.fetchall():
            if place is not None:
                found.setdefault(place, {})[register] = count
    return found


def tallies_in(places: Sequence[UUID], *, counting_only: bool) -> list[Tally]:
    """The rows of every ledger in places and below; `counting_only`: places of a scheme that gives no rights."""
    now, values = _now()
    where = f"v.places && {_BELOW}" if counting_only else f"v.place_id = ANY({_BELOW})"
    with connection.cursor() as cursor:
        statement = _IN_PLACES.format(now=now, where=where)
        cursor.execute(statement, [current_scope().subdistrict, *values, list(places)])
        return [Tally(*row) for row in cursor.fetchall()]
