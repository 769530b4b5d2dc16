"""Chosen matters are moved together; what cannot be moved is told by number with why, and stays out."""

import io
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from jingwei.core.models import AuditEntry
from jingwei.core.scope import open_scope
from jingwei.matters.models import Matter
from jingwei.matters.tests.asking import dispatched, move, receive
from jingwei.people.tests.street import Street, make_street

pytestmark = pytest.mark.django_db


@pytest.fixture
def street() -> Street:
    return make_street()


def test_what_can_be_moved_goes_through_once_the_clerk_says_so(street: Street, client: Client) -> None:
    new, second, far = receive(street), receive(street, title="井盖松动"), dispatched(street)
    street.sign_in(client, "dispatcher")
    listed = client.get("/matters/?sort=-received")
    labels = [link.label for link in listed.context["bulk"]]
    assert labels[:5] == ["受理", "交办", "催办", "核查通过", "作废"]
    asked = {"row": [str(new.pk), str(second.pk), str(far.pk)], "sort": "-received"}
    page = client.post("/matters/bulk/accept/", asked, follow=True)
    text = page.content.decode()
    assert f"{far.number}现在是“办理中”，不能受理。" in text
    assert "受理其余2件" in text
    agreed = [value for name, value in page.context["hidden"] if name == "agreed"]
    assert sorted(agreed) == sorted((str(new.pk), str(second.pk)))
    here = page.request["PATH_INFO"] + "?" + page.request["QUERY_STRING"]
    # Somebody else takes one of them on first: nothing goes through, and it is told which.
    move(street, "office", "accept", new)
    late = client.post(here, {"agreed": agreed, "key": page.context["key"]})
    assert (late.status_code, f"{new.number}现在是“待交办”" in late.content.decode()) == (409, True)
    with open_scope(street.scope("office")):
        assert Matter.objects.get(pk=second.pk).stage == "received"
    rest = [value for name, value in late.context["hidden"] if name == "agreed"]
    done = client.post(here, {"agreed": rest, "key": late.context["key"]})
    assert (urlsplit(done["Location"]).path, parse_qs(urlsplit(done["Location"]).query)) == (
        "/matters/", {"sort": ["-received"]},
    )  # fmt: skip
    client.post(
        f"/matters/bulk/dispatch/?row={new.pk}&row={second.pk}",
        {"agreed": [str(new.pk), str(second.pk)], "lead": str(street.departments["urban"].pk)},
    )
    with open_scope(street.scope("office")):
        leads = set(Matter.objects.filter(pk__in=(new.pk, second.pk)).values_list("stage", "lead__name"))
    assert leads == {("working", "城市建设办公室")}


def test_of_none_that_can_be_moved_only_the_reasons_are_shown(street: Street, client: Client) -> None:
    far = dispatched(street)
    street.sign_in(client, "dispatcher")
    text = client.get(f"/matters/bulk/verify/?row={far.pk}&row=nonsense").content.decode()
    assert ("不能核查通过" in text, "回到事件" in text, 'name="agreed"' in text) == (True, True, False)
    assert client.post("/matters/bulk/urge/", {}, follow=True).redirect_chain[-1][0] == "/matters/"
    assert client.get("/matters/bulk/finish/").status_code == 404
    street.sign_in(client, "handler")
    assert client.get(f"/matters/bulk/void/?row={far.pk}").status_code == 403
    assert client.get("/matters/").context["bulk"][0].label == "核查通过"


def test_a_sheet_that_left_comes_back_without_doubling_anything(street: Street, client: Client) -> None:
    receive(street, kind="hazard", channel="check", sector="fire", text="写在内容里的不带走")
    dispatched(street)
    street.sign_in(client, "dispatcher")
    data = client.get("/matters/?as=returnable").content
    sheet = load_workbook(io.BytesIO(data)).active
    told = "\n".join(str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell)
    assert ("本系统编号" in told, "写在内容里的不带走" in told, "消防" in told) == (True, False, True)
    page = client.post("/matters/import/", {"file": SimpleUploadedFile("事件.xlsx", data)})
    tally = page.context["tally"]
    assert (tally.new, tally.same, tally.refused) == (0, 2, 0), page.content.decode()[-3000:]
    with open_scope(street.keeper()):
        assert AuditEntry.objects.filter(event="exported", detail__shape="returnable").count() == 1
    street.sign_in(client, "handler")
    assert client.get("/matters/?as=returnable").status_code == 403


def test_one_matter_is_printed_with_its_steps_and_clock(street: Street, client: Client) -> None:
    one = dispatched(street, contact_name="陈示例", contact_phone="19900001234")
    near = receive(street, title="隔壁也不亮")
    street.sign_in(client, "dispatcher")
    page = client.get(f"/matters/{one.pk}/")
    assert page.context["print_url"] == f"/matters/{one.pk}/paper/"
    text = client.get(page.context["print_url"]).content.decode()
    for word in (one.number, "12345工单办理单", "5工作日", "交办：城市建设办公室", "12345热线1条"):
        assert word in text
    assert "陈" not in text.replace("陈列", "")
    part = client.get(page.context["side"][0].loading_url).content.decode()
    assert ("隔壁也不亮" in part, f"/matters/{near.pk}/" in part, one.title in part) == (True, True, False)


def test_what_is_sensitive_leaves_and_is_listed_without_its_words(street: Street, client: Client) -> None:
    told = {"kind": "dispute", "channel": "counter", "quarrel": "damage", "received_at": "2025-06-03"}
    receive(street, title="甲乙两家漏水赔偿", **told)
    street.sign_in(client, "statistician")
    sheet = load_workbook(io.BytesIO(client.get("/matters/?as=returnable").content)).active
    told = "\n".join(str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell)
    assert ("甲乙两家" in told, "损害赔偿" in told, "矛盾纠纷" in told) == (False, False, True)
    for shape in ("", "&as=paper"):
        text = client.get(f"/matters/ladders/service/?level=friday{shape}").content.decode()
        assert ("甲乙两家" in text, "矛盾纠纷" in text) == (False, True)
    street.sign_in(client, "leader")
    assert "甲乙两家" in client.get("/matters/ladders/service/?level=friday").content.decode()
