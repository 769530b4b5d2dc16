"""Another meaning is another version; other words are not; what cannot be counted is refused."""

from datetime import date

import pytest

from jingwei.core.actions import perform
from jingwei.core.errors import Invalid, Refused
from jingwei.core.scope import open_scope
from jingwei.indicators.actions import DefineIndicators
from jingwei.indicators.models import Definition
from jingwei.indicators.packs import load_pack
from jingwei.people.tests.street import make_street
from jingwei.registers.packs import all_packs
from jingwei.registers.tests.ledgers import define_houses

pytestmark = pytest.mark.django_db
HOUSES = {"key": "houses", "name": "房屋总数", "unit": "处", "valid_from": "2024-01-01"}


@pytest.fixture
def street():
    made = make_street()
    with open_scope(made.scope("statistician")):
        yield made


def define(body, **changed):
    row = {**HOUSES, **changed}
    return perform(DefineIndicators(), [row], context={"bodies": {row["key"]: body}}).result


def test_the_same_body_writes_nothing_and_another_one_is_the_next_version(street):
    define_houses()
    assert define({"count": "houses"})["new"] == 1
    assert define({"count": "houses"}) == {"new": 0, "versions": 0, "worded": 0, "same": 1}
    assert define({"count": "houses", "where": {"rented": True}}, valid_from="2025-01-01")["versions"] == 1
    kept = list(Definition.objects.order_by("version").values_list("version", "body", "valid_from"))
    assert kept == [
        (1, {"count": "houses"}, date(2024, 1, 1)),
        (2, {"count": "houses", "where": {"rented": True}}, date(2025, 1, 1)),
    ]
    assert define({"count": "houses"}, unit="套")["versions"] == 1


def test_other_words_stay_within_the_version(street):
    define_houses()
    define({"count": "houses"})
    assert define({"count": "houses"}, name="在册房屋", basis="期末在册。")["worded"] == 1
    only = Definition.objects.get()
    assert (only.version, only.name, only.basis, only.revision) == (1, "在册房屋", "期末在册。", 2)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"count": "ships"}, "没有代号为“ships”的台账"),
        ({"sum": "houses.address"}, "不是数字"),
        ({"count": "houses", "where": {"colour": "red"}}, "colour"),
        ({"count": "houses", "where": {"use": "palace"}}, "没有“palace”这样的选项"),
        ({"count": "houses", "at": "residents"}, "不是日期"),
        ({"count": "houses", "sum": "houses.area"}, "恰好选一项"),
        ({"ratio": "houses / ships"}, "ships"),
        ({}, "恰好选一项"),
    ],
)
def test_what_cannot_be_counted_is_refused_with_its_reason(street, body, said):
    define_houses()
    with pytest.raises(Invalid) as caught:
        define(body)
    assert said in caught.value.problems[0].message
    assert Definition.objects.count() == 0


def test_the_standard_indicators_go_in_whole_and_only_once(street):
    for pack in all_packs():
        pack.define()
    pack = load_pack()
    assert pack.define(date(2022, 1, 1)).result["new"] == len(pack.rows)
    assert pack.define(date(2024, 1, 1)).result["same"] == len(pack.rows)
    assert Definition.objects.get(key="medical_insured").body == {"reported": "medical_insured", "flow": "stock"}


def test_a_grid_worker_defines_nothing():
    made = make_street()
    with open_scope(made.scope("grid_worker")), pytest.raises(Refused, match="统计员"):
        define({"count": "houses"})
