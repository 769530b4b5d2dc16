"""Signals on disputes come in without persons, are merged per dispute, go on to who works on them, and are answered."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from jingwei.core.models import StoredFile
from jingwei.core.outbox import Message
from jingwei.core.scope import open_scope
from jingwei.matters.models import Matter, Note, Request
from jingwei.matters.notes.reminding import remind
from jingwei.people.tests.list_sheets import sheet
from jingwei.people.tests.street import Street, make_street

pytestmark = pytest.mark.django_db
HEAD = ("来源单位", "编号", "纠纷", "区划编码", "纠纷类型", "当事人", "联系电话")


@pytest.fixture
def street() -> Street:
    return make_street()


def line(street: Street, body: str, number: str, title: str, grid: int = 1, quarrel: str = "邻里") -> tuple[str, ...]:
    return (body, number, title, street.grid(1, grid).code, quarrel, "陈示例", "19900001234")


def upload(client: Client, rows: list[tuple[str, ...]]) -> str:
    answer = client.post("/matters/signals/", {"file": sheet("推送", HEAD, rows)}, follow=True)
    return answer.content.decode()


def test_signals_of_one_dispute_are_one_matter_and_no_person_comes_in(street: Street, client: Client) -> None:
    street.sign_in(client, "dispatcher")
    page = upload(
        client,
        [
            line(street, "公安派出所", "J1", "楼上漏水引起争执"), line(street, "12345热线", "H7", "楼上漏水争执"),
            line(street, "人民法院", "F3", "楼上漏水争执", 2), line(street, "司法所", "S1", "采光遮挡", 1),
        ],
    )  # fmt: skip
    assert "新立纠纷3件，并入已有纠纷1条，重复0条" in page
    assert ("“当事人”、“联系电话”列是个人信息，没有收" in page, "陈示例" in page, "19900001234" in page) == (
        True,
        False,
        False,
    )
    with open_scope(street.scope("dispatcher")):
        first = Matter.objects.get(title="楼上漏水引起争执")
        assert (first.kind, first.stage, first.details["quarrel"], first.details["signals"]) == (
            "dispute", "working", "neighbours", 2,
        )  # fmt: skip
        told = Request.objects.order_by("outside_number").values_list("channel", "outside_number")
        assert list(told) == [("court", "F3"), ("hotline", "H7"), ("police", "J1"), ("body", "司法所S1")]
        assert Message.objects.filter(event="dispatch").count() == 3
        assert not StoredFile.objects.exists()
    again = upload(
        client, [line(street, "公安派出所", "J1", "楼上漏水引起争执"), line(street, "劳动监察", "L1", "楼上漏水的争执")]
    )
    assert "新立纠纷0件，并入已有纠纷1条，重复1条" in again


def test_a_signal_without_an_answer_is_reminded_of_until_there_is_one(street: Street, client: Client) -> None:
    street.sign_in(client, "dispatcher")
    upload(
        client,
        [line(street, "公安派出所", "J1", "楼上漏水引起争执"), line(street, "人民法院", "F3", "采光", 2, "房屋宅基地")],
    )
    today = timezone.localdate()
    assert (remind(today + timedelta(days=2)), remind(today + timedelta(days=3))) == (
        [],
        [f"{street.name} 事件记录提醒2条"],
    )
    page = street.sign_in(client, "community_secretary").get("/matters/signals/")
    assert len(page.context["unanswered"].rows) == 2
    table = page.context["analysis"]
    assert ([one.label for one in table.columns], table.totals) == (
        ["社区", "邻里", "房屋宅基地", "合计"],
        ("合计", 1, 1, 2),
    )
    with open_scope(street.scope("dispatcher")):
        note = Note.objects.get(values__number="J1")
    assert client.post(f"/matters/notes/{note.pk}/end/", {"answer": "taken"}).status_code == 302
    assert len(client.get("/matters/signals/").context["unanswered"].rows) == 1
    assert client.post("/matters/signals/", {"text": "来源单位"}).status_code == 403


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({3: "999"}, "没有编码或名称为“999”的区域"),
        ({2: "漏水找陈某19900001234"}, "不收个人信息"),
        ({0: "城管"}, "没有可以导入的行"),
    ],
)
def test_a_row_that_cannot_be_taken_is_told(street: Street, client: Client, change: dict[int, str], says: str) -> None:
    street.sign_in(client, "dispatcher")
    row = [change.get(at, one) for at, one in enumerate(line(street, "公安派出所", "J1", "漏水"))]
    answer = client.post("/matters/signals/", {"text": ",".join(HEAD) + "\n" + ",".join(row)})
    text = answer.content.decode()
    assert (answer.status_code, says in text) == (422, True), text
    with open_scope(street.scope("dispatcher")):
        assert Matter.objects.count() == 0
    missing = client.post("/matters/signals/", {"file": SimpleUploadedFile("a.pdf", b"%PDF-1.4")}).content.decode()
    assert "PDF" in missing
