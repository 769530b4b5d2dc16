"""Open notes whose last day nears or has passed, or that only stay open: who works on them is reminded at night."""

from datetime import date, timedelta

from jingwei.core.nightly import nightly_parts
from jingwei.core.scope import Reader, Scope, note, open_scope
from jingwei.matters.notes.sorts import Sort, sorts
from jingwei.matters.notes.stored import Note
from jingwei.matters.stages import OPEN
from jingwei.places.models import Subdistrict


def first_reminder(sort: Sort, on: date, due: date | None) -> date | None:
    """The day of the first reminder of a note of a day; None for a sort that reminds of nothing."""
    if sort.reminder is None:
        return None
    if sort.due:
        return due - timedelta(days=sort.reminder.before) if due else None
    return on + timedelta(days=sort.reminder.every)


@nightly_parts
def remind(on: date) -> list[str]:
    """Remind of every open note whose day has come, once, and again after so many days."""
    from jingwei.matters.telling.messages import tell

    done = []
    for code, name in Subdistrict.objects.order_by("code").values_list("code", "name"):
        with open_scope(Scope(Reader.STREET, code)):
            notes = list(Note.objects.filter(remind_on__lte=on).select_related("matter").order_by("remind_on", "id"))
            if not notes:
                continue
            note("matters.remind")
            for sort in sorts().values():
                those = [one for one in notes if one.sort == sort.key]
                if not those or sort.reminder is None:
                    continue
                alive = [one for one in those if sort.reminder.after_close or one.matter.stage in OPEN]
                tell("note_open", [one.matter for one in alive], sort.reminder.says)
                for one in those:
                    one.remind_on = on + timedelta(days=sort.reminder.every) if one in alive else None
            Note.objects.bulk_update(notes, ["remind_on"])
            done.append(f"{name} 事件记录提醒{len(notes)}条")
    return done
