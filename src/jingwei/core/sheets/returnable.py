"""可回导表: a sheet that can be worked on and come back, each column and row known by a hidden key."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from jingwei.core.fields import KINDS, Field, FieldSet
from jingwei.core.fields.parts_kind import example
from jingwei.core.sheets import layout
from jingwei.core.sheets.errors import letters
from jingwei.core.sheets.fill import MOST_CHARS, Tail, Texts, fill_rows, tails, write_sample
from jingwei.core.sheets.keyrow import carried_key, mark

_KEYS, _TITLE, _HINT, _HEAD, _FIRST = 0, 1, 2, 3, 4  # 0-based rows
_SPARE_ROWS = 2_000  # below the data, with lists and formats for rows that are added
_PIECE = 32_000
_INLINE_LIST = 250  # characters of a list inside a validation; Excel allows 255
_HINT_TEXT = (
    "带*的列必填；可以改、可以在下面加行、可以调整列的顺序，请不要删除隐藏的第1行和A列。"
    "本系统为非涉密系统，请勿填写涉密内容。"
)
_LISTS = "_选项"
_TOO_LONG = "（内容过长，不在表中显示，原样保留）"


@dataclass(slots=True)
class _Column:
    """One column to write: `values` of its cells, and, where a cell cannot hold a value, what comes along hidden."""

    field: Field
    values: list[str | int | float | date | None]
    number_format: str
    carried: dict[int, str]


def write_returnable(
    fieldset: FieldSet,
    rows: Sequence[Mapping[str, Any]],
    title: str,
    *,
    ids: Sequence[str] | None = None,
) -> bytes:
    """A .xlsx with the stored values `rows` that `read_workbook`, `find_table`, `parse_table` read back equal.

    `ids` (one for each row, at most 255 characters) go along invisibly and come back as `Parsed.ids`. Codes and phones
    are text cells, choices are lists to pick from. Personal values are written as given: mask or refuse them before.
    """
    if ids is not None and len(ids) != len(rows):
        raise ValueError("ids and rows differ in number")
    # What is worked out of other columns would not follow when they are changed in the sheet.
    asked = [field for field in fieldset.fields if field.asked]
    columns = [_column(field, [row.get(field.key) for row in rows]) for field in asked]
    stream, book = layout.new_book()
    sheet = book.add_worksheet(layout.sheet_name(title))
    formats = [layout.make_format(book, num_format=layout.TEXT)]
    formats += [_body_format(book, column.field, column.number_format) for column in columns]
    hidden = _write_frame(book, sheet, fieldset, columns, title)
    for index, column in enumerate(columns, 1):
        texts = (column.field.label, *(_shown(value) for value in column.values[:400]))
        width = layout.column_width(layout.head_text(column.field, star=True), texts)
        sheet.set_column(index, index, width, formats[index])
        _add_validation(book, sheet, index, column.field, _FIRST + len(rows) + _SPARE_ROWS)
    sheet.set_column(0, 0, 10, formats[0], {"hidden": True})
    if hidden:
        sheet.set_column(1 + len(columns), len(columns) + hidden, 10, formats[0], {"hidden": True})
    sheet.autofilter(_HEAD, 1, max(_HEAD + len(rows), _HEAD + 1), max(len(columns), 1))
    sheet.set_paper(layout.A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_HEAD)
    write_sample(sheet, _FIRST, formats)
    book.close()

    def make(styles: list[int], texts: Texts) -> list[list[Tail]]:
        made = [tails(ids if ids is not None else [None] * len(rows), styles[0], texts)]
        made += [tails(column.values, style, texts) for column, style in zip(columns, styles[1:], strict=True)]
        for column in columns:
            made += [tails(_carried(column, piece), styles[0], texts) for piece in range(_pieces(column))]
        return made

    return fill_rows(stream.getvalue(), _FIRST, make)


def _column(field: Field, stored: list[Any]) -> _Column:
    """The cells of a column, each tried: what its cell would not bring back goes along hidden."""
    kind = KINDS[field.kind]
    made: dict[Any, tuple[str | int | float | date | None, str]] = {}
    values: list[str | int | float | date | None] = []
    number_format = layout.TEXT
    for value in stored:
        key: Any = value if isinstance(value, (str, int, type(None))) else json.dumps(value, sort_keys=True)
        key = (type(value), key)
        cell = made.get(key)
        if cell is None:
            whole = kind.excel(value, field)
            cell = made[key] = (whole.value, whole.format)
        if cell[1] != layout.TEXT:
            number_format = cell[1]
        values.append(cell[0])
    carried: dict[int, str] = {}
    for index, shown in enumerate(values):
        if isinstance(shown, str) and len(shown) > MOST_CHARS:
            values[index] = _TOO_LONG
    back, wrongs = kind.parse_column([_as_read(value) for value in values], field)
    for index, (before, after) in enumerate(zip(stored, back, strict=True)):
        if before is not None and (after != before or type(after) is not type(before) or index in wrongs):
            shown = values[index]
            if not isinstance(shown, str):
                shown = values[index] = kind.display(before, field)[:MOST_CHARS]
            carried[index] = json.dumps([_as_read(shown), before], ensure_ascii=False, separators=(",", ":"))
    return _Column(field, values, number_format, carried)


def _note(item: Field) -> str:
    """What stands beside the head: the field's help, and how several lines are written into one cell."""
    how = f"每条一行（Alt+Enter 换行），写成：{example(item)}" if item.parts else ""
    return "。".join(filter(None, (item.help.rstrip("。"), how)))


def _as_read(value: str | int | float | date | None) -> Any:
    """A written cell as it is read again: numbers are floats, nothing is an empty text."""
    if value is None:
        return ""
    return float(value) if isinstance(value, int) else value


def _shown(value: Any) -> str:
    return "" if value is None else str(value)


def _pieces(column: _Column) -> int:
    return max((-(-len(text) // _PIECE) for text in column.carried.values()), default=0)


def _carried(column: _Column, piece: int) -> list[str]:
    start = piece * _PIECE
    return [column.carried.get(index, "")[start : start + _PIECE] for index in range(len(column.values))]


def _body_format(book: Any, field: Field, number_format: str) -> Any:
    wrap = field.kind in ("longtext", "parts")
    empty_dates = field.kind == "date" and number_format == layout.TEXT
    return layout.make_format(book, num_format=layout.DATE if empty_dates else number_format, text_wrap=wrap)


def _write_frame(book: Any, sheet: Any, fieldset: FieldSet, columns: Sequence[_Column], title: str) -> int:
    """Hidden row, title, hint and head; returns the number of hidden columns at the right."""
    plain = layout.make_format(book, num_format=layout.TEXT)
    head = {"bold": True, "border": 1, "align": "center", "text_wrap": True}
    usual = layout.make_format(book, bg_color=layout.HEAD_COLOUR, **head)
    required = layout.make_format(book, bg_color=layout.REQUIRED_COLOUR, **head)
    sheet.write_string(_KEYS, 0, mark(fieldset, _HEAD - _KEYS), plain)
    sheet.write_string(
        _TITLE, 1, title, book.add_format({"font_name": layout.TITLE_FONT, "font_size": 16, "bold": True})
    )
    sheet.write_string(_HINT, 1, _HINT_TEXT, layout.make_format(book, font_color="#595959", font_size=10))
    sheet.write_string(_HEAD, 0, "编号", usual)
    at = 1 + len(columns)
    for index, column in enumerate(columns, 1):
        item = column.field
        sheet.write_string(_KEYS, index, item.key, plain)
        sheet.write_string(_HEAD, index, layout.head_text(item, star=True), required if item.required else usual)
        if note := _note(item):
            sheet.write_comment(_HEAD, index, note, {"font_name": layout.FONT, "font_size": 10, "x_scale": 2})
        for piece in range(_pieces(column)):
            sheet.write_string(_KEYS, at, carried_key(item.key, piece + 1), plain)
            sheet.write_string(_HEAD, at, "随表保留", usual)
            at += 1
    sheet.set_row(_KEYS, None, None, {"hidden": True})
    sheet.set_row(_TITLE, 26)
    sheet.set_row(_HEAD, 30)
    sheet.freeze_panes(_HEAD + 1, 2)
    return at - 1 - len(columns)


def _add_validation(book: Any, sheet: Any, index: int, field: Field, last: int) -> None:
    labels = [choice.label for choice in field.choices]
    if field.kind == "yesno":
        labels = [KINDS["yesno"].display(answer, field) for answer in (True, False)]
    elif field.kind != "choice" or not labels:
        return
    source: list[str] | str = labels
    if len(",".join(labels)) > _INLINE_LIST or any("," in label for label in labels):
        source = _list_sheet(book, index, labels)
    sheet.data_validation(
        _FIRST,
        index,
        last,
        index,
        {
            "validate": "list",
            "source": source,
            "error_title": f"{field.label}填写有误"[:32],
            "error_message": "请从下拉列表中选择，不要自行填写。",
            "error_type": "stop",
        },
    )


def _list_sheet(book: Any, index: int, labels: Sequence[str]) -> str:
    sheet = book.get_worksheet_by_name(_LISTS)
    if sheet is None:
        sheet = book.add_worksheet(_LISTS)
        sheet.very_hidden()
    for row, label in enumerate(labels):
        sheet.write_string(row, index, label)
    column = letters(index + 1)
    return f"='{_LISTS}'!${column}$1:${column}${len(labels)}"
