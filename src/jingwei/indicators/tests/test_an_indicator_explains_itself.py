"""The page of an indicator says what it is made of, what is made of it, and how its meaning changed."""

from typing import Any

import pytest

from jingwei.core.actions import perform
from jingwei.core.facts.facts import all_facts
from jingwei.core.scope import open_scope
from jingwei.indicators.actions.withdraw_target import WithdrawTarget
from jingwei.indicators.boards.models import Board
from jingwei.indicators.boards.tiles import Tile
from jingwei.indicators.definitions import load_definitions
from jingwei.indicators.dependents import users_of
from jingwei.indicators.targets.tests.setting import set_target
from jingwei.indicators.tests.counting import define
from jingwei.indicators.ties import Knot, Ties, fields_of
from jingwei.people.tests.street import Street, make_street
from jingwei.registers.tests.ledgers import define_houses

pytestmark = pytest.mark.django_db


@pytest.fixture
def street() -> Street:
    made = make_street()
    with open_scope(made.scope("statistician")):
        define_houses()
        define("houses", name="房屋总数", count="houses", owner="综合指挥中心")
        define("residents", name="居住人口", unit="人", sum="houses.residents")
        define("per_house", name="户均人口", unit="人", ratio="residents / houses")
        define("grown", name="户均人口增加", unit="人", increase="per_house")
        define("let", name="出租占比", unit="%", share="houses", where={"rented": True, "use": ["home", "shop"]})
        define("homes", name="住宅数", count="houses", where={"not": {"use": "shop"}})
    return made


def _page(client: Any, street: Street, url: str, role: str = "leader") -> str:
    street.sign_in(client, role)
    answer = client.get(url)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_what_depends_on_what_is_found_both_ways(street: Street) -> None:
    with open_scope(street.scope("leader")):
        ties = Ties.of(load_definitions())
    above, below = ties.layers(Knot("indicator", "per_house"))
    assert above == [[Knot("indicator", "residents"), Knot("indicator", "houses")], [Knot("source", "houses")]]
    assert below == [[Knot("indicator", "grown")]]
    assert set(ties.below[Knot("source", "houses")]) == {
        Knot("indicator", key) for key in ("houses", "residents", "let", "homes")
    }


def test_definitions_that_name_each_other_do_not_go_on_for_ever(street: Street) -> None:
    with open_scope(street.scope("statistician")):
        define("one", formula="other + 1")
        define("other", formula="one + 1")
        ties = Ties.of(load_definitions())
    above, below = ties.layers(Knot("indicator", "one"))
    assert above
    assert below


def test_the_fields_a_definition_looks_at_are_named(street: Street) -> None:
    with open_scope(street.scope("leader")):
        found = load_definitions()["let"]
        assert fields_of(found.counting, all_facts()) == {"houses": ["房屋性质", "是否出租"]}


def test_the_page_says_the_meaning_in_words(client: Any, street: Street) -> None:
    page = _page(client, street, "/indicators/let/")
    assert "“房屋台账”中房屋性质为住宅或商铺，是否出租为是的行" in page
    assert "“房屋台账”的全部行" in page
    assert "统计期最后一天的状态" in page
    assert "不是（" not in page
    assert "统计期末已停用、注销的记录；房屋性质为商铺" in _page(client, street, "/indicators/homes/")


def test_every_version_says_when_it_began(client: Any, street: Street) -> None:
    with open_scope(street.scope("statistician")):
        define("houses", 2, name="房屋总数", count="houses", where={"use": "home"})
    page = _page(client, street, "/indicators/houses/")
    assert "第2版" in page
    assert "房屋性质为住宅" in page
    assert page.count("2020-01-01") >= 2


def test_its_uses_are_named_with_the_boards_one_may_see(client: Any, street: Street) -> None:
    with open_scope(street.scope("statistician")):
        for title, shared in (("大家的看板", "street"), ("自己的看板", "own")):
            Board(
                title=title, shared=shared, owner_label="测试", changed_at="2025-01-01T00:00Z",
                tiles=[Tile("a", "value", ("per_house",)).dump()],
            ).save()  # fmt: skip
    page = _page(client, street, "/indicators/per_house/ties/")
    assert "大家的看板" in page
    assert "自己的看板" not in page
    assert "户均人口增加" in page
    assert '<svg xmlns="http://www.w3.org/2000/svg" class="ties"' in page
    with open_scope(street.scope("leader")):
        assert [(one.what, one.name) for one in users_of("per_house")] == [
            ("指标", "户均人口增加"),
            ("看板", "大家的看板"),
        ]


def test_the_targets_held_against_it_are_named_until_they_are_withdrawn(client: Any, street: Street) -> None:
    area = street.community(1)
    with open_scope(street.scope("statistician")):
        whole, part = set_target("houses", "50", unit="套"), set_target("houses", "20", unit="套", place=area.code)
    page = _page(client, street, "/indicators/houses/ties/")
    assert f'<a href="/indicators/targets/{whole}/">2025年全街道：不低于50套</a>' in page
    assert f'<a href="/indicators/targets/{part}/">2025年{area.name}：不低于20套</a>' in page
    with open_scope(street.scope("statistician")):
        perform(WithdrawTarget(), targets=[whole], reason="上级不再考核")
        told = [(one.what, one.note) for one in users_of("houses")]
    assert told[-1] == ("目标", "区政府下达")
    assert f"/targets/{whole}/" not in _page(client, street, "/indicators/houses/ties/")


def test_all_indicators_are_listed_under_their_source(client: Any, street: Street) -> None:
    page = _page(client, street, "/indicators/ties/")
    assert "6项指标" in page
    assert "房屋台账" in page
    found = _page(client, street, "/indicators/ties/?q=户均")
    assert "户均人口" in found
    assert "出租占比" not in found
