"""From the bindings of a form to what stands in its cells: one evaluation for all, each cell with its proof."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from jingwei.core.periods import Period
from jingwei.core.sheets.layout import chinese_date
from jingwei.core.sheets.received import Book, Cell
from jingwei.core.sheets.received.book import Spot, decimals_of, is_day, is_percent
from jingwei.core.sheets.received.filling import Filling
from jingwei.core.units import UnitError, convert, dimension_of, find_unit, things_of
from jingwei.indicators.cells import Ask
from jingwei.indicators.cells import Cell as Counted
from jingwei.indicators.growth import grown
from jingwei.indicators.pages.shown import decimals_of as kept_decimals
from jingwei.indicators.presenting import present
from jingwei.places.models import Place
from jingwei.places.offices import office_name, street_name
from jingwei.reports.forms.bindings import Binding, period_for, sheet_of
from jingwei.reports.forms.rows import fill_rows

_TIMES = {"万": Decimal(10) ** 4, "亿": Decimal(10) ** 8}
APPROXIMATE = "来源文件只给出概数，不能当作准确数填报，请向提供单位补要准确数"
_NO_FORMULA = "这一格现在是公式，由表自己算，没有填"


@dataclass(frozen=True, slots=True)
class Occasion:
    """For which period a form is filled, on which day, by whom, for which subdistrict."""

    period: Period
    day: date
    by: str
    subdistrict: str


@dataclass
class Outcome:
    """What is to be written, by sheet name and cell; `like` whose style a new cell takes.

    `cells` say of every written cell what it rests on, `gaps` of every bound cell that is left why; as JSON values.
    """

    values: dict[tuple[str, Spot], Filling] = field(default_factory=dict)
    like: dict[tuple[str, Spot], Spot] = field(default_factory=dict)
    cells: list[dict[str, Any]] = field(default_factory=list)
    gaps: list[dict[str, Any]] = field(default_factory=list)

    def gap(self, binding: Binding, cell: str, what: str, why: str) -> None:
        """A cell that is left as it was."""
        self.gaps.append({"sheet": binding.sheet, "cell": cell, "what": what, "why": why})


def resolve(bindings: Sequence[Binding], book: Book, occasion: Occasion) -> Outcome:
    """What stands in the cells of a form on an occasion. One evaluation, and one list for each ledger."""
    out = Outcome()
    counted = [one for one in bindings if one.kind == "indicator"]
    told = tell(counted, occasion.period)
    for binding in bindings:
        sheet = sheet_of(book, binding)
        if sheet is None:
            out.gap(binding, binding.cell, binding.text or binding.key, "这张工作表在表里找不到了")
            continue
        if binding.kind == "rows":
            fill_rows(binding, sheet, out)
            continue
        cell = sheet.at(binding.spot)
        if cell.formula is not None:
            out.gap(binding, binding.cell, binding.text or binding.key, _NO_FORMULA)
        elif binding.kind == "words":
            value = words(binding.text, cell, occasion)
            out.values[sheet.name, binding.spot] = value
            shown = chinese_date(value) if isinstance(value, date) else str(value)
            out.cells.append({"sheet": binding.sheet, "cell": binding.cell, "kind": "words", "text": shown})
        else:
            _indicator(binding, told[binding], cell, sheet.name, out)
    return out


@dataclass(frozen=True, slots=True)
class Told:
    """The cell of an indicator, and of its growth the number; `why` says why there is no number."""

    ask: Ask | None
    cell: Counted | None = None
    number: Decimal | None = None
    unit: str = ""
    place: str = ""
    why: str = ""


def tell(bindings: Iterable[Binding], period: Period) -> dict[Binding, Told]:
    """What indicators say for a period, all in one evaluation; of the places of a level all at once."""
    wanted = list(bindings)
    places = {
        place.code: place
        for place in Place.objects.filter(code__in={one.place for one in wanted if one.place})
        .select_related("scheme")
        .defer("outline")
        .order_by("scheme__gives_rights", "valid_from")
    }
    asks: dict[Binding, tuple[Ask, Ask | None]] = {}
    out: dict[Binding, Told] = {}
    for one in wanted:
        its, place = period_for(one.period, period), places.get(one.place)
        if its is None or (one.place and place is None):
            out[one] = Told(None, why="没有相应的一期" if its is None else f"没有代码为“{one.place}”的区划")
            continue
        by = ""
        if place is not None and place.parent_id is not None:
            own = place.scheme.gives_rights
            by = place.level if own else f"{place.scheme.key}:{place.level}"
        whole = Ask(one.key, its, None, by)
        before = period_for("last_year", its) if one.measure == "growth" else None
        asks[one] = (whole, Ask(one.key, before, None, by) if before else None)
    evaluated = present({ask for pair in asks.values() for ask in pair if ask is not None})
    parts = {
        ask: {part.code: part.cell for part in cell.parts} if ask.by else {"": cell} for ask, cell in evaluated.items()
    }
    for one, (ask, base) in asks.items():
        place = places.get(one.place)
        code = one.place if ask.by else ""
        now = parts[ask].get(code)
        narrow = Ask(one.key, ask.period, place.pk if place is not None and code else None)
        said = _said(one, now, parts[base].get(code) if base else None)
        why = said.why if now else evaluated[ask].why or "这个指标分不到这一级"
        out[one] = Told(narrow, now, said.number, said.unit, place.name if place else "", why)
    return out


def _said(binding: Binding, now: Counted | None, base: Counted | None) -> Told:
    if now is None:
        return Told(None)
    if binding.measure == "growth":
        if now.growth is not None:
            return Told(None, number=now.growth, unit="%")
        found = grown(now, base) if base is not None else None
        why = now.why or "没有可比的上年同期数"
        return Told(None, number=found.value, unit="%") if found else Told(None, why=why)
    if now.approx != "exact":
        return Told(None, why=APPROXIMATE)
    return Told(None, number=now.value, unit=now.unit, why=now.why or "没有数")


def _indicator(binding: Binding, told: Told, cell: Cell, sheet: str, out: Outcome) -> None:
    name = told.cell.name if told.cell else binding.key
    what = f"{name}（{told.place}）" if told.place else name
    if told.number is None or told.cell is None or told.ask is None:
        out.gap(binding, binding.cell, what, told.why)
        return
    try:
        number = printed(told.number, told.unit, binding, cell, kept_decimals(told.cell))
    except UnitError as error:
        out.gap(binding, binding.cell, what, error.message)
        return
    out.values[sheet, binding.spot] = number
    shown = Decimal(number) * 100 if is_percent(cell.format) else number
    unit = "%" if is_percent(cell.format) else binding.unit or told.unit
    out.cells.append({
        "sheet": binding.sheet, "cell": binding.cell, "kind": "indicator", "text": f"{shown.normalize():f}",
        "unit": unit, "name": name, "key": binding.key, "version": told.cell.version, "measure": binding.measure,
        "period": str(told.ask.period), "word": binding.period, "place": binding.place, "place_name": told.place,
        "value": f"{told.number:f}", "lock": told.cell.lock, "rows": told.cell.rows, "source": told.cell.kind,
        "as_of": told.cell.as_of.isoformat() if told.cell.as_of else "",
        "known_at": told.cell.known_at.isoformat() if told.cell.known_at else "",
        "supplier": told.cell.supplier, "paper": told.cell.paper,
    })  # fmt: skip


def printed(number: Decimal, own: str, binding: Binding, cell: Cell, decimals: int) -> Decimal:
    """A number in the unit of the form, with the decimals of its cell. Raises UnitError."""
    unit = unit_name(binding.unit) or own
    value = in_unit(number, own, unit)
    places = decimals_of(cell.format)
    if is_percent(cell.format) and dimension_of(unit) == "rate":
        value = in_unit(value, unit, "%") / 100
        places = (decimals if places is None else places) + 2
    if binding.decimals is not None:
        places = binding.decimals + (2 if is_percent(cell.format) else 0)
    elif binding.measure == "growth" and places is None:
        places = 1
    elif places is None:
        places = decimals if unit == own else max(decimals, 2)
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def unit_name(said: str) -> str:
    """A unit as the table of units calls it; what only counts things is itself."""
    found = find_unit(said) if said else None
    return found.name if found else said


def in_unit(value: Decimal, own: str, unit: str) -> Decimal:
    """The same amount in another unit: of one dimension, or 万 of the same things. Raises UnitError."""
    if own != unit and things_of(own) == things_of(unit):
        return value * _TIMES.get(_scale(own), Decimal(1)) / _TIMES.get(_scale(unit), Decimal(1))
    return convert(value, own, unit)


def _scale(unit: str) -> str:
    return unit[0] if things_of(unit) != unit else ""


def words(text: str, cell: Cell, occasion: Occasion) -> str | date:
    """The words of a binding on an occasion; a date alone is a date where the cell shows dates."""
    if text == "{日期}" and is_day(cell.format):
        return occasion.day
    period = occasion.period
    said: Mapping[str, str] = {
        "填报单位": office_name(occasion.subdistrict), "街道": street_name(occasion.subdistrict),
        "填报人": occasion.by, "日期": chinese_date(occasion.day), "统计期": period.name, "年": str(period.end.year),
        "月": str(period.end.month),
    }  # fmt: skip
    out = text
    for name, value in said.items():
        out = out.replace(f"{{{name}}}", value)
    return out
