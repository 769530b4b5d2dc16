"""Formulas as data: numbers, names, + - * / and brackets. What a name stands for, the reader of a formula says.

Indicators (indicators/formula.py) and the fields of a row (core/fields/row_formula.py) are worked out by it. Nothing
else is understood: a formula is data and never runs as code.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

Sign = Literal["+", "-", "*", "/"]
_SIGNS: dict[type[ast.operator], Sign] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_SHOWN = {"+": "＋", "-": "－", "*": "×", "/": "÷"}
_DEEPEST = 40


class FormulaError(ValueError):
    """The formula cannot be read; the message is a sentence."""


class Leaf:
    """What stands in a formula besides numbers; each reader of formulas has leaves of its own."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Number:
    """A number written in the formula."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Joined:
    """Two terms and the sign between them."""

    sign: Sign
    left: Term
    right: Term


Term = Leaf | Number | Joined


class NoQuotient(ArithmeticError):
    """A division by zero; `term` is what is zero."""

    def __init__(self, term: Term) -> None:
        super().__init__()
        self.term = term


def read_term(text: str, leaf: Callable[[ast.expr], Leaf | None], *, made_of: str, only: str, too_deep: str) -> Term:
    """The formula in `text`; `leaf` reads names and calls, None for what it does not know. Raises FormulaError.

    `made_of`, `only` and `too_deep` are the ends of the sentences that say what would be right.
    """
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise FormulaError(f"算式“{text[:60]}”写法不对，应由{made_of}和 + - * / 括号组成") from error

    def term(node: ast.expr, room: int) -> Term:
        if not room:
            raise FormulaError(f"算式层数太多，{too_deep}")
        match node:
            case ast.BinOp(left, op, right) if type(op) in _SIGNS:
                return Joined(_SIGNS[type(op)], term(left, room - 1), term(right, room - 1))
            case ast.Constant(int() | float() as value) if not isinstance(value, bool):
                return Number(Decimal(repr(value)))
        found = leaf(node)
        if found is None:
            raise FormulaError(f"算式里的“{ast.unparse(node)[:40]}”不认识，只能用{only}")
        return found

    return term(tree.body, _DEEPEST)


def leaves(term: Term) -> Iterator[Leaf]:
    """What a formula asks for, in the order it names it."""
    match term:
        case Leaf():
            yield term
        case Joined(_, left, right):
            yield from leaves(left)
            yield from leaves(right)


def worked_out(term: Term, value_of: Callable[[Any], Decimal]) -> Decimal:
    """The value of a formula. Raises NoQuotient."""
    match term:
        case Number(value):
            return value
        case Joined(sign, left, right):
            first, second = worked_out(left, value_of), worked_out(right, value_of)
            match sign:
                case "+":
                    return first + second
                case "-":
                    return first - second
                case "*":
                    return first * second
            if not second:
                raise NoQuotient(right)
            return first / second
    return value_of(term)


def told(term: Term, name_of: Callable[[Any], str], above: str = "") -> str:
    """The formula in words, with × and ÷."""
    match term:
        case Number(value):
            return f"{value:f}"
        case Joined(sign, left, right):
            text = f"{told(left, name_of, sign)}{_SHOWN[sign]}{told(right, name_of, sign + ' ')}"
            needs = (above.strip() in "*/" and above and sign in "+-") or (above in ("- ", "/ ") and sign != "*")
            return f"（{text}）" if needs or above == "/ " else text
    return name_of(term)
