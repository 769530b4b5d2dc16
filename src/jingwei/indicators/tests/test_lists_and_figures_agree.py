"""A figure opens to the list of its source: the same conditions, the same rows; also as they were known at a moment."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from jingwei.core.actions import perform
from jingwei.core.facts.asked import Asked
from jingwei.core.facts.facts import facts_of
from jingwei.core.facts.point import Point
from jingwei.core.facts.table import count_rows
from jingwei.core.scope import open_scope
from jingwei.indicators.actions.lock_period import LockPeriod
from jingwei.indicators.offers import body_of
from jingwei.indicators.rows import rows_behind
from jingwei.indicators.tests.counting import cell, define, report
from jingwei.people.models import Appointment, Post
from jingwei.people.tests.street import Street, make_street
from jingwei.places.models import Place
from jingwei.registers.actions import CorrectEntry
from jingwei.registers.facts import source_of
from jingwei.registers.tests.ledgers import define_houses, house, record

pytestmark = pytest.mark.django_db
SINCE = date(2024, 1, 1)


@pytest.fixture
def street() -> Street:
    return make_street()


@pytest.fixture
def houses(street: Street):
    with open_scope(street.scope("office")):
        register = define_houses()
        rows = [
            house(
                n, street.grid(1 + n % 2).code, area=f"{n * 10}", residents=n % 4, use=["住宅", "商铺", "办公"][n % 3],
                rented=[True, False, None][n % 3], valid_from=SINCE.isoformat(),
            )
            for n in range(1, 31)
        ]  # fmt: skip
        record(register, rows)
        return register


CONDITIONS = [
    {"use": ["home", "shop"]}, {"rented": False}, {"rented": True}, {"rented": None}, {"not": {"rented": None}},
    {"area": {"min": "1公顷"}}, {"area": {"over": 50, "max": 200}}, {"residents": [1, 2]}, {"not": {"use": "home"}},
    {"either": [{"use": "home"}, {"residents": 3}]}, {"all": [{"use": "home"}, {"not": {"residents": 0}}]},
]  # fmt: skip


@pytest.mark.parametrize("where", CONDITIONS)
def test_a_list_shows_the_rows_that_the_engine_counts(street, houses, where):
    with open_scope(street.scope("office")):
        define("some", count="houses", where=where)
        found = cell("some", "2024")
        asked = Asked(facts_of(source_of(houses), Point(date(2024, 12, 31))), where)
        assert count_rows(asked) == found.value
        assert rows_behind(found).visible == found.value
        address = f"/registers/houses/{asked.params()}"
    page = street.sign_in(Client(), "office").get(address)
    assert page.context["pager"].total == found.value
    assert len(page.context["chosen"]) >= 2


def test_a_figure_opens_to_the_list_with_its_conditions(street, houses):
    with open_scope(street.scope("office")):
        define("shops", count="houses", where={"use": "shop", "area": {"min": 100}}, name="大商铺")
    client = street.sign_in(Client(), "office")
    page = client.get("/indicators/shops/rows/", {"period": "2024"})
    assert [link.label for link in page.context["chosen"]][:2] == ["房屋性质：商铺", "建筑面积不小于100平方米"]
    assert "计入 7 行" in page.context["subtitle"]
    heads = [column.label for column in page.context["table"].columns]
    assert heads[:3] == ["地址", "房屋编号", "房屋性质"]
    assert [facet.label for facet in page.context["facets"]][:3] == ["社区", "房屋性质", "是否出租"]
    fewer = client.get(page.context["chosen"][0].url)
    assert fewer.context["pager"].total == 21
    assert fewer.context["title"] == "房屋台账"
    assert client.get(page.context["print_url"]).content.decode().count("示例路") == 7


def test_whoever_sees_a_part_is_told_how_much(street, houses):
    with open_scope(street.scope("office")):
        define("all", count="houses", name="房屋")
    page = street.sign_in(Client(), "grid_worker").get("/indicators/all/rows/", {"period": "2024"})
    assert "计入 30 行，其中您可见 15 行" in page.context["subtitle"]
    assert page.context["pager"].total == 15


def test_rows_of_a_locked_period_are_those_it_named_with_what_changed_since(street, houses):
    with open_scope(street.scope("office")):
        define("homes", count="houses", where={"use": "home"}, name="住宅")
    with open_scope(street.scope("statistician")):
        perform(LockPeriod(), [{"period": "2024"}])
        entry = rows_behind(cell("homes", "2024")).rows.first(1)[0].entry
    with open_scope(street.scope("office")):
        perform(
            CorrectEntry(), [{"use": "商铺"}], targets=[entry], reason="看错了",
            context={"register": houses, "given": ["use"]},
        )  # fmt: skip
    client = street.sign_in(Client(), "office")
    text = client.get("/indicators/homes/", {"period": "2024"}).content.decode()
    opened = unescape(re.search(r'href="(/indicators/homes/rows/[^"]+)"', text)[1])
    page = client.get(opened)
    assert "锁定时计入的行 · 计入 10 行" in page.context["subtitle"]
    assert "现在重数为 9 行（增加 0 行，减少 1 行）" in page.context["subtitle"]
    assert page.context["pager"].total == 10


def test_the_statements_behind_a_reported_value_are_listed(street):
    with open_scope(street.scope("statistician")):
        define("fiscal", reported="fiscal", unit="万元", name="财政收入")
        report("fiscal", "2024H1", "1200.5", paper="《半年通报》")
        report("fiscal", "2024Q1", "500", paper="《一季度通报》")
    client = street.sign_in(Client(), "leader")
    page = client.get("/indicators/fiscal/rows/", {"period": "2024H1"})
    assert [row.cells[0] for row in page.context["table"].rows] == ["《半年通报》"]
    assert "1200.5万元" in page.content.decode()
    every = client.get("/indicators/values/statements/?f.indicator=fiscal")
    assert every.context["pager"].total == 2


def test_a_redrawn_and_renamed_grid_counts_as_it_was_known(street):
    with open_scope(street.scope("statistician")):
        define("grids", count="territory", where={"scheme": "general", "level": "grid"}, unit="个")
        define("named", count="territory", where={"name": "第1社区第1网格"}, unit="个")
        define("large", count="territory", where={"area": {"min": 5000}, "level": "grid"}, unit="个")
    before = timezone.now()
    with open_scope(street.keeper()):
        one = street.grid()
        one.name, one.area, one.revision = "东湖网格", 9999, one.revision + 1
        one.save()
        last = street.grid(2, 2)
        Place.objects.filter(pk=last.pk).update(level="microgrid")
        Place.objects.create(
            scheme=one.scheme, code="990101001003001", name="新设网格", level="grid", valid_from=date(2020, 1, 1)
        )
    with open_scope(street.scope("office")):
        now = {key: cell(key, "2024").value for key in ("grids", "named", "large")}
        then = {key: cell(key, "2024", before).value for key in ("grids", "named", "large")}
    assert now == {"grids": 4, "named": 0, "large": 1}
    assert then == {"grids": 4, "named": 1, "large": 0}
    client = street.sign_in(Client(), "office")
    page = client.get("/indicators/named/rows/", {"period": "2024", "known_at": before.isoformat()})
    assert [row.cells[0] for row in page.context["table"].rows] == ["第1社区第1网格"]
    assert client.get("/indicators/named/rows/", {"period": "2024"}).context["table"].rows == ()
    known = client.get("/places/", {"f.level": "grid", "known_at": before.isoformat()})
    assert "东湖网格" not in known.content.decode()
    assert "东湖网格" in client.get("/places/", {"f.level": "grid"}).content.decode()


def test_an_appointment_put_right_afterwards_counts_as_it_was_known(street):
    with open_scope(street.scope("statistician")):
        define("workers", count="appointments", where={"role": "grid_worker"}, unit="项")
        define("sent", distinct="appointments.department", where={"role": "grid_worker"}, unit="个")
    with open_scope(street.keeper()):
        post = Post.objects.create(key="x1", name="第2网格", role="grid_worker", place=street.grid(2, 2))
        Appointment.objects.create(post=post, staff=street.staff["service"], valid_from=date(2023, 5, 1))
    before = timezone.now()
    with open_scope(street.keeper()):
        held = Appointment.objects.get(post=post)
        held.valid_from, held.valid_to, held.revision = date(2024, 5, 1), date(2024, 6, 1), held.revision + 1
        held.save()
        Post.objects.filter(key="x1").update(role="grid_lead")
    with open_scope(street.scope("office")):
        assert [cell("workers", "2023", moment).value for moment in (None, before)] == [1, 2]
        assert [cell("workers", "2024", moment).value for moment in (None, before)] == [1, 2]
    client = street.sign_in(Client(), "grid_worker")
    then = client.get("/appointments/", {"on": "2023-12-31", "known_at": before.isoformat(), "f.role": "grid_worker"})
    assert then.context["pager"].total == 2
    assert client.get("/appointments/", {"on": "2023-12-31", "f.role": "grid_worker"}).context["pager"].total == 1


def test_a_list_becomes_a_definition(street, houses):
    with open_scope(street.scope("office")):
        asked = Asked(facts_of(source_of(houses)), {"use": "shop", "rented": True})
        body = body_of(asked)
        define("made", **body)
        assert body["name"] == "房屋台账（房屋性质：商铺、是否出租：是）"
        assert (body["unit"], cell("made", "2025").value) == ("套", count_rows(asked))


def test_a_state_of_a_day_is_seen_as_it_was_known_that_day(street, houses):
    with open_scope(street.scope("office")):
        record(houses, [house(99, street.grid().code, valid_from="2024-02-01")])
    client = street.sign_in(Client(), "office")
    yesterday = (timezone.localdate() - timedelta(days=1)).isoformat()
    assert client.get("/registers/houses/", {"on": yesterday}).context["pager"].total == 31
    page = client.get("/registers/houses/", {"on": yesterday, "known_at": "day"})
    assert page.context["pager"].total == 0
    known = next(facet for facet in page.context["facets"] if facet.label == "口径")
    assert [option.label for option in known.options if option.chosen] == ["按当时口径（到当日所知）"]
    assert client.get(known.options[0].url).context["pager"].total == 31
