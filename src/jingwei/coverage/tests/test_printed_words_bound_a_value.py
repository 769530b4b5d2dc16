"""余, 近, 约 and 不低于 allow what they say; units convert where they can."""

from decimal import Decimal

import pytest

from jingwei.coverage.figures import Figure
from jingwei.coverage.systems import spread
from jingwei.coverage.table import spans
from jingwei.coverage.verdict import judge


def _figure(value, unit="家", approx="exact", kind="level"):
    return Figure(9, 1, "数", Decimal(value), unit, approx, kind, "2024", "register")


@pytest.mark.parametrize(
    ("figure", "value", "equal"),
    [
        (_figure("12"), "12", True),
        (_figure("12"), "12.4", True),
        (_figure("12"), "12.5", False),
        (_figure("99.16", "%"), "99.1568", True),
        (_figure("100", "%", kind="share"), "99.9", False),
        (_figure("100", "%", kind="share"), "100", True),
        (_figure("5300", approx="over"), "5300", True),
        (_figure("5300", approx="over"), "5399", True),
        (_figure("5300", approx="over"), "5400", False),
        (_figure("5300", approx="over"), "5299", False),
        (_figure("130", approx="near"), "126", True),
        (_figure("130", approx="near"), "131", False),
        (_figure("130", approx="near"), "121", False),
        (_figure("200", approx="about"), "249", True),
        (_figure("200", approx="about"), "260", False),
        (_figure("2", "位", "at_least", "rank"), "1", True),
        (_figure("2", "位", "at_least", "rank"), "3", False),
        (_figure("20", approx="at_least"), "31", True),
    ],
)
def test_words(figure, value, equal):
    assert judge(figure, Decimal(value), figure.unit).equal is equal


@pytest.mark.parametrize(
    ("printed", "unit", "value", "counted_in", "equal"),
    [
        ("1.1", "亿元", "11000", "万元", True),
        ("16000", "平", "16000", "平方米", True),
        ("13", "万方", "130000", "平方米", True),
        ("1", "万个", "10200", "个", True),
        ("5", "人", "5", "人次", False),
        ("430", "万美元", "430", "万元", False),
    ],
)
def test_units(printed, unit, value, counted_in, equal):
    assert judge(_figure(printed, unit), Decimal(value), counted_in).equal is equal


def test_spans_are_read_and_written():
    assert list(spread("0:1-3, 7; 2:5")) == ["0:1", "0:2", "0:3", "0:7", "2:5"]
    assert spans([1, 2, 3, 7]) == "1—3、7"
