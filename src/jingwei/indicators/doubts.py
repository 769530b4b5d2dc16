"""What looks wrong with a value that came from outside, and would still be taken when a person confirms it.

Each check answers with one sentence: the value, what it is compared with, what would be expected. They are the checks
of reports (UNIT-1, YOY-2, PER-1, PCT-3, RANK-1, SUM-1) made where the number comes in. Intervals are carried through,
so that rounding alone never raises a doubt.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import log10

from jingwei.core.periods import Period
from jingwei.core.units import dimension_of
from jingwei.indicators.levels import Known, Level, Statistic, text_of
from jingwei.indicators.models import Reported
from jingwei.indicators.statements import MEASURE_WORDS, STAGE_ORDER, STAGES, says

# A factor counts as 10, 100, 1000 … when it is at most 1.78 times more or less.
_NEAR = 0.25
_FACTORS = range(1, 9)
_FEW = 10
_SHARES = {1: "十分之一", 2: "百分之一", 3: "千分之一", 4: "万分之一"}
_COMPARABLE_DIGITS = 3
_ISSUE = re.compile(r"(20\d\d)年(?:第(\d{1,2})期|(?:1[—–\-至])?(\d{1,2})月)")


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing that looks wrong: `field` it is about, a stable `code`, a sentence."""

    field: str
    code: str
    message: str


def doubts_of(row: Reported, statistic: Statistic, known: Known, today: date) -> Iterator[Doubt]:
    """What looks wrong with a statement that is not stored yet. `known` holds what stands, and what comes with it."""
    period = Period.parse(row.period)
    level = known.level_of(row, statistic)
    yield from _stage(row, statistic, known, period)
    yield from _not_over(row, statistic, period, today)
    yield from _issue(row, period)
    if level is not None:
        yield from _one_month(statistic, period)
        yield from _magnitude(row, statistic, known, period, level)
        yield from _cumulative(statistic, known, period, level)
        yield from _same_as_another_year(statistic, known, period, level)
        yield from _parts(statistic, known, period, level)
    yield from _growth(row, statistic, known, period, level or known.level(statistic, period))
    yield from _completion(row, statistic, known, period, level or known.level(statistic, period))
    if row.rank is not None and row.rank_size is not None and row.rank > row.rank_size:
        message = f"位次填的是第{row.rank}，而参加排名的只有{row.rank_size}个，位次应不大于{row.rank_size}；请核对。"
        yield Doubt("rank", "doubt.rank", message)


def _stage(row: Reported, statistic: Statistic, known: Known, period: Period) -> Iterator[Doubt]:
    """An earlier stage does not silently overrule a later one."""
    for measure in says(row):
        before = known.statement(statistic.source, period, measure)
        if before is not None and STAGE_ORDER.index(before.stage) > STAGE_ORDER.index(row.stage):
            message = (
                f"{period.name}的{MEASURE_WORDS[measure]}已有{STAGES[before.stage]}（{before.supplier}，"
                f"{before.paper}），这次是{STAGES[row.stage]}；"
                f"通常应由{STAGES[before.stage]}代替{STAGES[row.stage]}，确认后改以这次的为准。"
            )
            yield Doubt("stage", "doubt.stage", message)
            return


def _not_over(row: Reported, statistic: Statistic, period: Period, today: date) -> Iterator[Doubt]:
    if not statistic.is_plan and row.stage != Reported.Stage.ESTIMATE and period.end >= today:
        message = (
            f"统计期填的是{period.name}，到{period.end}才结束，阶段却是{STAGES[row.stage]}；"
            "没有结束的统计期只能有预计数，请核对统计期或阶段。"
        )
        yield Doubt("period", "doubt.not_over", message)


def _issue(row: Reported, period: Period) -> Iterator[Doubt]:
    """The paper's own year, where it names the month of the period: 《月报》2025年第11期."""
    found = _ISSUE.search(row.paper)
    if found is None or int(found[2] or found[3]) != period.end.month or int(found[1]) == period.end.year:
        return
    message = f"统计期填的是{period.name}，来源文件却是{found[0]}的，应为{found[1]}年；请核对年份。"
    yield Doubt("period", "doubt.year", message)


def _one_month(statistic: Statistic, period: Period) -> Iterator[Doubt]:
    if statistic.flow == "cumulative" and period.month_count == 1 and period.start.month > 1:
        message = (
            f"统计期填的是{period.name}一个月，而它按1月至当月累计，应为{period.cumulative().name}；请核对统计期。"
        )
        yield Doubt("period", "doubt.month", message)


def _magnitude(row: Reported, statistic: Statistic, known: Known, period: Period, level: Level) -> Iterator[Doubt]:
    """Ten, a hundred, a thousand … times more or less than last year or the period before: 万 and 亿 mixed up."""
    for reference, words, expected in known.references(statistic, period):
        if reference.value <= 0 or level.value <= 0:
            continue
        if dimension_of(statistic.unit) is None and min(reference.value, level.value) < _FEW:
            continue
        factor = log10(level.value / reference.value) - log10(expected)
        power = round(factor)
        if abs(power) not in _FACTORS or abs(factor - power) > _NEAR:
            continue
        likely = level.value.scaleb(-power)
        times = f"{10**power}倍" if power > 0 else _SHARES.get(-power, f"{10**-power}分之一")
        message = (
            f"数值{_as_typed(row, level, statistic)}约是{words}"
            f"（{text_of(reference.value)}{statistic.unit}）的{times}，"
            f"按此应在{text_of(likely)}{statistic.unit}上下；请核对数值和单位（是否错了位，或把万、亿弄混）。"
        )
        yield Doubt("value", "doubt.magnitude", message)
        return


def _cumulative(statistic: Statistic, known: Known, period: Period, level: Level) -> Iterator[Doubt]:
    """January to a month is no less than January to the month before, and no more than to the month after."""
    if statistic.flow != "cumulative" or statistic.is_plan or dimension_of(statistic.unit) == "rate":
        return
    before, after = known.neighbours(statistic, period)
    if before is not None and level.high < before[1].low:
        message = (
            f"累计数{text_of(level.value)}{statistic.unit}小于{before[0].name}的{text_of(before[1].value)}{statistic.unit}，"
            f"累计数应不小于上期；请核对是否填了当月数，或统计期错了。"
        )
        yield Doubt("value", "doubt.cumulative", message)
    elif after is not None and level.low > after[1].high:
        message = (
            f"累计数{text_of(level.value)}{statistic.unit}大于以后的{after[0].name}的"
            f"{text_of(after[1].value)}{statistic.unit}，应不大于它；请核对数值和统计期。"
        )
        yield Doubt("value", "doubt.cumulative", message)


def _same_as_another_year(statistic: Statistic, known: Known, period: Period, level: Level) -> Iterator[Doubt]:
    """The very number of the same months of another year: copied, or a year off."""
    if statistic.is_plan or len(level.value.normalize().as_tuple().digits) < _COMPARABLE_DIGITS:
        return
    for other in known.same_months(statistic, period):
        found = known.level(statistic, other)
        if found is not None and found.value == level.value:
            message = (
                f"数值{text_of(level.value)}{statistic.unit}与{other.name}的数完全相同，"
                f"两年的数通常不会一样；请核对年份，或是否抄了{other.start.year}年的数。"
            )
            yield Doubt("period", "doubt.year", message)
            return


def _growth(row: Reported, statistic: Statistic, known: Known, period: Period, level: Level | None) -> Iterator[Doubt]:
    """Published growth against what the levels give, rounding of all three allowed for."""
    if statistic.comparable or dimension_of(statistic.unit) == "rate":
        return
    said = row if row.growth is not None else known.statement(statistic.source, period, "growth")
    base = known.level(statistic, period.last_year()) if period.month_count else None
    if said is None or said.growth is None or level is None or base is None or base.low <= 0 or level.low < 0:
        return
    low, high = (level.low / base.high - 1) * 100, (level.high / base.low - 1) * 100
    half = _half_step(said.growth)
    if said.growth + half >= low and said.growth - half <= high:
        return
    message = (
        f"公布同比{text_of(said.growth)}%，而按这期{text_of(level.value)}{statistic.unit}和上年同期"
        f"{text_of(base.value)}{statistic.unit}计算，应为{_range(low, high)}；请核对数值、同比和上年同期数。"
    )
    yield Doubt("growth" if row.growth is not None else "value", "doubt.growth", message)


def _completion(
    row: Reported, statistic: Statistic, known: Known, period: Period, level: Level | None
) -> Iterator[Doubt]:
    """Published completion against value over plan (PCT-3)."""
    plan = known.plan(statistic, period)
    if row.completion is None or plan is None or plan.low <= 0 or level is None:
        return
    low, high = level.low / plan.high * 100, level.high / plan.low * 100
    half = _half_step(row.completion)
    if row.completion + half >= low and row.completion - half <= high:
        return
    message = (
        f"公布完成年度计划{text_of(row.completion)}%，而按{text_of(level.value)}{statistic.unit}和全年计划"
        f"{text_of(plan.value)}{statistic.unit}计算，应为{_range(low, high)}；请核对数值、比例和计划数。"
    )
    yield Doubt("completion", "doubt.completion", message)


def _parts(statistic: Statistic, known: Known, period: Period, level: Level) -> Iterator[Doubt]:
    """All parts add up to the total; some of them never exceed it (SUM-1, SUM-2)."""
    family = known.family(statistic)
    if family is None:
        return
    total, parts = family
    whole = known.level(total, period)
    found = {part.source: (part, one) for part in parts if (one := known.level(part, period)) is not None}
    if whole is None or not found:
        return
    low = sum((one.low for _, one in found.values()), Decimal(0))
    high = sum((one.high for _, one in found.values()), Decimal(0))
    complete = len(found) == len(parts)
    if low <= whole.high and (high >= whole.low or not complete):
        return
    added = sum((one.value for _, one in found.values()), Decimal(0))
    told = "＋".join(f"{part.name}{text_of(one.value)}" for part, one in found.values())
    message = (
        f"分项合计应等于总数：{told}＝{text_of(added)}{total.unit}，而“{total.name}”是"
        f"{text_of(whole.value)}{total.unit}，相差{text_of(abs(added - whole.value))}{total.unit}；请核对。"
    )
    yield Doubt("value", "doubt.parts", message)


def _as_typed(row: Reported, level: Level, statistic: Statistic) -> str:
    told = f"{text_of(level.value)}{statistic.unit}"
    if row.value is None or row.unit == statistic.unit:
        return told
    return f"{text_of(row.value)}{row.unit}（合{told}）"


def _half_step(value: Decimal) -> Decimal:
    exponent = value.normalize().as_tuple().exponent
    return Decimal("0.5").scaleb(min(exponent if isinstance(exponent, int) else 0, 0))


def _range(low: Decimal, high: Decimal) -> str:
    first, last = (text_of(round(one, 1)) for one in (low, high))
    return f"{first}%" if first == last else f"{first}%至{last}%"
