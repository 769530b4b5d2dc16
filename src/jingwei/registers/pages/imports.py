"""The import wizard: upload, match columns, preview with counts."""

from datetime import date
from urllib.parse import quote, urlencode
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from jingwei.core.actions import perform
from jingwei.core.audit import audit
from jingwei.core.errors import Invalid, JingweiError, Missing
from jingwei.core.fields import Problem
from jingwei.core.files import read_file
from jingwei.core.jobs import start_job
from jingwei.core.scope import current_scope
from jingwei.core.sheets import Table as SheetTable
from jingwei.core.sheets import write_remarks, write_returnable
from jingwei.core.sheets.matching import SURE
from jingwei.core.ui.forms import FormField
from jingwei.core.ui.paging import asked_page
from jingwei.core.ui.parts import Link, Pager
from jingwei.core.ui.values import as_text
from jingwei.core.ui.wizard import Match, RowProblem, Tally, Wizard
from jingwei.registers.actions import ImportSheet
from jingwei.registers.fieldsets import event_day_of, fieldset_of
from jingwei.registers.incoming import (
    MARK,
    Incoming,
    heads_in_turn,
    match_table,
    read_incoming,
    told_by_memory,
    upload,
)
from jingwei.registers.models import Draft, Register
from jingwei.registers.pages.changes import CHANGED_ROWS, changes_of
from jingwei.registers.pages.exports import sheet_file
from jingwei.registers.policy import policy
from jingwei.registers.query import register_by_key
from jingwei.registers.returned import OTHERS, REFUSE

_PROBLEMS = 50
_SINCE = "表中情况从哪天起属实；不填为今天"
_HOW = {
    "key": "本系统导出的表",
    "remembered": "上次的对应",
    "label": "表头一致",
    "alias": "常用写法",
    "part": "经度和纬度合成位置",
    "similar": "按写法推测，请核对",
    "serial": "序号，不用导入",
    "duplicate": "与另一列重复",
}


def upload_page(request: HttpRequest, key: str) -> HttpResponse:
    """Step one: a file; it is kept and matched, nothing is written into the ledger."""
    policy.may(current_scope().actor, "import")
    register = register_by_key(key)
    error, since = "", request.POST.get("on", "")
    if request.method == "POST":
        given = request.FILES.get("file")
        if given is None:
            error = "请先选择要导入的表格文件。"
        else:
            try:
                on = _day(since)
                draft = upload(register, given.read(), given.name or "表格")
            except JingweiError as problem:
                error = problem.message
            else:
                # Next month's sheet needs no matching: its heads were decided about before.
                step = "registers:preview" if draft.asked.get("on") or told_by_memory(draft) else "registers:match"
                return redirect(reverse(step, args=[draft.pk]) + (f"?on={on}" if since else ""))
    wizard = Wizard(
        "upload",
        register.name,
        reverse("registers:upload", args=[key]),
        back_url=reverse("registers:list", args=[key]),
        template_url=reverse("registers:blank", args=[key]),
        fields=_since(register, since),
        error=error,
    )
    return _render(request, register, wizard, status=422 if error else 200)


def blank(request: HttpRequest, key: str) -> HttpResponse:
    """An empty sheet with the ledger's heads."""
    register = register_by_key(key)
    return sheet_file(write_returnable(fieldset_of(register), [], register.name), f"{register.name}（空表）.xlsx")


def match_page(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Step two: which column is which field; what was matched by itself is shown with its reason."""
    draft = _draft(draft_id)
    register = draft.into
    fieldset = fieldset_of(register)
    table = match_table(draft)
    heads = heads_in_turn(table)
    on = _day(request.GET.get("on", ""))
    if request.method == "POST":
        mapping: dict[str, str | None] = {}
        for column in table.columns:
            name = f"column-{column.index}"
            if name in request.POST and heads[column.index]:
                mapping[heads[column.index]] = request.POST[name] or None
        draft.mapping = mapping
        draft.save(update_fields=["mapping"])
        since = request.POST.get("on", "")
        return redirect(reverse("registers:preview", args=[draft.pk]) + (f"?on={quote(since)}" if since else ""))
    options = tuple((f.key, f.label) for f in fieldset.fields)
    matches = tuple(
        Match(
            heads[column.index] if column.heading else f"{heads[column.index]}（没有列名）",
            f"column-{column.index}",
            column.field.key if column.field else "",
            options,
            samples=_samples(table, column.index),
            how=_HOW.get(column.how, "没有对应的字段"),
            sure=column.field is not None and column.score >= SURE,
            refused=column.message,
        )
        for column in table.columns
        if heads[column.index]
    )
    said = {column.field.key for column in table.columns if column.field}
    event = event_day_of(fieldset)
    wizard = Wizard(
        "match",
        register.name,
        reverse("registers:match", args=[draft.pk]),
        back_url=reverse("registers:upload", args=[register.key]),
        file_name=draft.file.name,
        sheet_name=draft.sheet,
        matches=matches,
        missing=tuple(f.label for f in fieldset.fields if f.required and f.key not in said),
        fields=_since(register, on.isoformat()),
    )
    return _render(request, register, wizard, subtitle=f"自各行的“{event.label}”起算" if event else "")


def preview_page(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Step three: what would be new, changed, the same, refused; POST applies it."""
    draft = _draft(draft_id)
    register = draft.into
    on = _day(request.POST.get("on") or request.GET.get("on") or draft.asked.get("on", ""))
    if draft.done:
        raise JingweiError("这份表格已经导入过了，可在“导入记录”中查看。", code="import.done")
    _ask_others(draft, request.POST.get("others") or request.GET.get("others") or "")
    if request.method == "POST":
        # Rows in error keep the whole sheet out, unless the clerk chose to send only them back.
        partial = request.POST.get("partial") == "yes"
        values = {"valid_from": on.isoformat(), "partial": partial, "others": draft.asked.get("others")}
        if "yes" in request.POST.getlist("confirm_same"):
            values["confirm_same"] = True
        if draft.asked.get("rows", 0) > settings.JOB_ROWS:
            label, given = f"导入《{draft.file.name}》到{register.name}", {"draft": str(draft.pk), "values": values}
            back = _preview_url(draft, on)
            job = start_job(request, "registers.import", label, f"import-{draft.pk}", given, back)
            return redirect("jobs:job", job.pk)
        try:
            done = perform(ImportSheet(), [values], targets=[draft.pk], key=f"import-{draft.pk}")
        except Invalid as error:
            messages.error(request, error.message)
            return redirect(_preview_url(draft, on))
        return redirect("registers:source", done.result["source"])
    incoming = read_incoming(draft, on)
    changed, page = len(incoming.comparison.changed), asked_page(request.GET)
    wizard = Wizard(
        "preview",
        register.name,
        reverse("registers:preview", args=[draft.pk]),
        back_url=reverse("registers:match", args=[draft.pk]) + f"?on={on}",
        again_url=reverse("registers:upload", args=[register.key]),
        choice=not incoming.faultless,
        file_name=draft.file.name,
        sheet_name=draft.sheet,
        tally=Tally(
            len(incoming.comparison.new), len(incoming.comparison.changed), incoming.comparison.same, incoming.refused
        ),
        problems=_problems(incoming.problems),
        problem_count=len(incoming.problems),
        remarks_url=_with(reverse("registers:remarks", args=[draft.pk]), draft, on) if incoming.refused else "",
        fields=_confirm_same(register, len(incoming.comparison.same_entries), on),
        changes=changes_of(register, incoming, page),
        changed_pager=Pager.of(changed, page, CHANGED_ROWS, lambda number: f"{_preview_url(draft, on)}&page={number}")
        if changed > CHANGED_ROWS
        else None,
        notes=_notes(draft, incoming),
        turns=_turns(draft, incoming, on),
        hidden=(("on", on.isoformat()), ("others", draft.asked.get("others", ""))),
    )
    event = event_day_of(fieldset_of(register))
    return _render(request, register, wizard, subtitle=f"自各行的“{event.label}”起算" if event else f"生效日期 {on}")


def _confirm_same(register: Register, same: int, on: date) -> tuple[FormField, ...]:
    """Whether what the sheet says just as the ledger does was looked at: only the clerk knows."""
    if not same or not register.confirm_every:
        return ()
    words = f"与台账相同的 {same} 行也都核对过，记为已核实（核实日期 {min(on, timezone.localdate())}）"
    return (FormField("confirm_same", "核实", "choices", [], choices=(("yes", words),), wide=True),)


def remarks(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """The rows that stay out, as the same sheet with a column of remarks."""
    draft = _draft(draft_id)
    _ask_others(draft, request.GET.get("others", ""))
    incoming = read_incoming(draft, _day(request.GET.get("on") or draft.asked.get("on", "")))
    mark, tables = f"{MARK}{draft.pk}", [incoming.table]
    data = write_remarks(read_file(draft.file), draft.file.name, incoming.problems, tables=tables, mark=mark)
    audit("exported", f"台账“{draft.into.name}”退回行", detail={"rows": incoming.refused})
    return sheet_file(data, f"{draft.file.name.rsplit('.', 1)[0]}（退回{incoming.refused}行）.xlsx")


def _ask_others(draft: Draft, chosen: str) -> None:
    """Take over what is to become of values that others changed too."""
    if chosen in {choice.value for choice in OTHERS.choices}:
        draft.asked = {**draft.asked, "others": chosen}


def _with(address: str, draft: Draft, on: date, **more: str) -> str:
    chosen = draft.asked.get("others", "")
    return f"{address}?{urlencode({'on': on.isoformat(), **({'others': chosen} if chosen else {}), **more})}"


def _preview_url(draft: Draft, on: date) -> str:
    return _with(reverse("registers:preview", args=[draft.pk]), draft, on)


def _turns(draft: Draft, incoming: Incoming, on: date) -> tuple[Link, ...]:
    """The ways to go on with what others changed too; nothing where nobody did."""
    if not incoming.merged.contested:
        return ()
    chosen, address = draft.asked.get("others") or REFUSE, reverse("registers:preview", args=[draft.pk])
    return tuple(
        Link(one.label, _with(address, draft, on, others=one.value), here=one.value == chosen) for one in OTHERS.choices
    )


def _notes(draft: Draft, incoming: Incoming) -> tuple[str, ...]:
    """What the sheet does not say, and what that means."""
    notes = []
    if draft.mends_id:
        notes.append(f"这是《{draft.mends.file.name}》退回后改好的行，按原来的列和生效日期导入。")  # type: ignore[union-attr]
    said = {column.field.key for column in incoming.table.columns if column.field}
    silent = [one.label for one in fieldset_of(draft.into).fields if one.asked and one.key not in said]
    if silent and incoming.comparison.changed:
        named = "、".join(silent[:8]) + (f"等{len(silent)}列" if len(silent) > 8 else "")
        notes.append(f"表里没有的列保持不变：{named}。表里有列而格子空着的，清空原来的内容。")
    return tuple(notes)


def _since(register: Register, value: str) -> tuple[FormField, ...]:
    """From which day the sheet holds; asked with the file too, since remembered heads lead past the columns."""
    if event_day_of(fieldset_of(register)) is not None:
        return ()
    return (FormField("on", "生效日期", "date", value, help=_SINCE),)


def _draft(draft_id: UUID) -> Draft:
    """The upload, for the one who made it."""
    actor = current_scope().actor
    policy.may(actor, "import")
    found = (
        Draft.objects.select_related("register", "file", "file__data_key", "mends__file")
        .filter(pk=draft_id, owner=actor.id)
        .exclude(register=None)
        .first()
    )
    if found is None:
        raise Missing("没有这份待导入的表格，或不是您上传的。")
    return found


def _render(
    request: HttpRequest, register: Register, wizard: Wizard, status: int = 200, subtitle: str = ""
) -> HttpResponse:
    crumbs = (
        Link("台账", reverse("registers:index")),
        Link(register.name, reverse("registers:list", args=[register.key])),
    )
    context = {"title": f"导入 · {register.name}", "subtitle": subtitle, "crumbs": crumbs, "wizard": wizard}
    return render(request, "desk/import.html", context, status=status)


def _problems(problems: list[Problem]) -> tuple[RowProblem, ...]:
    return tuple(RowProblem(p.row, p.label, p.value, p.message, p.severity) for p in problems[:_PROBLEMS])


def _samples(table: SheetTable, index: int) -> tuple[str, ...]:
    rows = table.rows
    # A workbook keeps 120 as 120.0.
    values = (as_text(row[index]).strip() for row in rows[:40] if index < len(row) and row[index] not in (None, ""))
    return tuple(dict.fromkeys(value[:20] for value in values if value))[:3]


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text) if text else timezone.localdate()
    except ValueError as error:
        raise JingweiError(f"生效日期“{text[:20]}”写法不对，应为 2025-12-31 这样的形式。", code="date.wrong") from error
