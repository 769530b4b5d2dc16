"""报表: a sheet to hand in, with title, unit, date, serial numbers, totals, borders and signatures, printed on A4."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from jingwei.core.fields import KINDS, Field, FieldSet
from jingwei.core.sheets import layout
from jingwei.core.sheets.fill import Tail, Texts, fill_rows, tails, write_sample
from jingwei.core.units import UnitError, convert

SIGNERS: dict[str, str] = {"制表人": "", "审核人": "", "负责人": ""}
_TITLE, _ABOUT, _HEAD, _FIRST = 0, 1, 2, 3  # 0-based rows
_NUMBERS = frozenset({"integer", "number", "amount", "area", "approximate", "formula"})
_NOT_PRINTED = frozenset({"line", "outline"})
_PORTRAIT = 92.0  # characters that fit the width of an upright A4 page at a readable size
_WIDEST = 36.0
_MOST_PRINTED = 1_000  # characters of one cell
# Numbers that mean nothing added up.
_NO_SUM_UNIT = re.compile(r"[%‰/]|^(?:年|天|岁|层|楼|级|分|月|日|号|度|℃)$")
_NO_SUM_LABEL = re.compile(
    r"(?:年份|年度|年|月份|年龄|编号|序号|编码|代码|号|号码|层数|楼层|率|比例|占比|比重|均价|单价|平均.*|人均.*|排名|名次|位次|经度|纬度|邮编|等级|得分)$"
)


def write_official(
    fieldset: FieldSet,
    rows: Sequence[Mapping[str, Any]],
    title: str,
    unit: str,
    made_at: date,
    signers: Mapping[str, str] | None = None,
    *,
    fields: Sequence[str] | None = None,
    totals: Collection[str] | None = None,
    masked: bool = False,
) -> bytes:
    """A .xlsx of the stored values `rows`, ready to print.

    `unit` is the office that made it, `signers` maps what they sign as to their names (`SIGNERS` when None). `fields`
    are the keys to show (all but lines and outlines when None), `totals` those to add up (when None, every number whose
    sum means something: no years, rates and prices). With `masked` personal values are masked by their marks.
    """
    shown = [fieldset.field(key) for key in fields] if fields is not None else list(fieldset.fields)
    shown = [item for item in shown if fields is not None or item.kind not in _NOT_PRINTED]
    stored = [[row.get(item.key) for row in rows] for item in shown]
    cells = [_printed(item, values, masked) for item, values in zip(shown, stored, strict=True)]
    stream, book = layout.new_book()
    sheet = book.add_worksheet(layout.sheet_name(title))
    widths = [6.0, *(_width(item, column) for item, column in zip(shown, cells, strict=True))]
    formats = [_format(book, None), *(_format(book, item, column) for item, column in zip(shown, cells, strict=True))]
    for index, width in enumerate(widths):
        sheet.set_column(index, index, width)
    _write_frame(book, sheet, shown, title, (f"填报单位：{unit}", f"制表时间：{layout.chinese_date(made_at)}"))
    after = _FIRST + len(rows)
    sums = [
        _total(item, values) if _adds_up(item, totals) else None for item, values in zip(shown, stored, strict=True)
    ]
    if rows and any(value is not None for value in sums):
        _write_totals(book, sheet, after, sums, [column.number_format for column in cells])
        after += 1
    _write_signers(book, sheet, after, len(shown), SIGNERS if signers is None else signers)
    _set_page(sheet, after, len(shown), sum(widths))
    if not rows:
        book.close()
        return stream.getvalue()
    write_sample(sheet, _FIRST, formats)
    book.close()

    def make(styles: list[int], texts: Texts) -> list[list[Tail]]:
        columns = [range(1, len(rows) + 1), *(column.values for column in cells)]
        return [tails(column, style, texts) for column, style in zip(columns, styles, strict=True)]

    return fill_rows(stream.getvalue(), _FIRST, make)


@dataclass(slots=True)
class _Printed:
    """The cells of a column as printed: numbers and dates as such, all else as the screen shows it."""

    values: list[str | int | float | date | None]
    number_format: str = layout.TEXT


def _printed(item: Field, stored: Sequence[Any], masked: bool) -> _Printed:
    column = _Printed([])
    kind = KINDS[item.kind]
    typed = (item.kind in _NUMBERS or item.kind == "date") and not (masked and item.personal)
    for value in stored:
        if value is None or not typed:
            column.values.append(kind.display(value, item, masked=masked)[:_MOST_PRINTED])
            continue
        cell = kind.excel(value, item)
        column.values.append(cell.value)
        if cell.type != "text":
            column.number_format = cell.format
    return column


def _width(item: Field, column: _Printed) -> float:
    texts = ("" if value is None else str(value) for value in column.values)
    return layout.column_width(layout.head_text(item), texts, widest=_WIDEST)


def _format(book: Any, item: Field | None, column: _Printed | None = None) -> Any:
    number = column is not None and item is not None and item.kind in _NUMBERS
    short = item is None or item.kind in {"choice", "yesno", "date", "phone"}
    return layout.make_format(
        book,
        border=1,
        text_wrap=not number,
        align="right" if number else "center" if short else "left",
        num_format=column.number_format if column is not None else "0",
    )


def _adds_up(item: Field, totals: Collection[str] | None) -> bool:
    if totals is not None:
        return item.key in totals
    if item.kind not in _NUMBERS:
        return False
    label = re.sub(r"[(（].*?[)）]", "", item.label)
    return not (_NO_SUM_UNIT.search(item.unit or "") or _NO_SUM_LABEL.search(label))


def _total(item: Field, stored: Sequence[Any]) -> Decimal | str | None:
    """The sum in the unit of the column, or None where the units of the values do not add up.

    A sum of approximate numbers is approximate itself, and says so.
    """
    unit = item.unit or {"amount": "元", "area": "平方米"}.get(item.kind, "")
    total = Decimal(0)
    try:
        for value in stored:
            if isinstance(value, dict) and "u" not in value:
                total += Decimal(value["n"])
            elif isinstance(value, dict):
                total += convert(Decimal(value["n"]), value["u"], unit)
            elif value is not None:
                total += Decimal(value)
    except UnitError:
        return None
    approximate = any(isinstance(value, dict) and "a" in value for value in stored)
    return f"约{total:f}" if approximate else total


def _write_frame(book: Any, sheet: Any, shown: Sequence[Field], title: str, about: tuple[str, str]) -> None:
    last = len(shown)
    heading = book.add_format(
        {"font_name": layout.TITLE_FONT, "font_size": 18, "bold": True, "align": "center", "valign": "vcenter"}
    )
    _across(sheet, _TITLE, (0, last), title, heading)
    middle = last // 2
    _across(sheet, _ABOUT, (0, middle), about[0], layout.make_format(book, align="left"))
    _across(sheet, _ABOUT, (middle + 1, last), about[1], layout.make_format(book, align="right"))
    head = layout.make_format(
        book, bold=True, border=1, align="center", text_wrap=True, bg_color=layout.HEAD_COLOUR, num_format=layout.TEXT
    )
    for index, text in enumerate(["序号", *(layout.head_text(item) for item in shown)]):
        sheet.write_string(_HEAD, index, text, head)
    sheet.set_row(_TITLE, 34)
    sheet.set_row(_ABOUT, 20)
    sheet.set_row(_HEAD, 32)


def _write_totals(
    book: Any, sheet: Any, row: int, sums: Sequence[Decimal | str | None], formats: Sequence[str]
) -> None:
    text = layout.make_format(book, border=1, bold=True, align="center")
    sheet.write_string(row, 0, "合计", text)
    for index, (total, number_format) in enumerate(zip(sums, formats, strict=True), 1):
        if total is None:
            sheet.write_blank(row, index, None, text)
        elif isinstance(total, str):
            sheet.write_string(row, index, total, layout.make_format(book, border=1, bold=True, align="right"))
        else:
            written = number_format if number_format != layout.TEXT else "General"
            sheet.write_number(
                row, index, total, layout.make_format(book, border=1, bold=True, align="right", num_format=written)
            )


def _write_signers(book: Any, sheet: Any, row: int, last: int, signers: Mapping[str, str]) -> None:
    text = "".join(f"{role}：{name}".ljust(16, "\u3000") for role, name in signers.items()).rstrip("\u3000")
    if text:
        _across(sheet, row, (0, last), text, layout.make_format(book, align="left"))
        sheet.set_row(row, 30)


def _across(sheet: Any, row: int, columns: tuple[int, int], text: str, cell_format: Any) -> None:
    first, last = columns
    if first < last:
        sheet.merge_range(row, first, row, last, "", cell_format)
    sheet.write_string(row, first, text, cell_format)


def _set_page(sheet: Any, last_row: int, last_column: int, width: float) -> None:
    sheet.set_paper(layout.A4)
    if width > _PORTRAIT:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.6, right=0.5, top=0.7, bottom=0.8)
    sheet.center_horizontally()
    sheet.repeat_rows(_HEAD)
    sheet.print_area(0, 0, last_row, last_column)
    sheet.set_footer('&L&"宋体"&9非涉密&C&"宋体"&10第 &P 页　共 &N 页')
    sheet.freeze_panes(_HEAD + 1, 0)
