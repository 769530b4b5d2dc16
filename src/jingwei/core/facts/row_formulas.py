"""Formulas over a row as SQL, so that they are counted, summed and narrowed by where the rows lie."""

from typing import TYPE_CHECKING

from jingwei.core.facts.sql import Sql
from jingwei.core.fields.row_formula import TODAY, Span, Value, read_row_formula
from jingwei.core.formulas import Joined, Number, Term

if TYPE_CHECKING:
    from jingwei.core.facts.dated import DatedFacts


def formula_sql(facts: "DatedFacts", formula: str) -> Sql:
    """The value of a formula for each row, as SQL; NULL where something is missing or divided by nothing."""
    return _sql(facts, read_row_formula(formula))


def _sql(facts: "DatedFacts", term: Term) -> Sql:
    match term:
        case Number(value):
            return Sql("%s::numeric", (value,))
        case Value(key):
            return facts.number(key)
        case Span(what, begun, ended):
            first, last = _day(facts, begun), _day(facts, ended)
            if what == "days":
                return Sql(f"({last.text} - {first.text})::numeric", (*last.values, *first.values))
            return Sql(f"date_part('year', age({last.text}, {first.text}))::numeric", (*last.values, *first.values))
        case Joined(sign, left, right):
            one, other = _sql(facts, left), _sql(facts, right)
            by = f"NULLIF({other.text}, 0)" if sign == "/" else other.text
            return Sql(f"({one.text} {sign} {by})", (*one.values, *other.values))
    raise AssertionError(f"no such term: {term!r}")


def _day(facts: "DatedFacts", key: str) -> Sql:
    if key == TODAY:
        return Sql("%s::date", (facts.day.isoformat(),))
    value = facts.first_day(key)
    return Sql(f"({value.text})::date", value.values)
