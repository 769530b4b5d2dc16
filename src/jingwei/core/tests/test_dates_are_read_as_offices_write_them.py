from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingwei.core.fields import KINDS
from jingwei.core.fields.raw import NOTHING
from jingwei.core.tests.reading import field_of, read, refusal

FIFTH_OF_MARCH = [
    "2021.3.5", "2021年3月5日", "2021年03月05号", "20210305", 20210305, 20210305.0, "2021/3/5 0:00", "2021-3-5",
    "2021-03-05 14:30:00", "2021-03-05T14:30:00", "２０２１－０３－０５", "2021。3。5", "2021.03.05.", "2021 / 3 / 5",
    "2021年3月5日 星期五", "2021年3月5日（周五）",
    "2021年3月5日14时30分", "2021/3/5 下午2:30",
    "二〇二一年三月五日", "44260", 44260, 44260.6,
    "44260.6", date(2021, 3, 5), datetime(2021, 3, 5, 23, 59), datetime(2021, 3, 4, 17, 0, tzinfo=UTC),
    "2021-03-04T17:00:00Z", "2021-03-05T00:30:00+08:00", "'2021-03-05", "2021、3、5",
]  # fmt: skip


@pytest.mark.parametrize("raw", FIFTH_OF_MARCH, ids=repr)
def test_one_day_in_many_writings(raw):
    assert read("date", raw) == "2021-03-05"


def test_chinese_numerals_are_read_to_the_end_of_the_month():
    assert read("date", "二〇二三年十二月三十一日") == "2023-12-31"
    assert read("date", "二○二○年十月十日") == "2020-10-10"
    assert read("date", "一九九九年十一月二十日") == "1999-11-20"


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("2021.2.30", "date.no_such_day"),
        ("20210230", "date.no_such_day"),
        ("2021-13-01", "date.no_such_day"),
        ("2021", "date.only_year"),
        (2021, "date.only_year"),
        ("2021年", "date.only_year"),
        ("2021年3月", "date.only_month"),
        ("202103", "date.only_month"),
        ("2021.3", "date.only_month"),
        ("21.3.5", "date.short_year"),
        ("5/3/2021", "date.order"),
        ("3月5日", "date.no_year"),
        ("长期", "date.open_end"),
        ("1021-03-05", "date.year"),
        (date(1, 1, 1), "date.year"),
        ("昨天", "date.not_a_date"),
        (True, "date.not_a_date"),
        (-5, "date.not_a_date"),
        (1e300, "date.not_a_date"),
        ("00012", "date.not_a_date"),
        ("2021-03-05T99:00Z", "date.not_a_date"),
        ({"y": 2021}, "date.not_a_date"),
    ],
)
def test_what_is_no_day_is_refused(raw, code):
    assert refusal("date", raw).code == code


def test_the_refusal_says_what_would_be_right():
    assert "2021年2月没有30日" in refusal("date", "2021.2.30").message
    assert "没有13月" in refusal("date", "2021-13-01").message
    assert "2021-03-05" in refusal("date", "昨天").message
    assert "留空" in refusal("date", "长期").message


@given(st.dates(date(1907, 1, 1), date(2099, 12, 31)))
def test_every_day_is_read_from_all_its_writings(day):
    iso = day.isoformat()
    serial = (day - date(1899, 12, 30)).days
    for raw in (
        iso, f"{day.year}.{day.month}.{day.day}", f"{day.year}年{day.month}月{day.day}日", iso.replace("-", ""), serial,
        float(serial), day, f"{day.year}/{day.month}/{day.day} 0:00", datetime(day.year, day.month, day.day),
    ):  # fmt: skip
        assert read("date", raw) == iso


@given(st.text(alphabet="0123456789年月日.-/: T", max_size=14))
def test_text_is_a_day_or_is_refused(text):
    [stored], wrongs = KINDS["date"].parse_column([text], field_of("date"))
    if stored is None:
        assert wrongs or text.strip() in NOTHING | {""}
    else:
        assert not wrongs
        assert date(1900, 1, 1) <= date.fromisoformat(stored) <= date(2100, 12, 31)


def test_a_fraction_of_a_serial_day_is_its_time():
    assert read("date", 44260 + 0.999) == "2021-03-05"
    assert date.fromisoformat(read("date", 44261)) - timedelta(days=1) == date(2021, 3, 5)
