"""River sections are read monthly against the class of the year; whether it was met is compared, not typed (I6)."""

from datetime import date

import pytest

from jingwei.core.actions import perform
from jingwei.core.errors import Invalid
from jingwei.core.facts.conditions import met
from jingwei.core.facts.facts import UnknownFact, all_facts
from jingwei.core.scope import open_scope
from jingwei.indicators.definitions import definition
from jingwei.indicators.packs import load_pack as load_indicators
from jingwei.indicators.rows import rows_behind
from jingwei.indicators.tests.counting import cell
from jingwei.indicators.wording import wording
from jingwei.people.tests.street import make_street
from jingwei.registers.actions import RecordEntry
from jingwei.registers.packs import all_packs
from jingwei.registers.query import register_by_key

pytestmark = pytest.mark.django_db
# Section, month, class read, class of the year.
READINGS = [
    ("一号桥", 1, "2", "3"), ("一号桥", 2, "3", "3"), ("一号桥", 3, "4", "3"),
    ("二号闸", 1, "5", "5"), ("二号闸", 2, "6", "5"), ("二号闸", 3, "6", "5"),
]  # fmt: skip


@pytest.fixture
def street():
    made = make_street()
    with open_scope(made.scope("office")):
        for pack in all_packs():
            pack.define()
        load_indicators().define(date(2022, 1, 1))
        for at, (section, month, quality, target) in enumerate(READINGS):
            _read(at, section=section, month=f"2025-{month:02}-05", quality=quality, target=target)
        yield made


def _read(at, **values):
    row = {"code": f"S{at}", **values}
    perform(RecordEntry(), [row], context={"register": register_by_key("river_readings")})


def test_the_class_is_met_where_it_is_as_good_or_better(street):
    met_share = cell("river_class_met_share", "2025Q1")
    assert (met_share.numerator, met_share.denominator) == (3, 6)
    good = cell("river_good_share", "2025Q1")
    assert (good.numerator, good.denominator) == (2, 6)
    assert cell("river_class_missed", "2025-01").value == 0
    assert cell("river_class_missed", "2025Q1").value == 3
    assert cell("river_sections_missed", "2025-02").value == 1
    assert cell("river_sections_read", "2025").value == 2


def test_the_misses_open_to_be_followed(street):
    rows = rows_behind(cell("river_class_missed", "2025Q1")).rows.versions()
    assert sorted((row.title, row.data["month"][:7]) for row in rows) == [
        ("一号桥", "2025-03"), ("二号闸", "2025-02"), ("二号闸", "2025-03"),
    ]  # fmt: skip


def test_a_reading_of_no_class_is_refused(street):
    with pytest.raises(Invalid, match="水质类别"):
        _read(99, section="三号桥", month="2025-01-05", quality="七类", target="3")


def test_the_definition_is_told_in_words(street):
    facts = all_facts()
    assert "“水质类别”达到或好于“当年水质目标”" in wording(definition("river_class_met_share"), facts, {})
    assert "“水质类别”达到或好于Ⅲ类" in wording(definition("river_good_share"), facts, {})


@pytest.mark.parametrize(
    ("wanted", "why"),
    [
        ({"field": "section", "than": "target"}, "不是单选字段"),
        ({"field": "quality", "than": "grade"}, "选项不同"),
        ({"field": "quality", "than": {"value": "7"}}, "没有“7”这个选项"),
        ({"field": "quality"}, "应写作"),
    ],
)
def test_what_has_no_order_is_told(street, wanted, why):
    with pytest.raises(UnknownFact, match=why):
        met(all_facts()["river_readings"], {"no_worse": wanted})
