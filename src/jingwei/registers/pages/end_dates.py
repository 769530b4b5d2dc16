"""保存期限: which ledgers hold personal data, until when, in what state, and what will happen."""

from datetime import date
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from jingwei.core.errors import Missing
from jingwei.core.history import change_lines, labels_of
from jingwei.core.models import Change, DataKey
from jingwei.core.scope import Actor, current_scope
from jingwei.core.ui.blocks import Change as Changed
from jingwei.core.ui.blocks import Event, Item, Section
from jingwei.core.ui.parts import Badge, Cell, Column, Empty, Link, Row, Table, Tone
from jingwei.core.ui.values import as_text
from jingwei.registers.end_dates import REMIND_DAYS, Term, terms
from jingwei.registers.fieldsets import fieldset_of
from jingwei.registers.models import Register
from jingwei.registers.policy import policy

_VERBS = {
    "registers.seal_key": "封存",
    "registers.unseal_key": "启封",
    "registers.ask_erasure": "申请删除",
    "registers.drop_erasure": "不删除",
    "registers.erase": "确认删除",
    "registers.end_term": "到期处理",
    "registers.set_end_date": "改保存期限",
    "registers.define": "建立或修改台账",
}
_TOLD = {"保存至", "状态", "启封至", "归档保管年数", "归档依据"}
_WITHOUT_LINES = {"registers.ask_erasure", "registers.drop_erasure"}
_HISTORY = 50


def index(request: HttpRequest) -> HttpResponse:
    """The ledgers with personal data, one row per key; those without any entry yet too."""
    policy.may(current_scope().actor, "see_terms")
    today = timezone.localdate()
    registers = list(Register.objects.exclude(keep_until=None).order_by("order", "key"))
    known: dict[UUID, list[Term]] = {}
    for term in terms(registers):
        known.setdefault(term.register.pk, []).append(term)
    rows: list[Row] = []
    for register in registers:
        rows += [_row(term, today) for term in known.get(register.pk, [])] or [_empty_row(register, today)]
    columns = (
        Column("台账", "long"), Column("法律依据", "long"), Column("批次", "number"), Column("保存至", "date"),
        Column("剩余天数", "number"), Column("状态", "badge"), Column("接下来", "long"),
    )  # fmt: skip
    return render(
        request,
        "desk/list.html",
        {
            "title": "个人信息保存期限",
            "subtitle": "到期当夜自动处理：法律要求归档的先封存，其余删除；记录和统计数都保留",
            "table": Table(columns, tuple(rows)),
            "empty": Empty("没有含个人信息的台账"),
        },
    )


def record(request: HttpRequest, register_id: UUID) -> HttpResponse:
    """One ledger: why and how long it keeps personal data, each key, what was done with them."""
    actor = current_scope().actor
    policy.may(actor, "see_terms")
    register = find_register(register_id)
    assert register.keep_until is not None
    today = timezone.localdate()
    held = terms([register])
    personal = "、".join(field.label for field in fieldset_of(register).fields if field.personal)
    change = Link("改保存期限", reverse("registers:set_end_date", args=[register.pk]), icon="calendar", look="primary")
    return render(
        request,
        "desk/record.html",
        {
            "title": register.name,
            "crumbs": (Link("个人信息保存期限", reverse("registers:end_dates")),),
            "badges": tuple(dict.fromkeys(badge_of(term, today) for term in held)),
            "actions": (change,) if policy.allows(actor, "keep_keys") else (),
            "summary": (
                Item("保存至", register.keep_until),
                Item("剩余", *days_left(register.keep_until, today)),
                Item("到期后", _rule(register)),
                Item("含个人信息的字段", personal),
            ),
            "sections": (
                Section("处理目的和依据", items=_grounds(register)),
                *(_key_section(term, today, actor) for term in held),
            ),
            "history": _history(register, held),
        },
    )


def find_register(register_id: UUID) -> Register:
    """The ledger. Raises Missing where there is none, or none with personal data."""
    found = Register.objects.filter(pk=register_id).exclude(keep_until=None).first()
    if found is None:
        raise Missing("没有这本台账，或它不含个人信息。")
    return found


def badge_of(term: Term, today: date) -> Badge:
    """How a key stands, as a word with shape and colour."""
    key = term.key
    tone: Tone
    match DataKey.State(key.state):
        case DataKey.State.DESTROYED:
            return Badge("已删除", "calm")
        case _ if key.asked_at is not None:
            return Badge("待确认删除", "warn", f"{key.asked_label}申请")
        case DataKey.State.SEALED:
            return Badge("已封存", "info")
        case _ if key.open_until is not None:
            return Badge("已启封", "warn", f"至{key.open_until}")
    left = (key.end_on - today).days
    word, tone = ("已到期", "bad") if left < 0 else ("快到期", "warn") if left <= REMIND_DAYS else ("使用中", "good")
    return Badge(word, tone)


def days_left(day: date, today: date) -> tuple[int | str, str, str]:
    """Value, hint and unit of the days that are left."""
    left = (day - today).days
    return (left, "", "天") if left >= 0 else ("已到期", "", "")


def _row(term: Term, today: date) -> Row:
    register, key = term.register, term.key
    badge = badge_of(term, today)
    day = term.next_day(today)
    return Row(
        (
            Cell(register.name, note=register.purpose),
            register.basis,
            key.number,
            key.end_on,
            max(0, (day - today).days) if term.live else None,
            badge,
            term.outlook(today),
        ),
        url=reverse("registers:terms", args=[register.pk]),
        tone="bad" if badge.tone == "bad" else "warn" if badge.tone == "warn" else "",
    )


def _empty_row(register: Register, today: date) -> Row:
    until = register.keep_until
    assert until is not None
    cells = (
        Cell(register.name, note=register.purpose), register.basis, None, until, max(0, (until - today).days),
        Badge("未登记", "calm", "还没有登记过个人信息"), f"到期后{_rule(register)}",
    )  # fmt: skip
    return Row(cells, url=reverse("registers:terms", args=[register.pk]))


def _rule(register: Register) -> str:
    if not register.archive_years:
        return "删除"
    return "封存，永久归档" if register.archive_years >= 999 else f"封存，归档{register.archive_years}年后删除"


def _grounds(register: Register) -> tuple[Item, ...]:
    archive = (Item("归档依据", register.archive_rule, wide=True),) if register.archive_years else ()
    return (Item("处理目的", register.purpose, wide=True), Item("法律依据", register.basis, wide=True), *archive)


def _key_section(term: Term, today: date, actor: Actor) -> Section:
    key = term.key
    items = [
        Item("状态", badge_of(term, today)),
        Item("开始登记", timezone.localtime(key.made_at).date()),
        Item("保存至", key.end_on),
        Item("接下来", term.outlook(today)),
    ]
    if key.asked_at is not None:
        items.append(Item("申请删除", f"{key.asked_label}，{as_text(key.asked_at)}"))
        items.append(Item("申请原因", key.asked_reason, wide=True))
    return Section(f"第{key.number}批", items=tuple(items), links=_key_links(term, actor), key=f"key-{key.number}")


def _key_links(term: Term, actor: Actor) -> tuple[Link, ...]:
    key = term.key
    if not term.live:
        return ()
    keeps, confirms = policy.allows(actor, "keep_keys"), policy.allows(actor, "confirm_erasure")
    out = []
    if key.asked_at is not None:
        if confirms and actor.id != key.asked_by:
            out.append(Link("确认删除", reverse("registers:erase", args=[key.pk]), icon="eraser", look="danger"))
        if keeps or confirms:
            out.append(Link("不删除", reverse("registers:drop_erasure", args=[key.pk])))
    if keeps and key.state == DataKey.State.ACTIVE:
        out.append(Link("封存", reverse("registers:seal_key", args=[key.pk]), icon="lock"))
    if keeps and key.state == DataKey.State.SEALED:
        out.append(Link("启封", reverse("registers:unseal_key", args=[key.pk]), icon="key"))
    if keeps and key.asked_at is None and not term.archived:
        out.append(Link("申请删除", reverse("registers:ask_erasure", args=[key.pk]), icon="eraser"))
    return tuple(out)


def _history(register: Register, held: list[Term]) -> tuple[Event, ...]:
    """What was done with the ledger's end date and its keys, newest first."""
    keys = {term.key.pk: f"第{term.key.number}批" for term in held}
    labels = labels_of(DataKey) | labels_of(Register)
    found = Change.objects.filter(Q(row_id__in=keys) | Q(row_id=register.pk), op="U").order_by("-id")[:_HISTORY]
    events = []
    for change in found:
        lines = [line for line in change_lines(change, labels) if line["label"] in _TOLD]
        if lines or change.action in _WITHOUT_LINES:
            said = tuple(Changed(line["label"], _word(line["before"]), _word(line["after"])) for line in lines)
            verb = _VERBS.get(change.action, change.action or "更新系统")
            what = f"{verb}，{keys[change.row_id]}" if change.row_id in keys else verb
            events.append(Event(change.at, change.actor_label or "系统", what, why=change.reason, changes=said))
    return tuple(events)


def _word(value: object) -> str:
    states = {state.value: str(state.label) for state in DataKey.State}
    return states.get(str(value), as_text(value))
