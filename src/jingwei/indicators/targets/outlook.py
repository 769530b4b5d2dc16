"""The forecast of a target's year: the values it needs, asked in one evaluation, and the way that fits them."""

from datetime import datetime
from decimal import Decimal

from jingwei.core.periods import Period
from jingwei.core.units import dimension_of
from jingwei.indicators.cells import Ask, Cell
from jingwei.indicators.engine import evaluate
from jingwei.indicators.statements import STAGES
from jingwei.indicators.targets.aims import Aim, Measure
from jingwei.indicators.targets.forecast import Forecast, Past, forecast_flow, forecast_stock, over, published
from jingwei.indicators.targets.standing import Standing

# What is counted is counted anew for each day asked; what papers said is one query for all years.
_YEARS_COUNTED, _YEARS_REPORTED = 3, 5


def outlook(standing: Standing, known_at: datetime | None = None) -> Forecast:
    """What the year of a standing will come to, as known at a moment (now)."""
    aim, latest = standing.aim, standing.latest
    if aim.period.kind != "year" or aim.target.measure != Measure.VALUE:
        return Forecast("none", "只对全年的数值目标作年度预计。")
    if dimension_of(aim.unit) == "rate":
        return Forecast("none", "比率不作预计。")
    if latest is None or latest.value is None:
        return Forecast("none", "还没有数，不能预计。")
    if standing.ended:
        return over(latest.value)
    year = aim.period.end.year
    # Whole months are compared with whole months: what is counted is taken as of the last one that is over.
    months = latest.upto.month - (0 if latest.upto == latest.span.end else 1)
    if months < 1:
        return Forecast("none", "年度刚开始，还没有满一个月，不作预计。")
    own, now = _ask(aim, year, 12), _ask(aim, year, months)
    years = range(year - 1, year - 1 - (_YEARS_REPORTED if aim.reported else _YEARS_COUNTED), -1)
    asks = {one: (_ask(aim, one, months), _ask(aim, one, 12)) for one in years}
    wanted = [now, *([own] if aim.reported else []), *(ask for pair in asks.values() for ask in pair)]
    cells = evaluate(wanted, known_at, proof=False)
    value = cells[now].value
    if aim.reported and cells[own].value is not None:
        return _published(cells[own])
    if value is None:
        return Forecast("none", cells[now].why or "还没有数，不能预计。")
    past = [found for one, pair in asks.items() if (found := _past(one, cells[now], cells[pair[0]], cells[pair[1]]))]
    elapsed = Decimal(months) / 12
    if aim.accumulating:
        return forecast_flow(value, elapsed, past)
    return forecast_stock(value, cells[asks[year - 1][1]].value, elapsed, past)


def _ask(aim: Aim, year: int, months: int) -> Ask:
    return Ask(aim.target.indicator, Period.months(year, 1, months), aim.target.place)


def _past(year: int, now: Cell, same: Cell, full: Cell) -> Past | None:
    """A past year; years under another definition, or told roughly, say nothing of this one."""
    if same.value is None or full.value is None:
        return None
    alike = all((one.version, one.unit, one.approx) == (now.version, now.unit, "exact") for one in (same, full))
    return Past(year, same.value, full.value) if alike else None


def _published(whole: Cell) -> Forecast:
    assert whole.value is not None
    return published(whole.value, STAGES[whole.stage], whole.supplier)


def band_text(found: Forecast, unit: str, decimals: int) -> str:
    """约38.2亿元（37.1—39.6亿元）."""
    if found.point is None or found.low is None or found.high is None:
        return "—"
    point, low, high = (f"{round(one, decimals):f}" for one in (found.point, found.low, found.high))
    return f"{point}{unit}" if found.low == found.high else f"约{point}{unit}（{low}—{high}{unit}）"


def to_target(found: Forecast, aimed: Decimal) -> Decimal | None:
    """The forecast in per cent of the target."""
    return None if found.point is None or not aimed else found.point * 100 / aimed
