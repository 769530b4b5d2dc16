"""台账设置: what a ledger asks, which heads it remembers, how its fields changed, and taking it out of use."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from jingwei.core.actions import Action, perform
from jingwei.core.fields import KINDS, Field
from jingwei.core.masking import MARK_LABELS
from jingwei.core.scope import current_scope
from jingwei.core.ui.blocks import Item, Section
from jingwei.core.ui.forms import FormField, FormGroup
from jingwei.core.ui.parts import Badge, Cell, Column, Link, Row, Table
from jingwei.people.models import Department
from jingwei.registers.actions import ForgetHead, RetireRegister, ReviveRegister
from jingwei.registers.designing.changes import told_changes
from jingwei.registers.fieldsets import fieldset_of
from jingwei.registers.finished import said_of
from jingwei.registers.leaving.declared import leaving_of, told_differences
from jingwei.registers.models import FieldsVersion, Register
from jingwei.registers.policy import policy
from jingwei.registers.query import register_by_key

_SHOWN = 30


def settings_page(request: HttpRequest, key: str) -> HttpResponse:
    """Everything that makes the ledger what it is."""
    actor = current_scope().actor
    policy.may(actor, "see")
    register = register_by_key(key)
    may = policy.allows(actor, "define")
    context = {
        "title": f"台账设置 · {register.name}",
        "crumbs": crumbs(register),
        "badges": (Badge("已停用", "calm") if register.retired_on else Badge("在用", "good"),),
        "actions": _actions(register) if may else (),
        "summary": _summary(register),
        "sections": (_fields(register), _heads(register, policy.allows(actor, "make")), _versions(register)),
    }
    return render(request, "desk/record.html", context)


def forget(request: HttpRequest, key: str) -> HttpResponse:
    """POST `head`: what was remembered of it is asked again the next time."""
    register = register_by_key(key)
    if request.method == "POST":
        perform(ForgetHead(), [{"head": request.POST.get("head", "")}], targets=[register.pk])
        messages.success(request, f"已忘记表头“{request.POST['head']}”，下次导入会再问。")
    return redirect("registers:settings", key)


def retire(request: HttpRequest, key: str) -> HttpResponse:
    """停用, with a reason."""
    return _with_reason(request, key, RetireRegister())


def revive(request: HttpRequest, key: str) -> HttpResponse:
    """恢复, with a reason."""
    return _with_reason(request, key, ReviveRegister())


def crumbs(register: Register) -> tuple[Link, ...]:
    """The way to a page about a ledger."""
    return (
        Link("台账", reverse("registers:index")),
        Link(register.name, reverse("registers:list", args=[register.key])),
    )


def _with_reason(request: HttpRequest, key: str, action: Action) -> HttpResponse:
    policy.may(current_scope().actor, "define")
    register = register_by_key(key)
    here = reverse("registers:settings", args=[key])
    reason = request.POST.get("reason", "").strip()
    if request.method == "POST" and reason:
        perform(action, targets=[register.pk], reason=reason)
        messages.success(request, f"已{action.label}“{register.name}”。")
        return redirect(here)
    wrong = ("请写明原因。",) if request.method == "POST" else ()
    field = FormField("reason", "原因", "textarea", problems=wrong, required=True, max_length=200, wide=True)
    context = {
        "title": f"{action.label} · {register.name}",
        "crumbs": (*crumbs(register), Link("台账设置", here)),
        "intro": action.help,
        "groups": (FormGroup((field,)),),
        "submit": action.label,
        "cancel_url": here,
    }
    return render(request, "desk/form.html", context, status=422 if wrong else 200)


def _actions(register: Register) -> tuple[Link, ...]:
    if register.retired_on:
        return (Link("恢复台账", reverse("registers:revive", args=[register.key]), icon="arrow-back-up"),)
    return (
        Link("修改", reverse("registers:redesign", args=[register.key]), icon="pencil", look="primary"),
        Link("核实周期", reverse("registers:set_confirming", args=[register.key]), icon="circle-check"),
        Link("停用原因", reverse("registers:set_leaving", args=[register.key]), icon="archive"),
        Link("下载字段定义", reverse("registers:shape", args=[register.key]), icon="download"),
        Link("停用台账", reverse("registers:retire", args=[register.key]), icon="ban", look="danger"),
    )


def _summary(register: Register) -> tuple[Item, ...]:
    fields = fieldset_of(register, retired=True).by_key
    department = Department.objects.filter(key=register.department_key).values_list("name", flat=True).first()
    items = [
        Item("登记的是什么", register.noun),
        Item("计量单位", register.unit),
        Item("编号", fields[register.key_field].label),
        Item("名称", fields[register.title_field].label),
        Item("所在网格", fields[register.place_field].label if register.place_field in fields else None),
        Item("责任部门", department),
        Item("核实周期", register.get_confirm_every_display() or "不要求核实"),
        *((Item("不再核实", f"{over}的", wide=True),) if (over := said_of(register)) else ()),
        Item("停用原因", _leaving(register), wide=True),
    ]
    if register.keep_until:
        items += [
            Item("个人信息处理目的", register.purpose, wide=True),
            Item("法律依据", register.basis, wide=True),
            Item("保存至", register.keep_until),
        ]
    if register.retired_on:
        items += [Item("台账停用日期", register.retired_on), Item("台账停用原因", register.retired_reason, wide=True)]
    return tuple(items)


def _leaving(register: Register) -> str:
    leaving = leaving_of(register)
    return leaving.listed if leaving.offered else "停用时自行写明"


def _fields(register: Register) -> Section:
    columns = (Column("字段"), Column("类型"), Column("要求"), Column("别的写法", "long"), Column("说明", "long"))
    rows = tuple(Row(_field(one)) for one in fieldset_of(register, retired=True).fields)
    return Section("字段", table=Table(columns, rows), key="fields")


def _field(one: Field) -> tuple[Any, ...]:
    kind = KINDS[one.kind].label + (f"（{one.unit}）" if one.unit else "")
    listed = "、".join(choice.label for choice in one.choices[:12]) + ("……" if len(one.choices) > 12 else "")
    asked = ["必填"] if one.required else []
    if one.personal:
        asked.append(f"个人信息（{MARK_LABELS[one.personal]}）")
    if one.retired:
        asked.append("已停用")
    return one.label, Cell(kind, note=listed), "、".join(asked), "、".join(one.aliases), one.help


def _heads(register: Register, may: bool) -> Section:
    fields = fieldset_of(register, retired=True).by_key
    forget_url = reverse("registers:forget", args=[register.key])
    rows = tuple(
        {"head": head, "field": fields[key].label if key in fields else "", "left_out": key is None}
        for head, key in sorted(register.heads.items())
    )
    return Section(
        "记住的表头",
        text="" if rows else "还没有导入过表格。导入时对过的列会记在这里，下次同样的表不用再对。",
        template="registers/parts/heads.html" if rows else "",
        data={"rows": rows, "url": forget_url if may else ""},
        key="heads",
    )


def _changes(earlier: FieldsVersion, later: FieldsVersion) -> list[str]:
    return told_changes(earlier.fields, later.fields) + told_differences(earlier.leaving, later.leaving)


def _versions(register: Register) -> Section:
    found = list(FieldsVersion.objects.filter(register=register).order_by("-version")[: _SHOWN + 1])
    rows = []
    for later, earlier in zip(found, [*found[1:], None], strict=True):
        told = _changes(earlier, later) if earlier else ["建立台账"] if later.version == 1 else []
        rows.append(Row((f"第{later.version}版", timezone.localtime(later.at), "；".join(told) or "没有改动字段")))
    columns = (Column("版本"), Column("时间", "date"), Column("改了什么", "long"))
    table = Table(columns, tuple(rows[:_SHOWN]))
    return Section("字段的各个版本", table=table, key="versions")
