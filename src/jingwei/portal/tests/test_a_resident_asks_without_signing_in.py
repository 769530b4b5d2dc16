"""A resident says what is wrong, keeps a number and a code, and sees how far it is; nobody else learns anything."""

import re
from typing import Any

import pytest
from django.test import Client

from jingwei.core.scope import open_scope
from jingwei.matters.models import Matter, Request
from jingwei.matters.tests.asking import DONE, move, walk
from jingwei.people.tests.street import Street, make_street

pytestmark = pytest.mark.django_db
KEY = "0190c0de-0000-7000-8000-00000000000{}"
PHONE = "19900001234"


@pytest.fixture
def street(settings: Any) -> Street:
    settings.RESIDENTS = True
    return make_street()


def asked(street: Street, client: Client, key: int = 1, **told: str) -> Any:
    values = {
        "key": KEY.format(key), "kind": "help", "text": "门口的路灯不亮，请打19900005678\n已经三天",
        "place": str(street.community().pk), "address": "望澜路3号", "contact_phone": PHONE,
    }  # fmt: skip
    return client.post(f"/ask/{street.code}/", values | told)


def kept(answer: Any) -> tuple[str, str]:
    """The number and the code of the page."""
    page = answer.content.decode()
    assert answer.status_code == 200, page
    return re.search(r"<dd>(望澜〔\d+〕\d+号)</dd>", page)[1], re.search(r"<strong>([2-9A-Z]{8})</strong>", page)[1]


def look(street: Street, client: Client, number: str, code: str) -> Any:
    return client.post(f"/ask/{street.code}/look/", {"number": number, "code": code})


def matters(street: Street) -> list[Matter]:
    with open_scope(street.scope("dispatcher")):
        return list(Matter.objects.select_related("place").order_by("id"))


def test_where_the_office_did_not_open_it_there_is_no_such_page(client: Client, settings: Any) -> None:
    settings.RESIDENTS = False
    code = make_street().code
    assert [client.get(page).status_code for page in ("/ask/", f"/ask/{code}/", f"/ask/{code}/look/")] == [404] * 3


def test_it_is_asked_seen_to_and_looked_up(street: Street, client: Client) -> None:
    assert client.get("/ask/").url == f"/ask/{street.code}/"
    page = client.get(f"/ask/{street.code}/").content.decode()
    assert "第1社区" in page
    assert "第1社区第1网格" not in page
    number, code = kept(asked(street, client))
    (one,) = matters(street)
    assert (one.number, one.kind, one.channel, one.stage) == (number, "help", "web", "received")
    assert one.title == "门口的路灯不亮，请打…", "lists show no number"
    with open_scope(street.scope("dispatcher")):
        request = Request.objects.get()
    assert (request.taken_by, request.secret) == ("居民网上提交", False)
    assert PHONE not in str(request.contact_phone)
    first = look(street, client, number, code.lower()).content.decode()
    assert ("待响应" in first, "望澜路" in first, PHONE in first) == (True, False, False)
    walk(street, one, ("dispatcher", "accept"), ("office", "finish", DONE))
    last = look(street, client, number.replace("〔", "[").replace("〕", "]"), f" {code} ").content.decode()
    assert ("已办结" in last, "已更换灯泡。" in last, "已解决" in last) == (True, True, True)
    assert "测" not in last.partition("<main")[2], "no names of staff"


def test_number_and_code_belong_together_and_nothing_is_listed(street: Street, client: Client) -> None:
    number, code = kept(asked(street, client))
    other, others_code = kept(asked(street, client, key=2, text="井盖破损", secret="desk"))
    with open_scope(street.scope("dispatcher")):
        assert Request.objects.get(matter__number=other).secret
    assert (number != other, code != others_code) == (True, True)
    for told in ((number, others_code), (other, code), (number, ""), ("", code), ("%", "%")):
        answer = look(street, client, *told)
        assert answer.status_code == 404
        assert "没有找到" in answer.content.decode()
    for page in (f"/ask/{street.code}/look/?number={number}&code={code}", f"/ask/{street.code}/?q={number}"):
        assert "待响应" not in client.get(page).content.decode()
    assert client.get(f"/ask/{street.code}/look/")["X-Robots-Tag"] == "noindex, nofollow"
    make_street("990101002")
    assert client.post("/ask/990101002/look/", {"number": number, "code": code}).status_code == 404


def test_the_answer_of_what_it_was_joined_to_is_shown(street: Street, client: Client) -> None:
    number, code = kept(asked(street, client))
    kept(asked(street, client, key=2))
    one, other = matters(street)
    move(street, "dispatcher", "join", one, into=str(other.pk))
    walk(street, other, ("dispatcher", "accept"), ("office", "finish", DONE))
    assert "已更换灯泡。" in look(street, client, number, code).content.decode()


def test_sent_twice_it_is_one_and_what_is_wrong_is_said(street: Street, client: Client) -> None:
    first = kept(asked(street, client))
    assert kept(asked(street, client)) == first
    assert len(matters(street)) == 1
    answer = asked(street, client, text="改了内容")
    assert (answer.status_code, "请再点一次" in answer.content.decode()) == (409, True)
    for told in ({"text": ""}, {"place": str(street.scheme.pk)}, {"contact_phone": "12"}, {"kind": "hotline"}):
        answer = asked(street, client, key=3, **told)
        assert answer.status_code == 422, told
        assert 'role="alert"' in answer.content.decode() or "has-problems" in answer.content.decode()
    assert "—" in asked(street, client, key=4, website="http://x").content.decode()
    assert len(matters(street)) == 1, "what no person sees and a machine fills in opens nothing"


def test_it_wants_its_own_form_and_is_not_asked_too_often(street: Street) -> None:
    guarded = Client(enforce_csrf_checks=True)
    assert asked(street, guarded).status_code == 403
    client = Client()
    codes = [asked(street, client, key=n, text=f"第{n}件").status_code for n in range(10)]
    assert codes == [200] * 10
    late = asked(street, client, key=9, text="又一件")
    assert (late.status_code, "12345" in late.content.decode()) == (429, True)
    assert len(matters(street)) == 10
    found = [look(street, client, "望澜〔2026〕1号", "AAAAAAAA").status_code for _ in range(21)]
    assert found == [404] * 20 + [429]


def test_an_office_account_is_no_resident(street: Street, client: Client) -> None:
    street.sign_in(client, "dispatcher")
    kept(asked(street, client))
    from jingwei.core.actions import perform
    from jingwei.core.errors import Refused
    from jingwei.matters.actions import AskOnline

    row = {"kind": "help", "text": "x", "place": str(street.community().pk)}
    with open_scope(street.scope("dispatcher")), pytest.raises(Refused, match="登记"):
        perform(AskOnline(), [row], context={"key": "k"})
