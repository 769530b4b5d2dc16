"""Duty of the demo: the roster of this month and the next, the log of the last days, urgent information, what was
ordered from above, and hotline orders whose answers are still to be entered, with callers to be rung up."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml
from django.utils import timezone

from jingwei.core.actions import Action, find_action, perform
from jingwei.core.scope import SYSTEM, Actor, Reader, Scope, current_scope, open_scope
from jingwei.demo.manifest import StreetEntry
from jingwei.demo.marks import PREFIX
from jingwei.matters.duty.actions import HandOverShift, LogDuty, ReportUrgent, UrgentCalled, UrgentWritten
from jingwei.matters.duty.briefing import made_brief
from jingwei.matters.duty.stored import DailyBrief
from jingwei.people.actions.set_duty import SetDuty
from jingwei.people.models import Appointment, Department
from jingwei.places.models import Place

_MARK = f"{PREFIX}duty"
_FILE = Path(__file__).with_name("duty.yaml")
_AHEAD, _FRIDAY = 45, 5
_SEATS = (("day", "lead"), ("day", "duty"), ("night", "lead"), ("night", "duty"))
_CALLERS = (("陈示例", "19900001001"), ("林示例", "19900001002"), ("吴示例", "19900001003"))


def bring_duty(street: StreetEntry, known: set[str]) -> None:
    """Bring in all of it through the actions that an office would use, once."""
    if _MARK in known:
        return
    with open_scope(Scope(Reader.STREET, street.code, SYSTEM)):
        _roster()
        _log()
        _urgent()
        _supervised()
        _waiting()
        if not DailyBrief.objects.filter(day=timezone.localdate()).exists():
            made_brief(timezone.now()).save()
        # Handed over, and not taken on yet.
        perform(HandOverShift(), [{"remark": "应急车钥匙和对讲机已点清，备用发电机明早送检。"}], key=_MARK)


def _roster() -> None:
    """From the first of this month on: leaders in turn at the lead, workers of the office on duty."""
    first = timezone.localdate().replace(day=1)
    leaders, workers = _staff("leader", "deputy_leader"), _staff("office", "dispatcher", "handler")
    rows = []
    for number in range(_AHEAD):
        day = first + timedelta(days=number)
        for at, (shift, seat) in enumerate(_SEATS):
            people = leaders if seat == "lead" else workers
            one = people[(number * len(_SEATS) + at * 3) % len(people)]
            rows.append({"day": str(day), "shift": shift, "seat": seat, "staff": one})
        if day.isoweekday() == _FRIDAY:
            one = leaders[(number + 1) % len(leaders)]
            rows.append({"day": str(day), "shift": "day", "seat": "service", "staff": one})
    taken: set[tuple[str, str, str]] = set()
    told = []
    for row in rows:
        key = (row["day"], row["shift"], row["staff"])
        if key not in taken:
            taken.add(key)
            told.append(row)
    perform(SetDuty(), told)


def _staff(*roles: str) -> list[str]:
    found = Appointment.objects.filter(
        post__role__in=roles,
        valid_from__lte=timezone.localdate(),
        valid_to__gt=timezone.localdate() + timedelta(_AHEAD),
    )
    return [str(key) for key in dict.fromkeys(found.order_by("post__key").values_list("staff_id", flat=True))][:12]


def _log() -> None:
    rows = [
        {"at": _moment(ago, at), "kind": kind, "text": text, "handed": "是" if handed else ""}
        for ago, at, kind, text, handed in _told()["log"]
        if _past(ago, at)
    ]
    perform(LogDuty(), rows)


def _urgent() -> None:
    grids = Place.objects.filter(level="grid", scheme__key="general").order_by("code")
    places = list(grids.values_list("pk", flat=True)[:40])
    for number, (ago, at, title, text, call, called, paper, written_to, written) in enumerate(_told()["urgent"]):
        if not _past(ago, at):
            continue
        told = {
            "title": title,
            "known_at": _moment(ago, at),
            "place": str(places[number * 7 % len(places)]),
            "text": text,
        }
        keys = _new(ReportUrgent(), told)
        if call is not None and _past(ago, at, call):
            perform(UrgentCalled(), [{"to": called, "at": _moment(ago, at, call)}], targets=keys)
        if paper is not None and _past(ago, at, paper):
            values = {"to": written_to, "written": written, "at": _moment(ago, at, paper)}
            perform(UrgentWritten(), [values], targets=keys)


def _supervised() -> None:
    departments = _departments()
    top = Place.objects.filter(parent=None, scheme__gives_rights=True).values_list("pk", flat=True).first()
    for source, by, paper, title, lead, days, how in _told()["supervised"]:
        due = timezone.localdate() + timedelta(days=days)
        told = {
            "kind": "supervised", "channel": "leader", "title": title, "place": str(top), "outside_due": str(due),
            "ordered_in": source, "ordered_by": by, "paper": paper,
        }  # fmt: skip
        keys = _new(find_action("matters.receive"), told)
        if how != "received":
            _move("dispatch", keys, lead=departments.get(lead, ""))
        if how == "reviewing":
            _move("finish", keys, outcome="solved", met="是", reply="已完成月度整治，进展情况附后。（演示虚构）")


def _waiting() -> None:
    """Orders of the hotline with callers: answered and approved, still to be entered; one closed, to be told."""
    departments = _departments()
    grid = (
        Place.objects.filter(level="grid", scheme__key="general").order_by("code").values_list("pk", flat=True).first()
    )
    approver = Actor(UUID(_staff("leader", "deputy_leader")[0]), "分管领导（演示）", frozenset({"deputy_leader"}))
    now = timezone.localtime()
    for number, (title, category, reply, lead) in enumerate(_told()["waiting"]):
        name, phone = _CALLERS[number]
        told = {
            "kind": "hotline", "channel": "hotline", "title": title, "place": str(grid), "category": category,
            "received_at": f"{now - timedelta(days=2):%Y-%m-%d %H:%M}", "contact_name": name, "contact_phone": phone,
            "outside_number": f"{now:%Y%m%d}9{number:04d}", "outside_due": str(now.date() + timedelta(days=number)),
        }  # fmt: skip
        keys = _new(find_action("matters.receive"), told)
        _move("accept", keys)
        _move("dispatch", keys, lead=departments.get(lead, ""))
        _move("finish", keys, outcome="solved", met="是", reply=f"{reply}（演示虚构）")
        # Not by who finished it.
        with open_scope(Scope(Reader.STREET, current_scope().subdistrict, approver)):
            _move("approve", keys)
    told = {
        "kind": "help", "channel": "phone", "title": "独居老人请求代购药品", "place": str(grid),
        "contact_name": "周示例", "contact_phone": "19900001004",
    }  # fmt: skip
    keys = _new(find_action("matters.receive"), told)
    _move("accept", keys)
    _move("finish", keys, outcome="solved", met="是", reply="已代购并送到家。（演示虚构）")


def _new(action: Action, told: Mapping[str, Any]) -> list[UUID]:
    return [UUID(key) for key in perform(action, [told]).result["ids"]]


def _move(verb: str, keys: list[UUID], **values: str) -> None:
    perform(find_action(f"matters.{verb}"), [values], targets=keys)


def _departments() -> dict[str, str]:
    return {key: str(pk) for key, pk in Department.objects.values_list("key", "pk")}


def _at(ago: int, at: str, minutes: int = 0) -> datetime:
    day: date = timezone.localdate() - timedelta(days=ago)
    told = datetime.fromisoformat(f"{day}T{at}").replace(tzinfo=timezone.get_current_timezone())
    return told + timedelta(minutes=minutes)


def _past(ago: int, at: str, minutes: int = 0) -> bool:
    return _at(ago, at, minutes) < timezone.now()


def _moment(ago: int, at: str, minutes: int = 0) -> str:
    return f"{_at(ago, at, minutes):%Y-%m-%d %H:%M}"


@lru_cache(maxsize=1)
def _told() -> Mapping[str, Any]:
    told: Mapping[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return told
