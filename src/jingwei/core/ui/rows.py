"""The rows of a table as markup. A list is mostly cells, so they are written here, not by a template cell by cell."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from jingwei.core.ui.parts import Cell, Column, Row, Table
from jingwei.core.ui.values import as_html

_SELECT = '<td class="c-select">{}</td>'
_SERIAL = '<td class="c-serial">{}</td>'
# Names of people and choices: they stay on one line, so that the long columns give way.
_SHORT = 6


def rows_html(table: Table) -> SafeString:
    """The rows; every cell carries the label of its column, which a phone shows when rows become cards."""
    heads, short = _heads(table.columns), _heads(table.columns, " c-short")
    return mark_safe("\n".join(_row(table, row, number, heads, short) for number, row in enumerate(table.rows)))  # noqa: S308


def totals_html(table: Table) -> SafeString:
    """The last line of a table; a cell without total stays empty."""
    before = (_SELECT.format("") if table.select else "") + (
        _SERIAL.format("") if table.numbered_from is not None else ""
    )
    shown = ["" if cell is None else as_html(cell) for cell in _filled(table.totals, len(table.columns))]
    cells = [f"{head}{cell}</td>" for head, cell in zip(_heads(table.columns), shown, strict=True)]
    return mark_safe(f"<tr>{before}{''.join(cells)}</tr>")  # noqa: S308


def _heads(columns: Sequence[Column], more: str = "") -> list[str]:
    return [f'<td class="c-{column.kind}{more}" data-label="{escape(column.label)}">' for column in columns]


def _filled(cells: Sequence[Any], count: int) -> list[Any]:
    """As many cells as columns: a row too short never breaks a page."""
    return [*cells[:count], *[None] * (count - len(cells))]


def _is_short(value: Any) -> bool:
    text = value.value if isinstance(value, Cell) else value
    return isinstance(text, str) and len(text) <= _SHORT


def _row(table: Table, row: Row, number: int, heads: list[str], short: list[str]) -> str:
    parts = [f'<tr class="row-{row.tone}">' if row.tone else "<tr>"]
    if table.select:
        box = (
            f'<input type="checkbox" class="form-check-input" name="{escape(table.select)}" value="{escape(row.key)}"'
            f' aria-label="选择第{number + 1}行">'
        )
        parts.append(_SELECT.format(box))
    if table.numbered_from is not None:
        parts.append(_SERIAL.format(number + table.numbered_from))
    values = _filled(row.cells, len(heads))
    cells = [as_html(cell) for cell in values]
    if row.url and cells:
        cells[0] = mark_safe(f'<a class="row-link" href="{escape(row.url)}">{cells[0]}</a>')  # noqa: S308
    kinds = [narrow if _is_short(value) else head for value, head, narrow in zip(values, heads, short, strict=True)]
    parts += [f"{head}{cell}</td>" for head, cell in zip(kinds, cells, strict=True)]
    parts.append("</tr>")
    return "".join(parts)
