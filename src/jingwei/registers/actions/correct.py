"""更正: what was written down wrongly, for the whole time it was said to hold."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone

from jingwei.core.actions import Act, Item, register_action
from jingwei.core.errors import Invalid
from jingwei.core.fields import FieldSet, Problem
from jingwei.registers.actions.entry import EntryAction, known_values, typed_row, write_rows
from jingwei.registers.fieldsets import HELD, event_day_of, fieldset_of, with_fields
from jingwei.registers.ledger import Writing
from jingwei.registers.models import Entry, Version
from jingwei.registers.personal import carried


@register_action
class CorrectEntry(EntryAction):
    """A state stated anew from the day it began, the last one or that of a day; what was believed stays readable as
    known at its time."""

    name = "registers.correct"
    label = "更正"
    help = "原来登记有误：按正确的内容更正，原内容留痕。以前某一段登记错了的，先在记录页上方选那一天，再点更正。"
    reason = True
    since = False
    verb = "correct"

    def partial(self, act: Act) -> bool:
        """Where the caller says which fields are given, the others stay as they are."""
        return act.context.get("given") is not None

    def fields(self, act: Act, targets: Sequence[Entry]) -> FieldSet:
        """The ledger's own fields, and the day whose state was wrong; an event has no other state."""
        own = super().fields(act, targets)
        return own if event_day_of(own) is not None else with_fields(own, (HELD,))

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Write the corrected states, each from the day its wrong state began to the day it ended."""
        register = self.register(act, [item.target for item in items])
        given = act.context.get("given")
        days = {item.target.pk: item.values.pop(HELD.key, None) for item in items}
        known = known_values(register, [item.target for item in items])
        if any(days.values()):
            known |= _held(items, days)
        entries: list[str] = []
        began = {key: version.valid_from for key, (version, _) in known.items()}
        event = event_day_of(fieldset_of(register)) is not None
        if event:
            # Each row says its day itself.
            began = dict.fromkeys(began, timezone.localdate())
        for day in sorted(set(began.values())):
            chosen = [item for item in items if began[item.target.pk] == day]
            rows = [typed_row(register, item, known[item.target.pk][1], given) for item in chosen]
            writing = Writing(register, day, self.name, act.reason, same_end=not event)
            _, written = write_rows(register, rows, chosen, writing)
            entries += written
        return {"register": register.key, "entries": entries}


def _held(items: Sequence[Item], days: Mapping[UUID, str | None]) -> dict[Any, tuple[Version, dict[str, Any]]]:
    """The states that held on the days asked for. Raises Invalid where there was none. One query."""
    asked = {key: date.fromisoformat(day) for key, day in days.items() if day}
    states = Version.objects.filter(entry_id__in=asked, known_to=None)
    found = {one.entry_id: one for one in states if one.valid_from <= asked[one.entry_id] < one.valid_to}
    problems = [
        Problem(
            HELD.key,
            HELD.label,
            str(asked[item.target.pk]),
            "这一天这条记录还没有登记，或已停用。",
            "held.none",
            item.row,
        )
        for item in items
        if item.target.pk in asked and item.target.pk not in found
    ]
    if problems:
        raise Invalid(problems)
    return {key: (one, carried(one.data, one.hashes)) for key, one in found.items()}
