"""What a change of a field must leave as it is: rows are never rewritten, so what they hold must stay readable.

The verb 修改字段 and the form of 台账设置 both ask here.
"""

from dataclasses import replace

from jingwei.core.errors import Invalid
from jingwei.core.fields import Field, FieldSet, FieldSetError, Problem
from jingwei.registers.misfits import misfits, named
from jingwei.registers.models import Entry, Register

# What the stored values mean would change with these.
_FIXED = {
    "personal": "个人信息类别",
    "unit": "单位",
    "link": "关联的台账",
    "stock": "收发规则",
    "happened": "按哪天发生起算",
}
_TOLD = 10


def demand_readable(register: Register, before: Field, after: Field) -> None:
    """What was recorded under a field reads the same after it changed.

    Raises FieldSetError, and Invalid with one problem for each value that could not be read any more.
    """
    fewer = {choice.value for choice in before.choices} - {choice.value for choice in after.choices}
    lost = [part.label for part in before.parts if after.part(part.key) is None]
    fixed = [label for name, label in _FIXED.items() if getattr(before, name) != getattr(after, name)]
    if not (fewer or lost or fixed or before.kind != after.kind):
        return
    if (fixed or lost) and not Entry.objects.filter(register_id=register.pk).exists():
        fixed, lost = [], []
    if fixed:
        raise FieldSetError(
            f"字段“{before.label}”的{fixed[0]}不能改，已登记的内容是按原来的记的；请停用它，另加一个字段"
        )
    if lost:
        raise FieldSetError(f"字段“{before.label}”每行的“{'、'.join(lost)}”不能去掉，已登记的内容里有")
    if after.kind != before.kind or fewer:
        FieldSet(register.key, 1, (replace(after, formula=""),) if after.kind != "formula" else ())
        _demand_fit(register, after)


def _demand_fit(register: Register, field: Field) -> None:
    if field.personal:
        raise FieldSetError(f"“{field.label}”是个人信息，加密保存，不能改类型；请停用它，另加一个字段")
    found = misfits(register, field)
    if found:
        keys = named(found[:_TOLD])
        rest = f"（共有{len(found)}种写法读不通）" if len(found) > _TOLD else ""
        raise Invalid(
            [
                Problem(
                    field.key,
                    field.label,
                    one.value,
                    f"{one.message}。有{one.states}处，如编号“{keys.get(one.entry, '')}”{rest}",
                    "field.misfit",
                )
                for one in found[:_TOLD]
            ]
        )
