"""The interface says that a figure was counted by another definition than last year's, and how it changed."""

from datetime import date

import pytest

from jingwei.api.tests.calling import machine
from jingwei.core.scope import open_scope
from jingwei.indicators.tests.counting import define
from jingwei.people.tests.street import make_street
from jingwei.registers.tests.ledgers import define_houses, house, record

pytestmark = pytest.mark.django_db


def test_the_version_its_day_and_why_growth_is_not_told():
    street = make_street()
    with open_scope(street.scope("statistician")):
        record(define_houses(), [house(1, street.grid().code, rented=True, valid_from="2020-01-01")])
        define("houses", count="houses")
        row = define("houses", version=2, count="houses", where={"rented": True})
        row.valid_from, row.why = date(2025, 7, 1), "只计出租的"
        row.save()
    caller = machine(street)
    status, one = caller.get("indicators/houses", period="2025")
    assert status == 200
    assert (one["version"], one["growth_why"]) == (2, "口径不可比")
    assert one["changes"] == [{"version": 2, "valid_from": "2025-07-01", "why": "只计出租的"}]
    _, restated = caller.get("indicators/houses", period="2025", restated="true")
    assert restated["growth_why"] == ""
