"""What a reading of a report is: the cleaned text and the figures found in it."""

from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import ClassVar

from jingwei.core.errors import JingweiError

EXACT, ABOUT, OVER, NEAR, AT_LEAST = "exact", "about", "over", "near", "at_least"
LEVEL, GROWTH, SHARE, COMPLETION, RANK = "level", "growth", "share", "completion", "rank"
TARGET, COMPONENT = "target", "component"
ACTUAL, FORECAST, PLAN = "actual", "forecast", "plan"

COLUMNS = ("quote", "start", "end", "indicator", "value", "unit", "approx", "kind", "period", "status")


class ReadingError(JingweiError):
    """A file that cannot be read as a report; the message is one Chinese sentence for the person who sent it."""

    code: ClassVar[str] = "unreadable_report"
    status: ClassVar[int] = 422


@dataclass(frozen=True, slots=True)
class ReadFigure:
    """One figure of a report.

    `quote` is `text[start:end]` of the cleaned text, at most 60 characters. `value` keeps the digits as printed, in the
    unit printed (31.3 with 亿元). `approx` is exact, about, over, near or at_least; `kind` is level, growth, share,
    completion, rank, target or component; `status` is actual, forecast or plan; `period` is written 2021, 2021H1,
    2021Q1, 2021-06, 2021-01/2021-11 or 2021-06-30 and is empty where the text gives none. `number_start` and
    `number_end` point at the number with its unit, for a page that marks it.
    """

    quote: str
    start: int
    end: int
    indicator: str
    value: Decimal
    unit: str
    approx: str
    kind: str
    period: str
    status: str
    number_start: int
    number_end: int

    def row(self) -> dict[str, str]:
        """The figure as the columns of the exchange form (`COLUMNS`), every cell text, the value a plain decimal."""
        cells = asdict(self)
        cells["value"] = format(self.value, "f")
        return {name: str(cells[name]) for name in COLUMNS}


@dataclass(frozen=True, slots=True)
class Reading:
    """A report that was read: its cleaned text, to which all offsets refer, and its figures in reading order."""

    text: str
    figures: list[ReadFigure]
