"""Sheets with very many rows are read, made ready for their pages and given back by jobs; no ledger is written to."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from jingwei.core.audit import audit
from jingwei.core.bulk import collector_paused
from jingwei.core.files import keep_file, read_file
from jingwei.core.jobs import Outcome, job_kind, progress
from jingwei.core.scope import current_scope
from jingwei.core.sheets import read_workbook
from jingwei.registers.designing.drafts import (
    find_proposal,
    linkable,
    open_workbook,
    propose_again,
    propose_first,
)
from jingwei.registers.designing.edits import edited
from jingwei.registers.designing.plan import Plan
from jingwei.registers.designing.reading import read
from jingwei.registers.incoming import choose_sheet, match_table, read_incoming, told_by_memory
from jingwei.registers.leaving.sheet import sheet_fields
from jingwei.registers.meanwhile import look
from jingwei.registers.models import Draft
from jingwei.registers.prepared import keep_prepared, throw_away

OPENING = "正在打开表格"


def given_up(given: Mapping[str, Any]) -> str:
    """Throw away an upload of which nothing was ever made ready; one that was stays as it was."""
    draft = (
        Draft.objects.select_related("file__data_key")
        .filter(pk=given["draft"], owner=current_scope().actor.id, done=False, prepared=None)
        .first()
    )
    if draft is None:
        return ""
    throw_away(draft)
    return "传上来的表格没有保留，需要时请重新选择文件。"


@job_kind("registers.read_proposal", given_up=given_up, leads=True)
def read_proposal(given: Mapping[str, Any]) -> Outcome:
    """Read a sheet that is to make a ledger: propose it, or read it again as the clerk changed it."""
    from jingwei.registers.pages.plan_reading import PlanReading

    draft = find_proposal(UUID(given["draft"]))
    progress(OPENING)
    workbook = open_workbook(draft)
    progress("正在认每一列是什么", 0, draft.asked["rows"])
    if given.get("sheet"):
        propose_again(draft, given["sheet"], workbook)
    elif not draft.plan:
        propose_first(draft, workbook)
    sheet = workbook.sheet(draft.sheet)
    plan = Plan.load(draft.plan)
    if given.get("body"):
        plan = edited(plan, given["body"], sheet)
        draft.plan = plan.dump()
    reading = PlanReading.of(read(plan, sheet, linkable(), timezone.localdate()), [one.name for one in workbook.sheets])
    keep_prepared(draft, reading.dump())
    draft.save(update_fields=["plan", "prepared"])
    refused = f"，其中{reading.refused}行有误" if reading.refused else ""
    return Outcome(f"已读完{reading.rows}行{refused}。", reverse("registers:plan", args=[draft.pk]))


@job_kind("registers.read_sheet", given_up=given_up, leads=True)
def read_sheet(given: Mapping[str, Any]) -> Outcome:
    """Read a sheet that is to go into a ledger: match its columns, and compare its rows where all are known or were
    decided about."""
    from jingwei.registers.pages.import_parts import ask_others, asked_of, day_of, find_draft, preview_url
    from jingwei.registers.pages.import_view import KEPT_PAGES, Matched, Preview

    draft = find_draft(UUID(given["draft"]))
    progress(OPENING)
    with collector_paused():
        workbook = read_workbook(read_file(draft.file), draft.file.name)
        progress("正在认每一列是什么", 0, draft.asked["rows"])
        if draft.prepared_id is None:
            choose_sheet(draft, workbook)
        if given.get("mapping") is not None:
            draft.mapping = given["mapping"]
        on = day_of(given.get("on") or draft.asked.get("on", ""))
        ask_others(draft, given.get("others", ""))
        table = match_table(draft, workbook)
        kept: dict[str, Any] = {"matched": Matched.of(table, sheet_fields(draft.into)).dump()}
        decided = given.get("compare") or given.get("mapping") is not None or draft.asked.get("on")
        compared = bool(decided) or told_by_memory(draft, table)
        if compared:
            kept |= {"asked": asked_of(draft, on), "seen": look()}
            incoming = read_incoming(draft, on, workbook=workbook)
            kept["preview"] = Preview.of(draft.into, incoming, range(1, KEPT_PAGES + 1)).dump()
    keep_prepared(draft, kept)
    draft.save(update_fields=["sheet", "mapping", "asked", "prepared"])
    rows = len(table.rows)
    if compared:
        return Outcome(f"已核对{rows}行。", preview_url(draft, on))
    return Outcome(f"已读完{rows}行。", f"{reverse('registers:match', args=[draft.pk])}?on={on}")


@job_kind("registers.remarks")
def write_back(given: Mapping[str, Any]) -> Outcome:
    """The rows that stay out, as the same sheet with a column of remarks."""
    from jingwei.registers.pages.exports import MEDIA_TYPE
    from jingwei.registers.pages.import_parts import find_draft, sheet_remarks
    from jingwei.registers.pages.making import proposal_remarks

    progress(OPENING)
    if given.get("on"):
        draft = find_draft(UUID(given["draft"]))
        data, rows = sheet_remarks(draft, given["on"], given.get("others", ""))
        about, back = f"台账“{draft.into.name}”退回行", reverse("registers:preview", args=[draft.pk])
    else:
        draft = find_proposal(UUID(given["draft"]))
        data, rows = proposal_remarks(draft)
        about, back = "待建账表格退回行", reverse("registers:plan", args=[draft.pk])
    audit("exported", about, detail={"rows": rows})
    name = f"{draft.file.name.rsplit('.', 1)[0]}（退回{rows}行）.xlsx"
    return Outcome(f"共{rows}行。", back, keep_file(data, name, MEDIA_TYPE, data_key=draft.file.data_key))
