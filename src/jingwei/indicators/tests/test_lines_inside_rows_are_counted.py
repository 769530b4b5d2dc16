"""Titles as lines inside the rows of firms: counted, added up and told apart as of the last day of a period."""

import pytest

from jingwei.core.scope import open_scope
from jingwei.indicators.engine import evaluate
from jingwei.indicators.tests.counting import ask, define
from jingwei.people.tests.street import make_street
from jingwei.registers.tests.titled import titled_firms

pytestmark = pytest.mark.django_db


def test_lines_in_force_at_the_end_of_the_period_are_counted():
    street = make_street()
    with open_scope(street.scope("statistician")):
        define("high", count="firms", where={"titles.value": "high_tech"})
        define("awards", sum="firms.titles.award")
        define("kinds", distinct="firms.titles.value")
    with open_scope(street.scope("office")):
        titled_firms()
        asks = [ask(key, period) for key in ("high", "awards", "kinds") for period in ("2020", "2022")]
        values = [cell.value for cell in evaluate(asks).values()]
    # On the last day of 2022 the first title of the first firm still holds: it ends with the next day.
    assert values == [1, 2, 10, 35, 1, 2]
