"""A sheet that is to make a ledger, between the upload and the clerk's word: kept encrypted, and not for long."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from django.utils import timezone

from jingwei.core.errors import JingweiError, Missing
from jingwei.core.files import keep_file, read_file
from jingwei.core.models import DataKey
from jingwei.core.scope import current_scope
from jingwei.core.secrets import destroy_key, ensure_data_key, save_keys
from jingwei.core.sheets import Sheet, SheetError, Workbook, about_rows, media_type_of, read_workbook
from jingwei.registers.designing.plan import Plan
from jingwei.registers.designing.propose import propose
from jingwei.registers.models import Draft, Register
from jingwei.registers.policy import policy
from jingwei.registers.prepared import is_long
from jingwei.registers.query import registers

UNFINISHED = "-unfinished"  # the ledger, as keys name it, of sheets that no ledger was made of yet
KEPT_DAYS = 7
PASTED = "粘贴的表格.csv"


def keep_proposal(data: bytes, filename: str) -> Draft:
    """Keep an uploaded sheet and propose a ledger from the first of its sheets that holds a table; a long one is kept
    unread, for a job to `propose_first`.

    Raises:
        SheetError: none does; the sentence is that of the first.
    """
    draft = Draft(owner=current_scope().actor.id, asked={"rows": about_rows(data)})
    if not is_long(draft):
        sheet, plan = _first(read_workbook(data, filename))
        draft.sheet, draft.plan = sheet.name, plan.dump()
    key = ensure_data_key(UNFINISHED, timezone.localdate() + timedelta(days=KEPT_DAYS))
    draft.file = keep_file(data, filename, media_type_of(data), data_key=key)
    draft.save()
    return draft


def propose_first(draft: Draft, workbook: Workbook) -> None:
    """Propose from the first sheet of a kept file that holds a table. Raises SheetError."""
    sheet, plan = _first(workbook)
    draft.sheet, draft.plan = sheet.name, plan.dump()
    draft.save(update_fields=["sheet", "plan"])


def _first(workbook: Workbook) -> tuple[Sheet, Plan]:
    failure: SheetError | None = None
    ledgers = linkable()
    for sheet in workbook.sheets:
        try:
            return sheet, propose(sheet, workbook.filename, ledgers, timezone.localdate())
        except SheetError as error:
            # An empty sheet before the table is no reason to tell.
            if failure is None or failure.error_code == "sheet.empty":
                failure = error
    raise failure or SheetError("sheet.empty", "文件里没有工作表。")


def propose_again(draft: Draft, sheet_name: str, workbook: Workbook) -> None:
    """Propose from another sheet of the kept file. Raises SheetError."""
    sheet = workbook.sheet(sheet_name)
    plan = propose(sheet, draft.file.name, linkable(), timezone.localdate())
    draft.sheet, draft.plan = sheet.name, plan.dump()
    draft.save(update_fields=["sheet", "plan"])


def open_workbook(draft: Draft) -> Workbook:
    """The kept file, read again."""
    return read_workbook(read_file(draft.file), draft.file.name)


def linkable() -> Sequence[Register]:
    """The ledgers in use, which may own what a sheet speaks of."""
    return [one for one in registers() if one.retired_on is None]


def find_proposal(pk: UUID) -> Draft:
    """A sheet that waits to become a ledger, for the one who brought it. Raises Missing, Refused."""
    actor = current_scope().actor
    policy.may(actor, "make")
    found = Draft.objects.select_related("file__data_key", "prepared__data_key").filter(pk=pk, owner=actor.id).first()
    if found is None:
        raise Missing("没有这份待建账的表格，或不是您传的。")
    if found.register_id is not None:
        raise JingweiError("这份表格已经建成台账了，可在“导入记录”中查看。", code="make.done")
    if found.done:
        raise Missing("这份表格没有保留：已停止读取，或已转到别的台账导入。需要时请重新传。")
    return found


def forget_unfinished(on: date) -> int:
    """Erase the kept sheets that nobody made a ledger of in time; gives how many keys."""
    keys = DataKey.objects.filter(ledger=UNFINISHED, end_on__lt=on).exclude(state=DataKey.State.DESTROYED)
    due = list(keys)
    for key in due:
        destroy_key(key)
    if due:
        save_keys(due)
    return len(due)
