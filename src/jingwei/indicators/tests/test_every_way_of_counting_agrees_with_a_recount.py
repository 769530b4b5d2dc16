"""Each way of counting over ledgers with a random past, against the same rows counted in plain Python: at the end of
the period and while it runs, as known now and at moments before the corrections."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from jingwei.core.calendar import WorkCalendar
from jingwei.core.periods import Period
from jingwei.core.scope import open_scope
from jingwei.indicators.cells import Ask
from jingwei.indicators.engine import evaluate
from jingwei.indicators.rows import rows_behind
from jingwei.indicators.tests.counting import define
from jingwei.indicators.tests.recount import Past, Row, day_in, full_months, make_past, money
from jingwei.people.tests.street import make_street

pytestmark = pytest.mark.django_db
CALENDAR = WorkCalendar()
PERIODS = ("2024H1", "2024", "2025Q1", "2025-02", "2025", "2026")

Recount = Callable[[Past], Any]


def _spans(past: Past, unit: Callable[[Any, Any], int], ledger: str = "cases") -> list[int]:
    pairs = [(day_in(row, "received"), day_in(row, "answered")) for row in past.rows(ledger)]
    return [unit(start, end) for start, end in pairs if start and end]


def _mean(values: list[Any]) -> Decimal | None:
    return sum(map(Decimal, values), Decimal(0)) / len(values) if values else None


def _count(
    ledger: str, holds: Callable[[Past, Row], Any], on: Callable[[Past], Any] = lambda past: past.day
) -> Recount:
    return lambda past: sum(bool(holds(past, row)) for row in past.rows(ledger, on(past)))


def _person_of(past: Past, row: Row) -> Row:
    return next((one for one in past.rows("persons") if one["code"] == row.get("person")), {})


def _on_time(past: Past, row: Row, days: int) -> bool:
    start, end = day_in(row, "received"), day_in(row, "answered")
    return bool(start and end and end >= start and CALENDAR.working_days_between(start, end) <= days)


def _became(past: Past, row: Row, old: str | None, new: str) -> bool:
    states = [one for one in past.history("cases") if one["entry"] == row["entry"]]
    for after in states:
        for before in states:
            moved = before["to"] == after["from"] and past.inside(after["from"]) and after["from"] <= past.day
            was = before.get("kind") == old if old else before.get("kind") != new
            if moved and was and after.get("kind") == new:
                return True
    return False


def _held(row: Row, first: Any, last: Any) -> bool:
    begun, ended = day_in(row, "since"), day_in(row, "until")
    return begun is not None and begun <= last and (ended is None or ended > first)


def _matches(past: Past, row: Row) -> bool:
    pairs = {(one.get("person"), one.get("kind")) for one in past.rows("advice")}
    return bool(row.get("person")) and (row["person"], row.get("kind")) in pairs


def _closed_share(past: Past) -> tuple[int, int]:
    rows = [row for row in past.rows("cases") if row.get("kind") != "c"]
    return sum(past.inside(day_in(row, "answered")) for row in rows), len(rows)


def _previous(past: Past) -> Period:
    return past.period.previous()


WORKING = {"from": "received", "to": "answered", "in": "working_days"}
WAYS: dict[str, tuple[dict[str, Any], Recount]] = {
    "mean_days": (
        {"average": "cases", "span": {"from": "received", "to": "answered"}},
        lambda past: _mean(_spans(past, lambda a, b: (b - a).days)),
    ),
    "working_days": (
        {"sum": "cases", "span": WORKING},
        lambda past: sum(_spans(past, CALENDAR.working_days_between)),
    ),
    "slowest": (
        {"highest": "cases", "span": WORKING},
        lambda past: max(_spans(past, CALENDAR.working_days_between), default=None),
    ),
    "open_years": (
        {"highest": "persons", "span": {"from": "born", "in": "years"}},
        lambda past: max(
            (full_months(day, past.day) // 12 for row in past.rows("persons") if (day := day_in(row, "born"))),
            default=None,
        ),
    ),
    "months_known": (
        {
            "sum": "cases", "span": {"from": "person.since", "to": "due", "in": "months"},
            "where": {"person.since": {"max": "2023-12-31"}}, "at": "due",
        },
        lambda past: sum(
            full_months(since, due)
            for row in past.rows("cases")
            if (due := day_in(row, "due")) and past.inside(due)
            and (since := day_in(_person_of(past, row), "since")) and since.year < 2024
        ),
    ),
    "lowest_money": (
        {"lowest": "cases.money", "unit": "元"},
        lambda past: min((Decimal(n) * 10_000 for row in past.rows("cases") if (n := money(row))), default=None),
    ),
    "in_five_days": (
        {"count": "cases", "where": {"within": {"from": "received", "to": "answered", "working_days": 5}}},
        _count("cases", lambda past, row: _on_time(past, row, 5)),
    ),
    "in_two_months": (
        {"count": "cases", "where": {"within": {"from": "received", "to": "answered", "months": 2}}},
        _count(
            "cases",
            lambda past, row: (end := day_in(row, "answered")) and (start := day_in(row, "received")) <= end
            and (full_months(start, end) < 2 or (full_months(start, end) == 2 and end.day == start.day)),
        ),
    ),
    "on_time": (
        {"count": "cases", "where": {"not_after": {"date": "answered", "than": "due"}}, "at": "answered"},
        _count(
            "cases",
            lambda past, row: past.inside(day_in(row, "answered")) and row.get("due") and row["answered"] <= row["due"],
        ),
    ),
    "overdue": (
        {"count": "cases", "where": {"answered": None, "due": {"under": "day"}}},
        _count("cases", lambda past, row: not row.get("answered") and row.get("due") and day_in(row, "due") < past.day),
    ),
    "due_next": (
        {"count": "cases", "where": {"due": {"in": "next"}}},
        _count("cases", lambda past, row: past.inside(day_in(row, "due"), past.period.next())),
    ),
    "due_soon": (
        {"count": "cases", "where": {"due": {"over": "period.end", "max": "period.end + 90 days"}}},
        _count(
            "cases",
            lambda past, row: row.get("due") and timedelta(0) < day_in(row, "due") - past.period.end <= timedelta(90),
        ),
    ),
    "whole_period": (
        {"count": "advice", "where": {"in_force": {"from": "since", "to": "until", "during": "whole"}}},
        _count("advice", lambda past, row: _held(row, past.day, past.period.start)),
    ),
    "some_of_it": (
        {"count": "advice", "where": {"in_force": {"from": "since", "to": "until", "during": "any"}}},
        _count("advice", lambda past, row: _held(row, past.period.start, past.day)),
    ),
    "at_its_start": (
        {"count": "advice", "where": {"in_force": {"from": "since", "to": "until", "on": "period.start"}}},
        _count("advice", lambda past, row: _held(row, past.period.start, past.period.start)),
    ),
    "before": (
        {"count": "cases", "as_at": "start", "where": {"kind": "a"}},
        _count("cases", lambda past, row: row["kind"] == "a", lambda past: past.before),
    ),
    "left": (
        {"count": "cases", "as_at": "start", "where": {"not": {"at_end": {}}}},
        _count(
            "cases", lambda past, row: row["entry"] not in past.by_entry("cases", past.day), lambda past: past.before
        ),
    ),
    "was_b": (
        {"count": "cases", "where": {"kind": "a", "at_start": {"kind": "b"}}},
        _count(
            "cases",
            lambda past, row: row["kind"] == "a"
            and past.by_entry("cases", past.before).get(row["entry"], {}).get("kind") == "b",
        ),
    ),
    "turned": (
        {"count": "cases", "where": {"became": {"from": {"kind": "a"}, "to": {"kind": "b"}}}},
        _count("cases", lambda past, row: _became(past, row, "a", "b")),
    ),
    "turned_c": (
        {"count": "cases", "where": {"became": {"to": {"kind": "c"}}}},
        _count("cases", lambda past, row: _became(past, row, None, "c")),
    ),
    "advised_alike": (
        {"count": "cases", "where": {"having": {"rows": "advice", "match": {"person": "person", "kind": "kind"}}}},
        _count("cases", _matches),
    ),
    "advised_by_nobody": (
        {"count": "cases", "where": {"having_no": {"rows": "advice", "match": {"person": "person", "kind": "kind"}}}},
        _count("cases", lambda past, row: not _matches(past, row)),
    ),
    "in_either": (
        {"distinct_over": [{"of": "cases.person", "where": {"kind": "a"}}, {"of": "advice.person", "at": "since"}]},
        lambda past: len(
            {row["person"] for row in past.rows("cases") if row["kind"] == "a" and row.get("person")}
            | {row["person"] for row in past.rows("advice") if row.get("person") and past.inside(day_in(row, "since"))}
        ),
    ),
}  # fmt: skip


@pytest.mark.parametrize("seed", [1, 2])
def test_every_way_agrees(seed):
    street = make_street()
    grids = [street.micro(1, 1, 1).code, street.micro(1, 2, 1).code, street.micro(2, 1, 1).code]
    with open_scope(street.scope("office")):
        moments = make_past(seed, grids)
        for key, (body, _) in WAYS.items():
            define(key, **{"unit": "个", **body})
        past_of: dict[Any, Past] = {}
        for known_at in (None, *moments):
            asks = [Ask(key, Period.parse(period), by="community") for period in PERIODS for key in WAYS]
            cells = evaluate(asks, known_at)
            for ask in asks:
                past = past_of.setdefault((ask.period, known_at), Past(ask.period, known_at))
                found, wanted = cells[ask], WAYS[ask.key][1](past)
                told = (ask.key, str(ask.period), known_at, found.why)
                if not past.history("cases"):
                    continue
                assert found.value is not None or wanted is None, told
                if wanted is not None:
                    assert abs(found.value - Decimal(wanted)) < Decimal("1e-9"), (*told, found.value, wanted)
                if known_at is None and ask.period.kind == "year":
                    behind = rows_behind(found)
                    assert behind.total == behind.visible == len(found.row_ids), told


@pytest.mark.parametrize("seed", [4])
def test_a_share_has_dates_of_its_own_above_and_below(seed):
    street = make_street()
    with open_scope(street.scope("office")):
        moments = make_past(seed, [street.micro(1, 1, 1).code])
        where, of = {"not": {"answered": None}}, {"kind": ["a", "b"]}
        define("closed", share="cases", where=where, of=of, at="answered", base="end", unit="%")
        for known_at in (None, *moments):
            for period in PERIODS:
                ask = Ask("closed", Period.parse(period))
                found, (part, whole) = evaluate([ask], known_at)[ask], _closed_share(Past(ask.period, known_at))
                assert (found.numerator, found.denominator) == (part, whole), period
                assert found.rows == part
