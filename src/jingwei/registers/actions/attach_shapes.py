"""导入图形: lines or outlines for the rows of a ledger, from a kept GeoJSON file."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils import timezone

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.audit import audit
from jingwei.core.errors import Invalid
from jingwei.core.fields import Field, FieldSet
from jingwei.core.files import read_file
from jingwei.core.models import StoredFile
from jingwei.registers.ledger import Writing, write_states
from jingwei.registers.locks import lock_register
from jingwei.registers.models import Source
from jingwei.registers.policy import policy
from jingwei.registers.query import register_by_key
from jingwei.registers.shapes import plan_shapes
from jingwei.registers.upkeep import upkeep_after


@register_action
class AttachShapes(Action):
    """Give rows their line or outline: one new state each, undone as one like any import."""

    name = "registers.attach_shapes"
    label = "导入图形"
    help = "文件为GeoJSON，每个图形的属性里写明编号；台账里没有的编号不导入。"
    target = StoredFile
    declared = FieldSet(
        key="registers_attach_shapes",
        version=1,
        fields=(
            Field("register", "台账代号", "text", required=True, max_length=40),
            Field("field", "图形字段", "text", max_length=32, help="台账只有一个图形字段时不必填"),
            Field("valid_from", "生效日期", "date", help="不填为今天"),
        ),
    )

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Ask the ledgers' policy."""
        policy.may(act.actor, "import")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {source, new, changed, same, refused}. Raises Invalid when a feature cannot go in."""
        stored: StoredFile = items[0].target
        values = items[0].values
        on = date.fromisoformat(values["valid_from"]) if values.get("valid_from") else timezone.localdate()
        register = register_by_key(values["register"])
        lock_register(register)
        plan = plan_shapes(register, read_file(stored), on, values.get("field", ""))
        if plan.errors:
            raise Invalid(plan.errors)
        source = Source(register=register, file=stored, valid_from=on, actor_label=act.actor.label, **plan.counts)
        source.save()
        plan.preparer.seal(plan.changed)
        write_states(plan.changed, Writing(register, on, self.name, act.reason, source.pk))
        audit("imported", f"台账“{register.name}”", detail={"source": str(source.pk), **plan.counts})
        upkeep_after(len(plan.changed), "registers_entry", "registers_version")
        return {"source": str(source.pk), **plan.counts}
