"""Down to the rows: what stands behind a counted cell, within the reader's rights."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from jingwei.core.errors import JingweiError
from jingwei.indicators.cells import Cell
from jingwei.indicators.definitions import definition
from jingwei.indicators.scan import Wanted, condition
from jingwei.registers.facts import facts_of
from jingwei.registers.models import Register, Version
from jingwei.registers.point import Point
from jingwei.registers.query import register_by_key, versions


@dataclass(frozen=True)
class Behind:
    """The rows behind a cell: `total` that were counted, `visible` those the reader may open."""

    register: Register
    rows: QuerySet[Version]
    total: int
    visible: int


def rows_behind(cell: Cell) -> Behind:
    """The rows of a counted cell as of its day and as known at its moment. Raises JingweiError for other kinds."""
    found = definition(cell.definition)
    if found.counting.kind != "counted":
        raise JingweiError("这个数不是从台账数出来的,请看它的来源文件。", code="cell.not_counted")
    register = register_by_key(found.counting.source)
    sql = condition(facts_of(register), Wanted(found.counting, cell.ask.period, cell.ask.place))
    rows = versions(register, Point(cell.as_of, cell.known_at)).select_related("place")
    # The same condition as the scan's; the outer query is the reader's own, so the border holds.
    ids = RawSQL(  # noqa: S611
        "SELECT v.id FROM registers_version v LEFT JOIN places_place p ON p.id = v.place_id "
        f"WHERE v.register_id = %s AND {sql.text}",
        (register.pk, *sql.values),
    )
    chosen = rows.filter(pk__in=ids)
    return Behind(register, chosen, cell.rows or 0, chosen.count())
