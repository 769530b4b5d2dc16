from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingwei.core.calendar import SHANGHAI
from jingwei.core.fields import KINDS
from jingwei.core.fields.moments import moment_of
from jingwei.core.tests.reading import field_of, read, refusal


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("2025-06-03 14:05", "2025-06-03T14:05"),
        ("2025/6/3 14:05:59", "2025-06-03T14:05"),
        ("2025-06-03T14:05", "2025-06-03T14:05"),
        ("2025.6.3 9:05", "2025-06-03T09:05"),
        ("2025年6月3日14时5分", "2025-06-03T14:05"),
        ("2025年6月3日 下午2点", "2025-06-03T14:00"),
        ("2025年6月3日上午8时30分", "2025-06-03T08:30"),
        ("2025-06-03 12:10 AM", "2025-06-03T00:10"),
        ("2025-06-03T06:05:00Z", "2025-06-03T14:05"),
        ("２０２５－０６－０３　１４：０５", "2025-06-03T14:05"),
        (datetime(2025, 6, 3, 14, 5), "2025-06-03T14:05"),
        (datetime(2025, 6, 3, 6, 5, tzinfo=UTC), "2025-06-03T14:05"),
        (45811.5868, "2025-06-03T14:05"),
        ("2025年6月3日", "2025-06-03"),
        (date(2025, 6, 3), "2025-06-03"),
        ("20250603", "2025-06-03"),
        (45811, "2025-06-03"),
    ],
)
def test_a_moment_is_known_to_the_minute_or_to_the_day(written, stored):
    assert read("moment", written) == stored


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("2025-06-03 25:00", "没有25时"),
        ("2025-06-03 14:75", "75分"),
        ("2025-02-30 10:00", "2月没有30日"),
        ("14:05", "不是日期"),
        ("昨天下午", "不是日期"),
    ],
)
def test_what_is_no_moment_is_refused(written, says):
    assert says in refusal("moment", written).message


def test_a_day_alone_begins_at_midnight_and_ends_with_its_last_second():
    assert moment_of("2025-06-03") == datetime(2025, 6, 3, tzinfo=SHANGHAI)
    assert moment_of("2025-06-03", end=True) == datetime(2025, 6, 3, 23, 59, 59, tzinfo=SHANGHAI)
    assert moment_of("2025-06-03T14:05", end=True) == datetime(2025, 6, 3, 14, 5, tzinfo=SHANGHAI)


@given(st.datetimes(datetime(1950, 1, 1), datetime(2099, 12, 31)))
def test_what_is_shown_is_read_again(moment):
    stored = read("moment", moment)
    assert moment_of(stored).replace(tzinfo=None) - moment.replace(second=0, microsecond=0) == timedelta()
    assert read("moment", KINDS["moment"].display(stored, field_of("moment"))) == stored
