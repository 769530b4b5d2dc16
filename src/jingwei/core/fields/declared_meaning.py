"""What a declaration of fields with a meaning must fulfil: lines, quantities, stocks, events, money of a role."""

from __future__ import annotations

from collections.abc import Sequence

from jingwei.core.fields.errors import FieldSetError
from jingwei.core.fields.field import Field
from jingwei.core.fields.parts_kind import DATED_KINDS, PART_KINDS

# Money that is never added to money of another role.
ROLES: dict[str, str] = {
    "planned": "计划",
    "budgeted": "预算",
    "contracted": "合同",
    "settled": "结算",
    "spent": "支付",
    "raised": "筹集",
}
_COUNTED = frozenset({"integer", "number"})


def check_meaning(field: Field) -> None:
    """Raise FieldSetError unless what is said of the field by itself makes sense."""
    _check_parts(field)
    if field.role is not None and (field.kind != "amount" or field.role not in ROLES):
        known = "、".join(f"{key}（{word}）" for key, word in ROLES.items())
        raise FieldSetError(f"字段“{field.label}”的 role 只用于金额，可用的有：{known}")
    if field.quantity and (
        field.kind not in _COUNTED or not field.required or (field.minimum is not None and field.minimum < 0)
    ):
        raise FieldSetError(f"数量字段“{field.label}”应是必填的整数或数字，且下限不小于0")
    if field.happened and (field.kind != "date" or not field.required or field.personal):
        raise FieldSetError(f"“{field.label}”说明事情在哪天发生（happened），应是必填的日期，且不是个人信息")
    if field.stock is not None and (
        field.kind not in _COUNTED or not field.required or (field.minimum is not None and field.minimum < 0)
    ):
        raise FieldSetError(f"收发数量“{field.label}”应是必填的整数或数字，且下限不小于0；收还是发由收发类别决定")


def check_together(fields: Sequence[Field]) -> None:
    """Raise FieldSetError unless the fields fit each other."""
    quantities = [field.label for field in fields if field.quantity]
    if len(quantities) > 1:
        raise FieldSetError(f"一本台账只能有一个数量字段，现在有：{'、'.join(quantities)}")
    days = [field.label for field in fields if field.happened]
    if len(days) > 1:
        raise FieldSetError(f"一行只能发生在一天（happened），现在有：{'、'.join(days)}")
    moving = [field for field in fields if field.stock is not None]
    if len(moving) > 1:
        raise FieldSetError(f"一本台账只能有一个收发数量，现在有：{'、'.join(field.label for field in moving)}")
    for field in moving:
        _check_stock(field, {one.key: one for one in fields})


def _check_stock(field: Field, by_key: dict[str, Field]) -> None:
    stock = field.stock
    assert stock is not None
    named = {"item": ("text", "choice", "link"), "kind": ("choice",), "day": ("date",)}
    if stock.store:
        named["store"] = ("text", "choice", "link")
    for name, kinds in named.items():
        found = by_key.get(getattr(stock, name))
        if found is None or found.kind not in kinds or not found.required or found.personal:
            raise FieldSetError(
                f"收发数量“{field.label}”的 {name} 应是一个必填的{'或'.join(kinds)}字段，且不含个人信息"
            )
    known = {choice.value for choice in by_key[stock.kind].choices}
    told = (*stock.plus, *stock.minus)
    if not stock.plus or not stock.minus or set(told) != known or len(told) != len(known):
        label = by_key[stock.kind].label
        raise FieldSetError(f"“{label}”的每个选项都要说明是收入（plus）还是发出（minus），且只能是其一")


def _check_parts(field: Field) -> None:
    label = field.label
    if field.kind != "parts":
        if field.parts or field.single:
            raise FieldSetError(f"字段“{label}”不是多行明细，不能带 parts 或 single")
        return
    if field.personal:
        raise FieldSetError(f"多行明细“{label}”不能是个人信息；请另建一本台账，再用关联记录连过来")
    if not field.parts:
        raise FieldSetError(f"多行明细“{label}”没有写明每行有哪些项（parts）")
    keys = [part.key for part in field.parts]
    labels = [part.label for part in field.parts]
    for seen, what in ((keys, "标识"), (labels, "名称")):
        twice = next((one for one in seen if seen.count(one) > 1), None)
        if twice:
            raise FieldSetError(f"多行明细“{label}”里的{what}“{twice}”重复了")
    for part in field.parts:
        _check_part(field, part)
    first = field.parts[0]
    if first.key in ("from", "to") or not first.required:
        raise FieldSetError(f"多行明细“{label}”的第一项“{first.label}”应是必填的内容，不能是起止日期")
    if field.single and field.part("from") is None:
        raise FieldSetError(f"多行明细“{label}”同一时间只能有一条（single），须有起始日期 from")
    if (field.part("to") is not None) and field.part("from") is None:
        raise FieldSetError(f"多行明细“{label}”有终止日期 to，须有起始日期 from")


def _check_part(field: Field, part: Field) -> None:
    where = f"多行明细“{field.label}”的“{part.label}”"
    if part.kind not in PART_KINDS:
        raise FieldSetError(f"{where}不能是“{part.kind}”，可用的有：{'、'.join(PART_KINDS)}")
    if part.personal:
        raise FieldSetError(f"{where}不能是个人信息；请另建一本台账，再用关联记录连过来")
    if part.key in ("from", "to") and part.kind not in DATED_KINDS:
        raise FieldSetError(f"{where}是起止日期，应是日期")
    bar = next((one for one in part.choices if any("|" in text for text in (one.label, one.value, *one.aliases))), None)
    if bar:
        raise FieldSetError(f"{where}的选项“{bar.label}”里不能有竖线“|”")
