"""Matters of the demo: what came in during the last year, most of it closed, some in every stage, a few late."""

import random
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.utils import timezone

from jingwei.core.actions import perform
from jingwei.core.scope import SYSTEM, Reader, Scope, open_scope
from jingwei.demo.manifest import StreetEntry
from jingwei.demo.marks import PREFIX
from jingwei.demo.matter_stories import tell_stories
from jingwei.matters.actions import AddLeadRule, ImportMatters
from jingwei.matters.kinds import kinds
from jingwei.people.models import Department
from jingwei.places.models import Place

_MARK = f"{PREFIX}matters"
_FILE = Path(__file__).with_name("matters.yaml")
_WEEKS, _OLD = 56, timedelta(days=12)
# Of a hundred call-backs: how they were rated.
_RATED = ("good",) * 78 + ("fair",) * 12 + ("bad",) * 6 + ("none",) * 4


def bring_matters(street: StreetEntry, known: set[str], scale: float = 1.0) -> None:
    """Bring in a year of matters as another platform would export them; one transaction, once.

    `scale` makes fewer of them, for tests.
    """
    if _MARK in known:
        return
    with open_scope(Scope(Reader.STREET, street.code, SYSTEM)):
        rows = sorted(_rows(street, scale), key=lambda one: str(one["received_at"]))
        _rules()
        perform(ImportMatters(), rows, context={"file": "各平台办件导出（虚构）.xlsx"}, key=_MARK)
        tell_stories()


def _rows(street: StreetEntry, scale: float) -> Iterator[dict[str, Any]]:
    # Data made up for the demo, the same every time but for the day on which it is made.
    chance = random.Random(f"matters {street.code}")  # noqa: S311
    now = timezone.localtime()
    grids = list(Place.objects.filter(level="grid", scheme__key="general").order_by("code").values_list("code", "name"))
    leads = dict(Department.objects.values_list("key", "name"))
    share = len(grids) / 200 * scale
    for kind, told in ((kind, _told()[kind]) for kind in kinds() if kind in _told()):
        for number in range(max(int(told["weekly"] * _WEEKS * share), 12)):
            yield _row(chance, kind, told, number, now, grids, leads)


def _rules() -> None:
    """Which department leads what, as the desk would write it down."""
    departments = dict(Department.objects.values_list("key", "pk"))
    told = [
        {"department": str(departments[key]), "category": begin}
        for key, begins in _told()["rules"].items()
        for begin in begins
        if key in departments
    ]
    perform(AddLeadRule(), told)


def _row(
    chance: random.Random, kind: str, told: Mapping[str, Any], number: int, now: datetime,
    grids: list[tuple[str, str]], leads: Mapping[str, str],
) -> dict[str, Any]:  # fmt: skip
    # Some streets have few grids that complain much: a square makes the first ones likelier.
    code, name = grids[int(len(grids) * chance.random() ** 1.6)]
    title, text, lead, reply = chance.choice(told["topics"])
    age = timedelta(days=_WEEKS * 7 * chance.random() ** 1.1)
    received = (now - age).replace(hour=chance.randint(8, 20), minute=chance.randint(0, 59))
    received = min(received, now - timedelta(minutes=chance.randint(5, 240)))
    channel = chance.choice(told["channels"])
    row: dict[str, Any] = {
        "outside_number": f"{received:%Y%m%d}{number:05d}" if channel == "hotline" else "",
        "kind": kind, "channel": channel, "title": f"{name}{title}", "text": f"{text}（演示虚构）", "place": code,
        "address": f"{name}辖区{chance.randint(1, 60)}号附近", "received_at": _written(received),
        "category": _told()["classes"].get(title, ""), "urgent": "是" if chance.random() < 0.03 else "",
        "lead": leads.get(lead, ""),
    }  # fmt: skip
    if channel == "hotline":
        row["due"] = _written(received + timedelta(days=chance.choice((3, 5, 7, 7, 10))))
    row |= _details(chance, kind)
    return row | _progress(chance, kind, received, now, reply)


def _progress(chance: random.Random, kind: str, received: datetime, now: datetime, reply: str) -> dict[str, Any]:
    """How far a matter has come: what is old is closed, but for a few; what is young is anywhere."""
    dispatched = received + timedelta(minutes=chance.randint(10, 300))
    days = chance.choice((1, 1, 2, 2, 3, 4, 6, 9)) * (6 if kind in ("dispute", "petition", "wages") else 1)
    finished = dispatched + timedelta(days=days * chance.random(), hours=1)
    closed = finished + timedelta(hours=chance.randint(1, 40))
    steps = 4 if now - received > _OLD and chance.random() > 0.012 else chance.randint(1, 4)
    out: dict[str, Any] = {}
    if steps >= 2 and dispatched < now:
        if chance.random() < 0.02 and kind == "hotline":
            return {"returned_at": _written(dispatched)}
        out["dispatched_at"] = _written(dispatched)
    if steps >= 3 and finished < now:
        out |= {"finished_at": _written(finished), "outcome": "solved" if chance.random() < 0.9 else "explained"}
        out["reply"] = reply
    if steps == 4 and closed < now:
        out["closed_at"] = _written(closed)
        if kind in ("hotline", "petition") and chance.random() < 0.85:
            rating = chance.choice(_RATED)
            solved = rating != "bad" and chance.random() < 0.95
            out |= {"rating": rating, "solved": "是" if solved else "否", "contacted": "是"}
    return out


def _details(chance: random.Random, kind: str) -> dict[str, Any]:
    """What the kind asks beside: choices at random, sums that fit together."""
    out: dict[str, Any] = {}
    for field in kinds()[kind].fields:
        if field.kind == "choice":
            out[field.key] = chance.choice(field.choices).value
        elif field.kind == "integer":
            out[field.key] = chance.randint(1, 12)
        elif field.kind == "yesno":
            out[field.key] = "是"
    if kind == "hazard":
        out |= {"grade": "major" if chance.random() < 0.06 else "general", "clause": "安全生产法第三十六条"}
        out["measure"] = out["measure"] if out["grade"] == "major" else ""
    if kind == "petition":
        out["backlog"] = "是" if chance.random() < 0.05 else "否"
    if kind == "penalty":
        out |= {"sanction": chance.choice(("warning", "fine", "fine")), "clause": "安全生产法第九十七条"}
        out["fine"] = chance.randint(2, 40) * 500 if out["sanction"] == "fine" else ""
    if kind == "decision":
        expected = chance.randint(9, 12)
        recused = chance.choice((0, 0, 0, 1))
        out |= {"expected": expected, "present": expected - chance.randint(0, 2), "recused": recused}
        out["resolution"] = chance.choice(("passed",) * 8 + ("put_off",))
    if kind == "wages":
        claimed = out["persons"] * chance.randint(40, 180) * 100
        agreed = claimed * chance.choice((80, 90, 100)) // 100
        out |= {"claimed": claimed, "agreed_sum": agreed, "paid_sum": agreed if chance.random() < 0.8 else 0}
    return out


def _written(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"


@lru_cache(maxsize=1)
def _told() -> dict[str, Any]:
    told: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return told
