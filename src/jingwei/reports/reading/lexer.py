"""The numbers of a text that state something: Arabic digits and Chinese numerals with their units."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from jingwei.reports.reading import approximations as approx
from jingwei.reports.reading.model import ABOUT, EXACT, OVER
from jingwei.reports.reading.numerals import STEPS, arabic, chinese
from jingwei.reports.reading.thresholds import is_threshold, states_duration, states_levels
from jingwei.reports.reading.tokens import DIGITS, NUMERALS, Token
from jingwei.reports.reading.unit_words import (
    AREA,
    COUNT,
    KINDS,
    LENGTH,
    LEVELS,
    MONEY,
    PERSON,
    TIME,
    TIMES,
    UNITS,
    VOLUME,
    WEIGHT,
    UnitWord,
    measures,
    unit_at,
)

_ARABIC = re.compile(r"(?<![\d.])(?:\d{1,3}(?:,\d{3})+(?![\d,])|\d+)(?:\.\d+)?(?![\d.]*\d)")
_NUMERAL = re.compile(r"(?<![零〇一二两三四五六七八九十百千万亿数几余多\d])[零一二两三四五六七八九十百千万亿]+")
_PERCENT_SPELLED = re.compile(
    r"百分之([零一二两三四五六七八九十百]+|\d+(?:\.\d+)?)(?:点([零一二三四五六七八九]+))?|百分百"
)
_SIGN = re.compile(r"(?<=[^\d\sA-Za-z~至到])-$")
_RANGE = re.compile(r"(\d+(?:\.\d+)?)\s?(?:-|~|至|到)\s?$")
_MAGNITUDE = re.compile(r"[十百千]?[万亿]|[百千](?![米瓦克伏])")
_BARE_PERSONS = re.compile(
    r"(?:名)?(?:常住|户籍|流动|外来|实有|总|城镇|农业)*人口|(?:居民|村民|群众|党员|学生|职工|老人)(?!小区|委|代表|组|会|点)"
)
_UNIT_OR = re.compile(r"\(([\u4e00-\u9fff]{1,2})\)")
_NAMED_UNIT = re.compile(r"(户|人|件|次|人次|宗|起|家)数(?:总?共|为|达到?|是|:)*$")
_CLOSES = re.compile(r"[,。;、)\n]|$")
_MONEY_TOLD = re.compile(r"[投资金税款额贷薪贴元]|收入|产值|投入|营收")
_MONTHS_AND_MORE = re.compile(r"个([多余])月")
_PREFIXED = re.compile(r"[第每逐某这那该本统专单唯之如归合步任另首又再同划不]$")
_TIMES_PREFIXED = re.compile(r"[上下前后近]$")
_MADE = re.compile(
    r"(?:新建|新增|增加|增设|新设|建成|建立|成立|组建|设立|引进|引入|查处|破获|化解|调解|处置|取缔|拆除|关闭|打造|建设|改造|培育|创建|配备|添置)了?$"
)
_SINGLE_THINGS = frozenset("处家座所支名户起件栋幢辆台例宗间")
_MORE_BEHIND = frozenset({MONEY, TIME, LENGTH, AREA, WEIGHT, TIMES})  # 三年多, 五公里多; 两轮多点突发 is none
_MEASURED = frozenset({AREA, LENGTH, MONEY, VOLUME, WEIGHT})
_NO_SLOGAN_AFTER = re.compile(r"个(?:一|百分之百|100|统一|结合|到位|必须|坚持|满意)")


class _Tail(NamedTuple):
    end: int
    unit: str
    measure: str
    times: int
    approx: str


def figures_in_digits(text: str, mask: bytearray) -> Iterator[Token]:
    """Numbers in Arabic digits with a unit behind them (or a word for persons), in text order.

    Of a range (3—5家) both ends are figures. Numbers that only bound a class (500平方米以上场所) are none.
    """
    for found in _ARABIC.finditer(text):
        start, end = found.span()
        if mask[start] or text[max(0, start - 1) : start] == "/":
            continue
        tail = _tail(text, end)
        tail = tail or _unit_of_name(text, start, end)
        if tail is None:
            continue
        token = _token(text, found.group(), start, tail, DIGITS)
        if token is None:
            continue
        low = _RANGE.search(text, max(0, start - 12), start)
        if low and not mask[low.start()] and token.measures != LEVELS:
            meaning, begin = approx.before(text, low.start())
            token.start, token.approx = begin, approx.together(meaning, token.approx)
            yield Token(
                begin, token.end, low.start(), arabic(low.group(1)), token.unit, token.measures, token.approx, DIGITS
            )
        yield token


def figures_in_numerals(text: str, mask: bytearray) -> Iterator[Token]:
    """Counts in Chinese numerals (三个, 两处, 百余名, 近千人次, 百分之九十), in text order."""
    for found in _PERCENT_SPELLED.finditer(text):
        if not mask[found.start()]:
            whole, part = found.groups()
            number = chinese(whole) if whole and not whole[0].isdigit() else None
            value = Decimal(100) if whole is None else arabic(whole) if number is None else Decimal(number)
            value += Decimal("0." + "".join(str(chinese(sign)) for sign in part)) if part else 0
            meaning, begin = approx.before(text, found.start())
            behind = approx.AFTER.match(text, found.end())
            end = behind.end() if behind else found.end()
            said = approx.together(meaning, approx.after(behind.group() if behind else ""))
            yield Token(begin, end, found.start(), value, "%", measures("%"), said, NUMERALS)
    for found in _NUMERAL.finditer(text):
        token = None if mask[found.start()] else _numeral(text, found.group(), found.start())
        if token is not None:
            yield token


def _numeral(text: str, digits: str, start: int) -> Token | None:
    end = start + len(digits)
    if text.startswith("百分之", start) or text[max(0, start - 1) : start] == "分":
        return None
    magnitude = digits[-1] if digits[-1] in "万亿" else ""
    head = digits[: len(digits) - len(magnitude)]
    number = 1 if magnitude and not head else chinese(head)
    if number is None or number == 0:
        return None
    meaning, begin = approx.before(text, start)
    several = text[end : end + 1] == "几"
    tail = _tail(text, end + several)
    if tail is None:
        return None
    said = approx.together(meaning, tail.approx, OVER if several else EXACT)
    bare = not re.search("[一二两三四五六七八九十]", digits)
    unit = magnitude + tail.unit
    if bare and said == EXACT:
        # 千亩, 万平方米 name a size; 千名, 百场 without a word of approximation are figures of speech.
        if tail.measure != AREA or tail.times != 1 or tail.unit == "平":
            return None
        said = ABOUT
    if number == 1 and said != EXACT and not magnitude and not bare:
        return None
    if said == EXACT and not _counts_with_numerals(text, start, digits, tail):
        return None
    token = _token(text, str(number), start, tail._replace(unit=unit, approx=said), NUMERALS)
    if token is not None:
        token.start = begin
    return token


def _counts_with_numerals(text: str, start: int, digits: str, tail: _Tail) -> bool:
    """Whether an exact Chinese numeral counts something here, and is no ordinal, habit of speech or part of a name."""
    end, number = start + len(digits), chinese(digits)
    unit = unit_at(text, end, spelled=True)
    if unit is None:
        return tail.measure in _MEASURED and len(digits) > 1
    if _PREFIXED.search(text, max(0, start - 1), start):
        return False
    if _TIMES_PREFIXED.search(text, max(0, start - 1), start) and (number == 1 or tail.measure == TIME):
        return False
    if digits == "二" or _NO_SLOGAN_AFTER.match(text, end) or text[tail.end : tail.end + 1] == "一":
        return False
    if number == 1:
        if unit.name in ("倍", "番"):
            return True
        return unit.name in _SINGLE_THINGS and bool(_MADE.search(text, max(0, start - 4), start))
    if unit.measures == KINDS and unit.name == "大":
        return (number or 0) <= 10 and text[max(0, start - 2) : start] != "党的"
    return True


def _token(text: str, digits: str, start: int, tail: _Tail, form: str) -> Token | None:
    value = arabic(digits) * tail.times
    meaning, begin = approx.before(text, start)
    if tail.measure == "percent" and _SIGN.search(text, max(0, start - 2), start):
        value, begin = -value, start - 1
    if is_threshold(text, tail.end, tail.measure, int(value) if value == int(value) else -1):
        return None
    if tail.measure == TIME and not states_duration(text, begin, tail.end, tail.unit):
        return None
    if tail.measure == LEVELS and not states_levels(text, begin, tail.end, int(value)):
        return None
    behind = approx.AFTER.match(text, tail.end)
    end = behind.end() if behind else tail.end
    said = approx.together(meaning, tail.approx, approx.after(behind.group() if behind else ""))
    unit = "个" if tail.unit == "大" else tail.unit
    return Token(begin, end, start, value, unit, tail.measure, said, form)


def _tail(text: str, at: int) -> _Tail | None:
    """What stands behind the digits at `at`: 余万平方米, 多人次, 个月, 人(户), 常住人口; None where no unit stands."""
    at += text[at : at + 1] == " "
    said, times, magnitude = EXACT, 1, ""
    more = _MONTHS_AND_MORE.match(text, at)
    if more:
        return _Tail(more.end(), "个月", TIME, 1, OVER)
    at, said = _some(text, at, said)
    unit = unit_at(text, at)
    found = None if unit else _MAGNITUDE.match(text, at)
    if found:
        signs = found.group()
        times = STEPS.get(signs[0], 1)
        magnitude = signs if times == 1 else signs[1:]
        at, said = _some(text, found.end(), said)
        at += text[at : at + 1] == " "
        unit = unit_at(text, at)
    if unit is None:
        return _without_unit(text, at, magnitude, times, said)
    tail = _with_unit(text, at, unit)
    return tail._replace(unit=magnitude + tail.unit, times=times, approx=approx.together(said, tail.approx))


def _some(text: str, at: int, said: str) -> tuple[int, str]:
    if text[at : at + 1] in ("余", "多", "来") and text[at : at + 2] != "来自":
        at += 1
        at += text[at : at + 1] == " "
        return at, OVER
    return at, said


def _with_unit(text: str, at: int, unit: UnitWord) -> _Tail:
    end, name, said = at + len(unit.name), unit.name, EXACT
    other = _UNIT_OR.match(text, end)
    if other and other.group(1) in UNITS:  # 3600人(户)
        end, name = other.end(), name + other.group()
    if text[end : end + 1] == "多" and unit.measures in _MORE_BEHIND:
        end, said = end + 1, OVER
    per = unit_at(text, end + 1) if text[end : end + 1] == "/" else None
    if per and per.measures != TIME:  # 亿元/平方公里
        end, name = end + 1 + len(per.name), f"{name}/{per.name}"
    return _Tail(end, name, unit.measures, 1, said)


def _unit_of_name(text: str, start: int, end: int) -> _Tail | None:
    """The unit that only the name tells: 个体户数11699."""
    named = _NAMED_UNIT.search(text, max(0, start - 8), start)
    if not named or not _CLOSES.match(text, end):
        return None
    unit = UNITS[named.group(1)]
    return _Tail(end, unit.name, unit.measures, 1, EXACT)


def _without_unit(text: str, at: int, magnitude: str, times: int, said: str) -> _Tail | None:
    if magnitude and text[at : at + 1] not in "里科达象众":
        spent = _MONEY_TOLD.search(text, max(0, at - 24), at)
        return _Tail(at, magnitude, MONEY if spent else COUNT, times, said)
    persons = _BARE_PERSONS.match(text, at)
    if persons and not magnitude:
        return _Tail(at, "人", PERSON, times, said)
    return None
