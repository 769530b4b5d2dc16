"""What is derived from other indicators: sums, differences and quotients, also with the same period of last year and
with the whole year (a plan).

    households / houses        communist_seats + resident_seats - both        registered - last_year(registered)
    fiscal / whole_year(fiscal_plan)

Names are keys of indicators (core/formulas.py).
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from jingwei.core.formulas import (
    FormulaError,
    Joined,
    Leaf,
    NoQuotient,
    Number,
    Term,
    leaves,
    read_term,
    told,
    worked_out,
)

__all__ = [
    "FormulaError",
    "Joined",
    "Named",
    "NoQuotient",
    "Number",
    "Term",
    "names",
    "read_formula",
    "told",
    "worked_out",
]


@dataclass(frozen=True, slots=True)
class Named(Leaf):
    """The value of an indicator, of the period asked for, of the same one of last year, of its whole year, or of one of
    its months (1: its first)."""

    key: str
    last_year: bool = False
    whole_year: bool = False
    month: int = 0

    @property
    def when(self) -> str:
        """The period in words, where it is another one."""
        return "上年同期" if self.last_year else "全年" if self.whole_year else ""


def read_formula(text: str) -> Term:
    """The formula in `text`. Raises FormulaError."""
    return read_term(
        text,
        _leaf,
        made_of="指标代号、数字",
        only="指标代号、数字、+ - * /、括号、last_year(指标)和 whole_year(指标)",
        too_deep="请拆成几个指标",
    )


def _leaf(node: ast.expr) -> Named | None:
    match node:
        case ast.Name(key):
            return Named(key)
        case ast.Call(ast.Name("last_year"), [ast.Name(key)], []):
            return Named(key, last_year=True)
        case ast.Call(ast.Name("whole_year"), [ast.Name(key)], []):
            return Named(key, whole_year=True)
    return None


def names(term: Term) -> Iterator[Named]:
    """The indicators a formula asks for, in the order it names them."""
    return (leaf for leaf in leaves(term) if isinstance(leaf, Named))


def linear(term: Term) -> dict[Named, int] | None:
    """The indicators of a formula with 1 or -1 each, where it only adds and subtracts; else None."""
    match term:
        case Named():
            return {term: 1}
        case Joined("+" | "-" as sign, left, right):
            first, second = linear(left), linear(right)
            if first is None or second is None:
                return None
            by = 1 if sign == "+" else -1
            return {one: first.get(one, 0) + by * second.get(one, 0) for one in {**first, **second}}
    return None
