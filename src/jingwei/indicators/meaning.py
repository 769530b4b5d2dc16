"""What of a definition is its meaning, and whether it can be counted with the ledgers at hand."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from jingwei.core.errors import JingweiError
from jingwei.core.facts.conditions import plain_conditions
from jingwei.core.facts.facts import Facts
from jingwei.core.periods import Period
from jingwei.indicators.grammar import VERBS, Counting, parse
from jingwei.indicators.measures import converted
from jingwei.indicators.scan import Wanted, check
from jingwei.indicators.together import facts_of

_MEANING = (*VERBS, "where", "of", "at", "until", "aged", "flow", "parts_of", "comparable")
_MEANING += ("span", "as_at", "base", "meets")
_SOME_PERIOD = Period.months(2000)


def meaning_of(body: Mapping[str, Any]) -> dict[str, Any]:
    """The part of a body that decides its values: verb, conditions, date field, flow; as JSON values."""
    return {key: _plain(body[key]) for key in _MEANING if body.get(key) not in (None, {}, "")}


def problem_of(key: str, body: Mapping[str, Any], facts: Mapping[str, Facts], known: Collection[str]) -> str:
    """The sentence that says why a definition cannot be counted; empty when it can.

    `facts` are those of all ledgers by key, `known` the keys of all indicators a ratio may name.
    """
    try:
        counting = parse(key, body)
        if counting.kind == "derived":
            missing = [one.key for one in counting.operands if one.key not in known]
            return f"没有代号为“{'、'.join(dict.fromkeys(missing))}”的指标，不能用来计算。" if missing else ""
        if counting.kind == "reported":
            lost = counting.parts_of and counting.parts_of not in known
            return f"没有代号为“{counting.parts_of}”的指标，不能作为它的分项。" if lost else ""
        unit = str(body.get("unit") or "")
        return _probe(counting, facts_of(counting, facts).during(_SOME_PERIOD), unit)
    except JingweiError as error:
        return error.message


def _probe(counting: Counting, facts: Facts, unit: str) -> str:
    """Ask for everything the scan will ask for; what the ledger does not have raises UnknownFact."""
    check(facts, Wanted(counting, _SOME_PERIOD))
    if unit:
        converted(facts, counting, unit, Decimal(1))
    said = [*plain_conditions(facts, counting.where), *plain_conditions(facts, counting.of)]
    for one in counting.over:
        said += plain_conditions(facts.member(one.source), one.where)
    return next(filter(None, (_unknown_choice(one, key, wanted) for one, key, wanted in said)), "")


def _unknown_choice(facts: Facts, key: str, wanted: Any) -> str:
    field = facts.field(key)
    if not field.choices or wanted is None or isinstance(wanted, Mapping):
        return ""
    named = [wanted] if isinstance(wanted, str) or not isinstance(wanted, Sequence) else wanted
    there = {choice.value for choice in field.choices}
    # A yes or no is true in YAML and "true" among the choices that name it.
    said = [str(value).lower() if isinstance(value, bool) else str(value) for value in named]
    unknown = [value for value in said if value not in there]
    return f"“{facts.source.name}”的“{field.label}”没有“{'、'.join(unknown)}”这样的选项。" if unknown else ""


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return value
