"""Pace (序时进度): what share of a target should be reached by now, by elapsed time or by a schedule of its own.

A statistic from outside is held against the months it covers: January to October of a year is 10/12. What is counted
from records is held against the days gone, today included. A schedule of its own (按季度、按月的序时) says per cents of
the target, or values, reached by the end of months; between two of them it rises evenly.
"""

import re
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from itertools import pairwise

from jingwei.core.periods import Period

Points = list[tuple[str, str]]
_NAMES = {
    "一季度": 3, "二季度": 6, "三季度": 9, "四季度": 12, "上半年": 6, "前三季度": 9, "半年": 6, "全年": 12, "年底": 12,
    "下半年": 12, "年末": 12,
}  # fmt: skip
_LINE = re.compile(r"(?:(\d{4})[-年](\d{1,2})月?|(?:1[-—~至])?(\d{1,2})月|([^\d:=：\s]+))[:=：\s]*([\d.]+)\s*(%|％)?")
EXAMPLE = "例如：3月 20%，6月 50%，9月 75%，12月 100%；或写累计数：3月 10，6月 25，9月 38，12月 50"


class ScheduleError(ValueError):
    """A schedule that cannot be read; the message is a Chinese sentence."""


def read_schedule(text: str, period: Period, aimed: Decimal) -> Points:
    """Pairs of month (2025-03) and per cent of the target reached by its end. Raises ScheduleError.

    `aimed` is the target in the unit of its paper: values are turned into per cents of it.
    """
    points: list[tuple[date, Decimal]] = []
    for piece in filter(None, (one.strip() for one in re.split(r"[,，;；、\n]", text))):
        month, value, percent = _piece(piece, period)
        if not percent and not aimed:
            raise ScheduleError("目标值为 0，序时安排不能写累计数。")
        points.append((month, value if percent else value * 100 / aimed))
    if not points:
        return []
    for (before, low), (after, high) in pairwise(points):
        if after <= before:
            raise ScheduleError("序时安排的月份应由前到后，一个月只写一次。")
        if high < low:
            raise ScheduleError(f"序时安排是累计数，{after.month}月不应小于{before.month}月。")
    last, share = points[-1]
    if last != period.end or abs(share - 100) > Decimal("0.05"):
        raise ScheduleError(f"序时安排的最后一项应是{period.end.month}月底完成 100%（或等于目标值），请补上。")
    return [(f"{month:%Y-%m}", f"{round(value, 4).normalize():f}") for month, value in points]


def _piece(piece: str, period: Period) -> tuple[date, Decimal, bool]:
    match = _LINE.fullmatch(piece)
    if match is None:
        raise ScheduleError(f"序时安排里的“{piece[:20]}”看不懂。{EXAMPLE}。")
    year, month, bare, name, number, percent = match.groups()
    if name and name not in _NAMES:
        raise ScheduleError(f"序时安排里的“{name[:10]}”不是月份或季度。{EXAMPLE}。")
    at = int(month or bare or _NAMES.get(name, 0))
    if not 1 <= at <= 12:
        raise ScheduleError(f"序时安排里没有{at}月，月份应是 1 到 12。")
    end = Period.months(int(year or period.end.year), at, at).end
    if not period.contains(end):
        raise ScheduleError(f"序时安排里的“{piece[:20]}”不在{period.name}之内。")
    try:
        return end, Decimal(number), bool(percent)
    except InvalidOperation as error:
        raise ScheduleError(f"序时安排里的“{number}”不是数字。") from error


def written(points: Points) -> str:
    """A schedule as one line, as it may be typed again."""
    return "，".join(f"{int(month[5:])}月 {share}%" for month, share in points)


def pace(period: Period, points: Points, upto: date, *, by_months: bool) -> Decimal:
    """The per cent that should be reached on the evening of `upto`; 100 from the period's end on."""
    if upto >= period.end:
        return Decimal(100)
    if upto < period.start:
        return Decimal(0)
    if points:
        return _scheduled(period, points, upto)
    if by_months and period.month_count:
        months = (upto.year - period.start.year) * 12 + upto.month - period.start.month + 1
        return Decimal(months * 100) / period.month_count
    days = (period.end - period.start).days + 1
    return Decimal(((upto - period.start).days + 1) * 100) / days


def _scheduled(period: Period, points: Points, upto: date) -> Decimal:
    begun, reached = period.start - timedelta(days=1), Decimal(0)
    for month, said in points:
        end, share = Period.parse(month).end, Decimal(said)
        if upto <= end:
            return reached + (share - reached) * (upto - begun).days / (end - begun).days
        begun, reached = end, share
    return Decimal(100)
