"""由表建账: a ledger and the rows of the sheet it was made from, in one transaction."""

from collections.abc import Mapping, Sequence
from typing import Any

from jingwei.core.actions import Act, Action, Item, perform, register_action
from jingwei.core.audit import audit
from jingwei.core.errors import Conflict, Invalid
from jingwei.core.fields import Field, FieldSet, FieldSetError, Problem
from jingwei.core.files import keep_file, read_file
from jingwei.core.uuid7 import uuid7
from jingwei.registers.actions.define import DefineRegister
from jingwei.registers.actions.import_sheet import ImportSheet
from jingwei.registers.designing.plan import Plan
from jingwei.registers.models import Draft, Register
from jingwei.registers.personal import writing_key
from jingwei.registers.policy import policy
from jingwei.registers.prepared import drop_prepared

_LAST = 9000  # where new ledgers stand in the menu: behind those of the pack


@register_action
class MakeFromSheet(Action):
    """Define the ledger that a kept sheet proposes, and bring in its rows.

    Rows that cannot be read stay out and are told. Taking back the import may take the ledger out of use too.
    """

    name = "registers.make_from_sheet"
    label = "由表建账"
    target = Draft
    offered = False
    declared = FieldSet(
        key="registers_make_from_sheet",
        version=1,
        fields=(Field(key="valid_from", label="生效日期", kind="date", help="表中情况从哪天起属实；不填为今天"),),
    )

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Ask the ledgers' policy."""
        policy.may(act.actor, "make")
        policy.may(act.actor, "import")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Define, keep the file under the key of the ledger, import."""
        draft: Draft = items[0].target
        if draft.register_id is not None:
            raise Conflict("这份表格已经建过台账了。")
        plan = Plan.load(draft.plan)
        key = new_key()
        try:
            fieldset = plan.fieldset(key)
        except FieldSetError as error:
            raise Invalid([Problem(None, "字段", "", error.message, "fieldset")]) from error
        perform(DefineRegister(), [definition(plan, key)], context={"fields": fieldset}, savepoint=False)
        register = Register.objects.get(key=key)
        data = read_file(draft.file)
        data_key = writing_key(register) if plan.personal else None
        draft.file = keep_file(data, draft.file.name, draft.file.media_type, data_key=data_key)
        drop_prepared(draft)  # what was read of the sheet lies under the key of sheets without a ledger
        draft.register, draft.mapping = register, plan.mapping
        draft.save(update_fields=["register", "file", "mapping", "prepared"])
        values = {**items[0].values, "partial": True}
        done = perform(ImportSheet(), [values], targets=[draft.pk], savepoint=False)
        audit("register_made", f"台账“{register.name}”", detail={"fields": len(fieldset.fields), **done.result})
        return {**done.result, "register": key}


def new_key() -> str:
    """A key for a ledger that has no packed one: short, and never asked for by anybody."""
    return f"t{uuid7().hex[-10:]}"


def definition(plan: Plan, key: str) -> dict[str, Any]:
    """What DefineRegister asks for."""
    values: dict[str, Any] = {
        "key": key,
        "name": plan.name,
        "noun": plan.noun,
        "unit": plan.unit,
        "key_field": plan.key_field,
        "title_field": plan.title_field,
        "place_field": plan.place_field,
        "department_key": plan.department_key,
        "order": _LAST,
    }
    if plan.personal:
        values |= {"purpose": plan.purpose, "basis": plan.basis, "keep_until": plan.keep_until}
    return values
