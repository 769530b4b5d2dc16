"""What formulas give after cells were filled: only those that follow from filled cells, only functions known here."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal

from jingwei.core.sheets.received.book import Book, Spot, Value
from jingwei.core.sheets.received.formulas import (
    Node,
    NotUnderstood,
    Ref,
    on_sheet,
    read_formula,
)

Place = tuple[str, Spot]
_MOST_CELLS = 200_000  # of all ranges of one formula


class SheetFault(Exception):
    """An error that a formula gives, as the sheet writes it: #DIV/0!."""


@dataclass
class Results:
    """`given` are new results by sheet and cell (a text that begins with # in `faults` is an error); `unknown` are
    formulas that follow from filled cells and are not worked out here."""

    given: dict[Place, Value] = field(default_factory=dict)
    faults: set[Place] = field(default_factory=set)
    unknown: set[Place] = field(default_factory=set)


def work_out(book: Book, filled: Mapping[Place, Value]) -> Results:
    """The results that follow from filled cells, everything else being as the file has it."""
    trees: dict[Place, Node | None] = {}
    looks: dict[Place, Sequence[Ref]] = {}
    following: set[Place] = set()
    for sheet in book.sheets:
        for spot, cell in sheet.cells.items():
            if cell.formula is None:
                continue
            place = sheet.name, spot
            try:
                tree = trees[place] = on_sheet(read_formula(cell.formula), sheet.name)
                looks[place] = tuple(tree.refs())
            except NotUnderstood:
                # Names, whole columns, arrays: it may follow from anything.
                trees[place] = None
                following.add(place)
    if not filled:
        return Results()
    following = _following(looks, filled, following)
    run = _Run(book, filled, trees, following)
    # In the order of reading, so that a running total finds the line above it done already.
    for place in sorted(following):
        run.result(place)
    return run.out


def _following(looks: Mapping[Place, Sequence[Ref]], filled: Mapping[Place, Value], found: set[Place]) -> set[Place]:
    """The formulas that look at a filled cell, or at a formula that does; `found` are those known to."""
    news = {*filled, *found}
    while news:
        more = {
            place
            for place, refs in looks.items()
            if place not in found
            and any(ref.sheet == sheet and ref.holds(spot) for ref in refs for sheet, spot in news)
        }
        found |= more
        news = more
    return found


class _Run:
    def __init__(
        self, book: Book, filled: Mapping[Place, Value], trees: Mapping[Place, Node | None], following: set[Place]
    ) -> None:
        self.out = Results()
        self._book = {sheet.name: sheet for sheet in book.sheets}
        self._filled, self._trees, self._following = filled, trees, following
        self._above: set[Place] = set()

    def result(self, place: Place) -> Value:
        """The result of a formula, worked out once; None where it is not worked out here (`unknown`)."""
        if place in self.out.unknown:
            return None
        if place not in self.out.given:
            tree = self._trees[place]
            if tree is None or place in self._above:
                self.out.unknown.add(place)
                return None
            self._above.add(place)
            try:
                self.out.given[place] = _single(self._value(tree))
            except SheetFault as fault:
                self.out.given[place] = str(fault)
                self.out.faults.add(place)
            except (NotUnderstood, RecursionError, OverflowError, ArithmeticError, ValueError):
                self.out.unknown.add(place)
                return None
            finally:
                self._above.discard(place)
        return self.out.given[place]

    def _cell(self, sheet: str, spot: Spot) -> Value:
        place = (sheet, spot)
        if place in self._filled:
            return self._filled[place]
        if place in self._following:
            value = self.result(place)
            if place in self.out.unknown:
                raise NotUnderstood
            if place in self.out.faults:
                raise SheetFault(str(value))
            return value
        if sheet not in self._book:
            raise NotUnderstood
        cell = self._book[sheet].at(spot)
        if cell.error:
            raise SheetFault(str(cell.value))
        return cell.value

    def _range(self, ref: Ref) -> Iterator[Value]:
        if (ref.bottom - ref.top + 1) * (ref.right - ref.left + 1) > _MOST_CELLS:
            raise NotUnderstood
        for row in range(ref.top, ref.bottom + 1):
            for column in range(ref.left, ref.right + 1):
                yield self._cell(ref.sheet, (row, column))

    def _value(self, node: Node) -> Value | list[Value]:
        match node.kind:
            case "value":
                return node.value
            case "ref":
                assert node.ref is not None
                found = list(self._range(node.ref))
                return found[0] if len(found) == 1 else found
            case "minus":
                return -_number(self._one(node.parts[0]))
            case "percent":
                return _number(self._one(node.parts[0])) / 100
            case "call":
                return self._call(str(node.value), node.parts)
        return _joined(node.kind, self._one(node.parts[0]), self._one(node.parts[1]))

    def _one(self, node: Node) -> Value:
        return _single(self._value(node))

    def _call(self, name: str, parts: tuple[Node, ...]) -> Value:
        if name == "IF" and 2 <= len(parts) <= 3:
            if _truth(self._one(parts[0])):
                return self._one(parts[1])
            return self._one(parts[2]) if len(parts) == 3 else False
        if name == "IFERROR" and len(parts) == 2:
            try:
                return self._one(parts[0])
            except SheetFault:
                return self._one(parts[1])
        if name in _OF_NUMBERS:
            return _OF_NUMBERS[name](list(self._numbers(parts)))
        if name in _ROUNDINGS and len(parts) in (1, 2):
            places = int(_number(self._one(parts[1]))) if len(parts) == 2 else 0
            return _rounded(_number(self._one(parts[0])), places, _ROUNDINGS[name])
        if name == "ABS" and len(parts) == 1:
            return abs(_number(self._one(parts[0])))
        if name == "COUNTA":
            return float(sum(value is not None for part in parts for value in self._each(part)))
        raise NotUnderstood(name)

    def _each(self, part: Node) -> list[Value]:
        found = self._value(part)
        return found if isinstance(found, list) else [found]

    def _numbers(self, parts: tuple[Node, ...]) -> Iterator[float]:
        """Numbers as SUM takes them: words and blanks of a range are passed over."""
        for part in parts:
            for value in self._each(part):
                if part.kind != "ref":
                    yield _number(value)
                elif isinstance(value, (int, float)) and not isinstance(value, bool):
                    yield float(value)


def _single(value: Value | list[Value]) -> Value:
    if isinstance(value, list):
        raise NotUnderstood
    return value


def _number(value: Value) -> float:
    if value is None:
        return 0.0
    if isinstance(value, str):
        try:
            return float(value)
        except ValueError:
            raise SheetFault("#VALUE!") from None
    return float(value)


def _truth(value: Value) -> bool:
    if isinstance(value, str):
        raise SheetFault("#VALUE!")
    return bool(value)


def _joined(sign: str, left: Value, right: Value) -> Value:
    if sign == "&":
        return _words(left) + _words(right)
    if sign in ("=", "<>", "<", ">", "<=", ">="):
        return _compared(sign, left, right)
    one, two = _number(left), _number(right)
    match sign:
        case "+":
            return one + two
        case "-":
            return one - two
        case "*":
            return one * two
        case "/":
            if two == 0:
                raise SheetFault("#DIV/0!")
            return one / two
    power = one**two
    if isinstance(power, complex):
        raise SheetFault("#NUM!")
    return power


def _words(value: Value) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return value if isinstance(value, str) else "" if value is None else f"{value:.15g}"


def _compared(sign: str, left: Value, right: Value) -> bool:
    if left is None or right is None:
        # A blank is nothing beside a number and no words beside words.
        other = right if left is None else left
        blank: Value = "" if isinstance(other, str) else 0.0
        left, right = (blank if left is None else left), (blank if right is None else right)
    if isinstance(left, str) != isinstance(right, str) or isinstance(left, bool) != isinstance(right, bool):
        raise NotUnderstood
    one: str | float = left.casefold() if isinstance(left, str) else float(left)  # type: ignore[arg-type]
    two: str | float = right.casefold() if isinstance(right, str) else float(right)  # type: ignore[arg-type]
    less, same = one < two, one == two  # type: ignore[operator]
    return {"=": same, "<>": not same, "<": less, ">": not (less or same), "<=": less or same, ">=": not less}[sign]


def _rounded(value: float, places: int, way: str) -> float:
    number = Decimal(f"{value:.15g}").quantize(Decimal(1).scaleb(-places), rounding=way)
    return float(number)


def _average(numbers: list[float]) -> float:
    if not numbers:
        raise SheetFault("#DIV/0!")
    return math.fsum(numbers) / len(numbers)


_ROUNDINGS = {"ROUND": ROUND_HALF_UP, "ROUNDUP": ROUND_UP, "ROUNDDOWN": ROUND_DOWN}
_OF_NUMBERS: dict[str, Callable[[list[float]], float]] = {
    "SUM": math.fsum,
    "AVERAGE": _average,
    "MAX": lambda numbers: max(numbers, default=0.0),
    "MIN": lambda numbers: min(numbers, default=0.0),
    "COUNT": lambda numbers: float(len(numbers)),
    "PRODUCT": lambda numbers: math.prod(numbers) if numbers else 0.0,
}
