"""Formulas over the fields of one row, worked out when it is read: never stored, so never stale.

    area * price        contract - spent        age(born)        age(born, elected_on)        days(today, ends)

Names are keys of fields that are numbers; `age` are full years, `days` the days from one date to another, `today` the
day that is seen. What is missing gives nothing; so does a division by nothing.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any

from jingwei.core.fields.errors import FieldSetError
from jingwei.core.fields.field import Field
from jingwei.core.fields.kind import EMPTY_CELL, Cell, Kind
from jingwei.core.fields.loose_dates import first_day
from jingwei.core.fields.number_kinds import number_cell, places_of
from jingwei.core.formulas import FormulaError, Joined, Leaf, NoQuotient, Term, leaves, read_term, worked_out

NUMBERS = frozenset({"integer", "number", "amount", "area", "approximate"})
DATES = frozenset({"date", "loose_date"})
TODAY = "today"
SHOWN_PLACES = 2  # decimals of a formula whose field names none
_OWN_UNITS = {"amount": "元", "area": "平方米"}


@dataclass(frozen=True, slots=True)
class Value(Leaf):
    """The number in a field."""

    key: str


@dataclass(frozen=True, slots=True)
class Span(Leaf):
    """Full years or days from one date to another; each the key of a field, or `today`."""

    what: str
    begun: str
    ended: str

    @property
    def dates(self) -> tuple[str, ...]:
        """The fields it asks for."""
        return tuple(key for key in (self.begun, self.ended) if key != TODAY)


class Formula(Kind):
    """A number worked out from other fields of the row; nobody types it, and what a sheet says of it is passed over."""

    key = "formula"
    label = "算式"
    widget = "text"

    def parse(self, raw: Any, field: Field, *, unit: str | None = None) -> Any:
        return None

    def read(self, raw: Any, field: Field, unit: str | None) -> Any:
        return None

    def show(self, stored: Any, field: Field) -> str:
        return f"{stored}{field.unit or ''}"

    def excel(self, stored: Any, field: Field) -> Cell:
        return EMPTY_CELL if stored is None else number_cell(str(stored), places_of(field))


@lru_cache(maxsize=1024)
def read_row_formula(text: str) -> Term:
    """The formula in `text`. Raises FormulaError."""
    return read_term(
        text,
        _leaf,
        made_of="字段代号、数字",
        only="数字类的字段代号、数字、+ - * /、括号、age(出生日期, 日期)和 days(起, 止)，今天写 today",
        too_deep="请拆成几个字段",
    )


def computed(fields: Sequence[Field], values: Mapping[str, Any], on: date) -> dict[str, str]:
    """What the formulas among `fields` give for a row on a day, as text with the decimals of their field."""
    found: dict[str, str] = {}
    for field in fields:
        if field.formula:
            try:
                number = worked_out(read_row_formula(field.formula), lambda leaf: _value(leaf, values, on))
            except (KeyError, NoQuotient):
                continue
            step = Decimal(1).scaleb(-(SHOWN_PLACES if field.decimals is None else field.decimals))
            found[field.key] = f"{number.quantize(step, rounding=ROUND_HALF_UP):f}"
    return found


def check_formulas(fields: Sequence[Field]) -> None:
    """Raise FieldSetError unless every formula can be read and asks for numbers and dates that may be added so."""
    by_key = {field.key: field for field in fields}
    for field in fields:
        if (field.kind == "formula") != bool(field.formula):
            raise FieldSetError(f"字段“{field.label}”是算式的，须写明算式；不是算式的，不能带算式")
        if not field.formula:
            continue
        if field.required or field.personal or field.facet:
            raise FieldSetError(f"算式“{field.label}”是算出来的，不能设为必填、个人信息或筛选")
        try:
            term = read_row_formula(field.formula)
            for leaf in leaves(term):
                _check_leaf(leaf, by_key)
            _kind_of(term, by_key)
        except FormulaError as error:
            raise FieldSetError(f"字段“{field.label}”的{error}") from error


def _leaf(node: ast.expr) -> Leaf | None:
    match node:
        case ast.Name(key) if key != TODAY:
            return Value(key)
        case ast.Call(ast.Name("age"), [ast.Name(born)], []):
            return Span("age", born, TODAY)
        case ast.Call(ast.Name("age" | "days" as what), [ast.Name(begun), ast.Name(ended)], []):
            return Span(what, begun, ended)
    return None


def _value(leaf: Leaf, values: Mapping[str, Any], on: date) -> Decimal:
    if isinstance(leaf, Value):
        stored = values[leaf.key]
        return Decimal(str(stored["n"] if isinstance(stored, Mapping) else stored))
    assert isinstance(leaf, Span)
    begun, ended = (
        on if key == TODAY else date.fromisoformat(first_day(values[key])) for key in (leaf.begun, leaf.ended)
    )
    if leaf.what == "days":
        return Decimal((ended - begun).days)
    return Decimal(ended.year - begun.year - ((ended.month, ended.day) < (begun.month, begun.day)))


def _check_leaf(leaf: Leaf, by_key: Mapping[str, Field]) -> None:
    named = leaf.dates if isinstance(leaf, Span) else (leaf.key,) if isinstance(leaf, Value) else ()
    kinds, what = (DATES, "日期") if isinstance(leaf, Span) else (NUMBERS, "数字")
    for key in named:
        found = by_key.get(key)
        if found is None:
            raise FormulaError(f"算式里的“{key}”不是本台账的字段")
        if found.personal:
            raise FormulaError(f"算式里的“{found.label}”是个人信息，加密保存，不能用来计算")
        if found.kind not in kinds:
            raise FormulaError(f"算式里的“{found.label}”不是{what}")


def _kind_of(term: Term, by_key: Mapping[str, Field]) -> tuple[str | None, str | None]:
    """Unit and role of a term; None for what has none. Raises FormulaError where unlike things are added."""
    if isinstance(term, Value):
        field = by_key[term.key]
        return field.unit or _OWN_UNITS.get(field.kind), field.role
    if not isinstance(term, Joined):
        return None, None
    (unit, role), (other, second) = _kind_of(term.left, by_key), _kind_of(term.right, by_key)
    if term.sign in "*/":
        return None, None
    if unit and other and unit != other:
        raise FormulaError(f"算式把“{unit}”与“{other}”相加减，单位不同，不能相加减")
    if term.sign == "+" and role and second and role != second:
        raise FormulaError("算式把不同口径的钱（计划、合同、结算、支付、筹集）相加，不能相加；可以相减或相除")
    return unit or other, role if role == second else None
