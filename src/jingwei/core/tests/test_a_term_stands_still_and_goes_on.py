from datetime import date, datetime, time, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingwei.core.calendar import SHANGHAI, WorkCalendar
from jingwei.core.clock import Clock, Pause

CALENDAR = WorkCalendar()
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def at(month, day, hour=9, minute=0, year=2026):
    return datetime(year, month, day, hour, minute, tzinfo=SHANGHAI)


MOMENTS = st.integers(0, 20 * 24 * 60).map(lambda minutes: at(9, 21, 0) + minutes * MINUTE)  # over 中秋 and 国庆


@st.composite
def clocks(draw, terms, most):
    moments = sorted(draw(st.lists(MOMENTS, min_size=1, max_size=5)))
    pauses = tuple(Pause(since, until) for since, until in zip(moments[1::2], moments[2::2], strict=False))
    return Clock(moments[0], draw(st.integers(0, most)), draw(st.sampled_from(terms)), pauses)


def open_at(moment):
    minute = moment.hour * 60 + moment.minute
    return CALENDAR.is_working(moment.date()) and (540 <= minute < 720 or 840 <= minute < 1050)


def stands_still(clock, moment):
    return any(pause.since <= moment < pause.until for pause in clock.pauses)


@given(clocks(["minutes", "hours", "working_minutes", "working_hours"], 40))
def test_minutes_agree_with_walking_minute_by_minute(clock):
    left = clock.count * (60 if clock.term.endswith("hours") else 1)
    working = clock.term.startswith("working")
    moment = clock.started
    while left:
        left -= (not working or open_at(moment)) and not stands_still(clock, moment)
        moment += MINUTE
    due = clock.due(CALENDAR)
    if clock.count:
        assert due.at == moment
    assert not due.provisional


def counts(term, day):
    return term == "days" or CALENDAR.is_working(day)


def closing(term, day):
    if term == "days":
        return datetime.combine(day, time(23, 59, 59), SHANGHAI)
    while not CALENDAR.is_working(day):
        day += DAY
    return datetime.combine(day, time(17, 30), SHANGHAI)


def walked(term, day, left):
    while left:
        day += DAY
        left -= counts(term, day)
    return closing(term, day)


@given(clocks(["days", "working_days"], 12))
def test_days_agree_with_walking_day_by_day(clock):
    day, left = clock.started.date(), clock.count
    for pause in clock.pauses:
        if pause.since > walked(clock.term, day, left):
            break
        while day < pause.since.date():
            day += DAY
            left -= counts(clock.term, day)
        day = pause.until.date()
    assert clock.due(CALENDAR) == (walked(clock.term, day, left), False)


@given(MOMENTS, MOMENTS)
def test_office_minutes_between_two_moments(first, last):
    passed, moment = 0, first
    while moment < last:
        passed += open_at(moment)
        moment += MINUTE
    assert CALENDAR.working_minutes_between(first, last) == passed


def test_a_petition_that_waits_for_a_hearing():
    """信访工作条例 34: 60 days from acceptance, at most 30 more; the time of a hearing does not count."""
    clock = Clock(at(3, 2), 60, "days")
    assert clock.due(CALENDAR).at.date() == date(2026, 5, 1)
    stopped = clock.stopped(at(3, 12))
    assert stopped.due(CALENDAR) is None
    going = stopped.resumed(at(3, 22))
    assert going.due(CALENDAR).at.date() == date(2026, 5, 11)
    assert going.extended(30).due(CALENDAR).at.date() == date(2026, 6, 10)


def test_what_is_stopped_on_its_last_day_ends_when_it_goes_on():
    clock = Clock(at(3, 2), 5, "working_days").stopped(at(3, 9, 16)).resumed(at(3, 14, 10))
    assert clock.due(CALENDAR).at == at(3, 16, 17, 30)  # the 14th is a Saturday


def test_what_is_overdue_is_not_saved_by_stopping():
    clock = Clock(at(3, 2, 9), 2, "working_hours")
    assert clock.stopped(at(3, 2, 15)).due(CALENDAR).at == at(3, 2, 11)


def test_half_of_a_term_and_most_of_it():
    clock = Clock(at(3, 2, 9), 4, "working_hours")
    assert clock.reached(CALENDAR, Fraction(1, 2)).at == at(3, 2, 11)
    assert clock.reached(CALENDAR, Fraction(4, 5)).at == at(3, 2, 14, 12)
    assert clock.reached(CALENDAR, Fraction(1)) == clock.due(CALENDAR)
    days = Clock(at(3, 2, 9), 5, "working_days")
    assert days.reached(CALENDAR, Fraction(1, 2)).at.date() == date(2026, 3, 5)


def test_a_pause_in_a_year_without_notice_makes_the_end_provisional():
    clock = Clock(at(12, 30), 3, "working_days")
    assert clock.due(CALENDAR).provisional
    assert clock.stopped(at(12, 30, 11)).resumed(at(1, 5, year=2027)).due(CALENDAR).provisional
    assert not Clock(at(12, 30), 3, "hours").due(CALENDAR).provisional


@pytest.mark.parametrize(
    ("pauses", "words"),
    [
        ((Pause(at(3, 3), at(3, 2, 12)),), "follow"),
        ((Pause(at(3, 1), None),), "follow"),
        ((Pause(at(3, 3), None), Pause(at(3, 4), None)), "only the last"),
        ((Pause(datetime(2026, 3, 3), None),), "time zone"),
    ],
)
def test_a_clock_that_cannot_be(pauses, words):
    with pytest.raises(ValueError, match=words):
        Clock(at(3, 2), 1, "days", pauses)


def test_a_running_clock_cannot_go_on_again():
    with pytest.raises(ValueError, match="running"):
        Clock(at(3, 2), 1, "days").resumed(at(3, 3))
