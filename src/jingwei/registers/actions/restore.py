"""恢复使用: an object that had been taken out of use is back, from a day on."""

from collections.abc import Mapping, Sequence
from typing import Any

from jingwei.core.actions import Act, Item, register_action
from jingwei.core.errors import JingweiError
from jingwei.core.fields import FieldSet
from jingwei.registers.actions.entry import EntryAction, by_day, known_values, write_rows
from jingwei.registers.fieldsets import SINCE
from jingwei.registers.ledger import Writing


@register_action
class RestoreEntry(EntryAction):
    """The last known values hold again from the effective day."""

    name = "registers.restore"
    label = "恢复使用"
    reason = True
    verb = "end"
    declared = FieldSet(key="registers_restore", version=1, fields=(SINCE,))

    def fields(self, act: Act, targets: Sequence[Any]) -> FieldSet:
        """Only the effective day."""
        return self.declared

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """State the last values again."""
        targets = [item.target for item in items]
        if any(target.ended_on is None for target in targets):
            raise JingweiError("这条记录仍在使用，无需恢复。", code="entry.in_use")
        register = self.register(act, targets)
        known = known_values(register, targets)
        entries: list[str] = []
        for day, chosen in by_day(items):
            rows = [known[item.target.pk][1] for item in chosen]
            _, written = write_rows(register, rows, chosen, Writing(register, day, self.name, act.reason))
            entries += written
        return {"register": register.key, "entries": entries}
