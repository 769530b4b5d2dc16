"""The engine: many cells at once, one scan per source of facts, the same value whoever asks.

It counts under a role of its own within the reader's subdistrict; opening the rows follows the reader's rights.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from jingwei.core.scope import Reader, Scope, current_scope, open_scope
from jingwei.indicators.cells import Ask, Cell, Part
from jingwei.indicators.definitions import Defined, load_definitions
from jingwei.indicators.grouping import group_names, grouping_for
from jingwei.indicators.reported import reported_values
from jingwei.indicators.scan import WHOLE, Counted, Wanted, scan
from jingwei.registers.facts import Facts, UnknownFact, all_facts
from jingwei.registers.point import Point


def evaluate(asks: Iterable[Ask], known_at: datetime | None = None) -> dict[Ask, Cell]:
    """The cell of every ask, as known at a moment (None: now). A cell without a value says why."""
    wanted = list(dict.fromkeys(asks))
    outer = current_scope()
    with open_scope(Scope(Reader.ENGINE, outer.subdistrict, outer.actor)):
        defined = load_definitions()
        inner = _with_operands(wanted, defined)
        cells: dict[Ask, Cell] = {}
        counted = [ask for ask in inner if ask.key in defined and defined[ask.key].counting.kind == "counted"]
        cells.update(_count(counted, defined, known_at))
        reported = [ask for ask in inner if ask.key in defined and defined[ask.key].counting.kind == "reported"]
        cells.update(_report(reported, defined, known_at))
        for ask in inner:
            if ask.key not in defined:
                cells[ask] = Cell(ask, ask.key, "", 0, ask.key, 0, "counted", why="没有这个指标的定义")
        for ask in wanted:
            if ask.key in defined and defined[ask.key].counting.kind == "derived":
                cells[ask] = _ratio(ask, defined[ask.key], cells)
    return {ask: cells[ask] for ask in wanted}


def as_of_day(ask: Ask) -> date:
    """The day whose state is counted: the period's last, or today while the period still runs."""
    return min(ask.period.end, timezone.localdate())


def _with_operands(asks: Sequence[Ask], defined: dict[str, Defined]) -> list[Ask]:
    out = list(asks)
    for ask in asks:
        if ask.key in defined and defined[ask.key].counting.verb == "ratio":
            counting = defined[ask.key].counting
            out += [replace(ask, key=counting.numerator, by=""), replace(ask, key=counting.denominator, by="")]
    return list(dict.fromkeys(out))


def _count(asks: Sequence[Ask], defined: dict[str, Defined], known_at: datetime | None) -> dict[Ask, Cell]:
    """One statement per source, day and grouping."""
    facts = all_facts() if asks else {}
    scans: dict[tuple[str, date, str], list[Ask]] = defaultdict(list)
    cells: dict[Ask, Cell] = {}
    for ask in asks:
        source = defined[ask.key].counting.source
        if source not in facts:
            cells[ask] = _blank(ask, defined[ask.key], f"没有代号为“{source}”的台账")
            continue
        scans[source, as_of_day(ask), ""].append(ask)
        if ask.by:
            scans[source, as_of_day(ask), ask.by].append(ask)
    for (source, day, by), group in sorted(scans.items(), key=lambda item: item[0]):
        _scan_group(facts[source], day, by, group, defined, known_at, cells)
    return cells


def _scan_group(
    facts: Facts, day: date, by: str, asks: Sequence[Ask], defined: dict[str, Defined], known_at: datetime | None, cells: dict[Ask, Cell]
) -> None:
    good: list[Ask] = []
    wanted: list[Wanted] = []
    for ask in asks:
        want = Wanted(defined[ask.key].counting, ask.period, ask.place, rows=not by)
        try:
            _probe(facts, want)
        except UnknownFact as error:
            cells[ask] = _blank(ask, defined[ask.key], error.message)
            continue
        good.append(ask)
        wanted.append(want)
    if not good:
        return
    point = Point(day, known_at)
    if not by:
        for ask, found in zip(good, scan(facts, point, wanted)[None], strict=True):
            cells[ask] = _filled(ask, defined[ask.key], found, day, known_at)
        return
    parts = scan(facts, point, wanted, grouping_for(by, facts))
    names = group_names(by, facts, [key for key in parts if key is not None])
    for index, ask in enumerate(good):
        blank = replace(ask, by="")
        found_parts = tuple(
            Part(code, name, _filled(blank, defined[ask.key], parts[code][index], day, known_at)) for code, name in names
        )
        cells[ask] = replace(cells[ask], parts=found_parts)


def _probe(facts: Facts, want: Wanted) -> None:
    """Raise UnknownFact before the scan: one wrong definition must not spoil the others."""
    from jingwei.indicators.scan import condition

    condition(facts, want)
    if want.counting.verb == "sum":
        facts.number(want.counting.field)
    elif want.counting.verb == "distinct":
        facts.field(want.counting.field)
    facts.where(want.counting.of)


def _report(asks: Sequence[Ask], defined: dict[str, Defined], known_at: datetime | None) -> dict[Ask, Cell]:
    values = reported_values([(defined[ask.key].counting.source, ask.period) for ask in asks], known_at)
    cells = {}
    for ask in asks:
        row = values.get((defined[ask.key].counting.source, ask.period))
        blank = _blank(ask, defined[ask.key], "这一时期的数据还没有报来")
        if row is None:
            cells[ask] = blank
            continue
        cells[ask] = replace(
            blank,
            value=row.value,
            unit=row.unit,
            growth=row.growth,
            approx=row.approx,
            stage=row.stage,
            supplier=row.supplier,
            paper=row.paper,
            known_at=row.known_from,
            why="" if row.value is not None else "只公布了增速,没有公布绝对数",
        )
    return cells


def _ratio(ask: Ask, defined: Defined, cells: dict[Ask, Cell]) -> Cell:
    top = cells[replace(ask, key=defined.counting.numerator, by="")]
    bottom = cells[replace(ask, key=defined.counting.denominator, by="")]
    blank = _blank(ask, defined, "")
    if top.value is None or bottom.value is None:
        missing = top if top.value is None else bottom
        return replace(blank, why=f"“{missing.name}”没有数据:{missing.why}")
    if bottom.value == 0:
        return replace(blank, why=f"“{bottom.name}”为 0,不能相除", numerator=top.value, denominator=bottom.value)
    factor = Decimal(100) if defined.row.unit == "%" else Decimal(1)
    return replace(
        blank, value=top.value * factor / bottom.value, numerator=top.value, denominator=bottom.value, as_of=top.as_of,
        known_at=top.known_at,
    )


def _blank(ask: Ask, defined: Defined, why: str) -> Cell:
    row = defined.row
    return Cell(
        ask=ask, name=row.name, unit=row.unit, decimals=row.decimals, definition=row.key, version=row.version,
        kind=defined.counting.kind, basis=row.basis, owner=row.owner, why=why,
    )


def _filled(ask: Ask, defined: Defined, found: Counted, day: date, known_at: datetime | None) -> Cell:
    cell: dict[str, Any] = {
        "value": found.value,
        "rows": found.rows,
        "row_ids": found.row_ids,
        "digest": found.digest,
        "numerator": found.numerator,
        "denominator": found.denominator,
        "as_of": day,
        "known_at": known_at or timezone.now(),
        "why": "分母为 0" if found.value is None else "",
    }
    return replace(_blank(ask, defined, ""), **cell)
