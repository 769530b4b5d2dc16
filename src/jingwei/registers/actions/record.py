"""登记: a new entry of a ledger."""

from collections.abc import Mapping, Sequence
from typing import Any

from jingwei.core.actions import Act, Item, register_action
from jingwei.core.errors import Invalid
from jingwei.core.fields import Problem
from jingwei.registers.actions.entry import EntryAction, by_day, write_rows
from jingwei.registers.fieldsets import fieldset_of
from jingwei.registers.ledger import Writing
from jingwei.registers.locks import refuse_retired


@register_action
class RecordEntry(EntryAction):
    """Record new objects. The ledger is named in the context; one row per object."""

    name = "registers.record"
    label = "登记"
    help = "把新的对象登记进台账。编号已有的不能再登记，请改用“变更”或“更正”。"
    target = None

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Write one entry per item."""
        register = self.register(act, ())
        refuse_retired(register)
        entries: list[str] = []
        for on, chosen in by_day(items):
            writing = Writing(register, on, self.name, act.reason)
            comparison, written = write_rows(register, [item.values for item in chosen], chosen, writing)
            if comparison.changed or comparison.same:
                raise Invalid([self._known(act, chosen)])
            entries += written
        return {"register": register.key, "entries": entries}

    def _known(self, act: Act, items: Sequence[Item]) -> Problem:
        register = self.register(act, ())
        field = fieldset_of(register).by_key[register.key_field]
        value = "、".join(str(item.values.get(field.key, "")) for item in items[:3])
        message = "这个编号已在台账中，请打开那条记录办理“变更”或“更正”。"
        return Problem(field=field.key, label=field.label, value=value, message=message, code="key.known")
