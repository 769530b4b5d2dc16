"""A mailbox, a gateway for short messages, a folder: each gets what is told under its stable id, and says what came."""

import json
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult
from django.test import Client
from django.utils import timezone

from jingwei.core.models import AuditEntry
from jingwei.core.outbox import Delivery, Message
from jingwei.core.outbox.sending import send_waiting
from jingwei.core.scope import open_scope
from jingwei.matters.models import Matter
from jingwei.matters.tests.asking import DONE, dispatched, move, receive, walk
from jingwei.people.tests.street import Street, make_street

pytestmark = pytest.mark.django_db
PHONE = "19900001234"


@pytest.fixture
def street() -> Street:
    return make_street()


def deliveries(street: Street, way: str) -> list[tuple[str, str]]:
    """State and answer of each, and the lines of `send` before."""
    with open_scope(street.scope("office")):
        return list(Delivery.objects.filter(way=way).order_by("id").values_list("state", "answer"))


def send(street: Street, later: timedelta = timedelta()) -> None:
    send_waiting(street.code, timezone.now() + later)


class Letters:
    """A mail server's handler: keeps what comes; `answers` come in turn, "" breaks off before an answer."""

    def __init__(self) -> None:
        self.taken: list[tuple[Any, str, bool]] = []
        self.answers: list[str] = []

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:
        self.taken.append((envelope, envelope.content.decode(), session.ssl is not None))
        answer = self.answers.pop(0) if self.answers else "250 2.0.0 queued"
        if not answer:
            server.transport.abort()
        return answer


@pytest.fixture
def mailbox(tmp_path: Path, settings: Any) -> Iterator[Letters]:
    """A mail server with a certificate of its own, which wants a password after STARTTLS."""
    key, cert = tmp_path / "key.pem", tmp_path / "cert.pem"
    make = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
    make += [
        "-subj",
        "/CN=localhost",
        "-addext",
        "subjectAltName=DNS:localhost",
        "-keyout",
        str(key),
        "-out",
        str(cert),
    ]
    subprocess.run(make, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    letters = Letters()

    def known(server: Any, session: Any, envelope: Any, mechanism: str, told: Any) -> AuthResult:
        return AuthResult(success=(told.login, told.password) == (b"jingwei", b"secret"), handled=False)

    controller = Controller(
        letters, hostname="localhost", port=free_port(), tls_context=context, require_starttls=True,
        authenticator=known, auth_required=True,
    )  # fmt: skip
    controller.start()
    settings.SMTP_HOST, settings.SMTP_PORT, settings.SMTP_TLS, settings.SMTP_CA = (
        "localhost", controller.port, "starttls", str(cert),
    )  # fmt: skip
    settings.SMTP_USER, settings.SMTP_PASSWORD = "jingwei", "secret"
    settings.MAIL_FROM, settings.MAIL_TO = "jw@example.test", "desk@example.test, duty@example.test"
    yield letters
    controller.stop()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def test_staff_are_written_to_over_tls_under_the_id_of_the_message(street: Street, mailbox: Letters) -> None:
    matter = dispatched(street)
    send(street)
    assert deliveries(street, "mail") == [("sent", "250 2.0.0 queued")]
    ((envelope, letter, secure),) = mailbox.taken
    with open_scope(street.scope("office")):
        message = Message.objects.exclude(chat="").get()
    assert secure
    assert envelope.rcpt_tos == ["desk@example.test", "duty@example.test"]
    assert f"Message-ID: <{message.pk}@jingwei>" in letter
    assert matter.title not in letter, "no free text leaves the house"
    send(street, timedelta(days=1))
    assert len(mailbox.taken) == 1


def test_what_a_mail_server_says_decides_whether_it_is_tried_again_or_shown(
    street: Street, mailbox: Letters, settings: Any
) -> None:
    mailbox.answers = ["451 4.3.0 try later", ""]
    matter = dispatched(street)
    send(street)
    assert deliveries(street, "mail")[0][0] == "waiting"
    send(street, timedelta(hours=1))
    ((state, answer),) = deliveries(street, "mail")
    assert (state, "没有得到答复" in answer) == ("unknown", True), "it may be there, so nobody claims to know"
    mailbox.answers = ["554 5.7.1 rejected"]
    move(street, "leader", "urge", matter)
    send(street)
    assert deliveries(street, "mail")[1][0] == "failed"
    settings.SMTP_PASSWORD = "wrong"
    move(street, "leader", "urge", matter)
    send(street)
    state, answer = deliveries(street, "mail")[2]
    assert (state, "用户名或密码" in answer) == ("failed", True)
    settings.SMTP_CA = ""
    move(street, "leader", "urge", matter)
    send(street)
    assert deliveries(street, "mail")[3][0] == "waiting", "nothing is told to a server nobody vouches for"
    assert len(mailbox.taken) == 3


class Gateway(HTTPServer):
    """A gateway for short messages: keeps what it is given; `says` are its answers in turn, `receipt` its receipt."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Gateway)
        self.taken: list[dict[str, str]] = []
        self.says: list[tuple[int, dict[str, str]]] = []
        self.receipt: dict[str, str] = {"state": "pending"}
        self.keys: set[str | None] = set()


class _Gateway(BaseHTTPRequestHandler):
    server: Gateway

    def do_POST(self) -> None:
        self.server.taken.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self._answer(*(self.server.says.pop(0) if self.server.says else (200, {"state": "accepted"})))

    def do_GET(self) -> None:
        assert self.path.removeprefix("/sms/") in [one["id"] for one in self.server.taken]
        self._answer(200, self.server.receipt)

    def _answer(self, status: int, told: dict[str, str]) -> None:
        self.server.keys.add(self.headers["Authorization"])
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps(told).encode())

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""


@pytest.fixture
def gateway(settings: Any) -> Iterator[Gateway]:
    server = Gateway()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    settings.SMS_URL, settings.SMS_KEY = f"http://127.0.0.1:{server.server_port}/sms", "k1"
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def closed(street: Street, **told: str) -> Matter:
    asked = receive(street, kind="help", channel="phone", contact_name="陈示例", contact_phone=PHONE, **told)
    return walk(street, asked, ("dispatcher", "accept"), ("grid_worker", "finish", DONE))


def test_who_asked_is_told_by_a_short_message_and_it_counts_once_its_receipt_is_there(
    street: Street, gateway: Gateway
) -> None:
    matter = closed(street)
    assert deliveries(street, "call") == []
    send(street)
    (told,) = gateway.taken
    assert (told["to"], matter.number in told["text"], gateway.keys) == (PHONE, True, {"Bearer k1"})
    assert deliveries(street, "sms") == [("accepted", "网关已收下，等回执")]
    send(street, timedelta(minutes=6))
    assert deliveries(street, "sms")[0][0] == "accepted"
    gateway.receipt = {"state": "delivered"}
    send(street, timedelta(minutes=12))
    assert deliveries(street, "sms") == [("sent", "已送达（回执）")]
    assert len(gateway.taken) == 1
    with open_scope(street.keeper()):
        (line,) = AuditEntry.objects.filter(event="unmasked")
    assert (line.reason, PHONE in str(line.detail)) == ("短信告知办理结果", False)


def test_what_does_not_arrive_is_told_by_phone_and_what_nobody_knows_is_shown(
    street: Street, gateway: Gateway, client: Client
) -> None:
    gateway.says = [(200, {"state": "refused", "detail": "号码停机"}), (500, {}), (200, {"state": "accepted"})]
    for title in ("楼道灯不亮", "下水不通", "门锁坏了"):
        closed(street, title=title)
    send(street)
    assert [state for state, _ in deliveries(street, "sms")] == ["failed", "unknown", "accepted"]
    assert deliveries(street, "call") == [("waiting", "")], "who cannot be written to is called"
    send(street, timedelta(hours=25))
    assert [state for state, _ in deliveries(street, "sms")][2] == "unknown", "no receipt for a day"
    gateway.receipt = {"state": "failed", "detail": "空号"}
    street.sign_in(client, "dispatcher")
    page = client.get("/matters/undelivered/").content.decode()
    assert (page.count("结果不明</"), "号码停机" in page, PHONE in page) == (2, True, False)
    assert "短信" in page


def test_files_are_dropped_whole_and_one_for_each_message(street: Street, tmp_path: Path, settings: Any) -> None:
    settings.DROP_FOLDER = str(tmp_path / "away")
    dispatched(street)
    send(street)
    assert deliveries(street, "file")[0][0] == "waiting", "tried again when the folder is there"
    (tmp_path / "away").mkdir()
    send(street, timedelta(hours=1))
    ((state, _),) = deliveries(street, "file")
    (file,) = (tmp_path / "away").iterdir()
    with open_scope(street.scope("office")):
        message = Message.objects.exclude(chat="").get()
    assert (state, file.name, json.loads(file.read_text())) == (
        "sent",
        f"{message.pk}.json",
        {"id": str(message.pk), "title": message.title, "text": message.chat},
    )
