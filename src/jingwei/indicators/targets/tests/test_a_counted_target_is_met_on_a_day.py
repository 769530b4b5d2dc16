"""The day on which the running total reached the target comes out of one query for all targets of a page."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jingwei.core.actions import perform
from jingwei.core.fields import Field, FieldSet
from jingwei.core.lights import Light
from jingwei.core.scope import open_scope
from jingwei.indicators.targets.aims import load_aims
from jingwei.indicators.targets.standing import standings
from jingwei.indicators.targets.tests.setting import set_target, standing
from jingwei.indicators.tests.counting import define
from jingwei.people.tests.street import Street, make_street
from jingwei.registers.actions import DefineRegister
from jingwei.registers.query import register_by_key
from jingwei.registers.tests.ledgers import record

pytestmark = pytest.mark.django_db

SHOPS = FieldSet(
    key="shops",
    version=1,
    fields=(
        Field("code", "代码", "text", required=True),
        Field("name", "名称", "text", required=True),
        Field("grid", "网格编码", "text"),
        Field("founded", "成立日期", "date"),
        Field("zone", "片区", "text"),
        Field("capital", "资本", "number"),
    ),
)


@pytest.fixture
def street() -> Street:
    street = make_street()
    with open_scope(street.scope("statistician")):
        define("opened", name="注册企业数", unit="家", count="shops", at="founded")
        define("capital", name="注册资本", unit="家", sum="shops.capital", at="founded")
        define("zones", name="有注册的片区", unit="个", distinct="shops.zone", at="founded")
    return street


def _shops(street: Street, *days: str) -> None:
    """One shop per day, the first in the first community and the others in the second; two in each zone."""
    row = {
        "name": "台账",
        "noun": "店",
        "unit": "家",
        "key_field": "code",
        "title_field": "name",
        "place_field": "grid",
    }
    with open_scope(street.scope("office")):
        perform(DefineRegister(), [{"key": "shops", **row}], context={"fields": SHOPS})
        rows = [
            {
                "code": f"S{number}", "name": f"店{number}", "grid": street.grid(2 if number else 1).code,
                "founded": day, "zone": f"片{number // 2}", "capital": 10, "valid_from": "2025-01-01",
            }
            for number, day in enumerate(days)
        ]  # fmt: skip
        record(register_by_key("shops"), rows)


def test_the_day_is_that_of_the_record_that_reached_it(street: Street) -> None:
    _shops(street, "2025-02-01", "2025-03-05", "2025-03-05", "2025-06-30", "2025-09-09")
    with open_scope(street.scope("statistician")):
        found = standing(set_target("opened", "3"))
        money = standing(set_target("capital", "35"))
        zones = standing(set_target("zones", "2"))
        none = standing(set_target("opened", "6", issuer="街道办事处"))
    assert (found.light, found.met_on) == (Light.MET, "2025年3月5日")
    assert money.met_on == "2025年6月30日"
    assert zones.met_on == "2025年3月5日"
    assert (none.met, none.met_on) == (False, "")


def test_a_community_is_counted_by_itself(street: Street) -> None:
    _shops(street, "2025-02-01", "2025-02-02")
    with open_scope(street.scope("statistician")):
        own = standing(set_target("opened", "1", place="第1社区"))
    assert own.latest is not None
    assert (own.latest.value, own.met_on) == (1, "2025年2月1日")


def test_more_targets_ask_no_more_queries(street: Street) -> None:
    _shops(street, "2025-02-01", "2025-03-05", "2025-03-05", "2025-06-30", "2025-09-09")
    counts = []
    with open_scope(street.scope("statistician")):
        for issuer in ("甲", "乙", "丙"):
            set_target("opened", "3", issuer=issuer)
            set_target("capital", "35", issuer=issuer)
            with CaptureQueriesContext(connection) as asked:
                standings(load_aims(), on=date(2025, 12, 31))
            counts.append(len(asked))
    assert len(set(counts)) == 1
