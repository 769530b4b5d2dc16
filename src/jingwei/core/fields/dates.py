"""Dates as offices write them: 2021.3.5, 2021年3月5日, 20210305, 45123, 2021/3/5 0:00."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from jingwei.core.fields.problems import Wrong

SHANGHAI = ZoneInfo("Asia/Shanghai")
_EPOCH = date(1899, 12, 30)  # day 0 of spreadsheets from 1 March 1900 on
_FIRST_SERIAL, _LAST_SERIAL = 2200, 73050  # 1906-01-08 to 2099-12-31: below lie the numbers that are years
YEARS = range(1900, 2101)
_CLOCK = re.compile(
    r"[\sT]*(上午|下午|AM|PM)?\s*\d{1,2}[:时]\d{1,2}([:分]\d{1,2}(\.\d+)?)?[秒分]?\s*(AM|PM|Z|[+-]\d\d:?\d\d)?$", re.I
)
_WEEKDAY = re.compile(r"[(（]?(星期|周|礼拜)[一二三四五六日天][)）]?$")
_PARTS = re.compile(r"(\d{4})\s*[-./年,、]\s*(\d{1,2})\s*[-./月,、]\s*(\d{1,2})\s*[日号.]?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_ZONED = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)")
NUMERALS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_CHINESE = re.compile(
    r"([〇○零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})[日号]?"
)
_EXAMPLE = "请写成 2021-03-05 这样"


def read_date(raw: Any) -> date:
    """The day meant by `raw`. Raises Wrong."""
    if isinstance(raw, datetime):
        return _plausible((raw.astimezone(SHANGHAI) if raw.tzinfo else raw).date())
    if isinstance(raw, date):
        return _plausible(raw)
    if isinstance(raw, bool):
        raise Wrong("date.not_a_date", f"不是日期，{_EXAMPLE}")
    if isinstance(raw, (int, float)):
        return _from_number(raw)
    if isinstance(raw, str):
        return _from_text(raw)
    raise Wrong("date.not_a_date", f"不是日期，{_EXAMPLE}")


def _from_number(raw: float) -> date:
    if not abs(raw) <= 99_999_999:
        raise Wrong("date.not_a_date", f"不是日期，{_EXAMPLE}")
    whole = int(raw)
    if _FIRST_SERIAL <= whole <= _LAST_SERIAL:
        return _EPOCH + timedelta(days=whole)
    if raw == whole:
        return _from_digits(str(whole))
    raise Wrong("date.not_a_date", f"不是日期，{_EXAMPLE}")


def _from_digits(text: str) -> date:
    compact = _COMPACT.fullmatch(text)
    if compact:
        return _day(*map(int, compact.groups()))
    if len(text) == 5 and _FIRST_SERIAL <= int(text) <= _LAST_SERIAL:
        return _EPOCH + timedelta(days=int(text))
    if len(text) == 4 and int(text) in YEARS:
        raise Wrong("date.only_year", f"只有年份，缺月和日，{_EXAMPLE}")
    if len(text) == 6 and int(text[:4]) in YEARS and 1 <= int(text[4:]) <= 12:
        raise Wrong("date.only_month", f"只有年和月，缺日，{_EXAMPLE}")
    raise Wrong("date.not_a_date", f"不是日期，{_EXAMPLE}")


def _from_text(raw: str) -> date:
    text = raw.strip()
    parts = _PARTS.fullmatch(text)
    if parts:
        return _day(*map(int, parts.groups()))
    if _ZONED.fullmatch(text):
        return _plausible(_moment(text).astimezone(SHANGHAI).date())
    text = unicodedata.normalize("NFKC", text).replace("。", ".").replace("—", "-").replace("–", "-").strip(" '`")
    text = _WEEKDAY.sub("", _CLOCK.sub("", text).strip()).strip()
    if text.isascii() and text.isdigit():
        return _from_digits(text)
    if re.fullmatch(r"\d{5}\.\d+", text):
        return _from_number(float(text))
    parts = _PARTS.fullmatch(text)
    if parts:
        return _day(*map(int, parts.groups()))
    chinese = _CHINESE.fullmatch(text.replace(" ", ""))
    if chinese:
        return _day(int(chinese[1].translate(NUMERALS)), small_numeral(chinese[2]), small_numeral(chinese[3]))
    raise _refusal(text)


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise Wrong("date.not_a_date", f"不是日期，{_EXAMPLE}") from None


def _refusal(text: str) -> Wrong:
    if text in {"长期", "永久", "至今", "无固定期限", "长期有效"}:
        return Wrong("date.open_end", "这里要填具体日期；没有截止日期的请留空")
    if re.fullmatch(r"\d{4}\s*(年|[-./])\s*\d{1,2}\s*月?(份)?", text):
        return Wrong("date.only_month", f"只有年和月，缺日，{_EXAMPLE}")
    if re.fullmatch(r"\d{4}\s*年?(度)?", text):
        return Wrong("date.only_year", f"只有年份，缺月和日，{_EXAMPLE}")
    if re.fullmatch(r"\d{1,2}\s*[-./年]\s*\d{1,2}\s*[-./月]\s*\d{1,2}\s*[日号]?", text):
        return Wrong("date.short_year", f"年份要写四位，{_EXAMPLE}")
    if re.fullmatch(r"\d{1,2}\s*[-./]\s*\d{1,2}\s*[-./]\s*\d{4}", text):
        return Wrong("date.order", f"请按年、月、日的次序写，{_EXAMPLE}")
    if re.fullmatch(
        r"\d{1,2}\s*(月|[-./])\s*\d{1,2}\s*[日号]?|[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}[日号]?",
        text,
    ):
        return Wrong("date.no_year", f"缺年份，{_EXAMPLE}")
    return Wrong("date.not_a_date", f"不是日期，{_EXAMPLE}")


def small_numeral(text: str) -> int:
    """1 to 31 in Chinese numerals: 三, 十, 十五, 二十, 二十八."""
    if "十" not in text:
        return int(text.translate(NUMERALS))
    tens, _, ones = text.partition("十")
    return (int(tens.translate(NUMERALS)) if tens else 1) * 10 + (int(ones.translate(NUMERALS)) if ones else 0)


def _day(year: int, month: int, day: int) -> date:
    try:
        return _plausible(date(year, month, day))
    except Wrong:
        raise
    except ValueError:
        pass
    if not 1 <= month <= 12:
        raise Wrong("date.no_such_day", f"没有{month}月，月份应是1到12，{_EXAMPLE}")
    raise Wrong("date.no_such_day", f"{year}年{month}月没有{day}日，请核对")


def _plausible(day: date) -> date:
    if day.year not in YEARS:
        raise Wrong("date.year", f"年份{day.year}不在1900到2100之间，请核对")
    return day
