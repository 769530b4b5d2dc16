"""Down to the rows: what stands behind a counted cell, within the reader's rights."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from jingwei.core.errors import JingweiError
from jingwei.core.scope import Reader, Scope, current_scope, open_scope
from jingwei.indicators.cells import Ask, Cell
from jingwei.indicators.definitions import definition
from jingwei.indicators.scan import Wanted, condition
from jingwei.registers.conditions import reaches_out
from jingwei.registers.facts import all_facts
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

    @property
    def said(self) -> str:
        """其中您可见 M 行, where the reader does not see all."""
        counted = f"计入 {self.total} 行"
        return counted if self.visible == self.total else f"{counted}，其中您可见 {self.visible} 行"


@dataclass(frozen=True, slots=True)
class Difference:
    """How many rows were counted as known at a moment, and what has changed since by corrections."""

    then: int
    now: int
    added: int
    gone: int

    @property
    def said(self) -> str:
        """In words; empty when nothing changed."""
        if not (self.added or self.gone):
            return ""
        return f"取数后台账有更正：现在重数为 {self.now} 行（增加 {self.added} 行，减少 {self.gone} 行）"


def difference(ask: Ask, version: int, as_of: date, known_at: datetime) -> Difference:
    """The rows of a cell as known at `known_at` against those known now, over the whole subdistrict."""
    outer = current_scope()
    with open_scope(Scope(Reader.ENGINE, outer.subdistrict, outer.actor)):
        then = rows_of(ask, version, as_of, known_at)[1]
        now = rows_of(ask, version, as_of, None)[1]
        counts = then.count(), now.count()
        gone = then.exclude(entry_id__in=now.values("entry_id")).count()
    return Difference(*counts, added=counts[1] - counts[0] + gone, gone=gone)


def count_of(ask: Ask, version: int, as_of: date, known_at: datetime | None) -> int:
    """How many rows a cell counts, whoever asks."""
    outer = current_scope()
    with open_scope(Scope(Reader.ENGINE, outer.subdistrict, outer.actor)):
        return rows_of(ask, version, as_of, known_at)[1].count()


def rows_behind(cell: Cell) -> Behind:
    """The rows of a counted cell as of its day and as known at its moment. Raises JingweiError for other kinds."""
    rows = rows_of(cell.ask, cell.version, cell.as_of, cell.known_at)
    return Behind(rows[0], rows[1], cell.rows or 0, rows[1].count())


def rows_of(
    ask: Ask, version: int, as_of: date | None, known_at: datetime | None
) -> tuple[Register, QuerySet[Version]]:
    """The rows that a version of a definition counts, as the reader may see them.

    Raises JingweiError for what was not counted from a ledger, UnknownFact for fields the ledger no longer has.
    """
    found = definition(ask.key, version)
    if found.kind != "counted" or as_of is None:
        raise JingweiError("这个数不是从台账数出来的，请看它的来源文件。", code="cell.not_counted")
    register = register_by_key(found.counting.source)
    counting = found.counting
    want = Wanted(counting, ask.period, ask.place, ask.by, ask.part)
    point = Point(as_of, known_at)
    sql = condition(all_facts()[register.key].at(point), want)
    now, now_values = point.sql("v")
    # The same condition as the scan's; the outer query is the reader's own, so the border holds.
    text = (
        "SELECT v.id FROM registers_version v LEFT JOIN places_place p ON p.id = v.place_id "  # noqa: S608
        f"WHERE v.subdistrict = %s AND v.register_id = %s AND {now} AND {sql.text}"
    )
    values = (register.subdistrict, register.pk, *now_values, *sql.values)
    rows = versions(register, point)
    if reaches_out(counting.where) or reaches_out(counting.of):
        # What is asked of other ledgers' rows is asked as the engine asked it: the reader may not see those.
        return register, rows.filter(pk__in=_as_engine(text, values))
    return register, rows.filter(pk__in=RawSQL(text, values))  # noqa: S611


def _as_engine(text: str, values: Sequence[Any]) -> list[UUID]:
    outer = current_scope()
    with open_scope(Scope(Reader.ENGINE, outer.subdistrict, outer.actor)), connection.cursor() as cursor:
        cursor.execute(text, values)
        return [row[0] for row in cursor.fetchall()]
