"""A condition on distance: the row lies within so many metres, in a straight line, of some row of a ledger.

    near: {rows: service_points, where: {kind: desk}, metres: 1000}

Both kinds of points fall into the cells of a grid as wide as the distance; a row meets only the points of its own cell
and the eight around it, so the cost follows rows and points near them, not their product. A row without a point is
near nothing. It becomes `IN (query)`, like all conditions on other rows; no extension of the database is needed.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from jingwei.core.facts.facts import Facts, UnknownFact
from jingwei.core.facts.sql import Sql

KEY = "near"
FARTHEST = 20_000
# Metres of a degree of longitude and of latitude in the middle of the points (CGCS2000), for a few kilometres around.
SCALE = """
SELECT 111412.84 * cos(at) - 93.5 * cos(3 * at) AS east,
  111132.954 - 559.822 * cos(2 * at) + 1.175 * cos(4 * at) AS north
FROM (SELECT radians(avg(lat)) AS at FROM {points}) middle
"""
_NEAR = """
WITH point AS MATERIALIZED ({points}), scale AS MATERIALIZED ({scale}), cells AS MATERIALIZED (
  SELECT lon * east AS x, lat * north AS y,
    floor(lon * east / {m})::int + a AS cx, floor(lat * north / {m})::int + b AS cy
  FROM point, scale, generate_series(-1, 1) a, generate_series(-1, 1) b
), item AS MATERIALIZED (SELECT own.key, own.lon * east AS x, own.lat * north AS y FROM ({own}) own, scale)
SELECT item.key FROM item WHERE EXISTS (
  SELECT 1 FROM cells c WHERE c.cx = floor(item.x / {m})::int AND c.cy = floor(item.y / {m})::int
    AND (item.x - c.x) ^ 2 + (item.y - c.y) ^ 2 <= {m} ^ 2
)
"""


def near(facts: Facts, wanted: Any, met: Callable[[Facts, Mapping[str, Any]], Sql]) -> Sql:
    """The row lies within the distance of some row that meets the conditions. Raises UnknownFact."""
    there, own = points_of(facts, wanted), _located(facts.inner(facts.source.key))
    points = there.rows(*_picked(there, "", met(there, wanted.get("where") or {})))
    items = own.rows(*_picked(own, f"{own.key.text} AS key, "))
    inner = _NEAR.format(points=points.text, scale=SCALE.format(points="point"), own=items.text, m=_metres(wanted))
    return Sql(f"{facts.key.text} IN ({inner})", (*points.values, *items.values))


def points_of(facts: Facts, wanted: Any) -> Facts:
    """The ledger whose rows are the points. Raises UnknownFact."""
    if not isinstance(wanted, Mapping) or set(wanted) - {"rows", "where", "metres"}:
        raise UnknownFact("near 应写作 {rows: 台账, where: 条件, metres: 米数}。")
    return _located(facts.inner(str(wanted.get("rows", ""))))


def _picked(facts: Facts, key: str, where: Sql | None = None) -> tuple[Sql, Sql]:
    located = Sql(f"{facts.alias}.lon IS NOT NULL")
    return Sql(f"{key}{facts.alias}.lon AS lon, {facts.alias}.lat AS lat"), located & where if where else located


def _located(facts: Facts) -> Facts:
    if not any(field.kind == "location" for field in facts.source.fieldset.fields):
        raise UnknownFact(f"台账“{facts.source.name}”没有经纬度，不能按距离数。")
    return facts


def _metres(wanted: Mapping[str, Any]) -> str:
    try:
        metres = Decimal(str(wanted.get("metres", "")))
    except InvalidOperation:
        metres = Decimal(0)
    if not (metres.is_finite() and 1 <= metres <= FARTHEST):
        raise UnknownFact(f"距离“{str(wanted.get('metres', ''))[:20]}”写法不对，应为1到{FARTHEST}的米数。")
    return f"{metres:f}"
