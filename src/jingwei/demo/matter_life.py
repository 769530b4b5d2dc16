"""What happens to matters of the demo besides: departments are summoned, callers reached, some is put aside or parted.

The duty list, classes of places and a sample of what was settled on the spot are there as well, so that every page of
matters shows something.
"""

from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.utils import timezone

from jingwei.core.actions import find_action, perform
from jingwei.core.scope import SYSTEM, Reader, Scope, open_scope
from jingwei.demo.manifest import StreetEntry
from jingwei.demo.marks import PREFIX
from jingwei.matters.actions import ClassifyPlace, DrawSample, ImportDuties, LookAtSample, Settle
from jingwei.matters.models import Matter, Sample
from jingwei.people.models import Department
from jingwei.places.models import Place

_MARK = f"{PREFIX}matter_life"
_FILE = Path(__file__).with_name("matter_life.yaml")
_SETTLED = 24


def bring_life(street: StreetEntry, known: set[str]) -> None:
    """Move matters that are open, once; one transaction."""
    if _MARK in known:
        return
    with open_scope(Scope(Reader.STREET, street.code, SYSTEM)):
        _catalogue()
        departments = dict(Department.objects.values_list("key", "pk"))
        names = dict(Department.objects.values_list("key", "name"))
        working = Matter.objects.filter(stage="working", suspended_at=None, parked_at=None, parent=None)
        led = working.exclude(lead=None).exclude(kind="decision").select_related("lead")
        open_ = iter(led.order_by("-received_at")[:40])
        day = timezone.localdate()
        _move(open_, "park", [
            {**one, "review_on": str(day + timedelta(days=30 + 15 * at))} for at, one in enumerate(_told()["parked"])
        ])  # fmt: skip
        whole = next(open_, None)
        if whole is not None:
            for one in _told()["parts"]:
                lead = str(departments.get(one["lead"]) or "")
                perform(find_action("matters.part"), [{**one, "lead": lead}], targets=[whole.pk])
        summoned = _summon(open_, names)
        for one in summoned[:2]:
            perform(find_action("matters.answer"), [{"did": _told()["answer"], "department": str(one.awaited[0])}],
                    targets=[one.pk])  # fmt: skip
        _move(iter(summoned), "contact", _told()["contacts"])
        _move(iter(summoned), "inspect", _told()["looks"])
        _samples()


def _catalogue() -> None:
    """The duty list, and which communities are of which class."""
    perform(ImportDuties(), _told()["duties"], context={"file": "履职事项清单（虚构）.xlsx"}, key=_MARK)
    found = Place.objects.filter(level="community", scheme__key="general").order_by("code")[:3]
    classes = ("first", "first", "second")
    told = [{"place": str(one.pk), "place_class": key} for one, key in zip(found, classes, strict=False)]
    if told:
        perform(ClassifyPlace(), told)


def _move(open_: Any, verb: str, told: list[dict[str, Any]]) -> list[Matter]:
    """The next open matters, each moved once; gives them as they stand afterwards."""
    moved = []
    for values in told:
        one = next(open_, None)
        if one is None:
            break
        reason = values.get("why", "")
        given = {key: value for key, value in values.items() if key != "why"}
        perform(find_action(f"matters.{verb}"), [given], targets=[one.pk], reason=reason)
        one.refresh_from_db()
        moved.append(one)
    return moved


def _summon(open_: Any, names: dict[str, str]) -> list[Matter]:
    """Departments called to matters that others lead."""
    moved = []
    for one, told in zip(open_, _told()["summonses"], strict=False):
        called = [
            names[key] for key in told["departments"] if key in names and one.lead and names[key] != one.lead.name
        ]
        if called:
            values = {"departments": "、".join(called), "wanted": told["wanted"]}
            perform(find_action("matters.summon"), [values], targets=[one.pk])
            one.refresh_from_db()
            moved.append(one)
    return moved


def _samples() -> None:
    """Small things settled last month, a share of which was drawn and partly looked at."""
    last = timezone.localdate().replace(day=1) - timedelta(days=1)
    grids = list(Place.objects.filter(level="grid", scheme__key="general").order_by("code")[:_SETTLED])
    rows = [_settled(one, n, last) for n, one in enumerate(grids)]
    keys = perform(Settle(), rows).result["ids"]
    # Nobody settled anything on the day on which the demo is made: it was done last month.
    made = list(Matter.objects.filter(pk__in=keys))
    for one in made:
        one.closed_at = one.received_at + timedelta(minutes=40)
        one.closed_on = timezone.localdate(one.closed_at)
    Matter.objects.bulk_update(made, ["closed_at", "closed_on"])
    perform(DrawSample(), [{"month": f"{last:%Y-%m}", "share": "25"}])
    drawn = list(Sample.objects.order_by("pk").values_list("pk", flat=True))
    for values, pk in zip(_told()["verdicts"], drawn, strict=False):
        perform(LookAtSample(), [values], targets=[pk])


def _settled(grid: Place, number: int, last: date) -> dict[str, Any]:
    topics = _told()["settled"]
    title, reply = topics[number % len(topics)]
    return {
        "kind": "grid", "channel": "grid", "place": str(grid.pk), "title": f"{grid.name}{title}",
        "received_at": f"{last.replace(day=9 + number % 15)} 09:20", "outcome": "solved", "reply": reply,
    }  # fmt: skip


@lru_cache(maxsize=1)
def _told() -> dict[str, Any]:
    told: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return told
