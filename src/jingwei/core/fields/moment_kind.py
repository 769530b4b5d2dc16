"""A moment, stored as "YYYY-MM-DDTHH:MM" in Shanghai time, or as "YYYY-MM-DD" where only the day is known."""

from __future__ import annotations

from typing import Any

from jingwei.core.fields.field import Field
from jingwei.core.fields.kind import Kind
from jingwei.core.fields.moments import read_moment


class Moment(Kind):
    """A moment to the minute; the day alone is taken as well."""

    key = "moment"
    label = "日期和时刻"
    widget = "moment"

    def read(self, raw: Any, field: Field, unit: str | None) -> Any:
        return read_moment(raw)

    def show(self, stored: Any, field: Field) -> str:
        return str(stored).replace("T", " ")

    def schema(self, field: Field) -> dict[str, Any]:
        return {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d(T\d\d:\d\d)?$"}
