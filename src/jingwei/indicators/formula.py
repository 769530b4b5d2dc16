"""What is derived from other indicators: sums, differences and quotients, also with the same period of last year and
with the whole year (a plan).

    households / houses        communist_seats + resident_seats - both        registered - last_year(registered)
    fiscal / whole_year(fiscal_plan)

Names are keys of indicators. Nothing else is understood: a formula is data and never runs as code.
"""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Sign = Literal["+", "-", "*", "/"]
_SIGNS: dict[type[ast.operator], Sign] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_DEEPEST = 40


class FormulaError(ValueError):
    """The formula cannot be read; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class Named:
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


@dataclass(frozen=True, slots=True)
class Number:
    """A number written in the formula."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Joined:
    """Two terms and the sign between them."""

    sign: Sign
    left: "Term"
    right: "Term"


Term = Named | Number | Joined


class NoQuotient(ArithmeticError):
    """A division by zero; `term` is what is zero."""

    def __init__(self, term: Term) -> None:
        super().__init__()
        self.term = term


def read_formula(text: str) -> Term:
    """The formula in `text`. Raises FormulaError."""
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise FormulaError(f"算式“{text[:60]}”写法不对，应由指标代号、数字和 + - * / 括号组成") from error
    return _term(tree.body, _DEEPEST)


def _term(node: ast.expr, room: int) -> Term:
    if not room:
        raise FormulaError("算式层数太多，请拆成几个指标")
    match node:
        case ast.BinOp(left, op, right) if type(op) in _SIGNS:
            return Joined(_SIGNS[type(op)], _term(left, room - 1), _term(right, room - 1))
        case ast.Name(key):
            return Named(key)
        case ast.Constant(int() | float() as value) if not isinstance(value, bool):
            return Number(Decimal(repr(value)))
        case ast.Call(ast.Name("last_year"), [ast.Name(key)], []):
            return Named(key, last_year=True)
        case ast.Call(ast.Name("whole_year"), [ast.Name(key)], []):
            return Named(key, whole_year=True)
    raise FormulaError(
        f"算式里的“{ast.unparse(node)[:40]}”不认识，只能用"
        "指标代号、数字、+ - * /、括号、last_year(指标)和 whole_year(指标)"
    )


def names(term: Term) -> Iterator[Named]:
    """The indicators a formula asks for, in the order it names them."""
    match term:
        case Named():
            yield term
        case Joined(_, left, right):
            yield from names(left)
            yield from names(right)


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


def worked_out(term: Term, value_of: Callable[[Named], Decimal]) -> Decimal:
    """The value of a formula. Raises NoQuotient."""
    match term:
        case Number(value):
            return value
        case Named():
            return value_of(term)
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


def told(term: Term, name_of: Callable[[Named], str], above: str = "") -> str:
    """The formula in words, with × and ÷."""
    match term:
        case Number(value):
            return f"{value:f}"
        case Named():
            return name_of(term)
        case Joined(sign, left, right):
            text = f"{told(left, name_of, sign)}{_SHOWN[sign]}{told(right, name_of, sign + ' ')}"
            needs = (above.strip() in "*/" and above and sign in "+-") or (above in ("- ", "/ ") and sign != "*")
            return f"（{text}）" if needs or above == "/ " else text


_SHOWN = {"+": "＋", "-": "－", "*": "×", "/": "÷"}
