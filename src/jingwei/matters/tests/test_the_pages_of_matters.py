"""What the desk and the handlers see and press."""

from dataclasses import replace

import pytest
from django.test import Client

from jingwei.matters.kinds import kinds
from jingwei.matters.tests.asking import DONE, dispatched, move, receive
from jingwei.people.tests.street import Street, make_street

pytestmark = pytest.mark.django_db


@pytest.fixture
def street() -> Street:
    return make_street()


def test_a_request_is_registered_by_its_kind_and_its_page_says_what_may_be_done(street: Street, client: Client) -> None:
    street.sign_in(client, "dispatcher")
    listed = client.get("/matters/new/").content.decode()
    assert all(kind.name in listed for kind in kinds().values())
    form = client.get("/matters/new/hazard/").content.decode()
    assert "隐患等级" in form
    row = {
        "kind": "hazard", "channel": "check", "title": "消防通道堆放杂物", "place": str(street.grid().pk),
        "grade": "major", "sector": "fire",
    }  # fmt: skip
    answer = client.post("/matters/new/hazard/", row)
    assert answer.status_code == 302, answer.content.decode()
    page = client.get(answer["Location"]).content.decode()
    for word in ("消防通道堆放杂物", "待定责", "重大隐患", "消防", "检查发现", "交办", "作废"):
        assert word in page
    assert "核查通过" not in page


def test_a_missing_field_comes_back_with_what_was_typed(street: Street, client: Client) -> None:
    street.sign_in(client, "dispatcher")
    answer = client.post("/matters/new/grid/", {"kind": "grid", "channel": "grid", "title": "", "text": "井盖破损"})
    assert (answer.status_code, "井盖破损" in answer.content.decode()) == (422, True)


def test_a_move_is_made_on_its_page_and_stands_in_the_steps(street: Street, client: Client) -> None:
    matter = receive(street)
    street.sign_in(client, "dispatcher")
    client.post(f"/matters/{matter.pk}/accept/", {})
    client.post(f"/matters/{matter.pk}/dispatch/", {"lead": str(street.departments["urban"].pk)})
    page = client.get(f"/matters/{matter.pk}/").content.decode()
    for word in ("办理中", "交办：城市建设办公室", "登记", "受理"):
        assert word in page
    street.sign_in(client, "handler")
    client.post(f"/matters/{matter.pk}/finish/", DONE)
    page = client.get(f"/matters/{matter.pk}/").content.decode()
    assert ("待审核" in page, "已更换灯泡。" in page) == (True, True)


def test_who_comes_second_is_told_that_it_was_moved(street: Street, client: Client) -> None:
    matter = receive(street)
    street.sign_in(client, "dispatcher")
    form = client.get(f"/matters/{matter.pk}/accept/").content.decode()
    assert 'name="expect" value="1"' in form
    move(street, "office", "accept", matter)
    answer = client.post(f"/matters/{matter.pk}/accept/", {"expect": "1"})
    assert answer.status_code == 409
    assert "待交办" in answer.content.decode()


def test_the_workbench_counts_what_waits_and_opens_to_it(street: Street, client: Client) -> None:
    dispatched(street, received_at="2020-06-03")
    dispatched(street, "safety")
    receive(street, urgent="是")
    street.sign_in(client, "dispatcher")
    panel = next(one for one in client.get("/").context["panels"] if one.title == "事件")
    told = {tile.label: tile for tile in panel.tiles}
    assert {label: tile.value for label, tile in told.items()} == {
        "已超期": 1, "今日到期": 0, "紧急": 1, "待受理": 1, "办理中": 2,
    }  # fmt: skip
    for label, count in (("已超期", 1), ("紧急", 1), ("办理中", 2)):
        assert len(client.get(told[label].url).context["table"].rows) == count, label
    street.sign_in(client, "handler")
    panel = next(one for one in client.get("/").context["panels"] if one.title == "事件")
    working = next(tile for tile in panel.tiles if tile.label == "办理中")
    assert (working.value, len(client.get(working.url).context["table"].rows)) == (1, 1)


def test_an_address_that_is_none_is_not_found(street: Street, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(kinds(), "hotline", replace(kinds()["hotline"], fields=()))
    matter = receive(street)
    street.sign_in(client, "dispatcher")
    for address in ("/matters/new/nothing/", f"/matters/{matter.pk}/nothing/", f"/matters/{matter.pk}/describe/"):
        assert client.get(address).status_code == 404


def test_of_a_very_long_list_the_facets_come_after_the_rows(
    street: Street, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jingwei.core.facts.listing.LATE_FROM", 1)
    receive(street, kind="hazard", channel="check", sector="fire")
    receive(street)
    street.sign_in(client, "dispatcher")
    page = client.get("/matters/?f.urgent-not=true")
    later = page.context["facets"][0].loading_url
    assert (len(page.context["table"].rows), "as=facets" in later) == (2, True)
    text = client.get(later).content.decode()
    assert ("安全隐患" in text, "消防" in text, "<html" in text) == (True, True, False)


def test_facets_of_what_a_kind_asks_beside_narrow_the_list(street: Street, client: Client) -> None:
    receive(street, kind="hazard", channel="check", sector="fire")
    receive(street, kind="hazard", channel="check", sector="gas")
    street.sign_in(client, "dispatcher")
    assert len(client.get("/matters/?f.sector=fire").context["table"].rows) == 1
    assert len(client.get("/matters/?f.received-min=2020-01-01&sort=-due").context["table"].rows) == 2
