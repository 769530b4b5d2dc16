"""What came and went in a week, against the week before; every number opens to as many matters."""

import io
from datetime import timedelta

import docx
import pytest
from django.test import Client
from django.utils import timezone

from jingwei.core.actions import perform
from jingwei.core.scope import open_scope
from jingwei.matters.actions import ImportMatters
from jingwei.matters.summing import silent
from jingwei.people.tests.street import Street, make_street

pytestmark = pytest.mark.django_db
WEEK = "2025-W23"  # 2 to 8 June


@pytest.fixture
def street() -> Street:
    street = make_street()
    common = {"kind": "hotline", "channel": "hotline", "title": "路灯不亮", "lead": "城市建设办公室"}
    here, there = street.grid(1, 1).code, street.grid(2, 1).code
    closed = {"dispatched_at": "2025-06-03 12:00", "closed_at": "2025-06-05 09:00"}
    rows = [
        {**common, "place": here, "category": "路灯异常", "received_at": "2025-06-03 09:00", **closed},
        {**common, "place": here, "category": "路灯异常", "received_at": "2025-06-04 09:00"},
        {**common, "place": here, "category": "路灯异常", "received_at": "2025-06-05 09:00"},
        {**common, "kind": "grid", "channel": "grid", "place": there, "received_at": "2025-06-06 09:00"},
        {**common, "place": there, "received_at": "2025-05-28 09:00"},
        {**common, "place": there, "received_at": "2025-05-20 09:00", "due": "2025-05-22", **closed},
    ]
    with open_scope(street.scope("dispatcher")):
        perform(ImportMatters(), rows)
    return street


def test_the_sums_open_to_as_many_matters(street: Street, client: Client) -> None:
    street.sign_in(client, "dispatcher")
    page = client.get(f"/matters/summary/?period={WEEK}")
    tiles = {tile.label: tile for tile in page.context["tiles"]}
    assert {label: tile.value for label, tile in tiles.items()} == {
        "本期收到": 4, "本期办结": 2, "现在在办": 4, "超期在办": 4,
    }  # fmt: skip
    assert tiles["本期收到"].note == "上期1件，增加3件"
    for label in ("本期收到", "本期办结", "现在在办", "超期在办"):
        assert len(client.get(tiles[label].url).context["table"].rows) == tiles[label].value, label
    tables = {panel.title: panel.table for panel in page.context["panels"]}
    for title in ("按类别", "按社区", "按主办部门"):
        for row in tables[title].rows:
            for cell in (row.cells[at] for at in (1, 2, 4, 6, 7)):
                assert len(client.get(cell.url).context["table"].rows) == cell.value, (title, row.cells[0], cell.url)
    assert [row.cells[0] for row in tables["按社区"].rows] == ["第1社区", "第2社区"]
    assert tables["按类别"].rows[0].cells[5] == "50.0%（1/2）"


def test_repeats_are_told_by_place_and_class_and_what_rose_by_where(street: Street, client: Client) -> None:
    street.sign_in(client, "leader")
    panels = {panel.title: panel for panel in client.get(f"/matters/summary/?period={WEEK}").context["panels"]}
    repeat = panels["同一处同一类多次"].table.rows[0].cells
    assert (repeat[0], repeat[1], repeat[2].value) == ("路灯异常", "第1社区第1网格", 3)
    assert panels["增加最多的"].table.rows[0].cells[:2] == ("第1社区", "+3")


def test_the_same_stands_ready_as_plain_words(street: Street, client: Client) -> None:
    text = street.sign_in(client, "office").get(f"/matters/summary/?period={WEEK}").context["copy_text"]
    assert "收到4件，比上期增加3件。其中12345工单3件，网格事件1件。办结2件，按期办结率50.0%（1/2）。" in text


def test_a_community_sums_up_its_own(street: Street, client: Client) -> None:
    page = street.sign_in(client, "community_secretary").get(f"/matters/summary/?period={WEEK}")
    assert page.context["tiles"][0].value == 3


def test_silent_is_who_took_no_step_lately(street: Street) -> None:
    with open_scope(street.scope("leader")):
        assert silent() == []
    with open_scope(street.scope("dispatcher")):
        long_ago = f"{timezone.localtime() - timedelta(days=5):%Y-%m-%d %H:%M}"
        row = {
            "kind": "grid",
            "channel": "grid",
            "title": "占道经营",
            "place": street.grid().code,
            "lead": "城市建设办公室",
        }
        perform(ImportMatters(), [{**row, "received_at": long_ago, "dispatched_at": long_ago}])
    with open_scope(street.scope("leader")):
        assert silent() == [(street.departments["urban"].pk, 1)]


@pytest.mark.parametrize("period", ["2025", "2025-W60", "周"])
def test_a_period_that_is_no_week_or_month_is_refused(street: Street, client: Client, period: str) -> None:
    assert street.sign_in(client, "office").get(f"/matters/summary/?period={period}").status_code >= 400


def test_the_words_say_what_rose_and_the_word_file_says_the_same(street: Street, client: Client) -> None:
    street.sign_in(client, "leader")
    page = client.get(f"/matters/summary/?period={WEEK}")
    assert "增加的主要是12345工单+2件（1→3，第1社区+3）；网格事件+1件（0→1，第2社区+1）。" in page.context["copy_text"]
    tables = {panel.title: panel.table for panel in page.context["panels"]}
    first = tables["收到最多的：类别、社区、主办部门"].rows[0].cells
    assert first[:3] == ("12345工单", "第1社区", "城市建设办公室")
    assert len(client.get(first[3].url).context["table"].rows) == first[3].value == 3
    answer = client.get(f"/reports/matters/?period={WEEK}")
    document = docx.Document(io.BytesIO(answer.content))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    for words in (
        "望澜街道2025年第23周事件情况分析", "一、总体情况", "收到4件，比上期增加3件", "12345工单+2件（1→3，第1社区+3）",
    ):  # fmt: skip
        assert words in text, text
    told = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert (told[0][0], told[1]) == ("类别", ["12345工单", "3", "1", "+2", "2", "50.0%", "3", "3"])


def test_silence_opens_to_its_matters(street: Street, client: Client) -> None:
    long_ago = f"{timezone.localtime() - timedelta(days=5):%Y-%m-%d %H:%M}"
    row = {
        "kind": "grid",
        "channel": "grid",
        "title": "占道经营",
        "place": street.grid().code,
        "lead": "城市建设办公室",
    }
    with open_scope(street.scope("dispatcher")):
        perform(ImportMatters(), [{**row, "received_at": long_ago, "dispatched_at": long_ago}])
    street.sign_in(client, "leader")
    panels = {panel.title: panel for panel in client.get("/matters/summary/").context["panels"]}
    cell = panels["3天没有进展的在办事件"].table.rows[0].cells[1]
    assert (cell.value, len(client.get(cell.url).context["table"].rows)) == (1, 1)
