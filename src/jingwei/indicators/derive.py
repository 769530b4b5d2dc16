"""Cells made of other cells: quotients, sums, differences and growth, whole and part by part."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from jingwei.core.units import dimension_of
from jingwei.indicators.cells import Cell, Part
from jingwei.indicators.formula import Joined, Named, NoQuotient, Term, told, worked_out
from jingwei.indicators.grammar import Counting

Operands = Mapping[Named, Cell]


def derived(counting: Counting, blank: Cell, operands: Operands) -> Cell:
    """The derived cell; `blank` is the same without a value. Parts are those of the operands, joined by their code."""
    whole = _made(counting, blank, operands)
    first = next((cell for cell in operands.values() if cell.parts), None)
    if first is None:
        return replace(whole, why=whole.why or next((c.why for c in operands.values() if c.why and blank.ask.by), ""))
    by_code = {named: {part.code: part for part in cell.parts} for named, cell in operands.items()}
    order: dict[str, Part] = {}
    for parts in by_code.values():
        order = {**order, **{code: part for code, part in parts.items() if code not in order}}
    out = []
    for code, part in order.items():
        if counting.verb == "ratio" and not all(code in parts for parts in by_code.values()):
            continue
        # A class that one of them does not have is counted as none of it.
        own = {
            named: by_code[named][code].cell if code in by_code[named] else replace(cell, value=Decimal(0), parts=())
            for named, cell in operands.items()
        }
        narrowed = replace(blank, ask=replace(part.cell.ask, key=blank.ask.key, period=blank.ask.period))
        out.append(Part(code, part.name, _made(counting, narrowed, own)))
    return replace(whole, parts=tuple(out))


def _made(counting: Counting, blank: Cell, operands: Operands) -> Cell:
    assert counting.formula is not None
    if counting.verb == "growth":
        return _grown(blank, operands)
    for cell in operands.values():
        if cell.value is None:
            return replace(blank, why=f"{_named(cell)}没有数据：{cell.why}")
    cells = list(operands.values())
    known = replace(
        blank,
        as_of=next((cell.as_of for cell in cells if cell.as_of), None),
        approx="exact" if all(cell.approx == "exact" for cell in cells) else "about",
    )
    match counting.formula:
        case Joined("/", Named() as top, Named() as bottom):
            known = replace(known, numerator=operands[top].value, denominator=operands[bottom].value)
    try:
        value = worked_out(counting.formula, lambda named: operands[named].value or Decimal(0))
    except NoQuotient as wrong:
        return replace(known, why=f"{_told(wrong.term, operands)}为 0，不能相除")
    return replace(known, value=value * _factor(counting.formula, blank.unit))


def _factor(formula: Term, unit: str) -> int:
    """A quotient told in per cent is a hundred times what was divided."""
    return 100 if unit == "%" and isinstance(formula, Joined) and formula.sign == "/" else 1


def _grown(blank: Cell, operands: Operands) -> Cell:
    """Growth in per cent, of rates in percentage points. What the supplier published stands, and is not recomputed:
    it may be at comparable prices or on a revised base."""
    now = next(cell for named, cell in operands.items() if not named.last_year)
    base = next(cell for named, cell in operands.items() if named.last_year)
    if now.growth is not None:
        return replace(
            blank, value=now.growth, growth=now.growth, kind="reported", stage=now.stage, supplier=now.supplier,
            paper=now.paper,
        )  # fmt: skip
    for cell, when in ((now, ""), (base, "上年同期")):
        if cell.value is None:
            return replace(blank, why=f"{_named(cell)}{when}没有数据：{cell.why}")
    assert now.value is not None
    assert base.value is not None
    if now.unit != base.unit:
        return replace(blank, why=f"{_named(now)}两期单位不同（{now.unit}、{base.unit}），不能比较")
    approx = "exact" if now.approx == base.approx == "exact" else "about"
    known = replace(blank, as_of=now.as_of, approx=approx, numerator=now.value, denominator=base.value)
    if dimension_of(now.unit) == "rate":
        return replace(known, value=now.value - base.value)
    if base.value <= 0 or now.value < 0:
        return replace(known, why=f"{_named(now)}上年同期为 {base.value:f}，算不出增长")
    return replace(known, value=(now.value / base.value - 1) * 100)


def _named(cell: Cell) -> str:
    return f"“{cell.name}”"


def _told(term: Term, operands: Operands) -> str:
    return told(term, lambda named: _named(operands[named]) + ("上年同期" if named.last_year else ""))
