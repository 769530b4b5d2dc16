"""The editor offers what can be added up, and of lines inside a row only whether there are any."""

import pytest

from jingwei.core.facts.facts import Facts
from jingwei.core.facts.source import Source
from jingwei.core.fields import Field, FieldSet
from jingwei.indicators.editing.choices import a_number, fields, ops_of

TITLES = Field("titles", "称号", "parts", parts=(Field("value", "称号", "text", required=True),))
CANTEENS = FieldSet(
    "canteens",
    1,
    (
        Field("code", "编号", "text"),
        Field("heads", "就餐人数", "approximate", unit="人"),
        Field("price", "餐标", "amount"),
        Field("taken", "日营业额", "formula", formula="heads * price"),
        TITLES,
    ),
)


@pytest.fixture
def canteens():
    return Facts(Source("canteens", "食堂", CANTEENS, "code", "registers_version"))


def test_rough_numbers_and_formulas_can_be_added_up(canteens):
    ((_, offered),) = fields(canteens, a_number)
    assert [key for key, _ in offered] == ["heads", "price", "taken"]


def test_of_lines_inside_a_row_only_whether_there_are_any_is_asked():
    assert [key for key, _ in ops_of(TITLES)] == ["filled", "empty"]
