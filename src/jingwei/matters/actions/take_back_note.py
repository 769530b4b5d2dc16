"""撤回记录: it was noted wrongly; it no longer counts and stays readable, with the reason."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils import timezone

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.errors import Conflict
from jingwei.matters.actions.add_note import refuse_here, store_followed
from jingwei.matters.actions.end_note import matters_of
from jingwei.matters.models import Note
from jingwei.matters.notes.sorts import sorts
from jingwei.matters.policy import policy
from jingwei.matters.texts import NOTE_BACK


@register_action
class TakeBackNote(Action):
    """Take notes back; what followed from them follows no more. Locked minutes and what stands under them stay."""

    name = "matters.take_back_note"
    label = "撤回记录"
    target = Note
    reason = True

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Who may note it, as long as such a note could still be made."""
        prefetch_related_objects([item.target for item in items], "matter")
        for item in items:
            note: Note = item.target
            policy.may(act.actor, sorts()[note.sort].right, note.matter)
            if note.back_at is not None:
                raise Conflict(NOTE_BACK)
            refuse_here(sorts()[note.sort], note.matter)

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {ids}."""
        now, notes = timezone.now(), [item.target for item in items]
        for note in notes:
            note.back_at, note.back_by_label, note.back_reason = now, act.actor.label, act.reason
            note.remind_on = None
            note.revision += 1
        Note.objects.bulk_update(notes, ["back_at", "back_by_label", "back_reason", "remind_on", "revision"])
        matters = matters_of(notes)
        store_followed(act, matters, "note_back", [{"note": notes[0].sort}] * len(matters), now)
        return {"ids": [str(one.pk) for one in notes]}
