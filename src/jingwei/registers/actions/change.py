"""变更: what is true from a day on."""

from collections.abc import Mapping, Sequence
from typing import Any

from jingwei.core.actions import Act, Item, register_action
from jingwei.registers.actions.entry import EntryAction, effective_day, known_values, merged, write_rows
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
        days = [effective_day(item.values) for item in items]
        rows = []
        for item in items:
            values = merged(known[item.target.pk][1], item.values, given) if given is not None else dict(item.values)
            values[register.key_field] = item.target.key
            rows.append(values)
        writing = Writing(register, days[0], self.name, act.reason)
        comparison, entries = write_rows(register, rows, items, writing)
        return {"register": register.key, "entries": entries, "same": comparison.same}
