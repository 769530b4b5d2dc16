"""变更: what is true from a day on."""

from collections.abc import Mapping, Sequence
from typing import Any

from jingwei.core.actions import Act, Item, register_action
from jingwei.registers.actions.entry import EntryAction, by_day, known_values, typed_row, write_rows
from jingwei.registers.ledger import Writing


@register_action
class ChangeEntry(EntryAction):
    """A new state from the effective day on; what held before stays as it was."""

    name = "registers.change"
    label = "变更"
    help = "情况发生变化：从生效日期起按新情况，之前的情况保留。"

    def partial(self, act: Act) -> bool:
        """Where the caller says which fields are given, the others stay as they are."""
        return act.context.get("given") is not None

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Write the new states; an unchanged one writes nothing."""
        register = self.register(act, [item.target for item in items])
        given = act.context.get("given")
        known = known_values(register, [item.target for item in items])
        entries: list[str] = []
        same = 0
        for day, chosen in by_day(items):
            rows = [typed_row(register, item, known[item.target.pk][1], given) for item in chosen]
            comparison, written = write_rows(register, rows, chosen, Writing(register, day, self.name, act.reason))
            entries += written
            same += comparison.same
        return {"register": register.key, "entries": entries, "same": same}
