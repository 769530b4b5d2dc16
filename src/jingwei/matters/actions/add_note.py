"""记录: something is noted of a matter beside its moves, in the fields of its sort (pack/notes.yaml)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, cast

from django.utils import timezone

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.errors import Conflict, Invalid
from jingwei.core.fields import FieldSet
from jingwei.core.fields.moments import moment_of
from jingwei.matters.actions.moving import step_of
from jingwei.matters.kinds import kinds
from jingwei.matters.models import Matter, Note, Step
from jingwei.matters.needs import refuse_lacking
from jingwei.matters.notes.reckoning import reckon
from jingwei.matters.notes.reminding import first_reminder
from jingwei.matters.notes.sorts import Sort, sorts
from jingwei.matters.policy import policy
from jingwei.matters.stages import Stage
from jingwei.matters.texts import FILE_IS_SEALED, MINUTES_LOCKED, NOT_NOTED, NOT_NOW, NOTED_AHEAD
from jingwei.people.linked import problem


@register_action
class AddNote(Action):
    """Note something; the context names the `sort`. What follows from it is written into the details of the matter."""

    name = "matters.add_note"
    label = "保存"
    target = Matter
    offered = False

    def fields(self, act: Act, targets: Sequence[Any]) -> FieldSet:
        """What the sort asks."""
        return _sort(act).declared

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Who handles the matter, or sits in the meeting; at a stage of the sort, with what it needs."""
        sort = _sort(act)
        for item in items:
            matter: Matter = item.target
            policy.may(act.actor, sort.right, matter)
            refuse_here(sort, matter)
        refuse_lacking(f"note.{sort.key}", [item.target for item in items])

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {ids} of the notes. Raises Invalid for a time that lies ahead."""
        now, sort = timezone.now(), _sort(act)
        notes = [_note(act, sort, item, now) for item in items]
        wrong = [
            problem(sort.declared, "at", item.values["at"], NOTED_AHEAD, code="note.ahead", row=item.row)
            for item, note in zip(items, notes, strict=True)
            if note.at > now
        ]
        if wrong:
            raise Invalid(wrong)
        Note.objects.bulk_create(notes)
        store_followed(act, [item.target for item in items], "note", [{"note": sort.key}] * len(items), now)
        return {"ids": [str(one.pk) for one in notes]}


def refuse_here(sort: Sort, matter: Matter) -> None:
    """Raise Conflict where a matter does not take notes of a sort now."""
    kind = kinds()[matter.kind]
    if matter.kind not in sort.kinds:
        raise Conflict(NOT_NOTED.format(name=kind.name, note=sort.name))
    if matter.stage not in sort.stages:
        now = kind.word(cast(Stage, matter.stage))
        raise Conflict(NOT_NOW.format(number=matter.number, now=now, move=f"登记{sort.name}"))
    if matter.sealed_file:
        raise Conflict(FILE_IS_SEALED.format(number=matter.number))
    if matter.details.get("locked") and not sort.after_lock:
        raise Conflict(MINUTES_LOCKED.format(number=matter.number))


def store_followed(
    act: Act, matters: Sequence[Matter], verb: str, said: Sequence[Mapping[str, Any]], at: datetime
) -> None:  # fmt: skip
    """Write what follows from notes into their matters, with a step for each. Three queries."""
    reckon(matters)
    for one in matters:
        one.revision += 1
    Matter.objects.bulk_update(matters, ["details", "revision"])
    Step.objects.bulk_create(
        step_of(one, verb, act, at, before=one.stage, said=told) for one, told in zip(matters, said, strict=True)
    )


def _sort(act: Act) -> Sort:
    return sorts()[act.context["sort"]]


def _note(act: Act, sort: Sort, item: Item, now: datetime) -> Note:
    values = dict(item.values)
    told = values.pop("at", None)
    at = moment_of(told) if told else now
    due = date.fromisoformat(values[sort.due]) if values.get(sort.due) else None
    return Note(
        subdistrict=act.scope.subdistrict, matter=item.target, place_id=item.target.place_id, sort=sort.key, at=at,
        values=values, due_on=due, remind_on=first_reminder(sort, timezone.localdate(at), due),
        by_label=act.actor.label,
    )  # fmt: skip
