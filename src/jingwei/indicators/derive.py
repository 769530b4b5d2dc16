"""Cells made of other cells: quotients, sums, differences and growth, whole and part by part."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from jingwei.core.periods import Period, PeriodError
from jingwei.core.units import UnitError, convert, dimension_of
from jingwei.indicators.breaks import NOT_COMPARABLE, broken
from jingwei.indicators.cells import Ask, Cell, Part, Published
from jingwei.indicators.formula import Joined, Named, NoQuotient, Term, told, worked_out
from jingwei.indicators.grammar import MONTHLY, Counting
from jingwei.indicators.months import month_of, months_of, over_months

Operands = Mapping[Named, Cell]


def operands_of(counting: Counting, ask: Ask) -> tuple[Named, ...]:
    """The indicators a derived one is made of; of one over months, those of the period that have begun."""
    if counting.verb in MONTHLY:
        return months_of(counting.operands[0].key, ask.period)
    return counting.operands


def operand_ask(ask: Ask, named: Named) -> Ask | None:
    """The ask of an indicator that a formula names; None where last year has no such period (a week 53)."""
    if named.month:
        return replace(ask, key=named.key, period=month_of(ask.period, named.month))
    if named.whole_year:
        return replace(ask, key=named.key, period=Period.months(ask.period.end.year))
    try:
        return replace(ask, key=named.key, period=ask.period.last_year() if named.last_year else ask.period)
    except PeriodError:
        return None


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
        # A class that one of them does not have is counted as none of it; in a month it has no value.
        none = None if counting.verb in MONTHLY else Decimal(0)
        own = {
            named: by_code[named][code].cell if code in by_code[named] else replace(cell, value=none, parts=())
            for named, cell in operands.items()
        }
        narrowed = replace(blank, ask=replace(part.cell.ask, key=blank.ask.key, period=blank.ask.period))
        out.append(Part(code, part.name, _made(counting, narrowed, own)))
    return replace(whole, parts=tuple(out))


def _made(counting: Counting, blank: Cell, operands: Operands) -> Cell:
    assert counting.formula is not None
    if counting.verb == "growth":
        return _grown(blank, operands)
    if counting.verb in MONTHLY:
        return over_months(counting, blank, operands)
    if counting.verb == "completion":
        return _completed(counting.formula, blank, operands)
    return _joined(counting.formula, blank, operands)


def _joined(formula: Term, blank: Cell, operands: Operands) -> Cell:
    for cell in operands.values():
        if cell.value is None:
            return replace(blank, why=f"{_named(cell)}没有数据：{cell.why}")
    for named, cell in operands.items():
        now = operands.get(Named(named.key)) if named.last_year else None
        if now is not None and broken(now, cell):
            return replace(blank, why=_not_comparable(now, cell))
    cells = list(operands.values())
    known = replace(
        blank,
        as_of=next((cell.as_of for cell in cells if cell.as_of), None),
        approx="exact" if all(cell.approx == "exact" for cell in cells) else "about",
    )
    try:
        values = _in_common_units(operands, blank.unit)
    except UnitError as wrong:
        return replace(known, why=wrong.message)
    match formula:
        case Joined("/", Named() as top, Named() as bottom):
            known = replace(known, numerator=values[top], denominator=values[bottom])
    try:
        value = worked_out(formula, lambda named: values[named])
    except NoQuotient as wrong:
        return replace(known, why=f"{_told(wrong.term, operands)}为 0，不能相除")
    return replace(known, value=value * _factor(formula, blank.unit))


def _in_common_units(operands: Operands, unit: str) -> dict[Named, Decimal]:
    """The values, those of one dimension in one unit (the result's where it fits). Raises UnitError for two currencies:
    they are never added, subtracted or compared."""
    common: dict[str, str] = {}
    wanted = dimension_of(unit)
    for cell in operands.values():
        dimension = dimension_of(cell.unit)
        if dimension:
            common.setdefault(dimension, unit if dimension == wanted else cell.unit)
    money = [common[dimension] for dimension in common if dimension.startswith("money:")]
    if len(money) > 1:
        raise UnitError("unit.currency", f"{'、'.join(money)}是不同币种，不能相加减，也不能相比")
    out = {}
    for named, cell in operands.items():
        value = cell.value or Decimal(0)
        dimension = dimension_of(cell.unit)
        out[named] = convert(value, cell.unit, common[dimension]) if dimension else value
    return out


def _completed(formula: Term, blank: Cell, operands: Operands) -> Cell:
    """Completion of the yearly plan as published; what the value gives over the plan stands beside it, or alone."""
    now = next(cell for named, cell in operands.items() if not named.whole_year)
    counted = replace(blank, why="完成年度计划的百分比还没有公布")
    if any(named.whole_year for named in operands):
        counted = _joined(formula, blank, operands)
    said = now.said("completion")
    if said is None:
        return counted
    return replace(
        counted, value=said.value, computed=counted.value, kind="reported", stage=said.stage, supplier=said.supplier,
        paper=said.paper, published=(said,), approx="exact", why="",
    )  # fmt: skip


def _factor(formula: Term, unit: str) -> int:
    """A quotient told in per cent is a hundred times what was divided."""
    return 100 if unit == "%" and isinstance(formula, Joined) and formula.sign == "/" else 1


def _grown(blank: Cell, operands: Operands) -> Cell:
    """Growth in per cent, of rates in percentage points. What the supplier published stands, and is not recomputed:
    it may be at comparable prices or on a revised base."""
    now = next(cell for named, cell in operands.items() if not named.last_year)
    base = next(cell for named, cell in operands.items() if named.last_year)
    said = now.said("growth")
    if said is None and now.growth is not None:
        # A cell that was fixed before published things were kept with it has growth with the paper of its value.
        said = Published("growth", now.growth, now.stage, now.supplier, now.paper)
    if said is not None:
        return replace(
            blank, value=said.value, growth=said.value, computed=_computed(blank, now, base).value, kind="reported",
            stage=said.stage, supplier=said.supplier, paper=said.paper, published=(said,),
        )  # fmt: skip
    return _computed(blank, now, base)


def _computed(blank: Cell, now: Cell, base: Cell) -> Cell:
    for cell, when in ((now, ""), (base, "上年同期")):
        if cell.value is None:
            return replace(blank, why=f"{_named(cell)}{when}没有数据：{cell.why}")
    assert now.value is not None
    assert base.value is not None
    if broken(now, base):
        return replace(blank, why=_not_comparable(now, base))
    if now.unit != base.unit:
        return replace(blank, why=f"{_named(now)}两期单位不同（{now.unit}、{base.unit}），不能比较")
    approx = "exact" if now.approx == base.approx == "exact" else "about"
    known = replace(blank, as_of=now.as_of, approx=approx, numerator=now.value, denominator=base.value)
    if dimension_of(now.unit) == "rate":
        return replace(known, value=now.value - base.value)
    if base.value <= 0 or now.value < 0:
        return replace(known, why=f"{_named(now)}上年同期为 {base.value:f}，算不出增长")
    return replace(known, value=(now.value / base.value - 1) * 100)


def _not_comparable(now: Cell, base: Cell) -> str:
    versions = f"本期第{now.version}版，上年同期第{base.version}版"
    return f"{NOT_COMPARABLE}：{_named(now)}的口径有变动（{versions}），可按现口径追溯后比较"


def _named(cell: Cell) -> str:
    return f"“{cell.name}”"


def _told(term: Term, operands: Operands) -> str:
    return told(term, lambda named: _named(operands[named]) + named.when)
