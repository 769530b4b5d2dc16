"""改字段: a field of a ledger is added, changed, retired, its choices merged or closed; no row is rewritten.

A ledger of 70,000 rows changes at once: its fields get a new version, and what was stored is read by it.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.audit import audit
from jingwei.core.errors import Invalid
from jingwei.core.fields import Choice, Field, FieldSet, FieldSetError, Problem
from jingwei.core.fields.declaration import load_field
from jingwei.registers.actions.define import declaration_problems
from jingwei.registers.actions.set_leaving import version_of
from jingwei.registers.field_changes import demand_readable
from jingwei.registers.fieldsets import fieldset_of
from jingwei.registers.models import Register
from jingwei.registers.policy import policy

_WHAT = (
    Choice("add", "新增字段"),
    Choice("change", "修改字段"),
    Choice("retire", "停用字段"),
    Choice("revive", "恢复字段"),
    Choice("merge_choices", "合并选项"),
    Choice("close_choices", "关闭选项（不再可选，已登记的不变）"),
)


@register_action
class ChangeField(Action):
    """One change of one field. `declaration` is the field as JSON, as packs and the designer write it."""

    name = "registers.change_field"
    label = "修改字段"
    help = "字段标识不变，已登记的内容不改写：停用的字段不再填报，合并的选项按合并后的读取，改类型的须每个值都读得通。"
    target = Register
    declared = FieldSet(
        key="registers_change_field",
        version=1,
        fields=(
            Field("what", "怎么改", "choice", required=True, choices=_WHAT),
            Field("field", "字段标识", "text", required=True, max_length=32),
            Field("declaration", "字段定义", "longtext", help="新增、修改时填写，JSON 格式"),
            Field("values", "选项", "text", help="要合并或关闭的选项的值，用顿号隔开"),
            Field("into", "合并到", "text", help="合并后的选项的值"),
        ),
    )

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Ask the ledgers' policy."""
        policy.may(act.actor, "define")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Write the new version of the fields. Raises Invalid, also with the rows whose values would not fit."""
        register: Register = items[0].target
        values = items[0].values
        try:
            fieldset = changed(register, values)
        except FieldSetError as error:
            raise Invalid([_problem("declaration", "字段定义", error.message)]) from error
        known = {name: getattr(register, name) for name in _TERMS}
        if problems := list(declaration_problems(fieldset, known)):
            raise Invalid(problems)
        register.fields = fieldset.dump()
        register.fields_version += 1
        register.revision += 1
        register.save(update_fields=["fields", "fields_version", "revision"])
        version_of(register).save()
        detail = {"what": values["what"], "field": values["field"], "version": register.fields_version}
        audit("field_changed", f"台账“{register.name}”的字段“{values['field']}”", reason=act.reason, detail=detail)
        return {"register": register.key, "fields_version": register.fields_version}


_TERMS = (
    "key",
    "key_field",
    "title_field",
    "place_field",
    "purpose",
    "basis",
    "keep_until",
    "archive_years",
    "archive_rule",
)


def changed(register: Register, values: Mapping[str, Any]) -> FieldSet:
    """The ledger's fields after the change that `values` ask for; nothing is written.

    Raises FieldSetError, and Invalid with one problem for each value that could not be read any more.
    """
    own, what, key = fieldset_of(register, retired=True), values["what"], values["field"]
    if what == "add":
        if key in own.by_key:
            raise FieldSetError(f"字段标识“{key}”已有，停用的字段可以恢复")
        return replace(own, fields=(*own.fields, _declared(values)))
    before = own.by_key.get(key)
    if before is None:
        raise FieldSetError(f"本台账没有标识为“{key}”的字段")
    after = _CHANGES[what](register, before, values)
    return replace(own, fields=tuple(after if field.key == key else field for field in own.fields))


def _declared(values: Mapping[str, Any]) -> Field:
    try:
        data = json.loads(values.get("declaration") or "")
    except ValueError:
        raise FieldSetError("字段定义不是有效的 JSON，请重新填写") from None
    field = load_field(data)
    if field.key != values["field"]:
        raise FieldSetError(f"字段定义里的标识“{field.key}”与要改的“{values['field']}”不同；标识不能改，改名请改名称")
    return field


def _change(register: Register, before: Field, values: Mapping[str, Any]) -> Field:
    after = _declared(values)
    # Merged and closed choices stay known, whoever writes the declaration anew.
    there = {choice.value for choice in after.choices}
    kept = tuple(choice for choice in before.choices if (choice.into or choice.closed) and choice.value not in there)
    after = replace(after, choices=(*after.choices, *kept)) if after.kind == before.kind else after
    demand_readable(register, before, after)
    return after


def _retire(register: Register, before: Field, values: Mapping[str, Any]) -> Field:
    return replace(before, retired=True, required=False)


def _revive(register: Register, before: Field, values: Mapping[str, Any]) -> Field:
    return replace(before, retired=False)


def _merge(register: Register, before: Field, values: Mapping[str, Any]) -> Field:
    merged, into = _named_choices(before, values), values.get("into") or ""
    target = next((choice for choice in before.choices if choice.value == into), None)
    if target is None or target.into or target.closed or into in merged:
        raise FieldSetError(f"“{before.label}”没有可以合并到的选项“{into}”")
    return replace(
        before,
        choices=tuple(
            replace(choice, into=into) if choice.value in merged or choice.into in merged else choice
            for choice in before.choices
        ),
    )


def _close(register: Register, before: Field, values: Mapping[str, Any]) -> Field:
    closed = _named_choices(before, values)
    if not [choice for choice in before.choices if choice.offered and choice.value not in closed]:
        raise FieldSetError(f"“{before.label}”至少要留一个可选的选项；拆分选项的，请先加上拆分后的选项")
    return replace(
        before,
        choices=tuple(replace(choice, closed=True) if choice.value in closed else choice for choice in before.choices),
    )


def _named_choices(before: Field, values: Mapping[str, Any]) -> set[str]:
    if before.kind not in ("choice", "choices"):
        raise FieldSetError(f"“{before.label}”不是选择类的字段")
    said = {one.strip() for one in (values.get("values") or "").replace("，", "、").split("、") if one.strip()}
    unknown = said - {choice.value for choice in before.choices}
    if unknown or not said:
        raise FieldSetError(f"“{before.label}”没有值为“{'、'.join(sorted(unknown))}”的选项，请写选项的值")
    return said


_CHANGES = {"change": _change, "retire": _retire, "revive": _revive, "merge_choices": _merge, "close_choices": _close}


def _problem(key: str, label: str, message: str) -> Problem:
    return Problem(key, label, "", message if message.endswith("。") else f"{message}。", "field.wrong")
