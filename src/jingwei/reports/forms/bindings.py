"""What the cells of a form mean: an indicator for a period and place, words of the office, or rows of a ledger."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

from jingwei.core.periods import Period, PeriodError
from jingwei.core.sheets.errors import letters
from jingwei.core.sheets.received import Book, Sheet
from jingwei.core.sheets.received.book import Spot, spot_of

Kind = Literal["indicator", "words", "rows"]
PERIODS = {
    "this": "本期",
    "cumulative": "本年累计（1月至本期）",
    "previous": "上期",
    "last_year": "上年同期",
    "cumulative_last_year": "上年同期累计",
    "year": "全年",
}
_MONTHS = r"\s*\d{1,2}\s*(?:[-—–~至]\s*\d{1,2}\s*)?月"
PERIOD_SAID = re.compile(rf"\d{{4}}\s*年(?:{_MONTHS}|[上下]半年|第?[一二三四]季度)?")
MEASURES = {"value": "数值", "growth": "同比增减（%）"}
WORDS = {
    "填报单位": "本办事处全称",
    "街道": "街道名称",
    "填报人": "填表人姓名",
    "日期": "填表日期",
    "统计期": "如2026年11月",
    "年": "统计期的年份",
    "月": "统计期的月份",
}


@dataclass(frozen=True, slots=True)
class Binding:
    """One cell, or with `kind` rows a table from that cell on. `sheet` counts from 0, `cell` is like C5.

    indicator: `key`, `period` (of PERIODS), `place` (its code, empty: the whole subdistrict), `measure`, `unit` of the
    form where it is not the indicator's own, `decimals` where they are not those of the cell or the indicator.
    words: `text` with {填报单位} and the like. rows: `key` is the ledger, `asked` the question to its list as in an
    address, `columns` the field of each column (0-based), `serial` the column of numbers (-1: none), `last` the last
    row (0-based).
    """

    sheet: int
    cell: str
    kind: Kind
    key: str = ""
    period: str = "this"
    place: str = ""
    measure: str = "value"
    unit: str = ""
    decimals: int | None = None
    text: str = ""
    asked: str = ""
    columns: tuple[tuple[int, str], ...] = ()
    serial: int = -1
    last: int = -1

    @property
    def spot(self) -> Spot:
        """The cell, 0-based."""
        found = spot_of(self.cell)
        assert found is not None
        return found

    def covers(self, sheet: int, spot: Spot) -> bool:
        """Whether a cell belongs to it."""
        if sheet != self.sheet or self.kind != "rows":
            return (sheet, spot) == (self.sheet, self.spot)
        return self.spot[0] <= spot[0] <= self.last and spot[1] in {self.serial, *dict(self.columns)}

    def spots(self) -> Iterator[Spot]:
        """Every cell that it fills."""
        if self.kind != "rows":
            yield self.spot
            return
        columns = sorted({one for one in (self.serial, *dict(self.columns)) if one >= 0})
        yield from ((row, column) for row in range(self.spot[0], self.last + 1) for column in columns)

    def dump(self) -> dict[str, Any]:
        """As JSON values, without what is as usual."""
        usual = asdict(Binding(self.sheet, self.cell, self.kind))
        said = asdict(self)
        return {key: value for key, value in said.items() if key in ("sheet", "cell", "kind") or value != usual[key]}


def load(stored: Mapping[str, Any]) -> Binding:
    """Back from `Binding.dump`."""
    return Binding(**{**stored, "columns": tuple((int(at), str(key)) for at, key in stored.get("columns", ()))})


def load_all(stored: Iterable[Mapping[str, Any]]) -> list[Binding]:
    """All bindings of a form."""
    return [load(one) for one in stored]


def put_in(known: Sequence[Binding], new: Sequence[Binding]) -> list[Binding]:
    """`known` with `new` in place of whatever stood on their cells, the last of two on one cell, by sheet and cell."""
    kept: list[Binding] = []
    taken: set[tuple[int, Spot]] = set()
    for one in reversed([*known, *new]):
        spots = {(one.sheet, spot) for spot in one.spots()}
        if not taken & spots:
            kept.append(one)
            taken |= spots
    return sorted(kept, key=lambda one: (one.sheet, one.spot))


def bound_marks(bindings: Iterable[Binding]) -> set[str]:
    """The places that are bound, as a signature calls them."""
    return {f"{one.sheet}!{letters(column + 1)}{row + 1}" for one in bindings for row, column in one.spots()}


def sheet_of(book: Book, binding: Binding) -> Sheet | None:
    """The sheet of a binding in a workbook."""
    return book.sheets[binding.sheet] if 0 <= binding.sheet < len(book.sheets) else None


def period_for(word: str, period: Period) -> Period | None:
    """The period that a cell speaks of in a form for `period`; None where there is none (a week 53, years long ago)."""
    try:
        match word:
            case "cumulative":
                return period.cumulative()
            case "previous":
                return period.previous()
            case "last_year":
                return period.last_year()
            case "cumulative_last_year":
                return period.cumulative().last_year()
            case "year":
                return Period.months(period.end.year)
    except PeriodError:
        return None
    return period


def period_after(period: Period) -> Period:
    """The period of the next form: the next month; of a cumulative one the same with one month more."""
    if period.kind != "span" or period.start.month > 1 or period.start.year != period.end.year:
        return period.next()
    year, end = period.end.year, period.end.month + 1
    return Period.months(year, 1, end)


def period_in(texts: Iterable[str]) -> Period | None:
    """The period that the words of a form name, the first that is one."""
    for text in texts:
        for found in PERIOD_SAID.finditer(text):
            try:
                return Period.parse(found[0])
            except PeriodError:
                continue
    return None


def usual_period(day: date) -> Period:
    """What a form is about where nothing says it: the month that is over."""
    return Period.around("month", day).previous()
