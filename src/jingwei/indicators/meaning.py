"""What of a definition is its meaning, and whether it can be counted with the ledgers at hand."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from jingwei.core.errors import JingweiError
from jingwei.indicators.grammar import VERBS, Counting, parse
from jingwei.registers.facts import Facts

_MEANING = (*VERBS, "where", "of", "at", "flow")
_SOME_DAY = date(2000, 1, 1)


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
            missing = [one for one in (counting.numerator, counting.denominator) if one not in known]
            return f"没有代号为“{'、'.join(missing)}”的指标，不能用来相除。" if missing else ""
        if counting.kind == "reported":
            return ""
        source = facts.get(counting.source)
        return _probe(counting, source) if source else f"没有代号为“{counting.source}”的台账。"
    except JingweiError as error:
        return error.message


def _probe(counting: Counting, facts: Facts) -> str:
    """Ask for everything the scan will ask for; what the ledger does not have raises UnknownFact."""
    facts.where(counting.where)
    facts.where(counting.of)
    if counting.verb == "sum":
        facts.number(counting.field)
    elif counting.verb == "distinct":
        facts.text(counting.field)
    if counting.at:
        facts.within(counting.at, _SOME_DAY, _SOME_DAY)
    return next(filter(None, (_unknown_choice(facts, key, wanted) for key, wanted in _conditions(counting))), "")


def _conditions(counting: Counting) -> Sequence[tuple[str, Any]]:
    return [*counting.where.items(), *counting.of.items()]


def _unknown_choice(facts: Facts, key: str, wanted: Any) -> str:
    field = facts.field(key)
    if not field.choices or wanted is None or isinstance(wanted, Mapping):
        return ""
    named = [wanted] if isinstance(wanted, str) or not isinstance(wanted, Sequence) else wanted
    there = {choice.value for choice in field.choices}
    unknown = [str(value) for value in named if str(value) not in there]
    return f"台账“{facts.register.name}”的“{field.label}”没有“{'、'.join(unknown)}”这样的选项。" if unknown else ""


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return value
