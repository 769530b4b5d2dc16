"""The table in a sheet: its head matched to fields, its data rows, and what stands around it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from jingwei.core.fields import FieldSet, Problem
from jingwei.core.sheets.body import Skipped, data_rows
from jingwei.core.sheets.errors import SheetError, letters
from jingwei.core.sheets.head import Head, find_head, is_list_of_fields, read_head, title_and_unit
from jingwei.core.sheets.headings import Levels, read_heading, unit_line_for
from jingwei.core.sheets.keyrow import KeyRow, find_key_row
from jingwei.core.sheets.matching import SURE, Column, Matcher, match_columns
from jingwei.core.sheets.turned import refuse_side_by_side, refuse_transposed
from jingwei.core.sheets.workbook import Flaw, Rows, Sheet, Workbook

_NUMBERS = frozenset({"integer", "number", "amount", "area", "approximate"})


@dataclass(frozen=True, slots=True)
class Table:
    """A table found in a sheet.

    Row numbers are 1-based as in the file: `head_rows` of the head, `first_row` of the first row below it,
    `row_numbers` of the data rows in `rows`. `unit` is that of a line 单位：万元 above the head. `skipped` are rows
    below the head that are no data. `problems` concern the head as a whole. `key_row` is set for a returnable sheet.
    """

    sheet: str
    title: str
    unit: str | None
    head_rows: tuple[int, ...]
    first_row: int
    columns: list[Column]
    rows: Rows
    row_numbers: list[int]
    skipped: list[Skipped]
    problems: list[Problem]
    flaws: dict[tuple[int, int], Flaw] = field(default_factory=dict)
    key_row: KeyRow | None = None

    def column_of(self, key: str) -> Column | None:
        """The column matched to the field `key`."""
        return next((column for column in self.columns if column.field is not None and column.field.key == key), None)


def find_tables(
    workbook: Workbook, fieldset: FieldSet, remembered: Mapping[str, str | None] | None = None, *, ledger: str = ""
) -> list[Table]:
    """The tables of every sheet that has one; a sheet like 填表说明 has none.

    Raises:
        SheetError: no sheet has one; the sentence is that of the only sheet, or names what was looked for.
    """
    tables: list[Table] = []
    failure: SheetError | None = None
    for sheet in workbook.sheets:
        try:
            tables.append(find_table(sheet, fieldset, remembered, ledger=ledger))
        except SheetError as wrong:
            if wrong.error_code == "returnable.other":
                raise
            failure = failure or wrong
    if tables:
        best = max(sum(column.field is not None for column in table.columns) for table in tables)
        # A sheet that shares a word or two with the head (说明, 汇总) is not another part of the ledger.
        return [table for table in tables if 2 * sum(column.field is not None for column in table.columns) > best]
    if failure is not None and len(workbook.sheets) == 1:
        raise failure
    names = "、".join(f"“{sheet.name}”" for sheet in workbook.sheets[:8])
    raise SheetError("head.not_found", f"各张工作表（{names}）里都没有找到表头。{_wanted(fieldset)}")


def find_table(
    sheet: Sheet,
    fieldset: FieldSet,
    remembered: Mapping[str, str | None] | None = None,
    *,
    ledger: str = "",
    head_rows: tuple[int, int] | None = None,
) -> Table:
    """The table of `sheet`. `head_rows` are first and last row of the head (1-based) where a person has shown them.

    Raises:
        SheetError: `sheet.empty`, `head.not_found`, `returnable.other` (a sheet that came from another ledger).
    """
    if not sheet.rows:
        raise SheetError("sheet.empty", f"工作表“{sheet.name}”是空的，没有任何内容。", sheet=sheet.name)
    key_row = find_key_row(sheet, fieldset)
    if key_row is not None:
        columns = key_row.columns(sheet, fieldset)
        top = bottom = key_row.head
        title, unit = "", None
    else:
        head = _head(sheet, fieldset, remembered, head_rows)
        top, bottom = head.top, head.bottom
        title, unit = title_and_unit(sheet, top)
        refuse_side_by_side(sheet, head.levels)
        context = f"{ledger} {title} {sheet.name}"
        columns = match_columns(_with_headless(head.levels, remembered or {}), fieldset, remembered, ledger=context)
    indices, skipped = data_rows(sheet, bottom + 1, columns)
    rows, merged = _filled_down(sheet, indices, columns)
    return Table(
        sheet=sheet.name,
        title=title,
        unit=unit,
        head_rows=tuple(range(top + 1, bottom + 2)),
        first_row=bottom + 2,
        columns=[_with_unit(column, unit) for column in columns],
        rows=rows,
        row_numbers=[index + 1 for index in indices],
        skipped=skipped,
        problems=_head_problems(sheet, columns, fieldset),
        flaws={**merged, **sheet.flaws},
        key_row=key_row,
    )


def _head(
    sheet: Sheet, fieldset: FieldSet, remembered: Mapping[str, str | None] | None, shown: tuple[int, int] | None
) -> Head:
    matcher = Matcher(fieldset.fields, remembered)
    if shown is not None:
        first, last = shown
        if not 1 <= first <= last <= len(sheet.rows) or last - first > 5:
            raise SheetError(
                "head.not_found", f"工作表“{sheet.name}”没有第{first}行到第{last}行这样的表头。", sheet=sheet.name
            )
        return read_head(sheet, first - 1, last - 1, matcher)
    head = find_head(sheet, matcher)
    if head is None or not _is_head(sheet, head, fieldset, matcher):
        refuse_transposed(sheet)
        message = f"工作表“{sheet.name}”里没有找到表头。{_wanted(fieldset)}"
        raise SheetError("head.not_found", message, sheet=sheet.name)
    return head


def _is_head(sheet: Sheet, head: Head, fieldset: FieldSet, matcher: Matcher) -> bool:
    """One known word alone may be chance: it takes a second one, or a head that is hardly wider."""
    if head.fields > 1 or len(fieldset.fields) == 1:
        return True
    columns = match_columns(head.levels, fieldset)
    known = sum(column.how not in {"none", "duplicate"} for column in columns)
    narrow = sum(1 for levels in head.levels if levels) <= 2
    return known > 1 or (narrow and not is_list_of_fields(sheet, head, matcher))


def _wanted(fieldset: FieldSet) -> str:
    required = [item for item in fieldset.fields if item.required] or list(fieldset.fields)
    labels = "、".join(f"“{item.label}”" for item in required[:5])
    return f"数据上方要有一行列名，例如{labels}；也可以先下载本台账的可回导表，填好再导入。"


def headless(index: int) -> str:
    """What a column without a head is called: 第3列."""
    return f"第{index + 1}列"


def _with_headless(levels: Sequence[Levels], remembered: Mapping[str, str | None]) -> list[Levels]:
    """A column without a head is called by its place where a person has said what it is."""
    return [
        level or ((headless(index),) if headless(index) in remembered else ()) for index, level in enumerate(levels)
    ]


def _with_unit(column: Column, unit: str | None) -> Column:
    if unit is None or column.field is None or column.unit is not None or column.how == "key":
        return column
    if read_heading((column.heading,)).unit is not None:  # the head itself says the field's own unit
        return column
    return replace(column, unit=unit_line_for(column.field, unit))


def _head_problems(sheet: Sheet, columns: list[Column], fieldset: FieldSet) -> list[Problem]:
    problems = []
    for column in columns:
        if column.how == "duplicate":
            problems.append(Problem(None, column.heading, "", column.message, "head.duplicate", sheet=sheet.name))
        elif column.field is not None and column.score < SURE:
            message = f"第{letters(column.index + 1)}列“{column.heading}”按“{column.field.label}”读取，请确认是否对应"
            problems.append(
                Problem(column.field.key, column.heading, "", message, "head.similar", None, sheet.name, "warn")
            )
    present = {column.field.key for column in columns if column.field is not None}
    for item in fieldset.fields:
        if item.required and item.key not in present:
            message = f"表里没有必填的“{item.label}”这一列，请补上这一列，或指明哪一列是它"
            problems.append(Problem(item.key, item.label, "", message, "head.required_missing", sheet=sheet.name))
    return problems


def _filled_down(sheet: Sheet, indices: list[int], columns: list[Column]) -> tuple[Rows, dict[tuple[int, int], Flaw]]:
    """The data rows; a text merged over several rows stands in each of them, a number in the first, with a warning."""
    rows = [sheet.rows[index] for index in indices]
    fields = {column.index: column.field for column in columns if column.field is not None}
    merges = [merge for merge in sheet.merges if merge.bottom > merge.top and merge.left in fields]
    if not merges:
        return rows, {}
    place = {index: position for position, index in enumerate(indices)}
    flaws = {}
    for merge in merges:
        value = sheet.rows[merge.top][merge.left]
        if merge.top not in place or value == "":
            continue
        if fields[merge.left].kind in _NUMBERS:
            message = (
                f"这个数写在第{merge.top + 1}行到第{merge.bottom + 1}行的合并单元格里，只记在第一行；请拆开后逐行填写"
            )
            flaws[merge.top, merge.left] = Flaw("cell.merged_number", message, "warn")
            continue
        for index in range(merge.top + 1, merge.bottom + 1):
            position = place.get(index)
            if position is not None and rows[position][merge.left] == "":
                if rows[position] is sheet.rows[index]:
                    rows[position] = list(rows[position])
                rows[position][merge.left] = value
    return rows, flaws
