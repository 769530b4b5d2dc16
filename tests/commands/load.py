"""Machines that open and move matters over the interface, each with a key of its own for everything it sends.

What is not acknowledged is sent again under its key until it is: the server may be killed at any moment.
"""

from __future__ import annotations

import http.client
import json
import random
import threading
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

CHINA = timedelta(hours=8)
PAUSE = 0.08  # seconds between two requests of one client
GIVE_UP = 90.0  # seconds after which a server that does not come back fails the test
# Kind → how long its term is, so that some matters come in with a part of it over.
KINDS = {"help": timedelta(hours=24), "hazard": timedelta(days=15), "grid": timedelta(days=9)}


@dataclass
class Acknowledged:
    """One answer: which verb, under which key, on which matter, and whether the server had done it before."""

    verb: str
    key: str
    matter: str
    replayed: bool


@dataclass
class Sent:
    """What one client has open, and everything it was told is done."""

    done: list[Acknowledged] = field(default_factory=list)
    titles: dict[str, str] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    again: int = 0


class Client(threading.Thread):
    """One client: opens matters, dispatches, stops, resumes, urges and finishes them, until told to end."""

    def __init__(self, number: int, port: int, given: Mapping[str, Any], end: threading.Event, seed: int) -> None:
        super().__init__(name=f"client {number}")
        self.sent = Sent()
        self._number, self._port, self._given, self._end = number, port, given, end
        self._chance = random.Random(seed + number)
        self._connection: http.client.HTTPConnection | None = None
        # Key → (kind, stage, stopped) of what is open.
        self._open: dict[str, tuple[str, bool]] = {}

    def run(self) -> None:
        while not self._end.is_set() and not self.sent.refused:
            self._step()
            time.sleep(PAUSE)

    def _step(self) -> None:
        if len(self._open) < 4 or self._chance.random() < 0.3:
            self._receive()
            return
        matter = self._chance.choice(sorted(self._open))
        stage, stopped = self._open[matter]
        if stopped:
            verb = "resume" if self._chance.random() < 0.7 else ""
        elif stage == "received":
            verb = self._chance.choice(("dispatch", "dispatch", "suspend"))
        else:
            verb = self._chance.choice(("urge", "suspend", "finish", ""))
        if not verb:
            # Left open, as it stands, for the count at the end.
            self._open.pop(matter)
            return
        rows = {
            "dispatch": {"lead": self._given["lead"]},
            "finish": {"outcome": "solved", "reply": "已处理。", "met": "是"},
        }.get(verb, {})
        self._say(verb, {"rows": [rows], "targets": [matter], "reason": "按通知办理"}, matter)
        if verb == "finish":
            self._open.pop(matter)
        elif verb in ("suspend", "resume"):
            self._open[matter] = (stage, verb == "suspend")
        elif verb == "dispatch":
            self._open[matter] = ("working", False)

    def _receive(self) -> None:
        kind = self._chance.choice(("help", "help", "hazard", "grid"))
        since = datetime.now(UTC) + CHINA - KINDS[kind] * self._chance.choice((0.0, 0.3, 0.6, 0.9, 1.2))
        title = f"第{self._number}-{len(self.sent.titles)}件井盖破损"
        row = {
            "kind": kind, "channel": "phone", "title": title, "place": self._chance.choice(self._given["places"]),
            "received_at": f"{since:%Y-%m-%d %H:%M}", **({"grade": "general"} if kind == "hazard" else {}),
        }  # fmt: skip
        told = self._say("receive", {"rows": [row]}, "")
        if told is not None:
            (matter,) = told["ids"]
            self.sent.titles[title] = matter
            self._open[matter] = ("received", False)

    def _say(self, verb: str, body: Mapping[str, Any], matter: str) -> Mapping[str, Any] | None:
        """Send until it is acknowledged; gives the result. A refusal ends the client."""
        key, until = str(uuid.uuid4()), time.monotonic() + GIVE_UP
        headers = {
            "Authorization": f"Bearer {self._given['tokens'][self._number]}", "Content-Type": "application/json",
            "Idempotency-Key": key,
        }  # fmt: skip
        while True:
            status, said = self._post(f"/api/v1/actions/matters.{verb}", json.dumps(body), headers)
            if status == 200:
                told = json.loads(said)
                ids = told["result"]["ids"]
                self.sent.done.append(Acknowledged(verb, key, matter or ids[0], told["replayed"]))
                return told["result"]
            if 0 < status < 500 or time.monotonic() > until:
                self.sent.refused.append(f"{verb} {status} {said}")
                return None
            self.sent.again += 1
            time.sleep(0.2)

    def _post(self, path: str, body: str, headers: Mapping[str, str]) -> tuple[int, str]:
        """Status and answer; 0 where nobody answered."""
        try:
            if self._connection is None:
                self._connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=20)
            self._connection.request("POST", path, body.encode(), dict(headers))
            answer = self._connection.getresponse()
            return answer.status, answer.read().decode()
        except (OSError, http.client.HTTPException) as error:
            if self._connection is not None:
                self._connection.close()
            self._connection = None
            return 0, repr(error)
