"""The day on which a counted target was met: where the running total by date first reaches it, in one statement."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from jingwei.core.facts.facts import Facts, all_facts
from jingwei.core.facts.point import Point
from jingwei.core.facts.sql import Sql
from jingwei.core.periods import Period
from jingwei.core.scope import Reader, Scope, current_scope, open_scope
from jingwei.indicators.scan import Wanted, condition, measured
from jingwei.indicators.targets.aims import Aim


def reached_days(
    asked: Iterable[tuple[Aim, Period, date]], known_at: datetime | None = None
) -> dict[UUID, date | None]:
    """By target the day its running total within a span reached the aim, of those counted by a date, seen from a day.

    One query for all, none where nothing is asked.
    """
    wanted = list(asked)
    if not wanted:
        return {}
    outer = current_scope()
    with open_scope(Scope(Reader.ENGINE, outer.subdistrict, outer.actor)):
        facts = all_facts()
        pieces = [_first_day(facts, aim, span, day, known_at) for aim, span, day in wanted]
        text = " UNION ALL ".join(piece.text for piece in pieces)
        with connection.cursor() as cursor:
            cursor.execute(text, [value for piece in pieces for value in piece.values])
            return {key: date.fromisoformat(said[:10]) if said else None for key, said in cursor.fetchall()}


def _first_day(facts: dict[str, Facts], aim: Aim, span: Period, day: date, known_at: datetime | None) -> Sql:
    assert aim.defined is not None
    counting = aim.defined.counting
    source = facts[counting.source].at(Point(min(day, span.end), known_at))
    rows = condition(source, Wanted(counting, span, aim.target.place))
    here, at = source.here, source.iso(counting.at)
    table = (
        f"{source.source.table} {source.alias} LEFT JOIN places_place p ON p.id = {source.alias}.place_id "
        f"WHERE {here.text} AND {rows.text}"
    )
    if counting.verb == "distinct":
        named = source.text(counting.field)
        by_day = Sql(
            f"SELECT d, count(*) AS n FROM (SELECT min({at.text}) AS d FROM {table} "  # noqa: S608
            f"AND {named.text} IS NOT NULL GROUP BY {named.text}) f GROUP BY 1",
            (*at.values, *here.values, *rows.values, *named.values, *named.values),
        )
    else:
        one = Sql("1") if counting.verb == "count" else measured(source, counting)
        by_day = Sql(
            f"SELECT {at.text} AS d, sum({one.text}) AS n FROM {table} GROUP BY 1",  # noqa: S608
            (*at.values, *one.values, *here.values, *rows.values),
        )
    text = (
        f"SELECT %s::uuid, (SELECT d FROM (SELECT d, sum(n) OVER (ORDER BY d) AS t FROM ({by_day.text}) b) r "  # noqa: S608
        "WHERE t >= %s ORDER BY d LIMIT 1)"
    )
    return Sql(text, (aim.target.pk, *by_day.values, aim.aimed))
