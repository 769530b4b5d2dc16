"""Who asked is found by nobody: no list, count, search, order, export or feed goes by person (systems.md, L5 to L8)."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.test import Client

from jingwei.api.matter_shapes import MatterOut, MatterPage
from jingwei.api.tests.calling import machine
from jingwei.core.actions import perform
from jingwei.core.errors import Refused
from jingwei.core.facts.facts import facts_of
from jingwei.core.facts.spelling import filterable
from jingwei.core.models import AuditEntry
from jingwei.core.scope import open_scope
from jingwei.matters.actions import Describe, Reveal
from jingwei.matters.facts import FIELDS
from jingwei.matters.facts import matters as sources
from jingwei.matters.likeness import alike
from jingwei.matters.models import Matter, Request
from jingwei.matters.tests.asking import DONE, move, read, receive, walk
from jingwei.people.tests.street import Street, make_street

pytestmark = pytest.mark.django_db
NAME, PHONE = "陈示例", "19900001234"
CALLER = {"contact_name": NAME, "contact_phone": PHONE}
PERSONAL = ("contact_name", "contact_phone", "phone_token", "secret", "asker", "requests", "visits", "callers")


@dataclass
class Asked:
    """One caller who called three times: about a lamp (closed), a cover (open), and to report somebody (dispatched)."""

    street: Street
    closed: Matter
    opened: Matter
    report: Matter
    quarrel: Matter


@pytest.fixture
def asked() -> Iterator[Asked]:
    street = make_street()
    lead = {"lead": str(street.departments["urban"].pk)}
    closed = walk(
        street, receive(street, kind="help", channel="counter", title="楼道灯不亮", **CALLER),
        ("dispatcher", "accept"), ("office", "finish", DONE),
    )  # fmt: skip
    opened = receive(street, title="井盖破损", **CALLER)
    report = receive(street, title="某店占道经营", nature="report", **CALLER)
    report = walk(street, report, ("dispatcher", "accept"), ("dispatcher", "dispatch", lead))
    quarrel = receive(street, kind="dispute", channel="counter", title="两家为漏水争执", text="楼上楼下", **CALLER)
    return Asked(street, closed, opened, report, quarrel)


def test_no_field_of_matters_tells_who_asked_and_none_can_be_asked_for() -> None:
    assert [field.key for field in FIELDS.fields if field.personal] == []
    facts = facts_of(next(iter(sources())))
    for key in PERSONAL:
        assert key not in FIELDS.by_key
        assert filterable(facts, key) is None
    assert set(PERSONAL) & (set(MatterOut.model_fields) | set(MatterPage.model_fields)) == {"requests"}


def test_no_page_finds_or_orders_matters_by_who_asked(asked: Asked, client: Client) -> None:
    asked.street.sign_in(client, "dispatcher")
    whole = client.get("/matters/").content.decode()
    assert asked.opened.number in whole
    for question in (f"q={PHONE}", f"q={NAME}", "q=0001234"):
        found = client.get(f"/matters/?{question}").content.decode()
        assert "〔" not in found.partition("<tbody")[2], question
        for page in ("/search/", "/matters/options/", "/"):
            told = client.get(f"{page}?{question}").content.decode()
            assert not {asked.opened.number, asked.closed.number} & set(told.split('"')), (page, question)
    for key in PERSONAL:
        for question in (f"f.{key}={PHONE}", f"sort={key}", f"sort=-{key}", f"w={key}%3D{PHONE}", f"by={key}"):
            answer = client.get(f"/matters/?{question}")
            # It is refused, or changes nothing: neither which nor in which order.
            assert answer.status_code in (200, 400), question
            assert answer.status_code == 400 or numbers(answer.content.decode()) == numbers(whole), question
    for shape in ("sheet", "facets"):
        sheet = client.get(f"/matters/?as={shape}").content
        assert PHONE.encode() not in sheet
        assert NAME.encode() not in sheet


def numbers(page: str) -> list[str]:
    return [part.split("号")[0] for part in page.partition("<tbody")[2].split("〔")[1:]]


def test_no_operation_of_the_interface_and_no_feed_tells_who_asked(asked: Asked) -> None:
    desk, handler = machine(asked.street, "dispatcher"), machine(asked.street, "handler")
    with open_scope(asked.street.scope("dispatcher")):
        token = Request.objects.exclude(phone_token="").values_list("phone_token", flat=True)[0]
    for caller in (desk, handler):
        status, page = caller.get("matters", limit=100)
        assert status == 200
        assert {one["number"] for one in page["items"]} >= {asked.opened.number, asked.report.number}
        for question in ({"contact_phone": PHONE}, {"phone_token": token}, {"q": NAME}):
            assert caller.get("matters", limit=100, **question)[1] == page, "it is not a question that can be asked"
        feed = str(caller.get("changes", limit=1000)[1])
        one = str(caller.get(f"matters/{asked.report.pk}")[1])
        for told in (str(page), feed, one):
            assert not [word for word in (PHONE, NAME, token, "phone_token", "陈*") if word in told]
        assert "core_delivery" not in feed
    for path in ("requests", "persons", "callers", f"requests/{token}"):
        assert desk.get(path)[0] == 404


def test_the_same_number_is_a_hint_to_an_open_matter_and_never_a_list(asked: Asked) -> None:
    again = receive(asked.street, title="井盖又破了", kind="hotline", **CALLER)
    again_help = receive(asked.street, title="楼道灯又不亮了", kind="help", channel="counter", **CALLER)
    with open_scope(asked.street.scope("dispatcher")):
        tokens = list(Request.objects.filter(matter=again).values_list("phone_token", flat=True))
        hints = {one.matter.pk: one.reasons for one in alike(again, tokens)}
        assert "来电号码相同" in hints[asked.opened.pk]
        # What was closed is found by its words alone; nobody learns that the caller had called before.
        before = {one.matter.pk: one.reasons for one in alike(again_help, tokens)}
        assert "来电号码相同" not in before[asked.closed.pk]


def test_who_reported_somebody_is_hidden_from_who_handles_it_though_nobody_asked_for_secrecy(
    asked: Asked, client: Client
) -> None:
    asked.street.sign_in(client, "handler")
    page = client.get(f"/matters/{asked.report.pk}/").content.decode()
    assert "要求保密" in page
    assert "陈" not in page
    with open_scope(asked.street.scope("handler")):
        request = Request.objects.get(matter=asked.report)
        with pytest.raises(Refused, match="要求保密"):
            perform(Reveal(), targets=[request.pk])
    status, told = machine(asked.street, "handler").post("actions/matters.reveal", {"targets": [str(request.pk)]})
    assert (status, PHONE in str(told)) == (403, False)
    # Nor does it help to say afterwards that it was none.
    with open_scope(asked.street.scope("handler")):
        perform(Describe(), [{"nature": "consult"}], targets=[asked.report.pk])
        with pytest.raises(Refused):
            perform(Reveal(), targets=[request.pk])
    other = receive(asked.street, title="占道", nature="report")
    apart = move(asked.street, "dispatcher", "join", other, into=str(asked.report.pk))
    assert apart.stage == "void"


def test_a_quarrel_is_read_by_those_who_work_on_it_and_each_reading_is_logged(asked: Asked, client: Client) -> None:
    street, one = asked.street, asked.quarrel
    for role, may in (("dispatcher", True), ("leader", True), ("statistician", False), ("handler", False)):
        street.sign_in(client, role)
        listing = client.get("/matters/").content.decode()
        assert one.number in listing, "that there is one is no secret"
        assert (one.title in listing) is may, role
        found = client.get("/matters/?q=漏水争执").content.decode()
        assert (one.number in found) is may, role
        if role != "handler":
            sheet = client.get("/matters/?as=sheet")
            assert sheet.status_code == 200
        assert client.get(f"/matters/{one.pk}/").status_code == (200 if may else 403)
        status, told = machine(street, role, name=f"对接{role}").get(f"matters/{one.pk}")
        assert (status, one.title in str(told)) == ((200, True) if may else (403, False))
        page = machine(street, role, name=f"对接列表{role}").get("matters")[1]
        assert (one.title in str(page)) is may
    with open_scope(street.keeper()):
        read_by = list(AuditEntry.objects.filter(event="read").order_by("number").values_list("actor_label", "subject"))
    told = [subject for _, subject in read_by if one.number in subject]
    assert told == [f"矛盾纠纷{one.number}"] * 4, "page and interface, each time, by two people"
    lead = {"lead": str(street.departments["urban"].pk)}
    walk(street, one, ("dispatcher", "accept"), ("dispatcher", "dispatch", lead))
    street.sign_in(client, "handler")
    assert one.title in client.get("/matters/").content.decode(), "the department that leads it reads it"
    assert client.get(f"/matters/{one.pk}/").status_code == 200
    assert read(street, one.pk).stage == "working"
