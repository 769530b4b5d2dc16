"""Conditions on other states of the same row, read from its history as it was known at the same moment.

    at_start: {use: home}            at the end of the day before the period the row was there and met it
    at_end: {}                       at the day that is counted it is there (and meets it)
    became: {from: {use: home}, to: {use: shop}}   in the period it went over from meeting the one to meeting the other

`not: {at_start: {}}` are the rows that are new since then. Of `became` either side may be left out: then it is
everything that does not meet the other.
"""

from collections.abc import Mapping
from typing import Any

from jingwei.core.facts.days import asked, day_before, last_day
from jingwei.core.facts.facts import Facts, UnknownFact
from jingwei.core.facts.linking import Met
from jingwei.core.facts.sql import Sql

KEYS = ("at_start", "at_end", "became")


def at_start(facts: Facts, wanted: Any, met: Met) -> Sql:
    """The row met it with the end of the day before the period. Raises UnknownFact."""
    return _on(facts, facts.again(day_before(facts)), _mapping(wanted, "at_start"), met)


def at_end(facts: Facts, wanted: Any, met: Met) -> Sql:
    """The row meets it at the end of the period, or today while it still runs. Raises UnknownFact."""
    return _on(facts, facts.again(last_day(facts)), _mapping(wanted, "at_end"), met)


def became(facts: Facts, wanted: Any, met: Met) -> Sql:
    """The row went over from one state to the other within the period. Raises UnknownFact."""
    said = _mapping(wanted, "became")
    if not said or set(said) - {"from", "to"}:
        raise UnknownFact("became 应写作 {from: 原来的条件, to: 后来的条件}，至少写一项。")
    first, last = asked(facts).start, last_day(facts)
    old, new = facts.again(last, "b"), facts.again(last, "a")
    before = met(old, said["from"]) if "from" in said else met(old, {"not": said["to"]})
    after = met(new, said["to"]) if "to" in said else met(new, {"not": said["from"]})
    known, known_before = new.ever(new.alias), old.ever(old.alias)
    table = facts.table
    text = (
        f"{facts.entry} IN (SELECT {new.entry} FROM {table} {new.alias} JOIN {table} {old.alias} "  # noqa: S608
        f"ON {old.entry} = {new.entry} AND {old.alias}.valid_to = {new.alias}.valid_from{new.joined.text}"
        f"{old.joined.text} WHERE {new.alias}.valid_from BETWEEN %s AND %s AND {known.text} AND {known_before.text} "
        f"AND {after.text} AND {before.text})"
    )
    values = (
        *new.joined.values, *old.joined.values, first, last, *known.values, *known_before.values,
        *after.values, *before.values,
    )  # fmt: skip
    return Sql(text, values)


def _on(facts: Facts, there: Facts, wanted: Mapping[str, Any], met: Met) -> Sql:
    query = there.rows(Sql(there.entry), met(there, wanted))
    return Sql(f"{facts.entry} IN ({query.text})", query.values)


def _mapping(wanted: Any, name: str) -> Mapping[str, Any]:
    if not isinstance(wanted, Mapping):
        raise UnknownFact(f"{name} 应写作“字段：值”的条件。")
    return wanted
