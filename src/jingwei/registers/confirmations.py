"""Every question about confirmations: until when a row is confirmed, who confirmed it last, what is due.

A row is due when it was not confirmed within the span that its ledger declares, counted back from the day that is seen.
At the end of a quarter a quarterly span is that quarter; a span holds for the past as it is declared now.
A row that is finished (registers/finished.py) is neither due nor confirmed: it need not be.
"""

import calendar
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from jingwei.core.facts.point import NOW, Point
from jingwei.core.facts.source import Beside
from jingwei.core.facts.sql import Sql
from jingwei.core.fields import Choice, Field
from jingwei.core.scope import current_scope
from jingwei.registers.fieldsets import fieldset_of
from jingwei.registers.finished import finished_sql, finishes_of, is_finished, stored_sql
from jingwei.registers.models import Confirmation, Register

MONTHS: Mapping[str, int] = {"month": 1, "quarter": 3, "half": 6, "year": 12}
LAST = Field("last_confirmed", "最近核实", "date")
DUE = Field(
    "confirmation_due", "核实情况", "yesno", choices=(Choice("true", "待核实"), Choice("false", "已核实")), facet=True
)
_TABLE = Confirmation._meta.db_table


def fields_of(register: Register) -> tuple[Field, ...]:
    """What confirmations tell of a ledger's rows, beside its own fields; a field of its own goes before."""
    told = (LAST, DUE) if register.confirm_every else (LAST,)
    return tuple(one for one in told if one.key not in fieldset_of(register, retired=True).by_key)


def beside_of(register: Register) -> dict[str, Beside]:
    """The same as facts."""

    def last(day: date, point: Point, since: date | None) -> Sql:
        seen = Sql("c.confirmed_on <= %s", (day,))
        # The last one of all is the last one since then, for every row that has one: older ones need not be read.
        asked = seen if since is None else seen & Sql("c.confirmed_on >= %s", (since,))
        return _told("max(c.confirmed_on)::text", register, point, asked)

    def lately(day: date, point: Point, _: date | None) -> Sql:
        since = since_when(register.confirm_every, day)
        return _told("true", register, point, Sql("c.confirmed_on > %s AND c.confirmed_on <= %s", (since, day)))

    finishes = finishes_of(register)
    over = (lambda value, day: finished_sql(finishes, value, day)) if finishes else None
    all_of = {LAST.key: Beside(last), DUE.key: Beside(lately, "({j}.value IS NULL)::text", over)}
    return {one.key: all_of[one.key] for one in fields_of(register)}


def since_when(every: str, day: date) -> date:
    """The day after which a row must have been confirmed, seen on `day`; the last of a month leads to the last."""
    months = day.year * 12 + day.month - 1 - MONTHS[every]
    year, month = months // 12, months % 12 + 1
    last = calendar.monthrange(year, month)[1]
    ends = day.day == calendar.monthrange(day.year, day.month)[1]
    return date(year, month, last if ends else min(day.day, last))


def last_confirmed(entries: Sequence[UUID], point: Point = NOW) -> dict[UUID, Confirmation]:
    """The last confirmation of each entry as far as the reader sees it; one query."""
    known, values = point.known_sql("c")
    found = Confirmation.objects.raw(
        f"SELECT DISTINCT ON (c.entry_id) c.* FROM {_TABLE} c WHERE c.entry_id = ANY(%s) AND {known} "  # noqa: S608
        "AND c.confirmed_on <= %s ORDER BY c.entry_id, c.confirmed_on DESC, c.known_from DESC",
        [list(entries), *values, point.on or timezone.localdate()],
    )
    return {one.entry_id: one for one in found}


def is_due(register: Register, data: Mapping[str, Any], last: Confirmation | None, day: date | None = None) -> bool:
    """Whether a row of the ledger with these values is to be confirmed, given its last confirmation."""
    day = day or timezone.localdate()
    if not register.confirm_every or is_finished(register, data, day):
        return False
    return last is None or last.confirmed_on <= since_when(register.confirm_every, day)


def due_by_register(registers: Iterable[Register]) -> dict[UUID, tuple[int, int]]:
    """Ledger → how many rows that need it the reader sees now, and how many are due; one query, none for no ledger."""
    today = timezone.localdate()
    spans = [one for one in registers if one.confirm_every]
    asked = [(one.pk, since_when(one.confirm_every, today)) for one in spans]
    if not asked:
        return {}
    now, given = NOW.sql("v")
    over = " OR ".join(
        f"(v.register_id = '{one.pk}'::uuid AND {finished_sql(finishes, stored_sql('v'), today)})"
        for one in spans
        if (finishes := finishes_of(one))
    )
    needed = f" AND NOT ({over})" if over else ""
    statement = f"""
        SELECT v.register_id, count(*), count(*) FILTER (WHERE c.entry_id IS NULL)
        FROM unnest(%s::uuid[], %s::date[]) asked(register_id, since)
        JOIN registers_version v ON v.register_id = asked.register_id
        LEFT JOIN (SELECT c.entry_id, max(c.confirmed_on) AS day FROM {_TABLE} c
          WHERE c.subdistrict = %s AND c.register_id = ANY(%s) AND c.known_to IS NULL
            AND c.confirmed_on > %s AND c.confirmed_on <= %s GROUP BY 1
        ) c ON c.entry_id = v.entry_id AND c.day > asked.since
        WHERE v.subdistrict = %s AND {now}{needed} GROUP BY 1"""  # noqa: S608
    street, keys, since = current_scope().subdistrict, [key for key, _ in asked], [day for _, day in asked]
    values: list[Any] = [keys, since, street, keys, min(since), today, street, *given]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return {key: (rows, due) for key, rows, due in cursor.fetchall()}


def _told(value: str, register: Register, point: Point, which: Sql) -> Sql:
    known, values = point.known_sql("c")
    text = (
        f"SELECT c.entry_id, {value} AS value FROM {_TABLE} c WHERE c.subdistrict = %s "  # noqa: S608
        f"AND c.register_id = '{register.pk}'::uuid AND {known} AND {which.text} GROUP BY c.entry_id"
    )
    return Sql(text, (current_scope().subdistrict, *values, *which.values))
