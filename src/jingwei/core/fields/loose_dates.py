"""Dates known to the day, the month or the year: "2021-03-05", "2021-03", "2021"."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from datetime import date, datetime
from typing import Any

from jingwei.core.fields.dates import NUMERALS, YEARS, read_date, small_numeral
from jingwei.core.fields.problems import Wrong

_MONTH = re.compile(r"(\d{4})(?:年|[-./])(\d{1,2})月?份?|(\d{4})(0[1-9]|1[0-2])")
_CHINESE = re.compile(r"([〇○零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月份?")
_YEAR = re.compile(r"(\d{4})年?度?")
_EXAMPLE = "请写成 2021-03-05、2021年3月 或 2021年"


def read_loose_date(raw: Any) -> str:
    """The date meant by `raw` as stored, as precise as it is written. Raises Wrong."""
    if isinstance(raw, float) and raw != int(raw) and 1900 <= raw <= 2101:
        # 2021.1 in a cell of numbers is January or October.
        raise Wrong("date.month_lost", f"像是年.月的小数，分不清是1月还是10月；{_EXAMPLE}")
    if isinstance(raw, (int, float)) and not isinstance(raw, bool) and raw == int(raw):
        raw = str(int(raw))
    if isinstance(raw, str) and not isinstance(raw, (date, datetime)):
        text = "".join(unicodedata.normalize("NFKC", raw).split())
        found = _MONTH.fullmatch(text)
        if found:
            year, month = (found[1], found[2]) if found[1] else (found[3], found[4])
            return _month(int(year), int(month))
        chinese = _CHINESE.fullmatch(text)
        if chinese:
            return _month(int(chinese[1].translate(NUMERALS)), small_numeral(chinese[2]))
        year_only = _YEAR.fullmatch(text)
        if year_only:
            return f"{_year(int(year_only[1]))}"
    return read_date(raw).isoformat()


def show_loose_date(stored: str) -> str:
    """2021年3月 and 2021年; a day as 2021-03-05."""
    if len(stored) == 10:
        return stored
    year, dash, month = stored.partition("-")
    return f"{year}年{int(month)}月" if dash else f"{year}年"


def first_day(stored: str) -> str:
    """The first day that a stored date can mean."""
    return stored + "-01-01"[len(stored) - 4 :]


def last_day(stored: str) -> str:
    """The last day that a stored date can mean."""
    if len(stored) == 7:
        return f"{stored}-{monthrange(int(stored[:4]), int(stored[5:]))[1]}"
    return stored + "-12-31"[len(stored) - 4 :]


def _month(year: int, month: int) -> str:
    if not 1 <= month <= 12:
        raise Wrong("date.no_such_day", f"没有{month}月，月份应是1到12；{_EXAMPLE}")
    return f"{_year(year)}-{month:02}"


def _year(year: int) -> int:
    if year not in YEARS:
        raise Wrong("date.year", f"年份{year}不在1900到2100之间，请核对")
    return year
