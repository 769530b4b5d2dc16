"""Service circles: which rows of a ledger lie within a distance of any service point, in a straight line, in one scan.

Both kinds of points fall into the cells of a grid as wide as the distance; a row meets only the points of its own cell
and the eight around it, so the cost follows rows and points near them, not their product. No extension is needed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from jingwei.core.facts.nearby import SCALE
from jingwei.core.facts.point import NOW, Point
from jingwei.core.facts.then import as_known
from jingwei.core.fields import Field
from jingwei.core.scope import current_scope
from jingwei.core.ui.maps import CLUSTER_ABOVE, Box, lattice_step, point_columns
from jingwei.places.equal_area import LocalPlane
from jingwei.registers.fieldsets import fieldset_of
from jingwei.registers.models import Register
from jingwei.registers.spots import bounds

# Points in whole metres east and north of the middle; `cells` holds each under nine cells.
_NEAR = """
WITH point AS MATERIALIZED (
  SELECT s.lon, s.lat FROM registers_version s
  WHERE s.subdistrict = %(street)s AND s.register_id = %(points)s AND {point_now} AND s.lon IS NOT NULL {some}
), scale AS MATERIALIZED ({scale}), spot AS MATERIALIZED (
  SELECT lon * east AS x, lat * north AS y FROM point, scale
), cells AS MATERIALIZED (
  SELECT x, y, floor(x / %(metres)s)::int + a AS cx, floor(y / %(metres)s)::int + b AS cy
  FROM spot, generate_series(-1, 1) a, generate_series(-1, 1) b
), item AS MATERIALIZED (
  SELECT v.entry_id, v.place_id, v.lon, v.lat, v.lon * east AS x, v.lat * north AS y
  FROM registers_version v CROSS JOIN scale
  WHERE v.subdistrict = %(street)s AND v.register_id = %(rows)s AND {row_now}
), near AS MATERIALIZED (
  SELECT DISTINCT item.entry_id FROM item JOIN cells c
    ON c.cx = floor(item.x / %(metres)s)::int AND c.cy = floor(item.y / %(metres)s)::int
  WHERE (item.x - c.x) ^ 2 + (item.y - c.y) ^ 2 <= %(metres)s ^ 2
)
"""
_BY_PLACE = """
SELECT p.path[%(depth)s], count(item.lon), count(near.entry_id), count(*) - count(item.lon)
FROM item LEFT JOIN near USING (entry_id) LEFT JOIN {places} p ON p.id = item.place_id GROUP BY 1
"""
_LISTED = """
SELECT v.entry_id, v.title, item.place_id, far.metres, count(*) OVER ()
FROM item LEFT JOIN near USING (entry_id)
JOIN registers_version v ON v.entry_id = item.entry_id AND v.register_id = %(rows)s AND {row_now}
LEFT JOIN LATERAL (SELECT sqrt(min((item.x - spot.x) ^ 2 + (item.y - spot.y) ^ 2)) AS metres FROM spot) far ON true
WHERE item.lon IS NOT NULL AND (near.entry_id IS NOT NULL) = %(inside)s {placed}
ORDER BY v.sort, v.id LIMIT %(most)s OFFSET %(first)s
"""
_OUTSIDE = """
, outside AS (
  SELECT item.entry_id, item.lon, item.lat FROM item LEFT JOIN near USING (entry_id)
  WHERE near.entry_id IS NULL AND item.lon BETWEEN %(west)s AND %(e)s AND item.lat BETWEEN %(south)s AND %(n)s
)
"""
_FEW = """
SELECT o.lon, o.lat, o.entry_id, v.title FROM (SELECT * FROM outside LIMIT %(most)s) o
JOIN registers_version v ON v.entry_id = o.entry_id AND {row_now}
"""
_CLUSTERS = "SELECT avg(lon), avg(lat), count(*) FROM outside GROUP BY floor(lon / %(step)s), floor(lat / %(step)s)"
_SPOTS = """
SELECT s.lon, s.lat FROM registers_version s
WHERE s.subdistrict = %(street)s AND s.register_id = %(points)s AND {point_now} {some}
"""
_IN_REACH = "AND s.lon BETWEEN %(west)s AND %(e)s AND s.lat BETWEEN %(south)s AND %(n)s"


@dataclass(frozen=True, slots=True)
class Circle:
    """What is asked: rows of a ledger within `metres` of points of another, those of one `kind` where it is said.

    `kind_field` is the choice field of the points' ledger that `kind` belongs to. Rows, points and places are those of
    `point`: as they were on its day and were known at its moment.
    """

    rows: Register
    points: Register
    metres: float
    kind_field: Field | None = None
    kind: str = ""
    point: Point = NOW

    @property
    def places(self) -> str:
        """What stands after FROM to see the places as they were known then."""
        moment = self.point.known_at
        return "places_place" if moment is None else as_known("places_place", moment)


@dataclass(frozen=True, slots=True)
class Reached:
    """Of the rows of a part `located` have a point, `inside` of these are in reach, `unlocated` have none."""

    located: int
    inside: int
    unlocated: int


def condition_of(circle: Circle) -> dict[str, Any]:
    """The same as a condition on the rows, by which lists are narrowed and indicators counted."""
    where = {"where": {circle.kind_field.key: circle.kind}} if circle.kind_field and circle.kind else {}
    return {"near": {"rows": circle.points.key, **where, "metres": round(circle.metres)}}


def kind_of(register: Register) -> Field | None:
    """The field that says what kind of point it is: the first choice that is a facet."""
    fields = fieldset_of(register).fields
    return next((one for one in fields if one.kind == "choice" and one.facet and not one.retired), None)


def reached(circle: Circle, depth: int) -> dict[UUID | None, Reached]:
    """How many rows are reached, by the key of the place at a depth of the tree (1: the top); one query."""
    sql, values = _base(circle)
    with connection.cursor() as cursor:
        cursor.execute(sql + _BY_PLACE.format(places=circle.places), {**values, "depth": depth})
        return {place: Reached(located, inside, bare) for place, located, inside, bare in cursor.fetchall()}


def listed(
    circle: Circle, *, inside: bool, places: Sequence[UUID], first: int, most: int
) -> tuple[list[tuple[UUID, str, UUID | None, float | None]], int]:
    """Rows within or beyond the distance by name: key, name, place, metres to the nearest point; and how many in all.

    `places` narrows to rows in these places and below; empty means all.
    """
    sql, values = _base(circle)
    within = f"AND item.place_id IN (SELECT p.id FROM {circle.places} p WHERE p.path && %(places)s::uuid[])"  # noqa: S608
    placed = within if places else ""
    more: dict[str, Any] = {"inside": inside, "places": list(places), "first": first, "most": most}
    with connection.cursor() as cursor:
        cursor.execute(sql + _LISTED.format(row_now=_now(circle, "v"), placed=placed), {**values, **more})
        found = cursor.fetchall()
    return [row[:4] for row in found], found[0][4] if found else 0


def outside_spots(circle: Circle, box: Box) -> dict[str, Any]:
    """The rows beyond the distance in a part of the map, as the map client reads them; clustered where too many."""
    sql, values = _base(circle)
    values |= {"west": box.west, "e": box.east, "south": box.south, "n": box.north, "step": lattice_step(box.zoom)}
    base = sql.rstrip() + _OUTSIDE
    with connection.cursor() as cursor:
        cursor.execute(base + _FEW.format(row_now=_now(circle, "v")), {**values, "most": CLUSTER_ABOVE + 1})
        found = [(lon, lat, 1, str(entry), title) for lon, lat, entry, title in cursor.fetchall()]
        if len(found) > CLUSTER_ABOVE:
            cursor.execute(base + _CLUSTERS, values)
            cells = [(lon, lat, count, "", "") for lon, lat, count in cursor.fetchall()]
            return point_columns(cells, clustered=True, total=sum(cell[2] for cell in cells))
    return point_columns(found, clustered=False, total=len(found))


def how_many_spots(circle: Circle) -> int:
    """How many service points have a place on the map."""
    located = _SPOTS.format(point_now=_now(circle, "s"), some=f"AND s.lon IS NOT NULL {_some(circle)}")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({located}) located", _values(circle))  # noqa: S608
        return int(cursor.fetchone()[0])


def spots_reaching(circle: Circle, box: Box, plane: LocalPlane) -> list[tuple[float, float]]:
    """Longitude and latitude of the service points whose circle may reach into a part of the map."""
    wide, high = (circle.metres / one for one in _metres_per_degree(plane))
    around = {"west": box.west - wide, "e": box.east + wide, "south": box.south - high, "n": box.north + high}
    sql = _SPOTS.format(point_now=_now(circle, "s"), some=f"{_IN_REACH} {_some(circle)}")
    with connection.cursor() as cursor:
        cursor.execute(sql, {**_values(circle), **around})
        return list(cursor.fetchall())


def places_then(circle: Circle, scheme: UUID, level: str) -> list[tuple[str, str]]:
    """Code and name of the places of a level on the circle's day, as known then, in the order of codes; one query."""
    day = circle.point.on or timezone.localdate()
    text = (
        f"SELECT p.code, p.name FROM {circle.places} p WHERE p.scheme_id = %s AND p.level = %s "  # noqa: S608
        "AND p.valid_from <= %s AND p.valid_to > %s ORDER BY p.code"
    )
    with connection.cursor() as cursor:
        cursor.execute(text, [scheme, level, day, day])
        return list(cursor.fetchall())


def places_of_code(circle: Circle, scheme: UUID, code: str) -> list[UUID]:
    """Every place that bore a code, as known then; one query."""
    text = f"SELECT p.id FROM {circle.places} p WHERE p.scheme_id = %s AND p.code = %s"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(text, [scheme, code])
        return [row[0] for row in cursor.fetchall()]


def plane_here() -> LocalPlane:
    """The plane through the middle of the subdistrict's points."""
    west, south, east, north = bounds() or (0.0, 0.0, 0.0, 0.0)
    return LocalPlane((west + east) / 2, (south + north) / 2)


def _base(circle: Circle) -> tuple[str, dict[str, Any]]:
    scale = SCALE.format(points="point")
    sql = _NEAR.format(point_now=_now(circle, "s"), row_now=_now(circle, "v"), some=_some(circle), scale=scale)
    return sql, _values(circle)


def _metres_per_degree(plane: LocalPlane) -> tuple[float, float]:
    """Of longitude and of latitude in the middle of a plane."""
    step = 1e-3
    east, _ = plane.to_metres(plane.lon0 + step, plane.lat0)  # type: ignore[arg-type]
    _, north = plane.to_metres(plane.lon0, plane.lat0 + step)  # type: ignore[arg-type]
    return float(east) / step, float(north) / step


def _values(circle: Circle) -> dict[str, Any]:
    return {
        "street": current_scope().subdistrict, "points": circle.points.pk, "rows": circle.rows.pk,
        "metres": circle.metres, "on": circle.point.on or timezone.localdate(), "known_at": circle.point.known_at,
        "field": circle.kind_field.key if circle.kind_field else "",
        "kinds": circle.kind_field.stored_as([circle.kind]) if circle.kind_field and circle.kind else [],
    }  # fmt: skip


def _some(circle: Circle) -> str:
    return "AND s.data->>%(field)s = ANY(%(kinds)s)" if circle.kind and circle.kind_field else ""


def _now(circle: Circle, alias: str) -> str:
    if circle.point.latest:
        return f"{alias}.known_to IS NULL AND {alias}.valid_to = DATE '9999-12-31'"
    known = f"{alias}.known_to IS NULL"
    if circle.point.known_at is not None:
        later = f"({alias}.known_to IS NULL OR {alias}.known_to > %(known_at)s)"
        known = f"{alias}.known_from <= %(known_at)s AND {later}"
    return f"{known} AND {alias}.valid_from <= %(on)s AND {alias}.valid_to > %(on)s"
