"""今日大屏: what came, is closed, open, overdue and due today by community and kind; each number opens to as many."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jingwei.core.scope import open_scope
from jingwei.matters.tests.asking import dispatched, receive
from jingwei.matters.today import stand_of_today
from jingwei.people.tests.street import Street, make_street

pytestmark = pytest.mark.django_db


@pytest.fixture
def street() -> Street:
    street = make_street()
    today = timezone.localdate()
    receive(street, outside_due=str(today))
    receive(street, kind="grid", channel="grid", place=str(street.grid(2, 1).pk))
    dispatched(street, received_at="2025-06-03", outside_due="2025-06-05")
    dispatched(street, received_at=str(today - timedelta(days=1)), place=str(street.grid(2, 2).pk))
    return street


def test_the_numbers_open_to_as_many_matters(street: Street, client: Client) -> None:
    street.sign_in(client, "leader")
    page = client.get("/matters/wall/")
    tiles = {word: (number, url) for word, number, url, _ in page.context["tiles"]}
    assert {word: number for word, (number, _) in tiles.items()} == {
        "今日收到": 2, "今日办结": 0, "在办": 4, "今日到期": 1, "已超期": 1,
    }  # fmt: skip
    lines = {line.name: line for line in page.context["lines"]}
    numbers = [*tiles.values(), *lines["第2社区"].cells, lines["第1社区"].open, lines["第1社区"].overdue]
    assert [n for n, _ in numbers[5:]] == [1, 1, 2, 1]
    for number, url in numbers:
        assert len(client.get(url).context["table"].rows) == number, url
    text = page.content.decode()
    assert (text.count("<nav"), "wall.js" in text or "wall." in text) == (0, True)


def test_a_day_costs_the_same_however_much_is_open(street: Street) -> None:
    with open_scope(street.scope("leader")):
        with CaptureQueriesContext(connection) as first:
            day = stand_of_today()
        assert (day.total.open, len(first)) == (4, 3)
        assert [place.name for place in day.places if place] == ["第1社区", "第2社区"]
    with open_scope(street.scope("community_secretary")):
        assert stand_of_today().total.open == 2
