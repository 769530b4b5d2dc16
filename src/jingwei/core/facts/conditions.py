"""Conditions on rows as data, and the SQL that asks them.

A mapping of conditions holds when all of them hold:

    use: home                        a field has this value; [home, shop]: one of them; null: it is empty
    area: {min: 80, under: 200}      min and max include the bound, over and under do not; dates as 2021-12-31
    firm.sector: industry            the row that a link leads to meets it
    having: {rows: seats.person, where: {kind: party}}      some row of a ledger that links here meets it
    having: [{…}, {…}]               each of several; with at_least: 2 as many rows do
    having_no: {rows: …, where: …}   none does
    having_only: {rows: …, where: …} there are such rows, and all of them meet it
    in_force: {from: granted, to: ends}   the day counted lies from the one date to before the other, which may be empty
    aged: {born: born, under: 35, at: elected_on}   full years at another date of the row, or at the day counted
    either: [{…}, {…}]               one of them holds
    not: {…}                         it does not hold, or cannot be said to
"""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from jingwei.core.facts.facts import Facts, UnknownFact, each
from jingwei.core.facts.sql import ALWAYS, Sql, either, negated

BOUNDS = {"min": ">=", "max": "<=", "over": ">", "under": "<"}


def met(facts: Facts, conditions: Mapping[str, Any]) -> Sql:
    """All conditions hold, as SQL over the facts' rows. Raises UnknownFact."""
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
                there, _, _ = _linking(facts, one)
                yield from plain_conditions(there, one.get("where") or {})
        elif key in ("either", "not"):
            for one in each(wanted):
                yield from plain_conditions(facts, one)
        elif key not in SPECIAL:
            head, dot, rest = key.partition(".")
            if dot:
                yield from plain_conditions(facts.follow(head), {rest: wanted})
            else:
                yield facts, key, wanted


def reaches_out(conditions: Mapping[str, Any]) -> bool:
    """Whether the conditions look at rows of other ledgers, which the reader of these rows may not see."""
    return any(
        key.startswith("having")
        or ("." in key)
        or (key in ("either", "not") and any(reaches_out(one) for one in each(wanted)))
        for key, wanted in conditions.items()
    )


def _field(facts: Facts, path: str, wanted: Any) -> Sql:
    head, dot, rest = path.partition(".")
    if dot:
        there = facts.follow(head)
        query = there.rows(there.key, met(there, {rest: wanted}))
        return Sql(f"{facts.text(head).text} IN ({query.text})", query.values)
    field = facts.field(path)
    if isinstance(wanted, Mapping):
        return _range(facts, path, wanted)
    if isinstance(wanted, bool):
        return Sql(f"{facts.json(path).text} {'=' if wanted else 'IS DISTINCT FROM'} 'true'")
    if wanted is None:
        return Sql(f"NOT ({facts.filled(path).text})")
    values = [str(value) for value in each(wanted)]
    if field.kind == "choices":
        return Sql(f"{facts.json(path).text} ?| %s", (values,))
    return Sql(f"{facts.text(path).text} = ANY(%s)", (values,))


def _range(facts: Facts, key: str, wanted: Mapping[str, Any]) -> Sql:
    dated = facts.field(key).kind == "date"
    return _bounded(facts, facts.text(key) if dated else facts.number(key), wanted, dated=dated)


def _bounded(facts: Facts, value: Sql, wanted: Mapping[str, Any], *, dated: bool = False) -> Sql:
    bounds = [word for word in BOUNDS if word in wanted]
    if not bounds:
        raise UnknownFact(f"台账“{facts.source.name}”的条件要写明 min、max、over 或 under。")
    out = ALWAYS
    for word in bounds:
        bound = str(wanted[word]) if dated else _number(wanted[word])
        out = out & Sql(f"{value.text} {BOUNDS[word]} %s", (*value.values, bound))
    return out


def _number(said: Any) -> Decimal:
    try:
        return Decimal(str(said))
    except InvalidOperation as error:
        raise UnknownFact(f"条件里的“{said}”应为数字。") from error


def _having(facts: Facts, wanted: Any) -> Sql:
    out = ALWAYS
    for one in each(wanted):
        there, link, where = _linking(facts, one)
        least = int(one.get("at_least", 1))
        query = there.rows(there.text(link), where)
        grouped = f" GROUP BY 1 HAVING count(*) >= {least}" if least > 1 else ""
        out = out & Sql(f"{facts.key.text} IN ({query.text}{grouped})", query.values)
    return out


def _having_no(facts: Facts, wanted: Any) -> Sql:
    out = ALWAYS
    for one in each(wanted):
        there, link, where = _linking(facts, one)
        # NOT IN knows no answer as soon as one row links to nothing.
        query = there.rows(there.text(link), where & Sql(f"{there.text(link).text} IS NOT NULL"))
        out = out & Sql(f"{facts.key.text} NOT IN ({query.text})", query.values)
    return out


def _having_only(facts: Facts, wanted: Any) -> Sql:
    out = ALWAYS
    for one in each(wanted):
        rows = str(one.get("rows", ""))
        out = out & _having(facts, {"rows": rows})
        out = out & _having_no(facts, {"rows": rows, "where": {"not": one.get("where") or {}}})
    return out


def _linking(facts: Facts, wanted: Any) -> tuple[Facts, str, Sql]:
    """The other register, its field that links here, and which of its rows are meant."""
    if not isinstance(wanted, Mapping) or set(wanted) - {"rows", "where", "at_least"}:
        raise UnknownFact("having 应写作 {rows: 台账.关联字段, where: 条件}。")
    source, _, link = str(wanted.get("rows", "")).partition(".")
    there = facts.inner(source)
    if there.field(link).link != facts.source.key:
        raise UnknownFact(f"台账“{there.source.name}”的“{link}”没有关联到台账“{facts.source.name}”。")
    return there, link, met(there, wanted.get("where") or {})


def _in_force(facts: Facts, wanted: Any) -> Sql:
    if not isinstance(wanted, Mapping) or "from" not in wanted:
        raise UnknownFact("in_force 应写作 {from: 起始日期字段, to: 终止日期字段}。")
    day = facts.day.isoformat()
    begun = facts.iso(str(wanted["from"]))
    out = Sql(f"{begun.text} <= %s", (*begun.values, day))
    if wanted.get("to"):
        ended = facts.iso(str(wanted["to"]))
        out = out & Sql(f"COALESCE({ended.text}, '9999') > %s", (*ended.values, day))
    return out


def _aged(facts: Facts, wanted: Any) -> Sql:
    if not isinstance(wanted, Mapping) or "born" not in wanted:
        raise UnknownFact("aged 应写作 {born: 出生日期字段, under: 周岁}。")
    return _bounded(facts, facts.age(str(wanted["born"]), str(wanted.get("at") or "")), wanted)


def _either(facts: Facts, wanted: Any) -> Sql:
    return either(met(facts, one) for one in each(wanted))


def _not(facts: Facts, wanted: Any) -> Sql:
    return negated(met(facts, wanted))


SPECIAL: Mapping[str, Callable[[Facts, Any], Sql]] = {
    "having": _having,
    "having_no": _having_no,
    "having_only": _having_only,
    "in_force": _in_force,
    "aged": _aged,
    "either": _either,
    "not": _not,
}
