"""The share of houses near a service point: on a board like any figure, locked, opened to its rows, made in words."""

from uuid import UUID

import pytest
from django.utils import timezone

from jingwei.core.actions import perform
from jingwei.core.errors import JingweiError
from jingwei.core.facts.conditions import met
from jingwei.core.facts.facts import all_facts
from jingwei.core.fields import Choice, Field, FieldSet
from jingwei.core.periods import Period
from jingwei.core.scope import open_scope
from jingwei.desk.tests.mapped import SOUTH, WEST, mapped_street
from jingwei.indicators.actions import LockPeriod
from jingwei.indicators.editing.conditions import read, write
from jingwei.indicators.rows import rows_behind
from jingwei.indicators.tests.counting import cell, define, parts
from jingwei.places.equal_area import LocalPlane
from jingwei.registers.actions import DefineRegister, EndEntry
from jingwei.registers.query import register_by_key
from jingwei.registers.tests.ledgers import house, record

pytestmark = pytest.mark.django_db
PLANE = LocalPlane(WEST + 0.005, SOUTH + 0.005)
DESK = {"rows": "service_points", "where": {"kind": "desk"}, "metres": 100}
YEAR = str(timezone.localdate().year)


def metres(east, north):
    lon, lat = PLANE.to_degrees(east, north)
    return {"lon": float(lon), "lat": float(lat)}


def points():
    kinds = (Choice("desk", "服务站"), Choice("sports", "广场"))
    return FieldSet(
        "service_points",
        1,
        (
            Field("code", "编号", "text", required=True),
            Field("kind", "类型", "choice", facet=True, choices=kinds),
            Field("location", "位置", "location"),
        ),
    )


@pytest.fixture
def street():
    """A desk at -200 m; houses 90 m, 140 m and 560 m east of it, the last in the second community; one unplaced."""
    made = mapped_street()
    with open_scope(made.scope("office")):
        values = {"key": "service_points", "name": "设施台账", "noun": "设施", "unit": "处", "key_field": "code"}
        perform(DefineRegister(), [{**values, "title_field": "code"}], context={"fields": points()})
        rows = [
            {"code": "S1", "kind": "desk", "location": metres(-200, -200), "valid_from": "2020-01-01"},
            {"code": "S2", "kind": "sports", "location": metres(360, -150), "valid_from": "2020-01-01"},
        ]
        made.points = record(register_by_key("service_points"), rows)
    homes = ((1, 1, -110), (2, 1, -60), (3, 2, 360), (9, 1, None))
    with open_scope(made.scope("office")):
        for number, community, east in homes:
            spot = {} if east is None else {"point": metres(east, -200)}
            row = house(number, made.grid(community, 1).code, valid_from="2020-01-01", **spot)
            record(register_by_key("houses"), [row])
    with open_scope(made.scope("statistician")):
        located = {"not": {"point": None}}
        define("reached", unit="%", share="houses", of=located, where={"near": DESK}, decimals=2)
        define("gaps", count="houses", where={"not": [{"point": None}, {"near": DESK}]})
        define("any", count="houses", where={"near": {"rows": "service_points", "metres": 100}})
    return made


def test_the_share_is_that_of_the_page_and_opens_to_the_houses(street, client):
    with open_scope(street.scope("leader")):
        found = cell("reached", YEAR)
        assert (found.numerator, found.denominator) == (1, 3)
        assert cell("any", YEAR).value == 2
        assert parts(cell("gaps", YEAR, by="community")) == {"第1社区": 1, "第2社区": 1}
        behind = rows_behind(cell("gaps", YEAR))
        assert sorted(row.title for row in behind.rows.first(10)) == ["示例路2号", "示例路3号"]
    office = street.sign_in(client, "office")
    page = office.get("/places/circles/?kind=desk&minutes=2&speed=3")
    assert page.context["table"].totals[1:3] == (1, 3)
    listed = office.get(page.context["actions"][0].url)
    assert listed.context["pager"].total == 1
    assert [link.label for link in listed.context["chosen"]] == ["离“设施台账”（类型为服务站）直线100米以内"]


def test_a_locked_share_stays_when_it_is_learnt_that_the_point_was_given_up(street):
    with open_scope(street.scope("statistician")):
        perform(LockPeriod(), [{"period": "2025"}], reason="定数")
    with open_scope(street.scope("office")):
        perform(EndEntry(), [{"ended_on": "2025-06-01"}], targets=[UUID(street.points[0])], reason="撤点")
        locked = cell("gaps", "2025")
        assert (locked.value, rows_behind(locked).visible) == (2, 2)
        assert cell("gaps", YEAR).value == 3


def test_who_reads_one_grid_counts_the_same(street):
    with open_scope(street.scope("grid_worker")):
        assert cell("gaps", YEAR).value == 2


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ({**DESK, "metres": 0}, "应为1到20000的米数"),
        ({**DESK, "metres": "很近"}, "应为1到20000的米数"),
        ({**DESK, "rows": "territory"}, "没有经纬度"),
        ({**DESK, "rows": "ships"}, "没有代号"),
        ({**DESK, "far": 1}, "near 应写作"),
    ],
)
def test_a_distance_that_makes_no_sense_is_told(street, wanted, told):
    with open_scope(street.engine()), pytest.raises(JingweiError, match=told):
        met(all_facts()["houses"].during(Period.parse(YEAR)), {"near": wanted})


@pytest.mark.parametrize("where", [{"near": DESK}, {"not": {"near": {"rows": "service_points", "metres": 500}}}])
def test_the_editor_reads_and_writes_it_to_the_letter(where):
    assert write(read(where)) == where
    assert all(node.kind != "raw" for node in read(where))
