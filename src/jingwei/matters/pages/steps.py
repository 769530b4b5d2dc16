"""What each step of a matter says on its page, in one line."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from django.utils import timezone

from jingwei.core.ui.blocks import Event
from jingwei.matters.actions.contact import MEANS, RESULTS
from jingwei.matters.actions.divert import CHANNELS
from jingwei.matters.actions.return_out import GROUNDS
from jingwei.matters.departments import department_names
from jingwei.matters.kinds import Kind
from jingwei.matters.models import Matter, Step
from jingwei.matters.moves import MOVES
from jingwei.matters.notes.sorts import sorts
from jingwei.matters.stages import Stage

_IN = {
    "receive": "登记",
    "settle": "即报即结",
    "split": "分案登记",
    "parted": "分出",
    "joined": "并入",
    "part_of": "作为子任务登记",
    "followed": "引起",
    "note": "登记",
    "note_end": "登记结果",
    "note_back": "撤回",
    "unseal": "启封",
}
_WORDS = {
    one.value: one.label for one in (*GROUNDS, *CHANNELS, *MEANS, *RESULTS)
} | dict((*Matter.Found.choices, *Matter.Cause.choices))  # fmt: skip
# What of `said` is told by its word, in this order.
_TOLD = ("ground", "to", "means", "result", "found", "cause")


def events_of(steps: Sequence[Step], kind: Kind, *, sealed: bool = False) -> list[Event]:
    """The steps as lines of the history; at most one query, for the names of departments.

    Of a sealed file there is only what was done when and by whom.
    """
    if sealed:
        return [
            Event(timezone.localtime(step.at), step.actor_label, _IN.get(step.verb) or MOVES[step.verb].label)
            for step in steps
        ]
    names = department_names(key for step in steps for key in _named(step.said))
    return [
        Event(timezone.localtime(step.at), step.actor_label, _line(step, kind, names), why=step.reason)
        for step in steps
    ]


def _named(said: Mapping[str, Any]) -> Iterable[UUID]:
    """The departments that a step names, who led it before first."""
    before, now = said.get("from"), said.get("department")
    if now or said.get("departments"):
        yield from (UUID(key) for key in (before, now, *said.get("departments", ())) if key)


def _line(step: Step, kind: Kind, names: Mapping[UUID, str]) -> str:
    label = _IN.get(step.verb) or MOVES[step.verb].label
    told = [told for told in (*_words(step.said), *_whom(step, names), *_rest(step)) if told]
    moved = f"（{kind.word(cast(Stage, step.after))}）" if step.before != step.after else ""
    return f"{label}{'：' if told else ''}{'，'.join(told)}{moved}"


def _words(said: Mapping[str, Any]) -> Iterable[str]:
    return (_WORDS.get(said[key], "") for key in _TOLD if isinstance(said.get(key), str))


def _whom(step: Step, names: Mapping[UUID, str]) -> Iterable[str]:
    said = step.said
    known = [names[key] for key in _named(said) if key in names]
    if step.verb == "hand_on":
        yield " → ".join(known)
    elif step.verb == "dispatch" and said.get("departments"):
        lead = 1 if said.get("department") else 0
        yield from known[:lead]
        yield f"协办{'、'.join(known[lead:])}"
    else:
        yield "、".join(known)
    yield said.get("number") or "、".join(said.get("joined", ()))


def _rest(step: Step) -> Iterable[str]:
    """Moments, days and free words."""
    said = step.said
    if step.verb == "take_due":
        yield f"{_moment(said['before']) or '未定'} → {_moment(said['after'])}"
    if step.verb == "answer":
        yield f"{_moment(said['at'])}到场，{'按时' if said['in_time'] else '超时'}"
    elif said.get("at"):
        yield _moment(said["at"])
    if step.verb == "summon":
        yield f"{_moment(said['due'])}前到场"
        yield said["wanted"]
    if step.verb == "park":
        yield f"{date.fromisoformat(said['review_on'])}复核，{said['approved_by']}批准"
    if said.get("note") in sorts():
        yield sorts()[said["note"]].name
    yield said.get("notice", "")
    yield f"至{said['until']}" if said.get("until") else ""
    if said.get("closing"):
        yield f"{'已达到' if said['met'] else '没有达到'}结案条件“{said['closing']}”"
    yield said.get("remark", "")


def _moment(told: str | None) -> str:
    return f"{timezone.localtime(datetime.fromisoformat(told)):%Y-%m-%d %H:%M}" if told else ""
