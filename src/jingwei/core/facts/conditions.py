"""Conditions on rows as data, and the SQL that asks them.

A mapping of conditions holds when all of them hold:

    use: home                        a field has this value; [home, shop]: one of them; null: it is empty
    area: 80                         numbers are equal as numbers, 12.5 and 12.50, 0.008公顷 and 80
    area: {min: 80, under: 200}      min and max include the bound, over and under do not; dates as 2021-12-31,
                                     an amount may carry a unit (100万元)
    firm.sector: industry            the row that a link leads to meets it
    expires: {in: next}              a date in the period, or in: previous, next, last_year; or in: 2021H1
    expires: {last: 30}              … in the last days up to the day counted
    expires: {max: period.end + 90 days}   bounds of dates may be told relative to the period (days.py)
    having: {rows: seats.person, where: {kind: party}}      some row of a ledger that links here meets it
    having: {rows: payers, match: {credit_code: code}}      … or whose fields equal these fields of the row
    having: [{…}, {…}]               each of several; with at_least: 2 as many rows do
    titles.value: high_tech      a line inside the row that is in force on the day counted meets it
    having: {rows: alliances.members.firm}   some row links here in a line that is in force on the day counted
    having: {rows: titles, where: {…}}       some line inside the row meets it, in force or not
    having_no: {rows: …, where: …}   none does
    having_only: {rows: …, where: …} there are such rows, and all of them meet it
    near: {rows: service_points, where: {…}, metres: 1000}   it lies so near to some row of a ledger (nearby.py)
    no_worse: {field: quality, than: target}   an ordered choice is as good as another or better (ordered.py)
    either: [{…}, {…}]               one of them holds
    not: {…}                         it does not hold, or cannot be said to; not: [{…}, {…}]: each of several does not
    all: [{…}, {…}]                  every one holds: two conditions on one field

Conditions on two dates (in_force, aged, within, not_after) are in timing.py, those on other states of the same row
(at_start, at_end, became) in states.py.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from jingwei.core.facts import linking, nearby, states, timing
from jingwei.core.facts.bounds import DAYS, NUMBERS, bounded, days_asked, number
from jingwei.core.facts.facts import Facts, UnknownFact, each
from jingwei.core.facts.ordered import no_worse
from jingwei.core.facts.sql import ALWAYS, Sql, either, negated
from jingwei.core.fields.row_formula import SHOWN_PLACES

_SEVERAL = frozenset({"either", "not", "all"})


def met(facts: Facts, conditions: Mapping[str, Any]) -> Sql:
    """All conditions hold, as SQL over the facts' rows. Raises UnknownFact."""
    if not isinstance(conditions, Mapping):
        raise UnknownFact("条件应写作“字段：值”。")
    out = ALWAYS
    for key, wanted in conditions.items():
        special = SPECIAL.get(key)
        out = out & (special(facts, wanted) if special else _field(facts, key, wanted))
    return out


def plain_conditions(facts: Facts, conditions: Mapping[str, Any]) -> Iterator[tuple[Facts, str, Any]]:
    """Every condition on a field, also inside others: the facts it belongs to, the field's key, what is wanted."""
    for key, wanted in conditions.items():
        if key in ("having", "having_no", "having_only"):
            for one in each(wanted):
                there = linking.source_of(facts, one)
                yield from plain_conditions(there, one.get("where") or {})
        elif key == nearby.KEY:
            yield from plain_conditions(nearby.points_of(facts, wanted), wanted.get("where") or {})
        elif key in _SEVERAL or key in ("at_start", "at_end"):
            for one in each(wanted):
                yield from plain_conditions(facts, one)
        elif key == "became":
            for one in wanted.values():
                yield from plain_conditions(facts, one)
        elif key not in SPECIAL:
            head, dot, rest = key.partition(".")
            if dot:
                yield from plain_conditions(facts.behind(head), {rest: wanted})
            else:
                yield facts, key, wanted


def reaches_out(conditions: Mapping[str, Any]) -> bool:
    """Whether the conditions look at rows of other ledgers, which the reader of these rows may not see."""
    return any(
        key.startswith("having")
        or key == nearby.KEY
        or ("." in key)
        or (key in _SEVERAL and any(reaches_out(one) for one in each(wanted)))
        # Another state of the same row may have lain in another place.
        or key in states.KEYS
        or (key in timing.KEYS and any("." in str(path) for path in wanted.values()))
        for key, wanted in conditions.items()
    )


def _field(facts: Facts, path: str, wanted: Any) -> Sql:
    head, dot, rest = path.partition(".")
    if dot and facts.field(head).kind == "parts":
        there = facts.parts(head)
        return linking.some_line(facts, head, there, there.line_in_force & met(there, {rest: wanted}))
    if dot:
        there = facts.follow(head)
        query = there.rows(there.key, met(there, {rest: wanted}))
        return Sql(f"{facts.text(head).text} IN ({query.text})", query.values)
    field = facts.field(path)
    if isinstance(wanted, Mapping):
        return _range(facts, path, wanted)
    if field.kind == "yesno" and wanted is not None:
        return either(_is(facts, path, one) for one in each(wanted))
    if wanted is None:
        filled = facts.filled(path)
        return Sql(f"NOT ({filled.text})", filled.values)
    if field.kind in NUMBERS:
        return _equal(facts, path, [number(one, field) for one in each(wanted)])
    values = field.stored_as(str(value) for value in each(wanted))
    if field.kind == "choices":
        return Sql(f"{facts.json(path).text} ?| %s", (values,))
    return Sql(f"{facts.text(path).text} = ANY(%s)", (values,))


def _equal(facts: Facts, key: str, wanted: list[Decimal]) -> Sql:
    """The number is one of these; that of a formula as it is shown, with the decimals of its field."""
    field, value = facts.field(key), facts.compared(key)
    if field.formula:
        value = Sql(f"round({value.text}, {SHOWN_PLACES if field.decimals is None else field.decimals})", value.values)
    return Sql(f"{value.text} = ANY(%s::numeric[])", (*value.values, wanted))


def _is(facts: Facts, key: str, wanted: Any) -> Sql:
    """Yes; or not yes, which what was never said is too. Rows of which another table is to tell nothing are neither."""
    yes = wanted is True or str(wanted) == "true"
    told = facts.source.beside.get(key)
    if not yes and told is not None and told.unless is not None:
        # Spelt as for all others, so that what most rows are is not taken for rare.
        return Sql(f"({facts.json(key).text} IS DISTINCT FROM 'true' AND {facts.filled(key).text})")
    return Sql(f"{facts.json(key).text} {'=' if yes else 'IS DISTINCT FROM'} 'true'")


def _range(facts: Facts, key: str, wanted: Mapping[str, Any]) -> Sql:
    field = facts.field(key)
    if field.kind == "loose_date":
        return _loosely(facts, key, wanted)
    if field.kind != "date":
        return bounded(facts, facts.compared(key), wanted, field=field)
    if key not in facts.source.beside:
        column = facts.day_column(key)
        return bounded(facts, column or facts.text(key), wanted, dated=True, field=field)
    first, _ = days_asked(facts, wanted)
    value = facts.told(key, None if first == date.min else first)
    return bounded(facts, value, wanted, dated=True, field=field)


def _loosely(facts: Facts, key: str, wanted: Mapping[str, Any]) -> Sql:
    """Of whole months and years a bound holds only when it holds for every day that is meant."""
    sides = ((facts.first_day(key), ("min", "over", *DAYS)), (facts.last_day(key), ("max", "under", *DAYS)))
    bounds = [(value, {word: said for word, said in wanted.items() if word in words}) for value, words in sides]
    out = ALWAYS
    for value, said in [one for one in bounds if one[1]] or [(bounds[0][0], dict(wanted))]:
        out = out & bounded(facts, value, said, dated=True)
    return out


def _either(facts: Facts, wanted: Any) -> Sql:
    return either(met(facts, one) for one in each(wanted))


def _not(facts: Facts, wanted: Any) -> Sql:
    out = ALWAYS
    for one in each(wanted):
        out = out & negated(met(facts, one))
    return out


def _all(facts: Facts, wanted: Any) -> Sql:
    out = ALWAYS
    for one in each(wanted):
        out = out & met(facts, one)
    return out


SPECIAL: Mapping[str, Callable[[Facts, Any], Sql]] = {
    "having": lambda facts, wanted: linking.having(facts, wanted, met),
    "having_no": lambda facts, wanted: linking.having_no(facts, wanted, met),
    "having_only": lambda facts, wanted: linking.having_only(facts, wanted, met),
    nearby.KEY: lambda facts, wanted: nearby.near(facts, wanted, met),
    "at_start": lambda facts, wanted: states.at_start(facts, wanted, met),
    "at_end": lambda facts, wanted: states.at_end(facts, wanted, met),
    "became": lambda facts, wanted: states.became(facts, wanted, met),
    "in_force": timing.in_force,
    "aged": timing.aged,
    "within": timing.within,
    "not_after": timing.not_after,
    "no_worse": no_worse,
    "either": _either,
    "not": _not,
    "all": _all,
}
