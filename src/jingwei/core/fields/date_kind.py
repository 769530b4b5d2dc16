"""A day, stored as "YYYY-MM-DD"."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from jingwei.core.fields.dates import read_date
from jingwei.core.fields.field import Field
from jingwei.core.fields.kind import EMPTY_CELL, Cell, Kind
from jingwei.core.fields.loose_dates import read_loose_date, show_loose_date

_ISO = re.compile(r"(?:19|20)\d\d-\d\d-\d\d")


class Date(Kind):
    """A day of the calendar, without a time."""

    key = "date"
    label = "日期"
    widget = "date"

    def read(self, raw: Any, field: Field, unit: str | None) -> Any:
        return read_date(raw).isoformat()

    def show(self, stored: Any, field: Field) -> str:
        return str(stored)

    def excel(self, stored: Any, field: Field) -> Cell:
        return EMPTY_CELL if stored is None else Cell(date.fromisoformat(stored), "date", "yyyy-mm-dd")

    def schema(self, field: Field) -> dict[str, Any]:
        return {"type": "string", "format": "date"}


class LooseDate(Kind):
    """A date that may be known to the month or the year only: "2021-03-05", "2021-03" or "2021"."""

    key = "loose_date"
    label = "日期（可只到年月）"

    def read(self, raw: Any, field: Field, unit: str | None) -> Any:
        return read_loose_date(raw)

    def show(self, stored: Any, field: Field) -> str:
        return show_loose_date(stored)

    def excel(self, stored: Any, field: Field) -> Cell:
        if stored is None:
            return EMPTY_CELL
        if len(stored) == 10:
            return Cell(date.fromisoformat(stored), "date", "yyyy-mm-dd")
        return Cell(show_loose_date(stored), "text", "@")

    def schema(self, field: Field) -> dict[str, Any]:
        return {"type": "string", "pattern": r"^\d{4}(-\d\d){0,2}$"}
