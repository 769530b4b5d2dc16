"""Rows of a ledger put into the table of a form."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.http import QueryDict

from jingwei.core.errors import JingweiError
from jingwei.core.facts.table import FactRow, rows_at_most
from jingwei.core.fields import KINDS, Field, FieldSet
from jingwei.core.sheets.layout import chinese_date
from jingwei.core.sheets.received import Sheet
from jingwei.core.sheets.received.book import is_day, name_of
from jingwei.registers.fieldsets import with_computed
from jingwei.registers.query import register_by_key
from jingwei.registers.selection import Selection, read_selection
from jingwei.reports.forms.bindings import Binding

if TYPE_CHECKING:
    from jingwei.reports.forms.values import Outcome

_MOST = 2_000


def selection_for(binding: Binding) -> Selection:
    """The rows that a table takes, as a question to their ledger. Raises JingweiError."""
    return replace(read_selection(register_by_key(binding.key), QueryDict(binding.asked)), order="")


def fill_rows(binding: Binding, sheet: Sheet, out: Outcome) -> None:
    """Put the rows into the table, from its first row down. What does not fit is told; rows left over stay blank.

    Where nothing stands below the table it grows downwards in the style of its last row.
    """
    try:
        selection = selection_for(binding)
        found = rows_at_most(selection, _MOST + 1)
    except JingweiError as error:
        out.gap(binding, binding.cell, binding.key, error.message)
        return
    name = selection.register.name
    first, room = binding.spot[0], binding.last - binding.spot[0] + 1
    if len(found) > room and _nothing_below(sheet, binding.last):
        room = _MOST
    if len(found) > room:
        why = f"表里留了{room}行，台账有{len(found)}条，后面的放不下；请在原表里加够行再上传"
        out.gap(binding, f"第{first + 1}行起", name, why)
    for at, row in enumerate(found[:room]):
        _fill_row(binding, sheet, first + at, at + 1, row, selection, out)


def _nothing_below(sheet: Sheet, last: int) -> bool:
    said = any(row > last and (cell.value not in (None, "") or cell.formula) for (row, _), cell in sheet.cells.items())
    return not said and all(merge.bottom <= last for merge in sheet.merges)


def _fill_row(
    binding: Binding, sheet: Sheet, at: int, number: int, row: FactRow, selection: Selection, out: Outcome
) -> None:
    data = with_computed(selection.fieldset, row.data, selection.point.on)
    entry = {"sheet": binding.sheet, "kind": "row", "entry": str(row.entry), "register": binding.key}
    if binding.serial >= 0 and sheet.at((at, binding.serial)).value is None:
        out.values[sheet.name, (at, binding.serial)] = number
        out.like[sheet.name, (at, binding.serial)] = (binding.last, binding.serial)
    for column, key in binding.columns:
        field = selection.fieldset.by_key.get(key)
        spot = at, column
        if field is None or field.personal:
            if number == 1:
                why = "字段已停用" if field is None else "个人信息不批量填出，请逐条打开、说明原因后填写"
                out.gap(binding, name_of(spot), field.label if field else key, why)
            continue
        cell = sheet.at(spot)
        if cell.formula is not None or data.get(key) is None:
            continue
        value = _value(data[key], field, dates=is_day(sheet.at((binding.last, column)).format))
        out.values[sheet.name, spot] = value
        out.like[sheet.name, spot] = (binding.last, column)
        shown = chinese_date(value) if isinstance(value, date) else str(value)
        out.cells.append({**entry, "cell": name_of(spot), "text": shown, "name": field.label})


def _value(stored: Any, field: Field, *, dates: bool) -> str | int | float | date | Decimal:
    """A stored value as a cell: numbers are numbers, codes and phone numbers words, dates as the cell shows them."""
    value = KINDS[field.kind].excel(stored, field).value
    if isinstance(value, date):
        return value if dates else value.isoformat()
    return "" if value is None else value


def offered_fields(fieldset: FieldSet) -> list[Field]:
    """The fields that a table may be filled with: no personal ones, nothing that is no longer asked."""
    return [field for field in fieldset.fields if not (field.personal or field.retired) and field.kind != "attachment"]
