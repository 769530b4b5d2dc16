"""What a matter follows from: the hazard of a penalty, the petition of a 复查. Linked and counted, never merged."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django.utils import timezone

from jingwei.core.actions import Act, Item
from jingwei.core.calendar import office_calendar
from jingwei.core.fields import FieldSet, Problem
from jingwei.matters.kinds import Kind, kinds
from jingwei.matters.models import Matter, Step
from jingwei.matters.stages import Stage
from jingwei.matters.texts import ABOUT_MISSING, ABOUT_TOO_EARLY, ABOUT_TOO_LATE, NOT_ABOUT
from jingwei.people.linked import linked, problem


def causes_of(declared: FieldSet, items: Sequence[Item]) -> dict[str, Matter]:
    """What the items follow from, by the text that named it, locked: it will count them. Raises Invalid."""
    if not any(item.values.get("about") for item in items):
        return {}
    rows = Matter.objects.order_by("pk").select_for_update(of=("self",))
    found: dict[str, Matter] = linked(declared, "about", items, rows)
    return found


def wrong_causes(declared: FieldSet, items: Sequence[Item], causes: Mapping[str, Matter]) -> list[Problem]:
    """What is wrong with the causes of items, by the rules of their kinds."""
    out = []
    for item in items:
        kind = kinds()[item.values["kind"]]
        message = _refusal(kind, causes.get(item.values.get("about") or ""))
        if message:
            out.append(problem(declared, "about", None, message, code="about.wrong", row=item.row))
    return out


def follow(matter: Matter, cause: Matter | None) -> None:
    """Link a matter that is not stored yet to what it follows from, with the details that say so."""
    matter.about = cause
    if cause is None:
        return
    kind = kinds()[matter.kind]
    told = {"origin": cause.kind, "related": cause.number}
    matter.details = {**matter.details, **{key: one for key, one in told.items() if kind.keeps(key)}}


def count_followers(act: Act, made: Sequence[Matter]) -> None:
    """Count new matters in those they follow from, and write a step there."""
    at = timezone.now()
    changed: dict[Any, Matter] = {}
    steps = []
    for one in made:
        rule, cause = kinds()[one.kind].rules.about, one.about
        if rule is None or cause is None:
            continue
        cause = changed.setdefault(cause.pk, cause)
        cause.details = {**cause.details, rule.counts: int(cause.details.get(rule.counts) or 0) + 1}
        cause.revision += 1
        steps.append(
            Step(
                subdistrict=act.scope.subdistrict, matter=cause, place_id=cause.place_id, verb="followed",
                before=cause.stage, after=cause.stage, at=at, actor=act.actor.id, actor_label=act.actor.label,
                said={"kind": one.kind, "number": one.number},
            )
        )  # fmt: skip
    if changed:
        Matter.objects.bulk_update(list(changed.values()), ["details", "revision"])
        Step.objects.bulk_create(steps)


def _refusal(kind: Kind, cause: Matter | None) -> str:
    rule = kind.rules.about
    if rule is None:
        return NOT_ABOUT.format(name=kind.name, kinds="其他事件") if cause else ""
    if cause is None:
        return ABOUT_MISSING.format(name=kind.name) if rule.must else ""
    if cause.kind not in rule.kinds:
        return NOT_ABOUT.format(name=kind.name, kinds="或".join(kinds()[one].name for one in rule.kinds))
    theirs = kinds()[cause.kind]
    if rule.stage is not None and cause.stage != rule.stage:
        now, wanted = theirs.word(cast(Stage, cause.stage)), theirs.word(rule.stage).removeprefix("已")
        return ABOUT_TOO_EARLY.format(number=cause.number, now=now, wanted=wanted)
    if rule.within is not None and cause.closed_at is not None:
        count, term = rule.within
        until = office_calendar().due(cause.closed_at, count, term)
        if until.at < timezone.now():
            closed, last = (f"{timezone.localtime(one):%Y-%m-%d}" for one in (cause.closed_at, until.at))
            return ABOUT_TOO_LATE.format(number=cause.number, closed=closed, until=last)
    return ""
