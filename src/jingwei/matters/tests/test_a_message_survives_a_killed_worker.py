"""kill -9 between sending and noting down: the message is not lost, nobody claims to know, and a person decides."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

pytestmark = pytest.mark.django_db


class Chat(HTTPServer):
    """A work chat: keeps what it is sent. `kill`: it ends the sender before it answers. `answers` come in turn."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.taken: list[tuple[str, str]] = []
        self.kill: subprocess.Popen[str] | None = None
        self.answers: list[tuple[int, str]] = []


class _Handler(BaseHTTPRequestHandler):
    server: Chat

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.taken.append((self.headers["Idempotency-Key"], body["text"]["content"]))
        if self.server.kill is not None:
            self.server.kill.kill()
            self.server.kill.wait()
            return
        status, said = self.server.answers.pop(0) if self.server.answers else (200, '{"errcode": 0}')
        self.send_response(status)
        self.end_headers()
        self.wfile.write(said.encode())

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""


@contextmanager
def chat() -> Iterator[Chat]:
    server = Chat()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Office:
    """A database of its own, and processes that work on it."""

    def __init__(self, url: str, hook: str) -> None:
        self.env = {**os.environ, "DATABASE_URL": url, "JINGWEI_CHAT_WEBHOOK": hook}

    def start(self, step: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "jingwei.matters.tests.send_in_a_process", step],
            env=self.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def do(self, step: str) -> list[list[str]]:
        out, err = self.start(step).communicate(timeout=120)
        assert out, err
        told: list[list[str]] = json.loads(out)
        return told


def test_a_message_cut_off_while_it_was_sent_waits_for_a_person_and_goes_out_again_under_its_id(cluster: Any) -> None:
    with chat() as room:
        office = Office(cluster.url(cluster.fresh()), f"http://127.0.0.1:{room.server_port}/hook")
        ((key, state),) = office.do("prepare")
        assert (state, room.taken) == ("waiting", [])
        killed = office.start("send")
        room.kill = killed
        killed.wait(timeout=120)
        room.kill = None
        assert killed.returncode == -9
        assert [one for one, _ in room.taken] == [key]
        assert office.do("send") == [[key, "unknown"]], "nobody claims to know, and it is not sent again by itself"
        assert len(room.taken) == 1
        assert office.do("again") == [[key, "waiting"]]
        assert office.do("send") == [[key, "sent"]]
        assert [one for one, _ in room.taken] == [key, key]
        assert "【新交办】12345工单" in room.taken[0][1]


def test_a_chat_that_cannot_be_reached_or_is_busy_is_asked_again_and_one_that_says_no_is_shown(
    cluster: Any,
) -> None:
    with chat() as room:
        hook = f"http://127.0.0.1:{room.server_port}/hook"
        office = Office(cluster.url(cluster.fresh()), hook)
        ((key, _),) = office.do("prepare")
        office.env["JINGWEI_CHAT_WEBHOOK"] = "http://127.0.0.1:9/hook"
        assert office.do("send") == [[key, "waiting"]]
        assert room.taken == []
    with chat() as room:
        office = Office(cluster.url(cluster.fresh()), f"http://127.0.0.1:{room.server_port}/hook")
        ((key, _),) = office.do("prepare")
        room.answers = [(200, '{"errcode": 93000, "errmsg": "invalid webhook"}')]
        assert office.do("send") == [[key, "failed"]]
