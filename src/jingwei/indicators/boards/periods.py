"""Which period a board shows: a fixed one, or one that moves on with the calendar."""

from datetime import date, timedelta

from django.utils import timezone

from jingwei.core.periods import Period
from jingwei.indicators.boards.models import Board
from jingwei.indicators.pages.asked import latest_year

PERIODS: dict[str, str] = {
    "latest": "最近有数的一年",
    "to_date": "今年以来（至上月）",
    "month": "上月",
    "quarter": "上季度",
    "half": "上一个半年",
    "year": "上年",
    "fixed": "固定统计期",
}
Step = str
STEPS: dict[Step, str] = {"months": "近13个月", "quarters": "近9个季度", "years": "近5年"}
_MANY = {"months": 13, "quarters": 9, "years": 5}


def period_of_board(board: Board) -> Period:
    """The period a board shows today."""
    if board.period == "fixed":
        return Period.parse(board.fixed)
    today = timezone.localdate()
    match board.period:
        case "to_date":
            return _before(today, "month").cumulative()
        case "month" | "quarter" | "half" | "year" as kind:
            return _before(today, kind)
    return latest_year()


def _before(today: date, kind: str) -> Period:
    """The last period of a kind that is over."""
    running = Period.around(kind, today)  # type: ignore[arg-type]
    return Period.around(kind, running.start - timedelta(days=1))  # type: ignore[arg-type]


def steps_to(period: Period, step: Step) -> list[Period]:
    """The periods of a trend, the oldest first; the last one ends with `period`."""
    kind = {"months": "month", "quarters": "quarter", "years": "year"}[step]
    last = Period.around(kind, period.end)  # type: ignore[arg-type]
    out = [last]
    while len(out) < _MANY[step]:
        out.append(out[-1].previous())
    return out[::-1]
