"""Fields as JSON data, and what a declaration of fields must fulfil."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from decimal import Decimal, InvalidOperation
from typing import Any

from jingwei.core.fields.choice_kinds import ambiguous_choice
from jingwei.core.fields.declared_meaning import check_meaning, check_together
from jingwei.core.fields.errors import FieldSetError
from jingwei.core.fields.field import Choice, Field, Stock
from jingwei.core.fields.forbidden import forbidden
from jingwei.core.fields.kinds import KINDS
from jingwei.core.fields.number_kinds import unit_fits
from jingwei.core.fields.row_formula import check_formulas
from jingwei.core.masking import MARK_LABELS

_KEY = re.compile(r"[a-z][a-z0-9_]{0,31}")
# Names that the API's models use themselves.
_RESERVED = {"construct", "copy", "dict", "from_orm", "json", "parse_file", "parse_obj", "parse_raw", "schema"}
_RESERVED |= {"schema_json", "update_forward_refs", "validate"}
_DEFAULTS: dict[str, Any] = {
    part.name: part.default for part in dataclasses.fields(Field) if part.default is not dataclasses.MISSING
}
_NAMES = {part.name for part in dataclasses.fields(Field)}
_ID_PAPER = re.compile(r"身份证|户口[本簿页]|护照|居住证|通行证|证件照")
_ID_NUMBER = re.compile(r"身份证号?码?$|公民身份号码|^证件号码?$", re.IGNORECASE)
_WITH_WORDS = ("text", "longtext", "integer", "number", "choice", "address")
_WITH_CHOICES = ("choice", "choices")
_WITH_NUMBERS = ("integer", "number", "amount", "area", "approximate")


def dump_field(field: Field) -> dict[str, Any]:
    """A field as JSON data without what equals the default."""
    data: dict[str, Any] = {}
    for name in (part.name for part in dataclasses.fields(Field)):
        value = getattr(field, name)
        if name in _DEFAULTS and value == _DEFAULTS[name]:
            continue
        if name == "choices":
            value = [_dump_choice(choice) for choice in value]
        elif name == "parts":
            value = [dump_field(part) for part in value]
        elif name == "stock":
            value = {
                key: list(said) if isinstance(said, tuple) else said for key, said in asdict(value).items() if said
            }
        elif isinstance(value, Decimal):
            value = str(value)
        elif isinstance(value, tuple):
            value = list(value)
        data[name] = value
    return data


def _dump_choice(choice: Choice) -> dict[str, Any]:
    data: dict[str, Any] = {"value": choice.value, "label": choice.label}
    if choice.aliases:
        data["aliases"] = list(choice.aliases)
    return data | ({"into": choice.into} if choice.into else {}) | ({"closed": True} if choice.closed else {})


def load_field(data: Any) -> Field:
    """A field from JSON data. Raises FieldSetError."""
    if not isinstance(data, Mapping):
        raise FieldSetError("每个字段应是一组“项：值”")
    label = str(data.get("label") or data.get("key") or "（没有名称的字段）")
    unknown = sorted(map(str, set(data) - _NAMES))
    if unknown:
        raise FieldSetError(f"字段“{label}”里有不认识的项：{'、'.join(unknown)}")
    values = dict(data)
    for name in ("key", "label", "kind"):
        if not isinstance(values.get(name), str):
            raise FieldSetError(f"字段“{label}”缺少“{name}”")
    for name in ("minimum", "maximum"):
        if values.get(name) is not None:
            values[name] = _decimal(values[name], label, name)
    values["choices"] = tuple(_load_choice(part, label) for part in _list(values.get("choices"), label, "choices"))
    values["aliases"] = tuple(map(str, _list(values.get("aliases"), label, "aliases")))
    values["parts"] = tuple(load_field(part) for part in _list(values.get("parts"), label, "parts"))
    values["stock"] = _stock(values.get("stock"), label)
    _check_types(values, label)
    return Field(**values)


def _check_types(values: dict[str, Any], label: str) -> None:
    for name in ("required", "facet", "single", "quantity", "happened", "retired"):
        if not isinstance(values.get(name, False), bool):
            raise FieldSetError(f"字段“{label}”的“{name}”应为 true 或 false")
    for name in ("decimals", "max_length", "fewest"):
        value = values.get(name)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
            raise FieldSetError(f"字段“{label}”的“{name}”应为整数")
    for name in ("unit", "personal", "help", "link", "reason", "role", "formula"):
        value = values.get(name)
        if value is None and name in ("help", "reason", "formula"):
            values.pop(name, None)
        elif value is not None and not isinstance(value, str):
            raise FieldSetError(f"字段“{label}”的“{name}”应为文字")


def _stock(said: Any, label: str) -> Stock | None:
    if said is None:
        return None
    wanted = {part.name for part in dataclasses.fields(Stock)}
    if not isinstance(said, Mapping) or set(said) - wanted or wanted - {"store"} - set(said):
        raise FieldSetError(f"字段“{label}”的 stock 应写明 item、kind、day、plus、minus（store 可不写）")
    plus, minus = (tuple(map(str, _list(said[name], label, name))) for name in ("plus", "minus"))
    item, kind, day, store = (str(said.get(name) or "") for name in ("item", "kind", "day", "store"))
    return Stock(item, kind, day, plus, minus, store)


def _decimal(value: Any, label: str, name: str) -> Decimal:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise FieldSetError(f"字段“{label}”的“{name}”应为数字")
    return number


def _list(value: Any, label: str, name: str) -> Iterable[Any]:
    if value is None:
        return ()
    if not isinstance(value, (list, tuple)):
        raise FieldSetError(f"字段“{label}”的“{name}”应为列表")
    return value


def _load_choice(part: Any, label: str) -> Choice:
    if isinstance(part, str):
        return Choice(part, part)
    if not isinstance(part, Mapping) or not isinstance(part.get("value"), str):
        raise FieldSetError(f"字段“{label}”的选项应是文字，或写明 value 和 label")
    unknown = sorted(map(str, set(part) - {"value", "label", "aliases", "into", "closed"}))
    if unknown:
        raise FieldSetError(f"字段“{label}”的选项里有不认识的项：{'、'.join(unknown)}")
    aliases = tuple(map(str, _list(part.get("aliases"), label, "aliases")))
    into, closed = str(part.get("into") or ""), part.get("closed") is True
    return Choice(part["value"], str(part.get("label") or part["value"]), aliases, into, closed)


def check_field_set(key: Any, version: Any, fields: tuple[Field, ...]) -> None:
    """Raise FieldSetError unless the fields make a usable declaration."""
    if not isinstance(key, str) or not key:
        raise FieldSetError("字段定义缺少标识（key）")
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        raise FieldSetError("字段定义的版本号应是从1起的整数")
    keys: set[str] = set()
    labels: set[str] = set()
    for field in fields:
        _check_field(field)
        if field.key in keys:
            raise FieldSetError(f"字段标识“{field.key}”重复了")
        if field.label in labels:
            raise FieldSetError(f"字段名称“{field.label}”重复了，请改成能分清的名称")
        keys.add(field.key)
        labels.add(field.label)
    check_together(fields)
    check_formulas(fields)


def _check_field(field: Field) -> None:
    label = field.label
    if not _KEY.fullmatch(field.key):
        raise FieldSetError(f"字段“{label}”的标识“{field.key}”应以小写字母开头，只含小写字母、数字和下划线，最长32位")
    if field.key in _RESERVED or field.key.startswith("model_"):
        raise FieldSetError(f"字段“{label}”的标识“{field.key}”是保留字，请换一个")
    if not label.strip():
        raise FieldSetError(f"字段“{field.key}”没有名称")
    if field.kind not in KINDS:
        raise FieldSetError(f"字段“{label}”的类型“{field.kind}”不存在，可用的有：{'、'.join(KINDS)}")
    # What is no longer asked may bear any name: a limit drawn later leaves the ledger readable.
    beyond = "" if field.retired else outside_limits(field)
    if beyond:
        raise FieldSetError(beyond)
    if field.personal is not None and field.personal not in MARK_LABELS:
        raise FieldSetError(f"字段“{label}”的个人信息类别“{field.personal}”不存在，可用的有：{'、'.join(MARK_LABELS)}")
    _check_choices(field)
    _check_numbers(field)
    check_meaning(field)
    for part in field.parts:
        _check_field(part)
    if field.kind == "link" and not field.link:
        raise FieldSetError(f"字段“{label}”关联到哪本台账没有写明（link）")
    if field.kind == "attachment" and field.required and not field.reason.strip():
        raise FieldSetError(f"附件“{label}”要设为必填，须写明必须上传的理由")


def outside_limits(field: Field) -> str:
    """Why no field may be kept like this: by its name, what is chosen in it, or its kind; "" when it may."""
    for name in (field.label, *field.aliases):
        refusal = forbidden(name)
        if refusal is not None:
            return refusal.message
        if _ID_PAPER.search(name) and field.kind == "attachment":
            return f"“{name}”是证件的影像，本系统不收；核对原件后登记“已核对”即可，证件信息依法由公安机关的系统保存"
        if _ID_NUMBER.search(name) and not field.personal and field.kind in _WITH_WORDS:
            return f"“{name}”是个人信息，个人信息类别请选“{MARK_LABELS['id_number']}”：加密保存，不能检索"
    for choice in field.choices:
        for name in (choice.label, *choice.aliases):
            refusal = forbidden(name)
            if refusal is not None and refusal.of_persons:
                return f"字段“{field.label}”的选项{refusal.message}"
    return ""


def _check_choices(field: Field) -> None:
    if field.kind in _WITH_CHOICES:
        if not field.choices:
            raise FieldSetError(f"字段“{field.label}”没有选项")
    elif field.kind == "yesno":
        if field.choices and {choice.value for choice in field.choices} != {"true", "false"}:
            raise FieldSetError(f"字段“{field.label}”是“是否”类，选项只能是 true 和 false 两个")
    elif field.choices:
        raise FieldSetError(f"字段“{field.label}”不是选择类，不能带选项")
    twice = ambiguous_choice(field)
    if twice:
        raise FieldSetError(f"字段“{field.label}”的选项“{twice}”分不清：与另一选项的写法相同，或含有分隔符")


def _check_numbers(field: Field) -> None:
    label = field.label
    if field.kind in ("amount", "area") and field.unit is not None and not unit_fits(field.kind, field.unit):
        raise FieldSetError(f"字段“{label}”的单位“{field.unit}”不是{KINDS[field.kind].label}的单位")
    if field.decimals is not None and not 0 <= field.decimals <= 10:
        raise FieldSetError(f"字段“{label}”的小数位数应在0到10之间")
    if field.max_length is not None and not 1 <= field.max_length <= 100_000:
        raise FieldSetError(f"字段“{label}”的最大字数应在1到100000之间")
    bounded = field.minimum is not None or field.maximum is not None
    if bounded and field.kind not in _WITH_NUMBERS:
        raise FieldSetError(f"字段“{label}”不是数字类，不能设上下限")
    if field.minimum is not None and field.maximum is not None and field.minimum > field.maximum:
        raise FieldSetError(f"字段“{label}”的下限{field.minimum}大于上限{field.maximum}")
