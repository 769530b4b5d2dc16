"""The file of a dispute is sealed when it is closed: counted as before, read by named posts for a logged reason."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone

from jingwei.core.actions import find_action, perform
from jingwei.core.errors import Conflict, Refused
from jingwei.core.models import AuditEntry
from jingwei.core.scope import open_scope
from jingwei.core.secrets import Unreadable
from jingwei.matters.models import Matter, Note, Unsealing
from jingwei.matters.sealing.nightly import destroy_files, seal_files
from jingwei.matters.tests.asking import move, read, receive, walk
from jingwei.people.tests.street import Street, make_street

pytestmark = pytest.mark.django_db
WORDS = ("楼上漏水", "甲乙两户", "调解室要点", "各承担一半", "示例路3号", "陈示例")
DONE = {"outcome": "solved", "reply": "双方各承担一半。"}


@pytest.fixture
def street() -> Street:
    return make_street()


def mediated(street: Street, client: Client) -> Matter:
    """A dispute that a community mediated, with a session and a paper, closed."""
    told = {
        "title": "楼上漏水纠纷",
        "text": "甲乙两户各执一词",
        "address": "示例路3号",
        "contact_name": "陈示例",
        "consent": "是",
    }
    matter = receive(street, kind="dispute", channel="counter", quarrel="neighbours", **told)
    walk(street, matter, ("dispatcher", "accept"), ("dispatcher", "dispatch"))
    street.sign_in(client, "community_secretary")
    session = {"where": "调解室", "mediator": "调解员一", "result": "agreed", "points": "调解室要点",
               "files": [SimpleUploadedFile("笔录.pdf", b"%PDF-1.7 record")]}  # fmt: skip
    assert client.post(f"/matters/{matter.pk}/notes/session/", session).status_code == 302
    return move(street, "community_secretary", "finish", matter, **DONE)


def stored(street: Street) -> str:
    """Everything that the tables of matters, their history and the messages hold, as text."""
    out = []
    with open_scope(street.street_reader()), connection.cursor() as cursor:
        for table in (
            "matters_matter",
            "matters_request",
            "matters_note",
            "matters_step",
            "core_change",
            "core_message",
        ):
            cursor.execute(f"SELECT string_agg(t::text, ' ') FROM {table} t")
            out.append(cursor.fetchone()[0] or "")
    return " ".join(out)


def test_nothing_of_a_closed_dispute_is_left_but_kind_place_and_times(street: Street, client: Client) -> None:
    matter = mediated(street, client)
    assert [word for word in WORDS if word in stored(street)] == []
    assert (matter.title, matter.details["agreement"], matter.details["sessions"]) == (
        "矛盾纠纷（已封存）",
        "agreed",
        1,
    )
    for role in ("dispatcher", "office", "grid_worker"):
        page = street.sign_in(client, role).get(f"/matters/{matter.pk}/").content.decode()
        assert ([word for word in WORDS if word in page], "已封存" in page, "查阅封存案卷" in page) == (
            [],
            True,
            False,
        ), role
    assert len(client.get("/matters/?f.quarrel=neighbours").context["table"].rows) == 1
    assert client.get(f"/matters/{matter.pk}/sealed/").status_code == 403
    with open_scope(street.scope("dispatcher")):
        note = Note.objects.get(sort="session")
    assert (
        note.values,
        street.sign_in(client, "leader").get(f"/matters/notes/{note.pk}/files/{'0' * 64}/").status_code,
    ) == ({}, 404)


def test_named_posts_read_it_for_a_reason_that_is_logged(street: Street, client: Client) -> None:
    matter = mediated(street, client)
    address = f"/matters/{matter.pk}/sealed/"
    assert client.post(address, {"reason": ""}).status_code == 422
    page = client.post(address, {"reason": "答复法院调取"}).content.decode()
    for word in ("楼上漏水纠纷", "甲乙两户各执一词", "调解室要点", "双方各承担一半", "示例路3号"):
        assert word in page, word
    with open_scope(street.scope("audit_admin")):
        line = AuditEntry.objects.filter(event="read_sealed").latest("id")
        assert (line.reason, matter.number in line.subject, "漏水" in str(line.detail)) == ("答复法院调取", True, False)
    with pytest.raises(Conflict, match="须经批准启封"):
        move(street, "dispatcher", "reopen", matter)


def test_it_is_opened_by_another_for_some_days_and_sealed_again(street: Street, client: Client) -> None:
    matter = mediated(street, client)

    def ask(role: str) -> UUID:
        with open_scope(street.scope(role)):
            ids: Any = perform(find_action("matters.ask_unsealing"), targets=[matter.pk], reason="需继续调解").result[
                "ids"
            ]
        return UUID(ids[0])

    asked = ask("leader")
    with pytest.raises(Conflict, match="已经有一份"):
        ask("community_secretary")
    with open_scope(street.scope("leader")), pytest.raises(Refused, match="申请人不能批准"):
        perform(find_action("matters.approve_unsealing"), [{"days": "3"}], targets=[asked])
    street.sign_in(client, "deputy_leader")
    assert "批准启封" in client.get(f"/matters/{matter.pk}/").content.decode()
    assert client.post(f"/matters/unsealings/{asked}/approve/", {"days": "3"}).status_code == 302
    opened = read(street, matter.pk)
    assert (opened.title, opened.text, opened.reply) == ("楼上漏水纠纷", "甲乙两户各执一词", "双方各承担一半。")
    with open_scope(street.scope("leader")):
        note, until = Note.objects.get(sort="session"), Unsealing.objects.get().open_until
        assert until == timezone.localdate() + timedelta(days=3)
    files = note.values["files"]
    assert client.get(f"/matters/notes/{note.pk}/files/{files[0]['sha256']}/").content == b"%PDF-1.7 record"
    assert (seal_files(until), seal_files(until + timedelta(days=1))) == ([], [f"{street.name} 封存案卷1件"])
    assert read(street, matter.pk).text == ""


def test_it_is_destroyed_when_its_archive_term_is_over(street: Street, client: Client) -> None:
    matter = mediated(street, client)
    year = timezone.localdate().year + 11
    assert destroy_files(date(year - 1, 12, 31)) == []
    assert destroy_files(date(year, 1, 1))[0].endswith("销毁")
    with open_scope(street.scope("leader")), pytest.raises(Unreadable):
        perform(find_action("matters.read_sealed"), targets=[matter.pk], reason="查阅")
