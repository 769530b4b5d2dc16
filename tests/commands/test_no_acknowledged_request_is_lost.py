"""Machines open and move matters while web server, worker, database or all of it is killed at random moments.

Afterwards every acknowledged request is there once, no clock is lost, what was cut off goes on, and everybody was told.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import psutil
import psycopg
import pytest
from tests.commands.conftest import Office
from tests.commands.load import Client
from tests.commands.street_under_load import CLIENTS
from tests.commands.test_the_system_is_served import Served, wait_for

from jingwei.core import embedded
from jingwei.core.calendar import WorkCalendar
from jingwei.core.embedded import postmaster

SECONDS = float(os.environ.get("JINGWEI_FAULT_SECONDS", "70"))
HOUR = 3600.0
SHARES = (50, 80, 100)
CHINA = ZoneInfo("Asia/Shanghai")
CALENDAR = WorkCalendar()
OPEN = ("received", "accepted", "working", "reviewing", "entering", "checking")


class Chat(ThreadingHTTPServer):
    """A work chat that takes its time; it keeps the ids of what it is sent."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.taken: list[str] = []
        self.held = threading.Event()  # somebody is being kept waiting
        self.hold = threading.Event()  # whoever comes next is kept waiting


class _Handler(BaseHTTPRequestHandler):
    server: Chat

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.server.taken.append(self.headers["Idempotency-Key"])
        if self.server.hold.is_set():
            self.server.hold.clear()
            self.server.held.set()
            time.sleep(5)
        with contextlib.suppress(OSError):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b'{"errcode": 0}')

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""


@contextlib.contextmanager
def chat() -> Iterator[Chat]:
    server = Chat()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


class Killer:
    """Kills one part after another at random moments, and sees to it that all of it runs again."""

    def __init__(self, office: Office, room: Chat, admin_url: str, seed: int) -> None:
        self.office, self.room, self.admin_url = office, room, admin_url
        self.chance = random.Random(seed)
        self.served = Served(office)
        self.port = self.served.port
        self.killed: Counter[str] = Counter()

    def child(self, name: str) -> psutil.Process | None:
        for one in psutil.Process(self.served.process.pid).children():
            with contextlib.suppress(psutil.Error):
                if f"jingwei.cli.{name}" in " ".join(one.cmdline()):
                    return one
        return None

    def kill(self, what: str) -> None:
        """One kill; nothing where the part is just being started again."""
        if what == "all":
            self.served.process.kill()
            self.served.process.wait(30)
            self.served.process.stdout.close()
            wait_for(lambda: self.served.status() is None and postmaster.running(self.served.data()) is None)
            self.served = Served(self.office, port=self.port)
        elif what == "database":
            found = postmaster.running(self.served.data())
            if found is None:
                return
            os.kill(found.pid, signal.SIGKILL)
        else:
            process = self.child("web" if what == "web" else "worker")
            if process is None:
                return
            process.kill()
        self.killed[what] += 1

    def go_on(self, until: float) -> None:
        """First the worker in the middle of the long import and of a message, then whatever comes."""
        self._kill_when("the import", lambda: self._one("SELECT count(*) FROM core_job WHERE state = 'running'"))
        while time.monotonic() < until:
            self.room.hold.set()
            end = time.monotonic() + self.chance.uniform(1.5, 5.0)
            while time.monotonic() < min(end, until):
                if self.room.held.wait(0.1):
                    self.room.held.clear()
                    self.kill("worker")
                    self.killed["message"] += 1
                    break
            self.kill(self.chance.choice(("web", "web", "worker", "database", "all")))
        self.room.hold.clear()

    def _kill_when(self, what: str, true: Any) -> None:
        wait_for(true)
        self.kill("worker")
        self.killed[what] += 1

    def _one(self, question: str) -> Any:
        try:
            with psycopg.connect(self.admin_url) as connection:
                return connection.execute(question).fetchone()[0]
        except psycopg.Error:
            return None

    def stop(self) -> None:
        self.served.process.send_signal(signal.SIGTERM)
        self.served.process.communicate(timeout=60)


def ask(office: Office, what: str) -> Any:
    script = Path(__file__).with_name("street_under_load.py")
    done = subprocess.run(
        [sys.executable, "-P", str(script), what], check=False, env=office.env, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("seconds", [SECONDS, pytest.param(HOUR, marks=pytest.mark.soak)])
def test_killed_at_random_nothing_acknowledged_is_lost_or_done_twice(office: Office, seconds: float) -> None:
    seed = int(os.environ.get("JINGWEI_FAULT_SEED", "20260701"))
    with chat() as room:
        office.env = office.env | {"JINGWEI_CHAT_WEBHOOK": f"http://127.0.0.1:{room.server_port}/hook"}
        given = ask(office, "prepare")
        running = embedded.ensure_running(office.home)
        admin_url = running.admin_url
        killer = Killer(office, room, admin_url, seed)
        running.stop()
        end = threading.Event()
        clients = [Client(number, killer.port, given, end, seed) for number in range(CLIENTS)]
        for client in clients:
            client.start()
        try:
            killer.go_on(time.monotonic() + seconds)
        finally:
            end.set()
            for client in clients:
                client.join(120)
            killer.stop()
        settled, told = ask(office, "settle"), ask(office, "tell")
    sent = [client.sent for client in clients]
    assert [one for each in sent for one in each.refused] == []
    assert killer.killed["the import"] == 1
    assert sum(killer.killed.values()) > 5, killer.killed
    assert sum(each.again for each in sent) > 0, "some of it was sent while nobody was there"
    everything_acknowledged_is_there_once(sent, told)
    no_clock_is_lost(told)
    jobs_went_on(told)
    everybody_was_told(told, settled, room.taken)


def everything_acknowledged_is_there_once(sent: list[Any], told: dict[str, Any]) -> None:
    titles = Counter(one["title"] for one in told["matters"])
    asked = {title: matter for each in sent for title, matter in each.titles.items()}
    # A client ends only once the last thing it sent was answered: there is nothing that nobody was told of.
    assert titles == Counter(dict.fromkeys(asked, 1))
    assert {one["title"]: one["id"] for one in told["matters"]} == asked
    assert Counter(one["matter_id"] for one in told["requests"]) == Counter(dict.fromkeys(asked.values(), 1))
    numbers = [one["number"] for one in told["matters"]]
    assert len(set(numbers)) == len(numbers)
    steps = Counter((one["matter_id"], one["verb"]) for one in told["steps"])
    assert steps == Counter((one.matter, one.verb) for each in sent for one in each.done)


def no_clock_is_lost(told: dict[str, Any]) -> None:
    """The due time and the warning of every open matter are those found by walking through its steps."""
    steps: dict[str, list[dict[str, Any]]] = {}
    for step in told["steps"]:
        steps.setdefault(step["matter_id"], []).append(step)
    warned = Counter((one["about"], one["event"]) for one in told["messages"] if one["event"].startswith("due_"))
    assert all(count == 1 for count in warned.values()), "nobody is warned twice of the same"
    still = 0
    for one in told["matters"]:
        if one["stage"] not in OPEN:
            continue
        pauses = _pauses(steps[one["id"]])
        stopped = bool(pauses) and pauses[-1][1] is None
        assert (one["suspended_at"] is not None) == stopped
        moments = {share: _passed(one["kind"], _moment(one["received_at"]), pauses, share) for share in SHARES}
        if moments[100] is None:
            assert one["due_at"] is None
        else:
            assert abs(_moment(one["due_at"]) - moments[100]) <= timedelta(seconds=len(pauses)), one
        if stopped:
            assert one["next_warning_at"] is None
            still += 1
            continue
        coming = next((share for share in SHARES if share > one["warned"]), None)
        if coming is None:
            assert one["next_warning_at"] is None
        else:
            difference = _moment(one["next_warning_at"]) - moments[coming]
            assert abs(difference) <= timedelta(seconds=len(pauses)), (one, coming)
            # The last minute was worked before this was asked.
            assert _moment(one["next_warning_at"]) > datetime.now(UTC) - timedelta(minutes=1)
        if one["warned"]:
            assert warned[(one["id"], f"due_{one['warned']}")] == 1
    assert still


def _pauses(steps: list[dict[str, Any]]) -> list[tuple[datetime, datetime | None]]:
    out: list[tuple[datetime, datetime | None]] = []
    for step in steps:
        if step["verb"] == "suspend":
            out.append((_moment(step["at"]), None))
        elif step["verb"] == "resume":
            out[-1] = (out[-1][0], _moment(step["at"]))
    return out


def _passed(kind: str, started: datetime, pauses: list[Any], share: int) -> datetime | None:
    """When a share of the term has passed: 24 hours by the second, 15 days and 7 working days by walking the days.

    None where it stood still before that and has not gone on.
    """
    if kind == "help":
        at, left = started, timedelta(hours=24) * share / 100
        for since, until in pauses:
            if since > at + left:
                break
            if until is None:
                return None
            left -= since - at
            at = until
        return at + left
    whole = {"hazard": 15, "grid": 7}[kind]
    left, day = -(-whole * share // 100), started.astimezone(CHINA).date()
    walked = day
    while left:
        walked += timedelta(days=1)
        left -= kind == "hazard" or CALENDAR.is_working(walked)
    for since, until in pauses:
        # Days on which it stood still from midnight on do not count; the run is far shorter than a day.
        if since <= _closing(kind, walked):
            if until is None:
                return None
            days = (until.astimezone(CHINA).date() - since.astimezone(CHINA).date()).days
            walked += timedelta(days=days)
    return _closing(kind, walked)


def _closing(kind: str, day: date) -> datetime:
    if kind == "hazard":
        return datetime.combine(day, clock(23, 59, 59), CHINA)
    return datetime.combine(day, clock(17, 30), CHINA)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def jobs_went_on(told: dict[str, Any]) -> None:
    (job,) = told["jobs"]
    assert job["state"] == "done", job
    assert job["cut_off"] >= 1, "it was killed, and begun again by nobody but the system"
    assert "新增4000行" in job["message"]


def everybody_was_told(told: dict[str, Any], settled: dict[str, Any], taken: list[str]) -> None:
    known = {one["id"] for one in told["messages"]}
    ways = {one["message_id"]: one for one in told["deliveries"]}
    assert known == set(ways), "every message has its way out"
    assert set(taken) == known, "each was sent at least once, under its own id and no other"
    assert {one["state"] for one in ways.values()} == {"sent"}
    assert settled["unknown"], "at least one was cut off while it was sent"
    assert settled["shown"] == min(len(settled["unknown"]), 50), "what nobody knows is shown to a person"
    again = {key for key, count in Counter(taken).items() if count > 1}
    assert again <= set(settled["unknown"]), "nothing is sent twice that was known to have arrived"
