"""The import wizard: upload, match columns, preview with counts."""

from datetime import date
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from jingwei.core.actions import perform
from jingwei.core.audit import audit
from jingwei.core.errors import Conflict, Invalid, JingweiError
from jingwei.core.jobs import start_job
from jingwei.core.models import Job
from jingwei.core.scope import current_scope
from jingwei.core.sheets import write_returnable
from jingwei.core.ui.forms import FormField
from jingwei.core.ui.paging import asked_page
from jingwei.core.ui.parts import Link, Pager
from jingwei.core.ui.wizard import Tally, Wizard
from jingwei.registers.actions import ImportSheet
from jingwei.registers.fieldsets import event_day_of, fieldset_of
from jingwei.registers.incoming import match_table, read_incoming, told_by_memory, upload
from jingwei.registers.leaving.sheet import sheet_fields
from jingwei.registers.meanwhile import is_look, look
from jingwei.registers.models import Draft, Register
from jingwei.registers.pages.changes import CHANGED_ROWS, changes_table
from jingwei.registers.pages.exports import sheet_file
from jingwei.registers.pages.import_parts import (
    ask_others,
    asked_of,
    day_of,
    find_draft,
    preview_url,
    sheet_remarks,
    since_field,
    with_asked,
)
from jingwei.registers.pages.import_view import KEPT_PAGES, Matched, Preview
from jingwei.registers.pages.long_sheets import Frozen, frozen_by, read_beside, remarks_beside
from jingwei.registers.policy import policy
from jingwei.registers.prepared import BRINGING, READING, is_long, job_about, last_job, prepared_of
from jingwei.registers.query import register_by_key
from jingwei.registers.returned import OTHERS, REFUSE

_CONFIRM_ONLY = "没有行要改，只登记 {} 行核实"


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
                on = day_of(since)
                draft = upload(register, given.read(), given.name or "表格")
            except JingweiError as problem:
                error = problem.message
            else:
                if is_long(draft):
                    return read_beside(request, draft, on=on.isoformat() if since else "")
                # Next month's sheet needs no matching: its heads were decided about before.
                step = "registers:preview" if draft.asked.get("on") or told_by_memory(draft) else "registers:match"
                return redirect(reverse(step, args=[draft.pk]) + (f"?on={on}" if since else ""))
    wizard = Wizard(
        "upload",
        register.name,
        reverse("registers:upload", args=[key]),
        back_url=reverse("registers:list", args=[key]),
        template_url=reverse("registers:blank", args=[key]),
        fields=since_field(register, since),
        error=error,
    )
    return _render(request, register, wizard, status=422 if error else 200)


def blank(request: HttpRequest, key: str) -> HttpResponse:
    """An empty sheet with the ledger's heads."""
    register = register_by_key(key)
    return sheet_file(write_returnable(fieldset_of(register), [], register.name), f"{register.name}（空表）.xlsx")


def match_page(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Step two: which column is which field; what was matched by itself is shown with its reason."""
    draft = find_draft(draft_id)
    register = draft.into
    fieldset = fieldset_of(register)
    frozen = None
    if is_long(draft):
        job, kept = job_about(draft, READING, BRINGING), prepared_of(draft)
        if job is not None and (job.about.startswith(READING) or request.method == "POST"):
            return redirect("jobs:job", job.pk)
        if kept is None:
            return read_beside(request, draft)
        frozen, matched = frozen_by(job) if job else None, Matched.load(kept["matched"])
    else:
        matched = Matched.of(match_table(draft), sheet_fields(register))
    on = day_of(request.GET.get("on", ""))
    if request.method == "POST":
        mapping, since = matched.mapping(request.POST), request.POST.get("on", "")
        if is_long(draft):
            return read_beside(request, draft, on=day_of(since).isoformat(), mapping=mapping)
        draft.mapping = mapping
        draft.save(update_fields=["mapping"])
        return redirect(reverse("registers:preview", args=[draft.pk]) + (f"?on={quote(since)}" if since else ""))
    event = event_day_of(fieldset)
    wizard = Wizard(
        "match",
        register.name,
        reverse("registers:match", args=[draft.pk]),
        back_url=reverse("registers:upload", args=[register.key]),
        file_name=draft.file.name,
        sheet_name=draft.sheet,
        matches=matched.columns,
        missing=matched.missing,
        fields=since_field(register, on.isoformat()),
        frozen=frozen,
    )
    return _render(request, register, wizard, subtitle=f"自各行的“{event.label}”起算" if event else "")


def preview_page(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Step three: what would be new, changed, the same, refused; POST applies it."""
    draft = find_draft(draft_id)
    on = day_of(request.POST.get("on") or request.GET.get("on") or draft.asked.get("on", ""))
    if draft.done:
        raise JingweiError("这份表格已经导入过了，可在“导入记录”中查看。", code="import.done")
    ask_others(draft, request.POST.get("others") or request.GET.get("others") or "")
    job = last_job(draft, BRINGING) if is_long(draft) else None
    if request.method == "POST":
        return redirect("jobs:job", job.pk) if job and job.open else _apply(request, draft, on)
    if not is_long(draft):
        seen, page = look(), asked_page(request.GET)
        return _previewed(request, draft, on, Preview.of(draft.into, read_incoming(draft, on), [page]), seen)
    reading, kept = job_about(draft, READING), prepared_of(draft)
    if reading is not None:
        return redirect("jobs:job", reading.pk)
    if kept is None or kept.get("asked") != asked_of(draft, on) or _outdated(draft, job):
        return read_beside(request, draft, on=on.isoformat(), others=draft.asked.get("others", ""), compare=True)
    frozen = frozen_by(job) if job and job.open else None
    return _previewed(request, draft, on, Preview.load(kept["preview"]), kept["seen"], frozen)


def _outdated(draft: Draft, job: Job | None) -> bool:
    """Whether writing failed since the sheet was compared: then the ledger, or what may go in, is another."""
    assert draft.prepared is not None
    return bool(job and job.state == Job.State.FAILED and job.ended_at and job.ended_at > draft.prepared.at)


def _apply(request: HttpRequest, draft: Draft, on: date) -> HttpResponse:
    """Write what was previewed, at once or by a job."""
    # Rows in error keep the whole sheet out, unless the clerk chose to send only them back.
    partial = request.POST.get("partial") == "yes"
    values = {"valid_from": on.isoformat(), "partial": partial, "others": draft.asked.get("others")}
    if "yes" in request.POST.getlist("confirm_same"):
        values["confirm_same"] = True
    elif request.POST.get("same_only"):
        messages.error(request, "表里没有要写入的行。与台账相同的行都核对过的，请先勾选，再登记核实。")
        return redirect(preview_url(draft, on))
    seen = request.POST.get("seen", "")
    context = {"seen": seen} if is_look(seen) else {}
    if is_long(draft):
        label = f"导入《{draft.file.name}》到{draft.into.name}"
        given = {"draft": str(draft.pk), "values": values, **context}
        job = start_job(request, "registers.import", label, f"{BRINGING}-{draft.pk}", given, preview_url(draft, on))
        return redirect("jobs:job", job.pk)
    try:
        done = perform(ImportSheet(), [values], targets=[draft.pk], key=f"import-{draft.pk}", context=context)
    except (Invalid, Conflict) as error:
        messages.error(request, error.message)
        return redirect(preview_url(draft, on))
    return redirect("registers:source", done.result["source"])


def _previewed(
    request: HttpRequest, draft: Draft, on: date, preview: Preview, seen: str, frozen: Frozen | None = None
) -> HttpResponse:
    register, page = draft.into, asked_page(request.GET)
    same = _confirm_same(register, preview.same_entries, on)
    only = bool(same) and not preview.writes and preview.faultless
    shown = preview.changed if not is_long(draft) else min(preview.changed, KEPT_PAGES * CHANGED_ROWS)
    wizard = Wizard(
        "preview",
        register.name,
        reverse("registers:preview", args=[draft.pk]),
        back_url=reverse("registers:match", args=[draft.pk]) + f"?on={on}",
        again_url=reverse("registers:upload", args=[register.key]),
        choice=not preview.faultless,
        file_name=draft.file.name,
        sheet_name=draft.sheet,
        tally=Tally(preview.new, preview.changed, preview.same, preview.refused),
        problems=preview.problems,
        problem_count=preview.problem_count,
        reasons=preview.reasons if preview.problem_count > len(preview.problems) else (),
        remarks_url=with_asked(reverse("registers:remarks", args=[draft.pk]), draft, on) if preview.refused else "",
        fields=same,
        submit=_CONFIRM_ONLY.format(preview.same_entries) if only else "",
        changes=changes_table(preview.changed_pages.get(page, ())),
        changed_pager=Pager.of(shown, page, CHANGED_ROWS, lambda number: f"{preview_url(draft, on)}&page={number}")
        if shown > CHANGED_ROWS
        else None,
        notes=_notes(draft, preview, shown),
        turns=_turns(draft, preview, on),
        hidden=(
            ("on", on.isoformat()),
            ("others", draft.asked.get("others", "")),
            ("seen", seen),
            *((("same_only", "yes"),) if only else ()),
        ),
        frozen=frozen,
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
    draft = find_draft(draft_id)
    on, others = day_of(request.GET.get("on") or draft.asked.get("on", "")).isoformat(), request.GET.get("others", "")
    if is_long(draft):
        back = reverse("registers:preview", args=[draft.pk])
        if draft.source_id:
            back = reverse("registers:source", args=[draft.source_id])
        return remarks_beside(request, draft, {"on": on, "others": others}, back)
    data, rows = sheet_remarks(draft, on, others)
    audit("exported", f"台账“{draft.into.name}”退回行", detail={"rows": rows})
    return sheet_file(data, f"{draft.file.name.rsplit('.', 1)[0]}（退回{rows}行）.xlsx")


def _turns(draft: Draft, preview: Preview, on: date) -> tuple[Link, ...]:
    """The ways to go on with what others changed too; nothing where nobody did."""
    if not preview.contested:
        return ()
    chosen, address = draft.asked.get("others") or REFUSE, reverse("registers:preview", args=[draft.pk])
    return tuple(
        Link(one.label, with_asked(address, draft, on, others=one.value), here=one.value == chosen)
        for one in OTHERS.choices
    )


def _notes(draft: Draft, preview: Preview, shown: int) -> tuple[str, ...]:
    """What the sheet does not say, and what that means."""
    notes = []
    if draft.mends_id:
        notes.append(f"这是《{draft.mends.file.name}》退回后改好的行，按原来的列和生效日期导入。")  # type: ignore[union-attr]
    if preview.silent and preview.changed:
        named = "、".join(preview.silent[:8]) + (f"等{len(preview.silent)}列" if len(preview.silent) > 8 else "")
        notes.append(f"表里没有的列保持不变：{named}。表里有列而格子空着的，清空原来的内容。")
    if shown < preview.changed:
        notes.append(f"有变化的{preview.changed}行很多，下面只列出前{shown}行的变化。")
    if preview.left:
        notes.append(f"停用：{preview.left}。填了停用日期的行只办停用，台账里已有的，这一行别的改动不写入。")
    return tuple(notes)


def _render(
    request: HttpRequest, register: Register, wizard: Wizard, status: int = 200, subtitle: str = ""
) -> HttpResponse:
    crumbs = (
        Link("台账", reverse("registers:index")),
        Link(register.name, reverse("registers:list", args=[register.key])),
    )
    context = {"title": f"导入 · {register.name}", "subtitle": subtitle, "crumbs": crumbs, "wizard": wizard}
    return render(request, "desk/import.html", context, status=status)
