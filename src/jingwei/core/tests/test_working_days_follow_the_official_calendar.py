from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingwei.core.calendar import PUBLISHED_YEARS, SHANGHAI, WorkCalendar

CALENDAR = WorkCalendar()
FIRST_OPEN_YEAR = PUBLISHED_YEARS[-1] + 1
DAYS = st.dates(date(PUBLISHED_YEARS[0] + 1, 1, 1), date(FIRST_OPEN_YEAR + 1, 12, 31))


def official(day):
    return chinese_calendar.is_workday(day) if day.year in PUBLISHED_YEARS else day.weekday() < 5


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2026, 2, 13), 5, date(2026, 2, 27)),
        (date(2026, 9, 24), 5, date(2026, 10, 9)),
        (date(2026, 9, 30), 20, date(2026, 11, 3)),
        (date(2026, 4, 30), 1, date(2026, 5, 6)),
    ],
)
def test_known_terms_over_holidays(start, count, end):
    assert CALENDAR.add_working_days(start, count) == (end, False)


def test_2026_has_248_working_days():
    assert CALENDAR.working_days_between(date(2025, 12, 31), date(2026, 12, 31)) == 248


@given(DAYS, st.integers(-60, 300))
def test_counting_agrees_with_walking_day_by_day(start, count):
    step = timedelta(days=1 if count > 0 else -1)
    day, left = start, abs(count)
    while left:
        day += step
        left -= official(day)
    end = CALENDAR.add_working_days(start, count)
    assert end.day == day
    assert end.provisional == (count != 0 and max(end.day, start - timedelta(days=1)).year >= FIRST_OPEN_YEAR)
    if count > 0:
        assert CALENDAR.working_days_between(start, end.day) == count


@given(DAYS, DAYS)
def test_the_days_between_are_those_after_the_first_to_the_last(first, last):
    span = CALENDAR.working_days_between(first, last)
    assert span == -CALENDAR.working_days_between(last, first)
    if timedelta() <= last - first <= timedelta(days=400):
        days = (first + timedelta(days=number) for number in range(1, (last - first).days + 1))
        assert span == sum(map(official, days))


def test_the_offices_own_days_beat_the_notice():
    monday, sunday = date(2026, 11, 23), date(2026, 11, 29)
    local = WorkCalendar({monday: False, sunday: True})
    assert CALENDAR.add_working_days(date(2026, 11, 22), 1).day == monday
    assert local.add_working_days(date(2026, 11, 22), 1).day == date(2026, 11, 24)
    assert local.next_working_day(sunday).day == sunday


def test_a_year_without_a_notice_gives_a_provisional_day():
    start = date(FIRST_OPEN_YEAR - 1, 12, 28)
    assert not CALENDAR.add_working_days(start, 1).provisional
    assert CALENDAR.add_working_days(start, 30).provisional
    assert not WorkCalendar(settled={FIRST_OPEN_YEAR}).add_working_days(start, 30).provisional
    assert CALENDAR.next_working_day(date(FIRST_OPEN_YEAR, 1, 1)).provisional


def at(*parts):
    return datetime(*parts, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("start", "count", "term", "end"),
    [
        (at(2026, 11, 20, 16), 30, "minutes", at(2026, 11, 20, 16, 30)),
        (at(2026, 11, 20, 23), 2, "hours", at(2026, 11, 21, 1)),
        (at(2026, 11, 20, 16), 15, "days", at(2026, 12, 5, 23, 59, 59)),
        (at(2026, 11, 20, 16), 5, "working_days", at(2026, 11, 27, 17, 30)),
        (at(2026, 11, 20, 16), 2, "working_hours", at(2026, 11, 23, 9, 30)),
        (at(2026, 11, 20, 11, 30), 60, "working_minutes", at(2026, 11, 20, 14, 30)),
        (at(2026, 11, 21, 10), 1, "working_hours", at(2026, 11, 23, 10)),
        (at(2026, 11, 20, 17, 30), 1, "working_minutes", at(2026, 11, 23, 9, 1)),
        (at(2026, 11, 20, 8), 6 * 60 + 30, "working_minutes", at(2026, 11, 20, 17, 30)),
        (at(2026, 2, 13, 9), 13, "working_hours", at(2026, 2, 14, 17, 30)),
        (at(2026, 2, 14, 17), 1, "working_hours", at(2026, 2, 24, 9, 30)),
    ],
)
def test_a_term_ends_when_the_law_says(start, count, term, end):
    assert CALENDAR.due(start, count, term) == (end, False)


def test_natural_days_that_end_on_a_holiday_may_end_after_it():
    start = at(2026, 9, 20, 10)
    assert CALENDAR.due(start, 12, "days").at == at(2026, 10, 2, 23, 59, 59)
    assert CALENDAR.due(start, 12, "days", past_holidays=True).at == at(2026, 10, 8, 23, 59, 59)


def test_a_start_elsewhere_is_taken_in_shanghai_time():
    start = datetime(2026, 11, 20, 20, tzinfo=ZoneInfo("UTC"))
    assert CALENDAR.due(start, 1, "working_days").at == at(2026, 11, 23, 17, 30)
    with pytest.raises(ValueError, match="time zone"):
        CALENDAR.due(datetime(2026, 11, 20), 1, "days")
    with pytest.raises(ValueError, match="not negative"):
        CALENDAR.due(start, -1, "days")


@given(
    st.datetimes(datetime(2024, 1, 1), datetime(2026, 6, 1)).map(
        lambda moment: moment.replace(second=0, microsecond=0)
    ),
    st.integers(0, 3000),
)
def test_working_minutes_agree_with_walking_minute_by_minute(start, count):
    calendar = WorkCalendar(hours=((time(9), time(12)), (time(14), time(17, 30))))
    end = calendar.due(start.replace(tzinfo=SHANGHAI), count, "working_minutes").at.replace(tzinfo=None)
    walked, day = 0, start.date()
    while day <= end.date():
        if official(day):
            for opening, closing in ((time(9), time(12)), (time(14), time(17, 30))):
                begin = max(start, datetime.combine(day, opening))
                finish = min(end, datetime.combine(day, closing))
                walked += max(0, int((finish - begin).total_seconds()) // 60)
        day += timedelta(days=1)
    assert walked == count
    assert official(end.date())


def test_office_hours_must_be_in_order():
    with pytest.raises(ValueError, match="in order"):
        WorkCalendar(hours=((time(14), time(17)), (time(9), time(12))))
