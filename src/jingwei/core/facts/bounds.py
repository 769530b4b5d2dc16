"""Bounds of a number or a date: min and max include the bound, over and under do not; `in` names a period."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from jingwei.core.facts.days import day_of, period_of
from jingwei.core.facts.facts import Facts, UnknownFact
from jingwei.core.facts.sql import ALWAYS, Sql

BOUNDS = {"min": ">=", "max": "<=", "over": ">", "under": "<"}


def bounded(facts: Facts, value: Sql, wanted: Mapping[str, Any], *, dated: bool = False) -> Sql:
    """The value lies within the bounds; `dated`: it is a date as ISO text. Raises UnknownFact."""
    bounds = [word for word in BOUNDS if word in wanted]
    if not bounds and not (dated and "in" in wanted):
        raise UnknownFact(f"台账“{facts.source.name}”的条件要写明 min、max、over 或 under。")
    out = ALWAYS
    for word in bounds:
        bound = day_of(facts, wanted[word]).isoformat() if dated else number(wanted[word])
        out = out & Sql(f"{value.text} {BOUNDS[word]} %s", (*value.values, bound))
    if dated and "in" in wanted:
        period = period_of(facts, wanted["in"])
        days = (period.start.isoformat(), period.end.isoformat())
        out = out & Sql(f"{value.text} BETWEEN %s AND %s", (*value.values, *days))
    return out


def number(said: Any) -> Decimal:
    """A bound as a number. Raises UnknownFact."""
    try:
        return Decimal(str(said))
    except InvalidOperation as error:
        raise UnknownFact(f"条件里的“{said}”应为数字。") from error
