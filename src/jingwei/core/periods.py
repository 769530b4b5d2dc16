"""Statistical periods: 2021, 2021H1, 2021Q1, 2021-06, 2021-01/2021-11, 2021-W23, and their Chinese names.

A period is its first and last day, so equal spans are equal periods: 2021-01/2021-06 is 2021H1.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

PeriodKind = Literal["year", "half", "quarter", "month", "span", "week"]
YEARS = range(1949, 2101)
_EXAMPLES = (
    "例如2021年、2021年上半年、2021年一季度、2021年6月、2021年1—11月，"
    "或写作2021、2021H1、2021Q1、2021-06、2021-01/2021-11、2021-W23"
)
_NUMERALS = "一二三四"


class PeriodError(ValueError):
    """A period that does not exist; the message is Chinese and gives an example."""

    code = "period.wrong"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True, order=True, slots=True)
class Period:
    """Whole months, or a week from Monday to Sunday.

    Raises:
        PeriodError: the days are neither.
    """

    start: date
    end: date

    def __post_init__(self) -> None:
        whole_months = self.start.day == 1 and (self.end + timedelta(days=1)).day == 1
        week = self.start.weekday() == 0 and (self.end - self.start).days == 6
        if self.end < self.start or not (whole_months or week):
            raise PeriodError(f"{self.start}到{self.end}不是完整的月份，也不是完整的一周")

    @classmethod
    def parse(cls, text: str) -> Period:
        """The period written as `text`, as code or in Chinese (2021年上半年, 2021年1—11月). Raises PeriodError."""
        return _parse(text)

    @classmethod
    def months(cls, year: int, first: int = 1, last: int = 12) -> Period:
        """The months `first` to `last` of `year`."""
        return cls(_first_day(year, first), _last_day(year, last))

    @classmethod
    def week(cls, year: int, number: int) -> Period:
        """Week `number` of the ISO year `year`. Raises PeriodError when the year has no such week."""
        try:
            monday = date.fromisocalendar(year, number, 1)
        except ValueError:
            raise PeriodError(f"{year}年没有第{number}周") from None
        return cls(monday, monday + timedelta(days=6))

    @classmethod
    def around(cls, kind: PeriodKind, day: date) -> Period:
        """The year, half, quarter, month or week that holds `day`; for a span, January to the month of `day`."""
        if kind == "week":
            iso = day.isocalendar()
            return cls.week(iso.year, iso.week)
        if kind == "span":
            return cls.months(day.year, 1, day.month)
        length = _LENGTHS[kind]
        first = (day.month - 1) // length * length + 1
        return cls.months(day.year, first, first + length - 1)

    @property
    def kind(self) -> PeriodKind:
        """What sort of period this is."""
        if not self._monthly:
            return "week"
        count, first = self.month_count, self.start.month
        return next(
            (kind for kind, length in _LENGTHS.items() if count == length and (first - 1) % length == 0), "span"
        )

    @property
    def month_count(self) -> int:
        """How many months the period has; 0 for a week."""
        if not self._monthly:
            return 0
        return (self.end.year - self.start.year) * 12 + self.end.month - self.start.month + 1

    @property
    def code(self) -> str:
        """The canonical way to write it: 2021H1."""
        year, month = self.start.year, self.start.month
        codes: dict[PeriodKind, Callable[[], str]] = {
            "year": lambda: f"{year}",
            "half": lambda: f"{year}H{(month + 5) // 6}",
            "quarter": lambda: f"{year}Q{(month + 2) // 3}",
            "month": lambda: f"{year}-{month:02}",
            "span": lambda: f"{year}-{month:02}/{self.end.year}-{self.end.month:02}",
            "week": lambda: "{0.year}-W{0.week:02}".format(self.start.isocalendar()),
        }
        return codes[self.kind]()

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> str:
        """The Chinese name: 2021年上半年."""
        if self.kind == "year":
            return f"{self.start.year}年"
        if self.kind == "week":
            return f"{self.start.isocalendar().year}年{self.short_name}"
        if self.start.year != self.end.year:
            return self.short_name
        return f"{self.start.year}年{self.short_name}"

    @property
    def short_name(self) -> str:
        """The Chinese name within its year: 全年, 上半年, 一季度, 6月, 1—11月, 第23周."""
        month = self.start.month
        names: dict[PeriodKind, Callable[[], str]] = {
            "year": lambda: "全年",
            "half": lambda: "上半年" if month == 1 else "下半年",
            "quarter": lambda: f"{_NUMERALS[(month - 1) // 3]}季度",
            "month": lambda: f"{month}月",
            "week": lambda: f"第{self.start.isocalendar().week}周",
            "span": self._span_name,
        }
        return names[self.kind]()

    def last_year(self) -> Period:
        """The same period of the year before. Raises PeriodError for a week 53 that year did not have."""
        if not self._monthly:
            iso = self.start.isocalendar()
            return Period.week(iso.year - 1, iso.week)
        return self._moved(-12)

    def previous(self) -> Period:
        """The period of the same length directly before."""
        if not self._monthly:
            return Period(self.start - timedelta(days=7), self.end - timedelta(days=7))
        return self._moved(-self.month_count)

    def next(self) -> Period:
        """The period of the same length directly after."""
        if not self._monthly:
            return Period(self.start + timedelta(days=7), self.end + timedelta(days=7))
        return self._moved(self.month_count)

    def cumulative(self) -> Period:
        """From January of its year to its end. Raises PeriodError for a week."""
        return Period(date(self.end.year, 1, 1), self.end)

    def contains(self, day: date) -> bool:
        """Whether `day` lies in the period."""
        return self.start <= day <= self.end

    def covers(self, other: Period) -> bool:
        """Whether `other` lies wholly in the period."""
        return self.start <= other.start and other.end <= self.end

    def bounds(self, cut_day: int = 1) -> tuple[date, date]:
        """First and last day when each month begins on `cut_day` of the month before (19: 19 May to 18 June is June).

        1 is the calendar month. Weeks do not change. Raises ValueError unless 1 ≤ cut_day ≤ 28.
        """
        if not 1 <= cut_day <= 28:
            raise ValueError("cut_day must be 1 to 28")
        if cut_day == 1 or not self._monthly:
            return self.start, self.end
        before = self.start - timedelta(days=1)
        return before.replace(day=cut_day), self.end.replace(day=cut_day) - timedelta(days=1)

    @property
    def _monthly(self) -> bool:
        return self.start.day == 1 and (self.end + timedelta(days=1)).day == 1

    def _moved(self, months: int) -> Period:
        first = self.start.year * 12 + self.start.month - 1 + months
        last = self.end.year * 12 + self.end.month - 1 + months
        return Period(_first_day(first // 12, first % 12 + 1), _last_day(last // 12, last % 12 + 1))

    def _span_name(self) -> str:
        if self.start.year == self.end.year:
            return f"{self.start.month}—{self.end.month}月"
        return f"{self.start.year}年{self.start.month}月—{self.end.year}年{self.end.month}月"


_LENGTHS: dict[PeriodKind, int] = {"year": 12, "half": 6, "quarter": 3, "month": 1}


def _first_day(year: int, month: int) -> date:
    _check_year(year)
    return date(year, month, 1)


def _last_day(year: int, month: int) -> date:
    _check_year(year)
    return (date(year, month, 28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _check_year(year: int) -> None:
    if year not in YEARS:
        raise PeriodError(f"年份{year}不在{YEARS[0]}到{YEARS[-1]}之间")


_DASH = r"(?:[-—–―~至到]|--)"
_YEAR, _MONTH = r"(\d{4})年", r"(\d{1,2})月(?:份)?"


def _month(year: str, month: str) -> Period:
    _check_month(month)
    return Period.months(int(year), int(month), int(month))


def _months(year: str, first: str, last: str) -> Period:
    return _span(year, first, year, last)


def _span(year: str, month: str, end_year: str, end_month: str) -> Period:
    _check_month(month)
    _check_month(end_month)
    start, end = _first_day(int(year), int(month)), _last_day(int(end_year), int(end_month))
    if end < start:
        raise PeriodError("结束月份早于开始月份")
    return Period(start, end)


def _half(year: str, half: str) -> Period:
    number = {"上": 1, "下": 2}.get(half) or int(half)
    if number not in (1, 2):
        raise PeriodError("半年只有 H1（上半年）和 H2（下半年）")
    return Period.months(int(year), number * 6 - 5, number * 6)


def _quarter(year: str, quarter: str) -> Period:
    number = _NUMERALS.find(quarter) + 1 or int(quarter)
    if number not in (1, 2, 3, 4):
        raise PeriodError("季度只有 Q1 到 Q4")
    return Period.months(int(year), number * 3 - 2, number * 3)


def _check_month(month: str) -> None:
    if not 1 <= int(month) <= 12:
        raise PeriodError(f"没有{int(month)}月，月份应是01到12")


_FORMS: tuple[tuple[re.Pattern[str], Callable[..., Period]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), make)
    for pattern, make in (
        (r"(\d{4})", lambda year: Period.months(int(year))),
        (r"(\d{4})-?H(\d)", _half),
        (r"(\d{4})-?Q(\d)", _quarter),
        (r"(\d{4})-?W(\d{1,2})", lambda year, number: Period.week(int(year), int(number))),
        (r"(\d{4})[-./](\d{1,2})", _month),
        (r"(\d{4})(\d{2})", _month),
        (r"(\d{4})-(\d{1,2})/(\d{4})-(\d{1,2})", _span),
        (rf"{_YEAR}(?:度|全年)?", lambda year: Period.months(int(year))),
        (rf"{_YEAR}([上下])半年", _half),
        (rf"{_YEAR}第?([一二三四1-4])季度", _quarter),
        (rf"{_YEAR}{_MONTH}", _month),
        (rf"{_YEAR}(\d{{1,2}})(?:月)?{_DASH}{_MONTH}", _months),
        (rf"{_YEAR}{_MONTH}{_DASH}{_YEAR}{_MONTH}", _span),
        (rf"{_YEAR}第(\d{{1,2}})周", lambda year, number: Period.week(int(year), int(number))),
    )
)


@lru_cache(maxsize=1024)
def _parse(text: str) -> Period:
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    for pattern, make in _FORMS:
        match = pattern.fullmatch(plain)
        if match:
            try:
                return make(*match.groups())
            except PeriodError as error:
                raise PeriodError(f"“{plain}”不是统计期：{error.message}；{_EXAMPLES}") from None
    shown = plain if len(plain) <= 40 else plain[:40] + "…"
    raise PeriodError(f"“{shown}”不是统计期，{_EXAMPLES}")


def period_name(text: str) -> str:
    """The Chinese name of a period however it is written; the text itself where it is none."""
    try:
        return Period.parse(text).name
    except PeriodError:
        return text
