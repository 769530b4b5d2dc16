"""Conditions on the rows of another ledger: those that link here, or whose fields equal fields of this row.

    {rows: seats.person, where: {kind: party}, at_least: 2}
    {rows: payers, match: {credit_code: code}}            their field: ours, which may lie behind links
    {rows: seats.person, match: {term: term.previous}}    both
    {rows: alliances.members.firm}                        a line of theirs that is in force on the day links here
    {rows: titles, where: {value: gazelle}}               a line inside this row, in force or not

They become `IN (query)`, which PostgreSQL hashes once, never a query per row.
"""

from collections.abc import Callable, Mapping
from typing import Any

from jingwei.core.facts.facts import Facts, UnknownFact, each
from jingwei.core.facts.sql import ALWAYS, Sql, negated

Met = Callable[[Facts, Mapping[str, Any]], Sql]
_KNOWN = {"rows", "where", "at_least", "match"}


def having(facts: Facts, wanted: Any, met: Met) -> Sql:
    """Some row of each meets it, or as many as at_least says."""
    out = ALWAYS
    for one in each(wanted):
        least = _least(one)
        out = out & _among(facts, one, met, f" GROUP BY {{keys}} HAVING count(*) >= {least}" if least > 1 else "")
    return out


def having_no(facts: Facts, wanted: Any, met: Met) -> Sql:
    """No row of each meets it."""
    out = ALWAYS
    for one in each(wanted):
        out = out & negated(_among(facts, one, met))
    return out


def having_only(facts: Facts, wanted: Any, met: Met) -> Sql:
    """There are such rows, and all of them meet it."""
    out = ALWAYS
    for one in each(wanted):
        source_of(facts, one)
        any_, others = dict(one), {**one, "where": {"not": one.get("where") or {}}}
        any_.pop("where", None)
        out = out & having(facts, any_, met) & having_no(facts, others, met)
    return out


def source_of(facts: Facts, wanted: Any) -> Facts:
    """The ledger whose rows are looked at. Raises UnknownFact."""
    if not isinstance(wanted, Mapping) or set(wanted) - _KNOWN:
        raise UnknownFact(
            "having 应写作 {rows: 台账.关联字段, where: 条件}，或 {rows: 台账, match: {它的字段: 本台账字段}}。"
        )
    rows = str(wanted.get("rows", ""))
    own = facts.source.fieldset.by_key.get(rows)
    if own is not None and own.kind == "parts":
        return facts.parts(rows)
    return facts.inner(rows.partition(".")[0])


def some_line(facts: Facts, key: str, there: Facts, where: Sql, least: int = 1) -> Sql:
    """So many lines inside the row meet a condition that was made with `there`."""
    lines, joined = facts.each_line(key, there), there.joined
    inside = f"FROM {lines.text}{joined.text} WHERE {where.text}"
    values = (*lines.values, *joined.values, *where.values)
    return Sql(f"EXISTS (SELECT 1 {inside})" if least == 1 else f"(SELECT count(*) {inside}) >= {least}", values)


def _named_in_lines(facts: Facts, key: str, link: str, where: Sql) -> Sql:
    """A query for the keys that rows name by a link in lines that are in force."""
    there = facts.parts(key)
    named, lines, here, joined = there.text(link), facts.each_line(key, there), facts.here, facts.joined
    which = here & where & there.line_in_force & Sql(f"{named.text} IS NOT NULL", named.values)
    of = f"{facts.table} {facts.alias}{joined.text}, {lines.text}"
    text = f"SELECT {named.text} FROM {of} WHERE {which.text}"  # noqa: S608
    return Sql(text, (*named.values, *joined.values, *lines.values, *which.values))


def _among(facts: Facts, wanted: Any, met: Met, grouped: str = "") -> Sql:
    """The row is one of those that such rows link to, or match."""
    there = source_of(facts, wanted)
    where = wanted.get("where") or {}
    if not there.source.table:
        return some_line(facts, there.source.key, there, met(there, where), _least(wanted))
    _, _, link = str(wanted.get("rows", "")).partition(".")
    head, dot, inside = link.partition(".")
    if dot and there.field(head).kind == "parts" and there.parts(head).field(inside).link == facts.source.key:
        # In lines that are in force on the day counted.
        query = _named_in_lines(there, head, inside, met(there, where))
        return Sql(f"{facts.key.text} IN ({query.text}{grouped.format(keys=1)})", query.values)
    theirs, ours = _pairs(facts, there, wanted)
    filled = ALWAYS
    for one in theirs:
        # NOT IN knows no answer as soon as one row links to nothing.
        filled = filled & Sql(f"{one.text} IS NOT NULL", one.values)
    picked = Sql(", ".join(one.text for one in theirs), tuple(value for one in theirs for value in one.values))
    query = there.rows(picked, filled & met(there, wanted.get("where") or {}))
    keys = ", ".join(str(at) for at in range(1, len(theirs) + 1))
    mine = ", ".join(one.text for one in ours)
    values = (*(value for one in ours for value in one.values), *query.values)
    return Sql(f"({mine}) IN ({query.text}{grouped.format(keys=keys)})", values)


def _pairs(facts: Facts, there: Facts, wanted: Mapping[str, Any]) -> tuple[list[Sql], list[Sql]]:
    _, _, link = str(wanted.get("rows", "")).partition(".")
    match = wanted.get("match") or {}
    if not isinstance(match, Mapping):
        raise UnknownFact("match 应写作 {那个台账的字段: 本台账的字段}。")
    if not link and not match:
        raise UnknownFact(
            f"没有写明台账“{there.source.name}”怎样与台账“{facts.source.name}”对应："
            "选按哪个字段关联，或写明两边哪个字段相同（match）。"
        )
    theirs, ours = [], []
    if link:
        if there.field(link).link != facts.source.key:
            raise UnknownFact(f"台账“{there.source.name}”的“{link}”没有关联到台账“{facts.source.name}”。")
        theirs.append(there.text(link))
        ours.append(facts.key)
    for their, our in match.items():
        theirs.append(there.text(str(their)))
        ours.append(facts.text(str(our)))
    return theirs, ours


def _least(wanted: Any) -> int:
    said = wanted.get("at_least", 1) if isinstance(wanted, Mapping) else 1
    if not isinstance(said, int) or isinstance(said, bool) or said < 1:
        raise UnknownFact(f"at_least 应为不小于 1 的整数，写的是“{said}”。")
    return said
