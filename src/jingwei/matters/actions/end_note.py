"""登记结果: an open note comes to its end: the instalment is paid, the seal is lifted, the objection is answered."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils import timezone

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.errors import Conflict
from jingwei.core.fields import FieldSet
from jingwei.matters.actions.add_note import store_followed
from jingwei.matters.models import Matter, Note
from jingwei.matters.notes.sorts import Ending, sorts
from jingwei.matters.policy import policy
from jingwei.matters.texts import NOTE_ENDED, NOTES_OF_ONE_SORT


@register_action
class EndNote(Action):
    """Tell what came of open notes of one sort."""

    name = "matters.end_note"
    label = "保存"
    target = Note
    offered = False

    def fields(self, act: Act, targets: Sequence[Any]) -> FieldSet:
        """What the sort asks at the end. Raises Conflict for notes of several sorts, or of one that has no end."""
        return _ending(targets).declared

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Who may note it; it is still open."""
        prefetch_related_objects([item.target for item in items], "matter")
        for item in items:
            note: Note = item.target
            policy.may(act.actor, sorts()[note.sort].right, note.matter)
            if note.ended is not None or note.back_at is not None:
                raise Conflict(NOTE_ENDED)

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {ids}."""
        now, notes = timezone.now(), [item.target for item in items]
        for item in items:
            note: Note = item.target
            note.ended, note.ended_at, note.ended_by_label = dict(item.values), now, act.actor.label
            note.remind_on = None
            note.revision += 1
        Note.objects.bulk_update(notes, ["ended", "ended_at", "ended_by_label", "remind_on", "revision"])
        matters = matters_of(notes)
        store_followed(act, matters, "note_end", [{"note": notes[0].sort}] * len(matters), now)
        return {"ids": [str(one.pk) for one in notes]}


def matters_of(notes: Sequence[Note]) -> list[Matter]:
    """The matters of notes, each once, locked in the order of their keys."""
    keys = {one.matter_id for one in notes}
    return list(Matter.objects.filter(pk__in=keys).order_by("pk").select_for_update(of=("self",)))


def _ending(targets: Sequence[Note]) -> Ending:
    found = {one.sort for one in targets}
    ending = sorts()[found.pop()].ending if len(found) == 1 else None
    if ending is None:
        raise Conflict(NOTES_OF_ONE_SORT)
    return ending
