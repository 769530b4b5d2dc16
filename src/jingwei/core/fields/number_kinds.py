"""Integers, numbers, amounts of money and areas."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from jingwei.core.fields.field import Field
from jingwei.core.fields.kind import EMPTY_CELL, Cell, Kind
from jingwei.core.fields.numbers import check_range, in_places, plain, quick_number, read_number
from jingwei.core.fields.problems import Wrong
from jingwei.core.units import UnitError, convert, find_unit

_DECIMAL = r"^-?\d{1,15}(\.\d{1,15})?$"


def places_of(field: Field) -> str:
    """The number format of a cell with the field's decimals."""
    if field.decimals is None:
        return "General"
    return "0." + "0" * field.decimals if field.decimals else "0"


def number_cell(text: str, number_format: str) -> Cell:
    """The cell of a number, as a number where a spreadsheet keeps all of it."""
    digits = sum(map(str.isdigit, text))
    if digits > 15:  # a spreadsheet would lose the rest
        return Cell(text, "text", "@")
    return Cell(int(text) if "." not in text else float(text), "number", number_format)


class Integer(Kind):
    """A whole number, stored as int."""

    key = "integer"
    label = "整数"
    widget = "number"
    python_type = int

    def read(self, raw: Any, field: Field, unit: str | None) -> Any:
        number = read_number(raw, field, field.unit, unit)
        check_range(number, field)
        if number != number.to_integral_value():
            raise Wrong("number.not_whole", "应为整数，不能带小数")
        return int(number)

    def show(self, stored: Any, field: Field) -> str:
        return f"{stored}{field.unit or ''}"

    def excel(self, stored: Any, field: Field) -> Cell:
        return EMPTY_CELL if stored is None else number_cell(str(stored), "0")

    def schema(self, field: Field) -> dict[str, Any]:
        schema: dict[str, Any] = {"type": "integer", "minimum": -(10**15) + 1, "maximum": 10**15 - 1}
        if field.minimum is not None:
            schema["minimum"] = int(field.minimum.to_integral_value(rounding="ROUND_CEILING"))
        if field.maximum is not None:
            schema["maximum"] = int(field.maximum.to_integral_value(rounding="ROUND_FLOOR"))
        return schema


class Number(Kind):
    """A decimal number, stored as text ("12.50"), or as int when the field has no decimals."""

    key = "number"
    label = "数字"
    widget = "number"
    python_type = int | str

    def read(self, raw: Any, field: Field, unit: str | None) -> Any:
        quick = quick_number(raw, field, unit)
        if quick is not None:
            return quick
        number = read_number(raw, field, field.unit, unit)
        check_range(number, field)
        text, warning = in_places(number, field.decimals, field.unit, round_it=isinstance(raw, float))
        stored: Any = int(text) if field.decimals == 0 else _no_minus_zero(text)
        if warning is not None:
            warning.kept = stored
            raise warning
        return stored

    def show(self, stored: Any, field: Field) -> str:
        return f"{stored}{field.unit or ''}"

    def excel(self, stored: Any, field: Field) -> Cell:
        return EMPTY_CELL if stored is None else number_cell(str(stored), places_of(field))

    def schema(self, field: Field) -> dict[str, Any]:
        return {"type": "integer"} if field.decimals == 0 else {"type": "string", "pattern": _DECIMAL}


class Measured(Kind):
    """A number with a unit that is stored beside it: {"n": "12.5", "u": "万元"}, always in the field's unit."""

    widget = "amount"
    python_type = dict[str, str]
    default_unit: ClassVar[str]

    def read(self, raw: Any, field: Field, unit: str | None) -> Any:
        target = field.unit or self.default_unit
        quick = quick_number(raw, field, unit)
        if quick is not None:
            return {"n": quick, "u": target}
        if isinstance(raw, dict):
            raw, unit = self._from_dict(raw, target)
        number = read_number(raw, field, target, unit)
        check_range(number, field)
        text, warning = in_places(number, field.decimals, field.unit, round_it=isinstance(raw, float))
        stored = {"n": _no_minus_zero(text), "u": target}
        if warning is not None:
            warning.kept = stored
            raise warning
        return stored

    def _from_dict(self, raw: dict[Any, Any], target: str) -> tuple[Any, str]:
        number, unit = raw.get("n"), raw.get("u") or target
        if (
            not set(raw) <= {"n", "u"}
            or not isinstance(number, (str, int, float, Decimal))
            or not isinstance(unit, str)
        ):
            raise Wrong("amount.shape", f"应给出数值和单位，例如 12.5{target}")
        if not str(number).strip():
            raise Wrong("number.not_a_number", "只有单位没有数字，请填写数字")
        return number, unit

    def show(self, stored: Any, field: Field) -> str:
        return f"{stored['n']}{stored['u']}"

    def excel(self, stored: Any, field: Field) -> Cell:
        if stored is None:
            return EMPTY_CELL
        target = field.unit or self.default_unit
        try:
            return number_cell(plain(convert(Decimal(stored["n"]), stored["u"], target)), places_of(field))
        except UnitError:
            return Cell(self.show(stored, field), "text", "@")

    def schema(self, field: Field) -> dict[str, Any]:
        unit = field.unit or self.default_unit
        return {
            "type": "object",
            "properties": {"n": {"type": "string", "pattern": _DECIMAL}, "u": {"type": "string", "enum": [unit]}},
            "required": ["n", "u"],
            "additionalProperties": False,
        }


class Amount(Measured):
    """Money in one currency."""

    key = "amount"
    label = "金额"
    default_unit = "元"


class Area(Measured):
    """An area; 亩 and 平方米 are not converted into each other, for that is not exact."""

    key = "area"
    label = "面积"
    default_unit = "平方米"


def unit_fits(kind: str, unit: str) -> bool:
    """Whether a field of `kind` may be kept in `unit`."""
    found = find_unit(unit)
    if kind == "amount":
        return found is not None and found.currency is not None and found.name == unit
    if kind == "area":
        return found is not None and found.dimension == "area" and found.name == unit
    return True


def _no_minus_zero(text: str) -> str:
    return text.lstrip("-") if not text.strip("-0.") else text
