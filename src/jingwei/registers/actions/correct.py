"""更正: what was written down wrongly, for the whole time it was said to hold."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from jingwei.core.actions import Act, Item, register_action
from jingwei.registers.actions.entry import EntryAction, known_values, typed_row, write_rows
from jingwei.registers.fieldsets import event_day_of, fieldset_of
from jingwei.registers.ledger import Writing


@register_action
class CorrectEntry(EntryAction):
    """The last state stated anew from the day it began; what was believed stays readable as known at its time."""

    name = "registers.correct"
    label = "更正"
    help = "原来登记有误：按正确的内容更正，原内容留痕。"
    reason = True
    since = False
    verb = "correct"

    def partial(self, act: Act) -> bool:
        """Where the caller says which fields are given, the others stay as they are."""
        return act.context.get("given") is not None

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Write the corrected states, each from the day its wrong state began."""
        register = self.register(act, [item.target for item in items])
        given = act.context.get("given")
        known = known_values(register, [item.target for item in items])
        entries: list[str] = []
        began = {key: version.valid_from for key, (version, _) in known.items()}
        if event_day_of(fieldset_of(register)) is not None:
            # Each row says its day itself.
            began = dict.fromkeys(began, timezone.localdate())
        for day in sorted(set(began.values())):
            chosen = [item for item in items if began[item.target.pk] == day]
            rows = [typed_row(register, item, known[item.target.pk][1], given) for item in chosen]
            _, written = write_rows(register, rows, chosen, Writing(register, day, self.name, act.reason))
            entries += written
        return {"register": register.key, "entries": entries}
