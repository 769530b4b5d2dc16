"""Days told relative to what is asked for: the period's first or last day, the day counted, so long before or after.

    period.start        period.end + 90 days        period.start - 1 working_days        day - 3 years

`day` is the day whose state is counted: the period's last, or today while it still runs. `in` names whole periods:
period, previous (the one before), next (the one after), last_year (the same one of last year), or a period as such.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from jingwei.core.calendar import office_calendar
from jingwei.core.facts.facts import Facts, UnknownFact
from jingwei.core.periods import Period, PeriodError

UNITS: Mapping[str, str] = {"days": "天", "working_days": "个工作日", "months": "个月", "years": "年"}
_ANCHORS = {"period.start": "统计期首日", "period.end": "统计期末日", "day": "取数日"}
_SAID = re.compile(rf"({'|'.join(map(re.escape, _ANCHORS))})(?:\s*([+-])\s*(\d{{1,4}})\s*({'|'.join(UNITS)}))?")
PERIODS: Mapping[str, str] = {"period": "统计期", "previous": "上一期", "next": "下一期", "last_year": "上年同期"}
_FOUND: Mapping[str, Callable[[Period], Period]] = {
    "period": lambda period: period,
    "previous": Period.previous,
    "next": Period.next,
    "last_year": Period.last_year,
}


@dataclass(frozen=True, slots=True)
class Relative:
    """A day relative to the period: the anchor, and how many units after it (before it: negative)."""

    anchor: str
    number: int = 0
    unit: str = "days"

    @property
    def said(self) -> str:
        """In words: 统计期末日后 90 天."""
        if not self.number:
            return _ANCHORS[self.anchor]
        return f"{_ANCHORS[self.anchor]}{'后' if self.number > 0 else '前'} {abs(self.number)} {UNITS[self.unit]}"


def relative(said: Any) -> Relative | None:
    """What is told relative to the period; None for a date as such."""
    found = _SAID.fullmatch(str(said).strip())
    if found is None:
        return None
    anchor, sign, number, unit = found.groups()
    return Relative(anchor, int(f"{sign}{number}") if number else 0, unit or "days")


def day_of(facts: Facts, said: Any) -> date:
    """The day that is meant. Raises UnknownFact for what is neither a date nor told relative to the period."""
    found = relative(said)
    if found is None:
        try:
            return said if isinstance(said, date) else date.fromisoformat(str(said))
        except ValueError as error:
            raise UnknownFact(
                f"“{said}”应为日期（如 2021-12-31），或 period.start、period.end、day，可加减天数，"
                "如 period.end + 90 days。"
            ) from error
    if found.anchor == "day":
        return _moved(facts.day, found)
    period = asked(facts)
    return _moved(period.start if found.anchor == "period.start" else period.end, found)


def period_of(facts: Facts, said: Any) -> Period:
    """The period that `in` names. Raises UnknownFact."""
    find = _FOUND.get(str(said))
    if find is None:
        try:
            return Period.parse(str(said))
        except PeriodError as error:
            raise UnknownFact(f"in 应为 {'、'.join(_FOUND)} 之一或一个统计期，写的是“{said}”。") from error
    try:
        return find(asked(facts))
    except PeriodError as error:
        raise UnknownFact(f"{asked(facts).name}没有{PERIODS[str(said)]}。") from error


def asked(facts: Facts) -> Period:
    """The period that is asked for. Raises UnknownFact where there is none."""
    if facts.period is None:
        raise UnknownFact("这个条件与统计期有关，只能用在指标里。")
    return facts.period


def day_before(facts: Facts) -> date:
    """The day before the period: the state at its end is the one the period starts with."""
    return asked(facts).start - timedelta(days=1)


def last_day(facts: Facts) -> date:
    """The last day of the period of which anything is known: today while it still runs."""
    return min(asked(facts).end, timezone.localdate())


def _moved(day: date, by: Relative) -> date:
    if by.unit == "days":
        return day + timedelta(days=by.number)
    if by.unit == "working_days":
        return office_calendar().add_working_days(day, by.number).day
    months = by.number * (12 if by.unit == "years" else 1)
    month = day.year * 12 + day.month - 1 + months
    last = date((month + 1) // 12, (month + 1) % 12 + 1, 1) - timedelta(days=1)
    # From the last day of a month to the last day of another: 28 February and a month is 31 March.
    if by.anchor == "period.end" and (day + timedelta(days=1)).day == 1:
        return last
    return last.replace(day=min(day.day, last.day))
