"""台账设置, by hand: a ledger made without a sheet, one changed, and one copied from a standard or another office."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from jingwei.core.actions import perform
from jingwei.core.errors import Invalid
from jingwei.core.fields import KINDS, Field, FieldSet, FieldSetError
from jingwei.core.masking import MARK_LABELS
from jingwei.core.scope import current_scope
from jingwei.core.ui.forms import FormField, FormGroup
from jingwei.core.ui.parts import Link
from jingwei.people.models import Department
from jingwei.registers.actions import DefineRegister
from jingwei.registers.actions.make_from_sheet import new_key
from jingwei.registers.designing.by_hand import FieldRow, fields_of, gone_choices, posted_rows, rows_of
from jingwei.registers.designing.drafts import linkable
from jingwei.registers.field_changes import demand_readable
from jingwei.registers.fieldsets import fieldset_of
from jingwei.registers.models import Register, Version
from jingwei.registers.numbering import AUTO, AUTO_FIELD
from jingwei.registers.packs import all_packs
from jingwei.registers.pages.making import CRUMB, tabs
from jingwei.registers.pages.plan_form import BASES
from jingwei.registers.pages.settings import crumbs
from jingwei.registers.policy import policy
from jingwei.registers.query import register_by_key, registers

_WHOLE = ("name", "noun", "unit", "key_field", "title_field", "place_field", "department_key")
_TERMS = ("purpose", "basis", "keep_until")
_START = (Field("f1", "编号", "text", required=True), Field("f2", "名称", "text", required=True))


def blank_register(request: HttpRequest) -> HttpResponse:
    """手工建账: the fields are written down."""
    policy.may(current_scope().actor, "make")
    return _form(request, None, _START, {"key_field": "f1", "title_field": "f2"})


def redesign(request: HttpRequest, key: str) -> HttpResponse:
    """Change a ledger: its name, its fields, their order; a new version of the fields comes of it."""
    policy.may(current_scope().actor, "define")
    register = register_by_key(key)
    values = {name: getattr(register, name) for name in (*_WHOLE, *_TERMS)}
    return _form(request, register, fieldset_of(register, retired=True).fields, values)


def shapes(request: HttpRequest) -> HttpResponse:
    """从标准台账: the packed ledgers that are not here yet, and a shape that another office has handed over."""
    policy.may(current_scope().actor, "make")
    problem, status = "", 200
    here = {one.key for one in registers()}
    packs = [pack for pack in all_packs() if pack.key not in here]
    if request.method == "POST":
        chosen = next((pack for pack in packs if pack.key == request.POST.get("pack")), None)
        given = request.FILES.get("file")
        try:
            if chosen is not None:
                chosen.define()
                return redirect("registers:settings", chosen.key)
            if given is None:
                raise FieldSetError("请选择另一个街道下载的字段定义文件。")
            return redirect("registers:settings", _adopt(given.read()))
        except FieldSetError as error:
            problem, status = error.message, 422
        except Invalid as error:
            problem, status = error.message, 422
    context = {"title": "新建台账", "crumbs": (CRUMB,), "tabs": tabs("从标准台账"), "packs": packs, "problem": problem}
    return render(request, "registers/shapes.html", context, status=status)


def shape(request: HttpRequest, key: str) -> HttpResponse:
    """The shape of a ledger as a file for another office: what it asks, none of its rows."""
    policy.may(current_scope().actor, "see")
    register = register_by_key(key)
    names = ("name", "noun", "unit", "key_field", "title_field", "place_field", "purpose", "basis")
    data = {
        "jingwei-shape": 1,
        **{name: getattr(register, name) for name in names},
        "fields": register.fields["fields"],
    }
    text = json.dumps(data, ensure_ascii=False, indent=1)
    name = quote(f"{register.name}（字段定义）.json")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    return HttpResponse(text.encode(), content_type="application/json", headers=headers)


def _adopt(data: bytes) -> str:
    """Make the ledger that a file of another office describes; gives its key."""
    broken = FieldSetError("这不是字段定义文件。请在另一个街道的“台账设置”里点“下载字段定义”，把下载的文件传上来。")
    try:
        said = json.loads(data)
    except (ValueError, UnicodeDecodeError, RecursionError):
        raise broken from None
    if not isinstance(said, Mapping) or said.get("jingwei-shape") != 1:
        raise broken
    key = new_key()
    fieldset = FieldSet.load({"key": key, "version": 1, "fields": said.get("fields")})
    if any(field.personal for field in fieldset.fields):
        personal = "、".join(field.label for field in fieldset.fields if field.personal)
        raise FieldSetError(f"这本台账含个人信息（{personal}），保存到哪天要由本街道定：请用“手工建账”照着建。")
    values = {name: str(said.get(name, "")) for name in _WHOLE if name != "department_key"}
    perform(DefineRegister(), [{"key": key, **values}], context={"fields": fieldset})
    return key


def _form(
    request: HttpRequest, register: Register | None, fields: Sequence[Field], values: Mapping[str, Any]
) -> HttpResponse:
    rows = rows_of(fields)
    wrong: list[str] = []
    if request.method == "POST":
        values = {name: request.POST.get(name, values.get(name, "") or "") for name in (*_WHOLE, *_TERMS)}
        rows = posted_rows(fields, request.POST)
        made = _save(register, fields, values, rows)
        if isinstance(made, str):
            messages.success(request, f"已保存“{values['name']}”。")
            return redirect("registers:settings", made)
        wrong = made
        rows = [*rows, *(FieldRow(f"r{len(rows) + n}", None, len(rows) + n) for n in (1, 2))]
        rows = [_named(row, number) for number, row in enumerate(rows, 1)]
    context = {
        "title": f"台账设置 · {register.name}" if register else "新建台账",
        "crumbs": _way(register) if register else (CRUMB,),
        "tabs": () if register else tabs("手工建账"),
        "groups": _groups(register, fields, values, rows),
        "rows": rows,
        "wrong": wrong,
        "kinds": [(key, kind.label) for key, kind in KINDS.items()],
        "marks": [("", "否"), *MARK_LABELS.items()],
        "ledgers": [(one.key, one.name) for one in linkable()],
        "back": reverse("registers:settings", args=[register.key]) if register else reverse("registers:index"),
        "submit": "保存" if register else "建账",
    }
    return render(request, "registers/fields.html", context, status=422 if wrong else 200)


def _way(register: Register) -> tuple[Link, ...]:
    return (*crumbs(register), Link("台账设置", reverse("registers:settings", args=[register.key])))


def _named(row: FieldRow, number: int) -> FieldRow:
    return replace(row, name=f"r{number}", order=number)


def _save(
    register: Register | None, before: Sequence[Field], values: Mapping[str, Any], rows: Sequence[FieldRow]
) -> str | list[str]:
    """The key of the ledger, or what is wrong."""
    try:
        fields = fields_of(rows)
    except FieldSetError as error:
        return [f"{error.message}。"]
    if values["key_field"] == AUTO and all(field.key != AUTO for field in fields):
        fields = (AUTO_FIELD, *fields)
    used = _used(register, before, fields) if register else []
    if used:
        return used
    key = register.key if register else new_key()
    version = register.fields_version + 1 if register else 1
    given = {name: value for name, value in values.items() if value or name in _WHOLE}
    if register and register.keep_until:
        given.pop("keep_until", None)
    try:
        fieldset = FieldSet(key, version, fields)
        if register:
            later = fieldset.by_key
            for one in before:
                if one.key not in later:
                    raise FieldSetError(f"字段“{one.label}”只能停用，不能去掉")
                demand_readable(register, one, later[one.key])
        if register and fieldset.dump()["fields"] == register.fields["fields"]:
            fieldset = FieldSet.load(register.fields)
        row = {"key": key, **given, "order": register.order if register else 9000}
        perform(DefineRegister(), [row], context={"fields": fieldset})
    except FieldSetError as error:
        return [error.message]
    except Invalid as error:
        return [f"{problem.label}：{problem.message}" for problem in error.problems]
    return key


def _used(register: Register, before: Sequence[Field], after: Sequence[Field]) -> list[str]:
    """Choices that were taken away though rows hold them."""
    names = {field.key: (field.label, {choice.value: choice.label for choice in field.choices}) for field in before}
    out = []
    for key, values in gone_choices(before, after).items():
        held = Version.objects.filter(register_id=register.pk, known_to=None, **{f"data__{key}__in": sorted(values)})
        found = held.values_list(f"data__{key}", flat=True).first()
        if found is not None:
            label, choices = names[key]
            word = choices.get(found, found)
            out.append(f"“{label}”的选项“{word}”已有记录在用，不能去掉；可以改名，写成“新名={word}”。")
    return out


def _groups(
    register: Register | None, fields: Sequence[Field], values: Mapping[str, Any], rows: Sequence[FieldRow]
) -> tuple[FormGroup, ...]:
    departments = tuple(Department.objects.order_by("order", "key").values_list("key", "name"))
    known = tuple((field.key, field.label) for field in fields if not field.personal and not field.retired)
    keys = known if register else (*known, (AUTO, "系统编号"))

    def ask(name: str, label: str, widget: str = "text", **more: Any) -> FormField:
        return FormField(name, label, widget, values.get(name) or "", **more)

    own = FormGroup(
        (
            ask("name", "台账名称", required=True, max_length=60),
            ask("noun", "登记的是什么", required=True, max_length=24, help="如：企业、沿街商铺"),
            ask("unit", "计量单位", required=True, max_length=12, help="如：家、处、户"),
            ask("key_field", "哪个字段作编号", "choice", required=True, choices=keys),
            ask("title_field", "哪个字段作名称", "choice", required=True, choices=keys),
            ask("place_field", "哪个字段写网格或社区", "choice", choices=known),
            ask("department_key", "责任部门", "choice", choices=departments),
        )
    )
    dated = bool(register and register.keep_until)
    told = "已有期限的由安全管理员在“保存期限”里改" if dated else "到期自动删除个人信息"
    until = FormField("keep_until", "保存至", "date", str(values.get("keep_until") or ""), readonly=dated, help=told)
    bases = dict.fromkeys(filter(None, (values.get("basis"), *BASES)))
    terms = FormGroup(
        (
            ask("purpose", "处理目的", max_length=200, help="为了办什么事"),
            ask("basis", "法律依据", "choice", choices=tuple((one, one) for one in bases)),
            until,
        ),
        label="个人信息",
        text="有字段含个人信息的，这三项必填；没有的留空。",
    )
    return own, terms
