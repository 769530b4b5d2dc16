"""Moments as offices write them: 2025-06-03 14:05, 2025/6/3 14:05:00, 2025年6月3日下午2时5分, 45811.5868, a day."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from typing import Any

from jingwei.core.fields.dates import SHANGHAI, read_date
from jingwei.core.fields.problems import Wrong

_EPOCH = datetime(1899, 12, 30, tzinfo=SHANGHAI)
_BEFORE, _AFTER = r"(?:(上午|下午|晚上|中午|凌晨|AM|PM)\s*)?", r"\s*(AM|PM)?$"
_CLOCK = re.compile(_BEFORE + r"(\d{1,2})(?:[:时点](\d{1,2})?)(?:[:分](\d{1,2})?(?:\.\d+)?)?秒?" + _AFTER, re.I)
_ISO = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?")
_LATER = frozenset({"下午", "晚上", "PM"})
_EXAMPLE = "请写成 2025-06-03 14:05 这样"
_LAST = time(23, 59, 59)


def read_moment(raw: Any) -> str:
    """The moment meant by `raw` in Shanghai time to the minute, "YYYY-MM-DDTHH:MM"; "YYYY-MM-DD" where only the day is
    told. Raises Wrong.
    """
    if isinstance(raw, datetime):
        return _stored(raw.astimezone(SHANGHAI) if raw.tzinfo else raw)
    if isinstance(raw, float) and not raw.is_integer():
        read_date(int(raw))
        return _stored(_EPOCH + timedelta(minutes=round(raw * 1440)))
    if not isinstance(raw, str):
        return read_date(raw).isoformat()
    text = unicodedata.normalize("NFKC", raw).strip()
    if _ISO.fullmatch(text):
        return _zoned(text)
    clock = _CLOCK.search(text)
    if clock is None or not text[: clock.start()].strip():
        return read_date(raw).isoformat()
    day = read_date(text[: clock.start()].rstrip(" T"))
    return _stored(datetime.combine(day, _time(clock)))


def moment_of(stored: str, *, end: bool = False) -> datetime:
    """The moment of a stored value; a day alone begins at midnight, with `end` it lasts until 23:59:59."""
    if len(stored) == 10:
        return datetime.combine(date.fromisoformat(stored), _LAST if end else time(), SHANGHAI)
    return datetime.fromisoformat(stored).replace(tzinfo=SHANGHAI)


def _zoned(text: str) -> str:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Wrong("moment.wrong", f"没有这个时刻，{_EXAMPLE}") from None
    read_date(moment.date())
    return _stored(moment.astimezone(SHANGHAI) if moment.tzinfo else moment)


def _time(clock: re.Match[str]) -> time:
    half = (clock[1] or clock[5] or "").upper()
    hour, minute = int(clock[2]), int(clock[3] or 0)
    if half in _LATER and hour < 12:
        hour += 12
    if half == "AM" and hour == 12:
        hour = 0
    if hour > 23 or minute > 59:
        raise Wrong("moment.wrong", f"没有{clock[2]}时{minute}分这个时刻，{_EXAMPLE}")
    return time(hour, minute)


def _stored(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M")
