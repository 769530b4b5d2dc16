"""Conditions on dates of one row and the time between them.

    in_force: {from: granted, to: ends}   the day counted lies from the one date to before the other, which may be empty
    in_force: {from: …, to: …, on: period.start}      so on another day (days.py)
    in_force: {from: …, to: …, during: whole}         on every day of the period; any: on some day of it
    aged: {born: born, under: 35, at: elected_on}     full years at another date of the row, or at the day counted
    within: {from: received_on, to: answered_on, working_days: 5}    the other date is not earlier, and at most so much
                                                      later (days, working_days, months, years); without `to` the day
                                                      that is counted
    not_after: {date: closed_on, than: due_on}        both are there, and the one is not later than the other

Dates may lie behind links.
"""

from collections.abc import Mapping
from typing import Any

from jingwei.core.facts.bounds import bounded
from jingwei.core.facts.days import UNITS, asked, day_of, last_day
from jingwei.core.facts.facts import Facts, UnknownFact
from jingwei.core.facts.spans import between, day_sql
from jingwei.core.facts.sql import ALWAYS, Sql

KEYS = ("in_force", "aged", "within", "not_after")
DURING = ("whole", "any")


def in_force(facts: Facts, wanted: Any) -> Sql:
    """The row is in force on the day, or on some or all days of the period. Raises UnknownFact."""
    _known(wanted, "in_force", {"from", "to", "on", "during"}, {"from"}, "{from: 起始日期字段, to: 终止日期字段}")
    if "during" in wanted and ("on" in wanted or wanted["during"] not in DURING):
        raise UnknownFact("in_force 的 during 应为 whole（全期）或 any（期内任一天），不与 on 合用。")
    if "during" in wanted:
        first, last = asked(facts).start, last_day(facts)
    else:
        first = last = day_of(facts, wanted["on"]) if "on" in wanted else facts.day
    # On every day: from the first to the last; on some day: begun by the last, and not yet ended on the first.
    begun_by, not_ended_on = (last, first) if wanted.get("during") == "any" else (first, last)
    begun = facts.last_day(str(wanted["from"]))
    out = Sql(f"{begun.text} <= %s", (*begun.values, begun_by.isoformat()))
    if wanted.get("to"):
        ended = facts.first_day(str(wanted["to"]))
        out = out & Sql(f"COALESCE({ended.text}, '9999') > %s", (*ended.values, not_ended_on.isoformat()))
    return out


def aged(facts: Facts, wanted: Any) -> Sql:
    """Full years at a date lie within bounds. Raises UnknownFact."""
    if not isinstance(wanted, Mapping) or "born" not in wanted:
        raise UnknownFact("aged 应写作 {born: 出生日期字段, under: 周岁}。")
    return bounded(facts, facts.age(str(wanted["born"]), str(wanted.get("at") or "")), wanted)


def within(facts: Facts, wanted: Any) -> Sql:
    """From the one date to the other it is at most so long. Raises UnknownFact."""
    said = "{from: 起始日期字段, to: 办结日期字段, working_days: 5}"
    _known(wanted, "within", {"from", "to", *UNITS}, {"from"}, said)
    units = [unit for unit in UNITS if unit in wanted]
    if len(units) != 1:
        raise UnknownFact(f"within 须在 {'、'.join(UNITS)} 中恰好写一项，如 {said}。")
    number = wanted[units[0]]
    if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number <= 9999:
        raise UnknownFact(f"within 的{UNITS[units[0]]}数应为 0 到 9999 的整数，写的是“{number}”。")
    start, end = day_sql(facts, wanted["from"]), day_sql(facts, wanted.get("to"))
    in_order = Sql(f"{end.text} >= {start.text}", (*end.values, *start.values))
    if units[0] in ("days", "working_days"):
        length = between(start, end, units[0])
        return in_order & Sql(f"{length.text} <= %s", (*length.values, number))
    # The last day of a term of months is the same day of its last month, or that month's last day (Civil Code 202).
    due = f"{start.text} + make_interval({units[0]} => %s)"
    return in_order & Sql(f"{end.text} <= {due}", (*end.values, *start.values, number))


def not_after(facts: Facts, wanted: Any) -> Sql:
    """One date of the row is not later than another. Raises UnknownFact."""
    _known(wanted, "not_after", {"date", "than"}, {"date", "than"}, "{date: 日期字段, than: 期限日期字段}")
    one, other = facts.iso(str(wanted["date"])), facts.iso(str(wanted["than"]))
    return ALWAYS & Sql(f"{one.text} <= {other.text}", (*one.values, *other.values))


def _known(wanted: Any, name: str, known: set[str], needed: set[str], shape: str) -> None:
    if not isinstance(wanted, Mapping) or set(wanted) - known or needed - set(wanted):
        raise UnknownFact(f"{name} 应写作 {shape}。")
