"""An uploaded sheet on its way into a ledger: kept, matched, compared; nothing is written before it is confirmed."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from jingwei.core.bulk import collector_paused
from jingwei.core.errors import JingweiError
from jingwei.core.fields import Problem
from jingwei.core.files import keep_file, read_file
from jingwei.core.jobs import progress
from jingwei.core.scope import current_scope
from jingwei.core.sheets import (
    Parsed,
    Table,
    Workbook,
    about_rows,
    find_table,
    media_type_of,
    parse_table,
    read_mark,
    read_workbook,
)
from jingwei.core.sheets.keyrow import find_key_row
from jingwei.core.sheets.table import headless
from jingwei.registers.compare import FEW, Comparer, Comparison
from jingwei.registers.fieldsets import fieldset_of
from jingwei.registers.leaving.sheet import Left, sheet_fields, take_left
from jingwei.registers.linking import resolve_links
from jingwei.registers.models import Draft, Register
from jingwei.registers.personal import writing_key
from jingwei.registers.prepare import Preparer, keys_of
from jingwei.registers.prepared import is_long
from jingwei.registers.returned import REFUSE, Merged, merge_returned, required_problems, unsaid_when_empty
from jingwei.registers.state import State
from jingwei.registers.unsaid import fill_unsaid

Write = Callable[[Sequence[State]], None]
PORTION = 8192  # rows prepared at a time
MARK = "jingwei-refused-rows|"  # in the properties of a file of refused rows, before the key of its upload


@dataclass(slots=True)
class Incoming:
    """A sheet as it would go in: how its columns were matched, its rows, and what they would change."""

    table: Table
    parsed: Parsed
    preparer: Preparer
    comparer: Comparer
    merged: Merged = field(default_factory=Merged)
    left: Left = field(default_factory=Left)

    @property
    def comparison(self) -> Comparison:
        """What the rows would change."""
        return self.comparer.out

    @property
    def faultless(self) -> bool:
        """Whether no row seen so far stays out."""
        return not any(problem.severity == "error" for problem in self._found())

    @property
    def _standing_aside(self) -> set[int]:
        """Rows that are not compared: to be looked at first, with nothing to write, or with nothing but their end."""
        wrong = {p.row for p in self.merged.problems if p.severity == "error" and p.row}
        return self.merged.untouched | self.left.apart | wrong

    def compare(self, write: Write | None = None) -> None:
        """Prepare and compare the rows, portion by portion; `write` is given what each portion would write."""
        aside = self._standing_aside
        good = [pair for pair in self.parsed.good() if pair[0] not in aside]
        self.comparison.aside = len(self.merged.untouched | self.left.aside) - self.left.only_ended
        if len(good) > FEW:
            self.comparer.know_all()
        self.preparer.coming = keys_of(self.preparer.register, [row for _, row in good])
        for at in range(0, len(good), PORTION):
            if write is not None:
                progress("正在核对和写入", at, len(good), max(0, at - PORTION))
            else:
                progress("正在与台账比对", at, len(good))
            portion = good[at : at + PORTION]
            rows, numbers = [row for _, row in portion], [number for number, _ in portion]
            resolve_links(self.preparer.asked, rows)
            prepared = self.preparer.prepare(rows, numbers)
            written = self.comparer.add(prepared.states)
            self.comparison.problems += prepared.problems
            if write is not None:
                write(written)

    @property
    def problems(self) -> list[Problem]:
        """All problems, in the order of the sheet's rows."""
        return sorted(self._found(), key=lambda problem: problem.row or 0)

    @property
    def refused(self) -> int:
        """How many rows stay out."""
        later = (*self.merged.problems, *self.left.problems, *self.comparison.problems)
        return len(self.parsed.failed | {p.row for p in later if p.severity == "error"})

    def _found(self) -> tuple[Problem, ...]:
        return (*self.parsed.problems, *self.merged.problems, *self.left.problems, *self.comparison.problems)


def open_sheet(
    register: Register,
    data: bytes,
    filename: str,
    sheet: str,
    on: date,
    mapping: Mapping[str, str | None] | None = None,
    *,
    head_rows: tuple[int, int] | None = None,
    others: str = REFUSE,
    workbook: Workbook | None = None,
) -> Incoming:
    """Read, match and parse one sheet; its rows are not yet compared with the ledger.

    `others` says what becomes of values that others changed too since the sheet left this ledger (returned.py);
    `workbook` is `data` where that was read already.
    """
    fieldset = sheet_fields(register)
    remembered = {**register.heads, **(mapping or {})}
    one = (workbook or read_workbook(data, filename)).sheet(sheet)
    ours = find_key_row(one, fieldset) is not None
    if ours:
        fieldset = unsaid_when_empty(fieldset)
    table = find_table(one, fieldset, remembered, ledger=register.name, head_rows=head_rows)
    # A column that is missing says nothing; what that means for a row depends on whether it is known.
    rows = len(table.rows)
    parsed = parse_table(
        table, fieldset, partial=True, tell=lambda done, of: progress("正在逐列核对", rows * done // of, rows)
    )
    left = take_left(register, parsed, on)
    said = {column.field.key for column in table.columns if column.field}
    # Of a row that only ends, or has, nothing else is asked.
    good = [pair for pair in parsed.good() if pair[0] not in left.apart]
    hidden = {item.key for item in fieldset.fields if item.personal} if ours else set()
    fill_unsaid(register, [row for _, row in good], said - hidden, on)
    parsed.problems += required_problems(fieldset_of(register), said - hidden, said, good, parsed.failed)
    merged = merge_returned(register, *_with_ids(parsed, left.apart), said, on, others)
    return Incoming(table, parsed, Preparer(register, on), Comparer(register, on), merged, left)


def _with_ids(parsed: Parsed, aside: Collection[int]) -> tuple[list[dict[str, Any]], list[int], list[str | None]]:
    """Rows that can be taken, with their numbers and the ids they carry; nothing where no row carries one."""
    if not any(parsed.ids):
        return [], [], []
    together = zip(parsed.rows, parsed.row_numbers, parsed.ids, strict=True)
    good = [one for one in together if one[1] not in parsed.failed and one[1] not in aside]
    return [row for row, _, _ in good], [number for _, number, _ in good], [key for _, _, key in good]


def upload(register: Register, data: bytes, filename: str, sheet: str = "") -> Draft:
    """Keep an uploaded workbook and choose the sheet in it that fits the ledger best, or take the one named; a long one
    is kept unread, for a job to `choose_sheet`.

    Raises SheetError.
    """
    before = sent_back_from(data)
    if before is not None and before.register_id != register.pk:
        whose = f"“{before.register.name}”" if before.register else "另一本台账"
        raise JingweiError(f"这是从{whose}退回的行，请到那本台账里导入。", code="sheet.other_ledger")
    draft = Draft(register=register, sheet=sheet, owner=current_scope().actor.id)
    if before is not None:
        draft.mapping, draft.asked, draft.mends_id = before.mapping, before.asked, before.source_id
    draft.asked = {**draft.asked, "rows": about_rows(data)}
    if not is_long(draft):
        choose_sheet(draft, read_workbook(data, filename))
    key = writing_key(register) if register.keep_until else None
    draft.file = keep_file(data, filename, media_type_of(data), data_key=key)
    draft.save()
    return draft


def choose_sheet(draft: Draft, workbook: Workbook) -> None:
    """Take the sheet that fits the ledger best, or the one that was named. The draft is not saved.

    Raises SheetError.
    """
    register = draft.into
    fieldset, heads = sheet_fields(register), {**register.heads, **draft.mapping}
    best, matched, failure = None, 0, None
    for one in [workbook.sheet(draft.sheet)] if draft.sheet else workbook.sheets:
        try:
            table = find_table(one, fieldset, heads, ledger=register.name)
        except JingweiError as error:
            failure = failure or error
            continue
        score = sum(1 for column in table.columns if column.field)
        if score > matched:
            best, matched = one, score
    if best is None:
        raise failure or JingweiError("文件里没有找到与本台账相符的表格。", code="sheet.no_table")
    draft.sheet = best.name


def sent_back_from(data: bytes) -> Draft | None:
    """The upload whose refused rows this file holds, mended; None for any other file."""
    mark = read_mark(data)
    try:
        key = UUID(mark.removeprefix(MARK)) if mark.startswith(MARK) else None
    except ValueError:
        key = None
    return Draft.objects.select_related("register", "source").filter(pk=key).first() if key else None


def match_table(draft: Draft, workbook: Workbook | None = None) -> Table:
    """The table of a kept sheet with its columns matched; nothing is parsed."""
    workbook = workbook or read_workbook(read_file(draft.file), draft.file.name)
    remembered = {**draft.into.heads, **draft.mapping}
    sheet = workbook.sheet(draft.sheet)
    return find_table(sheet, sheet_fields(draft.into), remembered, ledger=draft.into.name, head_rows=_head_rows(draft))


def heads_in_turn(table: Table) -> list[str]:
    """What decisions about each column are kept under: 电话, 电话#2, 第3列; "" for an empty column without a head."""
    seen: Counter[str] = Counter()
    out = []
    for column in table.columns:
        head = column.heading
        if not head:
            filled = any(row[column.index] != "" for row in table.rows)
            out.append(headless(column.index) if filled and table.key_row is None else "")
            continue
        seen[head] += 1
        out.append(f"{head}#{seen[head]}" if seen[head] > 1 else head)
    return out


def told_by_memory(draft: Draft, table: Table | None = None) -> bool:
    """Whether every column of a kept sheet is known from before, so that nobody needs to match anything."""
    table = table or match_table(draft)
    known = {column.field.key for column in table.columns if column.field}
    missing = table.key_row is None and any(
        one.required and one.key not in known for one in fieldset_of(draft.into).fields
    )
    heads = draft.into.heads
    return not missing and all(
        column.how in ("key", "remembered", "serial", "forbidden", "part") or column.heading in heads
        for column in table.columns
        if column.heading
    )


def _head_rows(draft: Draft) -> tuple[int, int] | None:
    """First and last row of the head where they were told when the ledger was made from this sheet."""
    first, last = draft.plan.get("head_rows") or (0, 0)
    return (first, last) if first else None


def open_draft(
    draft: Draft, on: date, mapping: Mapping[str, str | None] | None = None, workbook: Workbook | None = None
) -> Incoming:
    """A kept sheet, read again (unless it was, as `workbook`) and parsed."""
    file, heads = draft.file, _head_rows(draft)
    data = read_file(file) if workbook is None else b""
    if not draft.sheet:
        # A long one that was brought without its pages.
        workbook = workbook or read_workbook(data, file.name)
        choose_sheet(draft, workbook)
    others = draft.asked.get("others") or REFUSE
    sheet, mapping = draft.sheet, mapping or draft.mapping
    return open_sheet(
        draft.into, data, file.name, sheet, on, mapping, head_rows=heads, others=others, workbook=workbook
    )


def read_incoming(
    draft: Draft, on: date, mapping: Mapping[str, str | None] | None = None, workbook: Workbook | None = None
) -> Incoming:
    """Read a kept sheet again and compare it with the ledger as of the effective day."""
    with collector_paused():
        incoming = open_draft(draft, on, mapping, workbook)
        incoming.compare()
        return incoming
