"""Bounds of a number or a date: min and max include the bound, over and under do not; `in` names a period, `last` so
many days up to the day counted."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from jingwei.core.facts.days import day_of, period_of
from jingwei.core.facts.facts import Facts, UnknownFact
from jingwei.core.facts.sql import ALWAYS, Sql
from jingwei.core.fields import KINDS, Field, Wrong
from jingwei.core.fields.numbers import read_number

BOUNDS = {"min": ">=", "max": "<=", "over": ">", "under": "<"}
DAYS = ("in", "last")
NUMBERS = frozenset({"integer", "number", "amount", "area", "approximate", "formula"})  # kinds told in numbers
MOST_DAYS = 36_500


def bounded(
    facts: Facts, value: Sql, wanted: Mapping[str, Any], *, dated: bool = False, field: Field | None = None
) -> Sql:
    """The value lies within the bounds; `dated`: it is a date as ISO text; numbers in the unit of `field`.

    Raises UnknownFact.
    """
    bounds = [word for word in BOUNDS if word in wanted]
    if not bounds and not (dated and any(word in wanted for word in DAYS)):
        raise UnknownFact(f"台账“{facts.source.name}”的条件要写明 min、max、over 或 under。")
    out = ALWAYS
    for word in bounds:
        bound = day_of(facts, wanted[word]).isoformat() if dated else number(wanted[word], field)
        out = out & Sql(f"{value.text} {BOUNDS[word]} %s", (*value.values, bound))
    if dated and "in" in wanted:
        period = period_of(facts, wanted["in"])
        days = (period.start.isoformat(), period.end.isoformat())
        out = out & Sql(f"{value.text} BETWEEN %s AND %s", (*value.values, *days))
    if dated and "last" in wanted:
        first = facts.day - timedelta(days=_days(wanted["last"]) - 1)
        days = (first.isoformat(), facts.day.isoformat())
        out = out & Sql(f"{value.text} BETWEEN %s AND %s", (*value.values, *days))
    return out


def days_asked(facts: Facts, wanted: Mapping[str, Any]) -> tuple[date, date]:
    """The first and the last day that bounds of a date let in. Raises UnknownFact."""
    start, end = date.min, date.max
    if "in" in wanted:
        period = period_of(facts, wanted["in"])
        start, end = period.start, period.end
    if "last" in wanted:
        start, end = facts.day - timedelta(days=_days(wanted["last"]) - 1), facts.day
    for word, later in (("min", 0), ("over", 1)):
        if word in wanted:
            start = max(start, _moved(day_of(facts, wanted[word]), later))
    for word, earlier in (("max", 0), ("under", -1)):
        if word in wanted:
            end = min(end, _moved(day_of(facts, wanted[word]), earlier))
    return start, end


def _moved(day: date, by: int) -> date:
    """The day before or after; the first and the last of the calendar stay."""
    return day if day in (date.min, date.max) else day + timedelta(days=by)


def number(said: Any, field: Field | None = None) -> Decimal:
    """A bound as a number, of a field in its unit. Raises UnknownFact."""
    try:
        bound = Decimal(str(said))
    except InvalidOperation as error:
        if field is None:
            raise UnknownFact(f"条件里的“{said}”应为数字。") from error
        try:
            bound = read_number(str(said), field, unit_of(field), None)
        except Wrong as wrong:
            raise UnknownFact(f"“{field.label}”的条件“{str(said)[:20]}”不对：{wrong.message}。") from wrong
    if not bound.is_finite():
        raise UnknownFact(f"条件里的“{said}”应为数字。")
    return bound


def unit_of(field: Field) -> str | None:
    """The unit in which the numbers of a field are stored."""
    return field.unit or getattr(KINDS[field.kind], "default_unit", None)


def _days(said: Any) -> int:
    text = str(said)
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= MOST_DAYS):
        raise UnknownFact(f"“最近{text[:12]}天”写法不对，天数应为1到{MOST_DAYS}的整数。")
    return int(text)
