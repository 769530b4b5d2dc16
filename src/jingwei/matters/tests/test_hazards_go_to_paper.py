"""整改前后对照表 and the decision of an emergency removal: one PDF, a page for each, logged; many by a job."""

import re
import struct
import zlib
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from jingwei.core.jobs.running import run_waiting
from jingwei.core.models import AuditEntry, Job
from jingwei.core.pdf import drawable
from jingwei.core.scope import open_scope
from jingwei.matters.models import Note
from jingwei.matters.tests.asking import DONE, receive, walk
from jingwei.people.tests.street import Street, make_street
from jingwei.registers.tests.test_files_are_attached import PHOTO

pytestmark = pytest.mark.django_db


def _piece(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


PICTURE = b"\x89PNG\r\n\x1a\n" + b"".join(
    (
        _piece(b"IHDR", struct.pack(">IIBBBBB", 2, 2, 8, 2, 0, 0, 0)),
        _piece(b"IDAT", zlib.compress(b"\0" + b"\x90" * 6 + b"\0" + b"\x40" * 6)),
        _piece(b"IEND", b""),
    )
)


@pytest.fixture
def street() -> Street:
    return make_street()


def pages(content: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", content))


def content_of(answer: HttpResponse) -> bytes:
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf"), answer.content.decode()[:500]
    return bytes(answer.content)


def photographed(client: Client, pk: Any, sort: str, name: str, data: bytes) -> None:
    answer = client.post(f"/matters/{pk}/notes/{sort}/", {"photos": [SimpleUploadedFile(name, data)]})
    assert answer.status_code == 302, answer.content.decode()


def test_hazards_are_laid_out_before_and_after_on_a_page_each(street: Street, client: Client) -> None:
    assert (drawable(PICTURE), drawable(PHOTO)) == (True, False)
    hazard = receive(
        street, kind="hazard", channel="check", title="通道*堆放*#货物", text="见照片", clause="消防法第二十八条"
    )
    street.sign_in(client, "grid_worker")
    photographed(client, hazard.pk, "before", "东门.png", PICTURE)
    photographed(client, hazard.pk, "before", "坏.jpg", PHOTO)
    walk(street, hazard, ("dispatcher", "dispatch"))
    photographed(client, hazard.pk, "after", "东门.png", PICTURE)
    walk(street, hazard, ("grid_worker", "finish", DONE), ("community_secretary", "verify"))
    one = content_of(client.get(f"/matters/before-after/?row={hazard.pk}"))
    assert (pages(one), one.startswith(b"%PDF")) == (1, True)
    other, grid = receive(street, kind="hazard", channel="check"), receive(street, kind="grid", channel="grid")
    street.sign_in(client, "dispatcher")
    rows = [str(each.pk) for each in (hazard, other, grid)]
    assert pages(content_of(client.post("/matters/before-after/", {"row": [*rows, "nothing"]}))) == 2
    assert pages(content_of(client.get("/matters/?f.kind=hazard&as=before_after"))) == 2
    with open_scope(street.scope("audit_admin")):
        line = AuditEntry.objects.filter(event="exported").latest("id")
        assert (line.subject, line.detail["matters"]) == ("整改前后对照表2 件", [hazard.number, other.number])
    refused = client.get(f"/matters/before-after/?row={grid.pk}")
    assert ("没有您可以打印的安全隐患" in refused.content.decode(), refused.status_code) == (True, 400)
    assert street.sign_in(client, "handler").get(f"/matters/before-after/?row={other.pk}").status_code == 400


def test_many_are_made_by_a_job(street: Street, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jingwei.matters.pages.papers.AT_ONCE", 1)
    for _ in range(2):
        receive(street, kind="hazard", channel="check")
    street.sign_in(client, "dispatcher")
    answer = client.get("/matters/?f.kind=hazard&as=before_after")
    assert answer["Location"].startswith("/jobs/")
    run_waiting(street.code)
    with open_scope(street.scope("dispatcher")):
        job = Job.objects.get()
        assert (job.state, job.message) == ("done", "已生成2件的整改前后对照表。")
    monkeypatch.setattr("jingwei.matters.pages.papers.AT_MOST", 1)
    assert "一次最多打印1件，这里有2件" in client.get("/matters/?f.kind=hazard&as=before_after").content.decode()


def test_the_decision_of_a_removal_says_how_to_object_and_until_when(street: Street, client: Client) -> None:
    hazard = receive(street, kind="hazard", channel="check", grade="major")
    street.sign_in(client, "dispatcher")
    told = {
        "paper": "望应急决〔2026〕1号",
        "basis": "墙体开裂",
        "order": "撤离、封房",
        "days": "3",
        "at": "2026-05-01 03:00",
    }
    assert client.post(f"/matters/{hazard.pk}/notes/removal/", told).status_code == 302
    with open_scope(street.scope("dispatcher")):
        note = Note.objects.get(sort="removal")
    assert f"/matters/notes/{note.pk}/document/" in client.get(f"/matters/{hazard.pk}/").content.decode()
    assert pages(content_of(client.get(f"/matters/notes/{note.pk}/document/"))) == 1
    client.post(f"/matters/notes/{note.pk}/back/", {"reason": "文号有误"})
    assert client.get(f"/matters/notes/{note.pk}/document/").status_code == 404
