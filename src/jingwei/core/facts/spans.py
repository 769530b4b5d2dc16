"""How long it is from one date of a row to another, in days, working days, full months or full years.

    {from: received_on, to: answered_on, in: working_days}        {from: listed}    to the day that is counted, in days

The first day does not count: what ends on the day it began took 0 days. Dates may lie behind links. Working days are
those of the official calendar, without a query: weekdays are worked out, and the days that are otherwise looked up in
two short arrays.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from jingwei.core.calendar import office_calendar
from jingwei.core.facts.days import UNITS
from jingwei.core.facts.facts import Facts, UnknownFact
from jingwei.core.facts.sql import Sql


def span(facts: Facts, said: Mapping[str, Any]) -> Sql:
    """The number of units from the one date to the other, negative where they are the other way round.

    Raises UnknownFact.
    """
    unit = said.get("in", "days")
    if unit not in UNITS:
        raise UnknownFact(f"两个日期之间的单位（in）应为 {'、'.join(UNITS)} 之一，写的是“{unit}”。")
    return between(day_sql(facts, said["from"]), day_sql(facts, said.get("to")), str(unit))


def day_sql(facts: Facts, path: Any) -> Sql:
    """A date field as a date, as SQL; without a path the day that is counted. Raises UnknownFact."""
    if not path:
        return Sql("%s::date", (facts.day,))
    value = facts.first_day(str(path))
    return Sql(f"({value.text})::date", value.values)


def between(start: Sql, end: Sql, unit: str) -> Sql:
    """From one day to another in a unit, as SQL."""
    if unit == "days":
        return Sql(f"({end.text} - {start.text})::numeric", (*end.values, *start.values))
    if unit == "working_days":
        before, after = working_days_until(start), working_days_until(end)
        return Sql(f"({after.text} - {before.text})::numeric", (*after.values, *before.values))
    age, values = f"age({end.text}, {start.text})", (*end.values, *start.values)
    years = f"date_part('year', {age})"
    if unit == "years":
        return Sql(f"{years}::numeric", values)
    return Sql(f"({years} * 12 + date_part('month', {age}))::numeric", (*values, *values))


def working_days_until(day: Sql) -> Sql:
    """How many working days there were up to a day and including it, since long ago; only differences mean anything."""
    calendar = office_calendar()
    since = f"({day.text} - DATE '0001-01-01')"  # a Monday
    weekdays = f"{since} / 7 * 5 + LEAST(mod({since}, 7) + 1, 5)"
    looked_up = f"width_bucket({day.text}, %s::date[]) - width_bucket({day.text}, %s::date[])"
    values = (*day.values, *day.values, *day.values, _days(calendar.extra), *day.values, _days(calendar.off))
    return Sql(f"({weekdays} + {looked_up})", values)


def _days(days: tuple[date, ...]) -> list[date]:
    return list(days)
