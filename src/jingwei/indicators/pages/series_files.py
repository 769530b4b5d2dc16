"""A series as a file: a sheet to hand in, or plain columns. A change of definition is a line of its own in both."""

import csv
from collections.abc import Sequence
from io import StringIO
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from jingwei.core.fields import Field, FieldSet
from jingwei.core.sheets import write_official

if TYPE_CHECKING:
    from jingwei.indicators.pages.series import Line

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FIELDS = (
    ("period", "统计期"), ("value", "数值"), ("unit", "单位"), ("growth", "同比"), ("rows", "计入行数"),
    ("version", "口径版本"), ("note", "说明"),
)  # fmt: skip
_CHANGE = "口径变动"


def sheet_of(lines: Sequence["Line"], title: str, office: str, unit: str) -> bytes:
    """An .xlsx with title, office and date."""
    fieldset = FieldSet("series", 1, tuple(Field(key, label, "text") for key, label in _FIELDS))
    return write_official(fieldset, list(_rows(lines, unit)), title, office, timezone.localdate(), totals=())


def csv_of(lines: Sequence["Line"], unit: str) -> bytes:
    """UTF-8 with a mark at the beginning, so that Excel and WPS read it right."""
    stream = StringIO()
    writer = csv.writer(stream)
    writer.writerow([label for _, label in _FIELDS])
    for row in _rows(lines, unit):
        writer.writerow([row.get(key, "") for key, _ in _FIELDS])
    return stream.getvalue().encode("utf-8-sig")


def _rows(lines: Sequence["Line"], unit: str) -> list[dict[str, Any]]:
    out: list[dict[str, Any]] = []
    for one in lines:
        rows = "" if one.rows is None else str(one.rows)
        out.append(
            {"period": one.period.name, "value": one.value, "unit": unit, "growth": one.growth, "rows": rows,
             "version": f"第{one.version}版", "note": one.note}
        )  # fmt: skip
        if one.change:
            out.append({"period": _CHANGE, "note": f"{one.change}；以上与以下不可比"})
    return out
