"""Formulas of a sheet read into a tree, as far as forms use them. What is not understood is told, never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from jingwei.core.sheets.received.book import Formula, spot_of

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+)
    | (?P<text>"(?:[^"]|"")*")
    | (?P<sheet>(?:'(?:[^']|'')+'|[\w.\u4e00-\u9fff]+)!)?
      (?P<ref>\$?[A-Za-z]{1,3}\$?[1-9]\d{0,6}(?::\$?[A-Za-z]{1,3}\$?[1-9]\d{0,6})?)(?![\w(.])
    | (?P<call>[A-Za-z][\w.]*)\(
    | (?P<truth>TRUE|FALSE)\b
    | (?P<sign><>|<=|>=|[-+*/^&=<>(),%])
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_LONGEST, _DEEPEST = 4_000, 60
_ORDER = {"=": 1, "<>": 1, "<": 1, ">": 1, "<=": 1, ">=": 1, "&": 2, "+": 3, "-": 3, "*": 4, "/": 4, "^": 5}


class NotUnderstood(Exception):
    """A formula, or a part of one, that is not worked out here."""


@dataclass(frozen=True, slots=True)
class Ref:
    """A range of cells, both ends included, 0-based; `sheet` empty: the sheet of the formula."""

    sheet: str
    top: int
    left: int
    bottom: int
    right: int

    def holds(self, spot: tuple[int, int]) -> bool:
        """Whether a cell lies in it."""
        return self.top <= spot[0] <= self.bottom and self.left <= spot[1] <= self.right


@dataclass(frozen=True, slots=True)
class Node:
    """A step of a formula: `kind` value, ref, call (with its name), one of the signs, minus or percent."""

    kind: str
    value: float | str | bool | None = None
    ref: Ref | None = None
    parts: tuple[Node, ...] = ()

    def refs(self) -> Iterator[Ref]:
        """Every range that it looks at."""
        if self.ref is not None:
            yield self.ref
        for part in self.parts:
            yield from part.refs()


def read_formula(formula: Formula) -> Node:
    """The tree of a formula at its cell. Raises NotUnderstood."""
    if formula.array or not formula.text or len(formula.text) > _LONGEST:
        raise NotUnderstood(formula.text)
    reader = _Reader(formula)
    node = reader.expression(0)
    if reader.token is not None:
        raise NotUnderstood(formula.text)
    return node


class _Reader:
    def __init__(self, formula: Formula) -> None:
        self._formula, self._at, self._depth = formula, 0, 0
        self.token: re.Match[str] | None = None
        self._next()

    def _next(self) -> None:
        text = self._formula.text
        if not text[self._at :].strip():
            self.token = None
            return
        self.token = _TOKEN.match(text, self._at)
        if self.token is None:
            raise NotUnderstood(text)
        self._at = self.token.end()

    def _sign(self) -> str:
        return (self.token["sign"] or "") if self.token else ""

    def _take(self, sign: str) -> None:
        if self._sign() != sign:
            raise NotUnderstood(self._formula.text)
        self._next()

    def expression(self, above: int) -> Node:
        """One expression of signs that bind more than `above`."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise NotUnderstood(self._formula.text)
        left = self._operand()
        while (sign := self._sign()) == "%" or _ORDER.get(sign, 0) > above:
            self._next()
            if sign == "%":
                left = Node("percent", parts=(left,))
            else:
                left = Node(sign, parts=(left, self.expression(_ORDER[sign])))
        self._depth -= 1
        return left

    def _operand(self) -> Node:
        token = self.token
        if token is None:
            raise NotUnderstood(self._formula.text)
        sign = self._sign()
        if sign in ("-", "+"):
            self._next()
            # A sign before a number binds more than a power: -2^2 is 4 in a sheet.
            inner = self.expression(_ORDER["^"])
            return Node("minus", parts=(inner,)) if sign == "-" else inner
        if sign == "(":
            self._next()
            inner = self.expression(0)
            self._take(")")
            return inner
        if token["call"]:
            return self._call(token["call"].upper())
        self._next()
        if token["number"]:
            return Node("value", float(token["number"]))
        if token["text"]:
            return Node("value", token["text"][1:-1].replace('""', '"'))
        if token["truth"]:
            return Node("value", token["truth"].upper() == "TRUE")
        if token["ref"]:
            return Node("ref", ref=self._ref(token["sheet"] or "", token["ref"]))
        raise NotUnderstood(self._formula.text)

    def _call(self, name: str) -> Node:
        self._next()
        parts: list[Node] = []
        while self._sign() != ")":
            parts.append(Node("value") if self._sign() == "," else self.expression(0))
            if self._sign() == ",":
                self._next()
            elif self._sign() != ")":
                raise NotUnderstood(self._formula.text)
        self._next()
        return Node("call", name, parts=tuple(parts))

    def _ref(self, sheet: str, text: str) -> Ref:
        name = sheet[:-1]
        if name.startswith("'"):
            name = name[1:-1].replace("''", "'")
        if "[" in name:
            raise NotUnderstood(self._formula.text)
        first, _, last = text.partition(":")
        start, end = self._moved(first), self._moved(last or first)
        return Ref(name, min(start[0], end[0]), min(start[1], end[1]), max(start[0], end[0]), max(start[1], end[1]))

    def _moved(self, name: str) -> tuple[int, int]:
        """The cell as this copy of the formula sees it: what has no $ goes along."""
        spot = spot_of(name)
        if spot is None:
            raise NotUnderstood(self._formula.text)
        fixed_column, fixed_row = name.startswith("$"), "$" in name[1:]
        row = spot[0] + (0 if fixed_row else self._formula.down)
        column = spot[1] + (0 if fixed_column else self._formula.right)
        if row < 0 or column < 0:
            raise NotUnderstood(self._formula.text)
        return row, column


def on_sheet(node: Node, sheet: str) -> Node:
    """The tree with every range naming its sheet."""
    ref = replace(node.ref, sheet=node.ref.sheet or sheet) if node.ref is not None else None
    return replace(node, ref=ref, parts=tuple(on_sheet(part, sheet) for part in node.parts))
