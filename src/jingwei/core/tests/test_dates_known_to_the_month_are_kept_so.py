from datetime import date

import pytest

from jingwei.core.fields import KINDS
from jingwei.core.fields.loose_dates import first_day, last_day
from jingwei.core.tests.reading import field_of, read, refusal


@pytest.mark.parametrize(
    ("written", "stored", "shown"),
    [
        ("2021年3月", "2021-03", "2021年3月"),
        ("2021年3月份", "2021-03", "2021年3月"),
        ("2021.03", "2021-03", "2021年3月"),
        ("2021-3", "2021-03", "2021年3月"),
        ("2021.10", "2021-10", "2021年10月"),
        ("202103", "2021-03", "2021年3月"),
        (202103.0, "2021-03", "2021年3月"),
        ("二〇二一年十二月", "2021-12", "2021年12月"),
        (2021.0, "2021", "2021年"),
        ("2021年度", "2021", "2021年"),
        ("2021.3.5", "2021-03-05", "2021-03-05"),
        (date(2021, 3, 5), "2021-03-05", "2021-03-05"),
        (44260.0, "2021-03-05", "2021-03-05"),
    ],
)
def test_a_date_is_as_precise_as_it_is_written(written, stored, shown):
    assert read("loose_date", written) == stored
    assert KINDS["loose_date"].display(stored, field_of("loose_date")) == shown


@pytest.mark.parametrize(
    ("written", "says"),
    [("2021年13月", "没有13月"), (2021.1, "1月还是10月"), ("1821年", "年份1821"), ("去年", "不是日期")],
)
def test_what_is_no_date_is_refused(written, says):
    assert says in refusal("loose_date", written).message


def test_the_days_that_are_meant():
    assert [(first_day(text), last_day(text)) for text in ("2024-02-10", "2024-02", "2024")] == [
        ("2024-02-10", "2024-02-10"), ("2024-02-01", "2024-02-29"), ("2024-01-01", "2024-12-31"),
    ]  # fmt: skip
