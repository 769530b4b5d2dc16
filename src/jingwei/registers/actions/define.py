"""建账: a ledger from its declaration, or a new version of its fields."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.errors import Invalid
from jingwei.core.facts.source import fact_sources
from jingwei.core.fields import Field, FieldSet, FieldSetError, Problem, forbidden
from jingwei.registers.actions.set_confirming import EVERY
from jingwei.registers.actions.set_end_date import ARCHIVE, archive_problems, date_problems
from jingwei.registers.actions.set_leaving import version_of
from jingwei.registers.confirmations import DUE, LAST
from jingwei.registers.end_dates import set_end_date
from jingwei.registers.fieldsets import HELD, SINCE
from jingwei.registers.finished import FINISHED, read_finishes
from jingwei.registers.leaving.declared import Leaving
from jingwei.registers.leaving.facts import SUFFIX
from jingwei.registers.models import Register
from jingwei.registers.policy import policy

# What a form or an operation sends beside the fields of a row.
_BESIDE = frozenset({SINCE.key, HELD.key, "reason", "expect", "key", "more", "then"})


def _text(key: str, label: str, *, required: bool = False, help: str = "") -> Field:
    return Field(key=key, label=label, kind="text", required=required, help=help)


@register_action
class DefineRegister(Action):
    """Make a ledger, or give it new fields.

    The fields travel in the context as a FieldSet, the reasons for leaving, where they are given, as a Leaving.
    """

    name = "registers.define"
    label = "建立台账"
    offered = False
    declared = FieldSet(
        key="registers_define",
        version=1,
        fields=(
            _text("key", "代号", required=True),
            _text("name", "台账名称", required=True),
            _text("noun", "对象", required=True),
            _text("unit", "计量单位", required=True),
            _text("key_field", "编号字段", required=True),
            _text("title_field", "名称字段", required=True),
            _text("place_field", "网格字段"),
            _text("department_key", "责任部门"),
            _text("purpose", "个人信息处理目的"),
            _text("basis", "法律依据"),
            Field(key="keep_until", label="保存至", kind="date"),
            *ARCHIVE,
            EVERY,
            FINISHED,
            Field(key="order", label="次序", kind="integer"),
        ),
    )

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Ask the ledgers' policy: who may make a ledger may not yet change those of others."""
        there = Register.objects.filter(key__in=[item.values["key"] for item in items]).exists()
        policy.may(act.actor, "define" if there else "make")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Write the definition and keep its fields as a version."""
        fieldset: FieldSet = act.context["fields"]
        values = dict(items[0].values)
        until = date.fromisoformat(values.pop("keep_until")) if values.get("keep_until") else None
        known = Register.objects.filter(key=values["key"]).select_for_update().first()
        register = known or Register(key=values["key"])
        before = register.keep_until
        problems = list(declaration_problems(fieldset, {**values, "keep_until": until or before}))
        if before is not None and until not in (None, before):
            problems += date_problems(until)
        if problems:
            raise Invalid(problems)
        if "finished" in values:
            values["finished"] = [one.dump() for one in read_finishes(fieldset, values["finished"] or ())]
        if before is None:
            register.keep_until = until
        elif until not in (None, before):
            set_end_date(register, until, known_too=False, reason=act.reason)
        leaving: Leaving | None = act.context.get("leaving")
        told = register.leaving if leaving is None else leaving.dump()
        fresh = known is None or known.fields != fieldset.dump() or known.leaving != told
        for name, value in values.items():
            setattr(register, name, value)
        if known is not None:
            register.revision += 1
        if fresh:
            register.fields, register.leaving = fieldset.dump(), told
            register.fields_version = 1 if known is None else known.fields_version + 1
        register.save()
        if fresh:
            version_of(register).save()
        return {"register": register.key, "fields_version": register.fields_version}


def declaration_problems(fieldset: FieldSet, values: Mapping[str, Any]) -> list[Problem]:
    """A ledger with personal fields demands purpose, basis and end date (PIPL 6, 13(3), 19); its key fields exist."""
    out = [*archive_problems(values), *_retired_problems(fieldset, values), *_reserved_problems(fieldset)]
    out += _name_problems(values)
    personal = [f.label for f in fieldset.fields if f.personal]
    if personal:
        for name, label in (("purpose", "个人信息处理目的"), ("basis", "法律依据"), ("keep_until", "保存至")):
            if not values.get(name):
                message = f"台账含个人信息字段({'、'.join(personal)}),须写明{label}。"
                out.append(Problem(field=name, label=label, value="", message=message, code="personal.undeclared"))
    if str(values["key"]).endswith(SUFFIX):
        message = f"代号不能以“{SUFFIX}”结尾：系统用它称呼台账里已停用的记录。"
        out.append(Problem(field="key", label="代号", value=values["key"], message=message, code="register.reserved"))
    if values["key"] in {source.key for declare in fact_sources for source in declare() if source.owner is None}:
        message = "系统自己的数据已用这个代号，请换一个。"
        out.append(Problem(field="key", label="代号", value=values["key"], message=message, code="register.reserved"))
    for name, label in (("key_field", "编号字段"), ("title_field", "名称字段"), ("place_field", "网格字段")):
        given = values.get(name)
        if given and given not in fieldset.by_key:
            message = "台账的字段里没有这一项，请从已有字段中选。"
            out.append(Problem(field=name, label=label, value=str(given), message=message, code="field.unknown"))
        elif given and name != "place_field" and fieldset.by_key[given].personal:
            message = "编号和名称会显示在列表和检索中，不能用个人信息字段。"
            out.append(Problem(field=name, label=label, value=str(given), message=message, code="personal.as_title"))
    return out


def _name_problems(values: Mapping[str, Any]) -> Iterator[Problem]:
    """A ledger is not called what no column of it may be called."""
    for name, label in (("name", "台账名称"), ("noun", "对象"), ("purpose", "个人信息处理目的")):
        given = str(values.get(name) or "")
        refusal = forbidden(given, ledger=given)
        if refusal is not None and (name != "purpose" or refusal.of_persons):
            yield Problem(name, label, given, refusal.message, "register.forbidden")


def _reserved_problems(fieldset: FieldSet) -> Iterator[Problem]:
    """What the system itself tells of every row, or asks beside it, is no field of a ledger."""
    for field in fieldset.fields:
        if field.key in _BESIDE:
            wrong = f"字段标识“{field.key}”和办理时一并填的内容（日期、原因等）同名，请换一个。"
            yield Problem(field.key, field.label, field.key, wrong, "field.reserved")
    for field in (LAST, DUE):
        if field.key in fieldset.by_key:
            wrong = f"系统自己记“{field.label}”，字段标识请换一个。"
            yield Problem(field.key, fieldset.by_key[field.key].label, field.key, wrong, "field.reserved")


def _retired_problems(fieldset: FieldSet, values: Mapping[str, Any]) -> Iterator[Problem]:
    """What a ledger is kept by, and what others are worked out from, cannot be left unasked."""
    retired = [field for field in fieldset.fields if field.retired]
    needed = {values.get(name) for name in ("key_field", "title_field", "place_field")}
    wrong = ""
    for field in retired:
        if field.key in needed:
            wrong = "正作编号、名称或网格，不能停用。"
        elif field.quantity or field.stock or field.happened:
            wrong = "用来计数，不能停用。"
        if wrong:
            yield Problem(field.key, field.label, "", wrong, "field.needed")
            return
    if retired:
        try:
            replace(fieldset, fields=tuple(field for field in fieldset.fields if not field.retired))
        except FieldSetError as error:
            labels = "、".join(field.label for field in retired)
            yield Problem(retired[0].key, labels, "", f"别的字段要用到，不能停用：{error.message}。", "field.needed")
