"""Every moment lies in exactly one month of a scheme, whatever the day of the cut and the hour at which a day ends."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as some

from jingwei.core.periods import Period
from jingwei.matters.scoring.schemes import read_scheme, schemes
from jingwei.matters.scoring.spans import day_at, month_at, span_of, span_of_day

BEIJING = schemes()["beijing"]
HERE = timezone.get_default_timezone()
MINUTES = some.integers(0, 5_000_000)


def _month_by_hand(moment: datetime, cut: int, hour: int) -> tuple[int, int]:
    """Year and month: the day that the moment counts for, then the month of that day."""
    day = moment.date()
    if hour and moment.hour >= hour:
        day += timedelta(days=1)
    if cut > 1 and day.day >= cut:
        day = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return day.year, day.month


@given(MINUTES, some.integers(1, 28), some.integers(0, 23))
def test_a_moment_lies_in_the_month_that_counting_by_hand_gives(minutes: int, cut: int, hour: int) -> None:
    moment = datetime(2020, 1, 1) + timedelta(minutes=minutes)
    scheme = replace(BEIJING, cut=cut, hour=hour)
    month = month_at(scheme, moment.replace(tzinfo=HERE))
    assert (month.start.year, month.start.month) == _month_by_hand(moment, cut, hour)
    assert span_of(scheme, month).until == span_of(scheme, month.next()).since
    day = span_of_day(scheme, day_at(scheme, moment.replace(tzinfo=HERE)))
    assert day.since <= moment.replace(tzinfo=HERE) < day.until == day.since + timedelta(days=1)


def test_the_month_of_the_hotline_begins_on_the_19th_and_its_day_at_noon() -> None:
    span = span_of(BEIJING, Period.parse("2025-11"))
    assert span.said == "2025-10-18 12:00起，2025-11-18 12:00前"
    day = span_of_day(BEIJING, date(2025, 11, 5))
    assert day.said == "2025-11-04 12:00起，2025-11-05 12:00前"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"cut": 29}, "cut on day"),
        ({"hour": 24}, "cut on day"),
        ({"kinds": ["nothing"]}, "unknown kinds"),
        (
            {"by": "dreamt", "rates": [{"key": "a", "name": "甲", "rule": "", "of": "all", "met": "closed"}]},
            "by received",
        ),
        ({"rates": [{"key": "a", "name": "甲", "rule": "", "of": "all"}]}, "one of met, points and share"),
        ({"rates": [{"key": "a", "name": "甲", "rule": "", "of": "all", "met": "nothing"}]}, "no test nothing"),
        ({"rates": [{"key": "a", "name": "甲", "rule": "", "of": "all", "points": {"good": 2}}]}, "from 0 to 1"),
        ({"rates": [{"key": "a", "name": "甲", "rule": "", "of": "all", "met": "closed", "weight": -1}]}, "negative"),
        ({"rates": [{"key": "a", "name": "甲", "rule": "", "of": "all", "met": "closed"}] * 2}, "one key"),
    ],
)
def test_a_scheme_that_contradicts_itself_is_refused(wrong: dict, said: str) -> None:
    body = {"name": "甲", "source": "乙", "by": "due", "rates": []}
    with pytest.raises(ValueError, match=said):
        read_scheme("mine", {**body, **wrong})
