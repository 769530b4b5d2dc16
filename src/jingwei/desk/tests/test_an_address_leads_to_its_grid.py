"""查网格: what is typed leads to the grid, its community, and the people with their phones."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jingwei.core.scope import open_scope
from jingwei.desk.tests.mapped import SPOT, add_houses, mapped_street
from jingwei.people.models import Delegation
from jingwei.people.tests.street import make_street

pytestmark = pytest.mark.django_db


@pytest.fixture
def street():
    return mapped_street()


@pytest.fixture
def office(client, street):
    return street.sign_in(client, "office")


def look(client, words="", **more):
    answer = client.get("/places/lookup/", {"q": words, **more})
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_address_gives_grid_community_people_and_phones(street, office):
    add_houses(street, 1)
    page = look(office, "示例路1号")
    for expected in ("第1社区第1网格", "第1社区", "专职网格员", "社区书记"):
        assert expected in page
    worker = street.staff["grid_worker"]
    assert worker.name in page
    assert f'href="tel:{worker.phone}"' in page
    assert street.staff["community_secretary"].phone in page


def test_words_in_any_order_parts_and_initials_find_it(street, office):
    add_houses(street, 1)
    for words in ("1号 示例", "例路", "sll1h"):
        assert "第1社区第1网格" in look(office, words), words


def test_a_whole_address_is_taken_before_those_that_begin_like_it(street, office):
    add_houses(street, 1)
    add_houses(street, 12, grid=street.grid(2, 1), spot=(119.806, 38.602))
    page = look(office, "示例路1号")
    assert "服务人员" in page
    assert "第1社区第1网格" in page


def test_several_grids_are_offered_and_a_choice_opens_one(street, office):
    add_houses(street, 1)
    add_houses(street, 2, grid=street.grid(2, 1), spot=(119.806, 38.602))
    page = look(office, "示例路")
    assert "找到2处" in page
    assert "服务人员" not in page
    chosen = look(office, "示例路", place=street.grid(2, 1).pk, name="示例路2号")
    assert "第2社区第1网格" in chosen
    assert "示例路2号" in chosen


def test_a_point_is_located_in_every_scheme(street, office):
    page = look(office, f"{SPOT[0]}，{SPOT[1]}")
    assert "第1社区第1网格" in page
    assert "防疫1号" in page
    assert "不在任何网格内" in look(office, "119.9,38.9")
    assert "写反了" in look(office, "38.602,119.802")


def test_a_place_is_found_by_code_name_and_initials(street, office):
    for words in (street.grid().code, "第1社区第1网格"):
        assert "服务人员" in look(office, words)
    assert "第2社区" in look(office, "第2社")


def test_nothing_found_says_what_to_try(office):
    assert "没有找到" in look(office, "没有这条路99号")
    assert "输入地址" in look(office)
    assert "参数不对" in look(office, place="x")


def test_who_stands_in_is_named(street, office):
    today = timezone.localdate()
    with open_scope(street.scope("grid_worker")):
        Delegation.objects.create(
            post=street.posts["grid_worker"], giver=street.staff["grid_worker"], taker=street.staff["grid_lead"],
            valid_from=today, valid_to=today,
        )  # fmt: skip
    page = look(office, street.grid().code)
    assert f"现由{street.staff['grid_lead'].name}代办" in page


def test_a_grid_worker_finds_only_own_rows_but_every_place(client, street):
    add_houses(street, 1)
    add_houses(street, 2, grid=street.grid(2, 1), spot=(119.806, 38.602))
    worker = street.sign_in(client, "grid_worker")
    assert "第1社区第1网格" in look(worker, "示例路1号")
    assert "没有找到" in look(worker, "示例路2号")
    assert "第2社区第1网格" in look(worker, street.grid(2, 1).code)


def test_another_street_is_not_seen(client, street):
    add_houses(street, 1)
    other = make_street("990101002", "栖霞台街道")
    assert "没有找到" in look(other.sign_in(client, "office"), "示例路1号")


def test_many_addresses_take_as_many_queries_as_few(street, office):
    def queries():
        with CaptureQueriesContext(connection) as caught:
            look(office, "示例路")
        return len(caught)

    add_houses(street, 1)
    add_houses(street, 2, grid=street.grid(2, 1), spot=(119.806, 38.602))
    queries()
    few = queries()
    add_houses(street, *range(3, 60))
    assert queries() == few


def test_the_answer_itself_takes_a_fixed_number_of_queries(client):
    def queries(street):
        office = street.sign_in(client, "office")
        look(office, f"{SPOT[0]},{SPOT[1]}")
        with CaptureQueriesContext(connection) as caught:
            assert "服务人员" in look(office, f"{SPOT[0]},{SPOT[1]}")
        return len(caught)

    assert queries(mapped_street(code="990101003", communities=2)) == queries(
        mapped_street(code="990101004", communities=12)
    )
