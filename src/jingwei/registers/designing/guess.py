"""Which kind of field a column is, from its head and from its values; said with a few words why."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from itertools import islice
from typing import Any

from jingwei.core.fields import KINDS, Choice, Field
from jingwei.core.fields.choice_kinds import ambiguous_choice
from jingwei.core.fields.raw import DASHES, as_text, is_blank
from jingwei.core.units import find_unit
from jingwei.registers.designing import words

SAMPLE = 400  # different values looked at
_MOSTLY = 0.8  # of the values must be readable where the head says it too
_NEARLY_ALL = 0.9  # where only the values say it
_MOST_CHOICES = 20
_LONGEST_CHOICE = 16
_SUFFIX = re.compile(r"[-+]?[\d,]+(?:\.\d+)?\s*([^\d.,\s]{1,6})$")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_DATE_SIGNS = re.compile(r"\d{4}\D\d{1,2}\D\d{1,2}|年.*月|[一二三四五六七八九十]月|\d{1,2}月\d{1,2}日")
_NO_YEAR = re.compile(
    r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})(?:月|[./-])(?:\d{1,2}|[一二三四五六七八九十]{1,3})[日号]?"
)
_MONTH = re.compile(r"\d{4}\s*[年./-]\s*\d{1,2}\s*月?")


@dataclass(frozen=True, slots=True)
class Guess:
    """A kind with what belongs to it. `why` in a few words; `sure` is false where the clerk should look twice."""

    kind: str
    why: str
    unit: str | None = None
    choices: tuple[str, ...] = ()
    personal: str | None = None
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Values:
    """The values of a column: how many rows, how many are filled, the different ones with how often they stand."""

    rows: int
    filled: int
    counts: Mapping[Any, int]
    sample: tuple[Any, ...]

    @classmethod
    def of(cls, raws: Sequence[Any]) -> Values:
        """Counted once, whatever is asked of them afterwards."""
        counts = Counter(raws)
        for raw in [raw for raw in counts if is_blank(raw) or (isinstance(raw, str) and raw.strip() in DASHES)]:
            del counts[raw]
        return cls(len(raws), sum(counts.values()), counts, tuple(islice(counts, SAMPLE)))

    @property
    def unique(self) -> bool:
        """Whether every row has a value of its own."""
        return self.rows > 0 and self.filled == self.rows and len(self.counts) == self.rows

    @property
    def texts(self) -> list[str]:
        """The sample as text, without what cannot be shown as such."""
        return [raw.strip() for raw in self.sample if isinstance(raw, str)]


def guess(head: str, values: Values, unit: str | None) -> Guess:
    """The kind of a column called `head`; `unit` is what its head or the sheet's unit line names."""
    mark = words.mark_of(head)
    found = (
        _by_head(head, values)
        or _whether(head, values)
        or _day(head, values)
        or _code(head, values)
        or _point(values)
        or _number(head, values, unit)
        or _choice(head, values)
        or _text(head, values)
    )
    if mark is None or found.kind in ("integer", "number", "amount", "area"):
        return found
    return Guess(found.kind, found.why, found.unit, found.choices, mark, found.sure)


def share(kind: str, sample: Sequence[Any], *, unit: str | None = None) -> float:
    """The part of different values that a kind can read."""
    if not sample:
        return 0.0
    _, wrongs = KINDS[kind].parse_column(sample, Field("x", "x", kind), unit=unit)
    return 1 - sum(1 for wrong in wrongs.values() if wrong.severity == "error") / len(sample)


def _by_head(head: str, values: Values) -> Guess | None:
    """Codes and numbers that the head names; a few that are written wrong do not change what the column is."""
    for pattern, kind, least in (
        (words.ID_NUMBER, "id_number", 0.3),
        (words.CREDIT, "credit_code", 0.5),
        (words.PHONE, "phone", 0.6),
    ):
        if pattern.search(head) and share(kind, values.sample) >= least:
            return Guess(kind, "按表头和号码的写法")
        if kind == "id_number" and pattern.search(head) and values.filled:
            return Guess("text", "多数号码校验不对，先按文字收", sure=False)
    if words.ADDRESS.search(head) and values.texts and share("location", values.sample) < _MOSTLY:
        return Guess("address", "按表头")
    return None


def _whether(head: str, values: Values) -> Guess | None:
    if not values.sample or len(values.counts) > 6:
        return None
    asked = bool(words.WHETHER.search(head))
    spoken = all(isinstance(raw, (str, bool)) and not str(raw).strip().isdigit() for raw in values.sample)
    # 属于 and 同意 alone may be anything; a column of nothing but √ means yes where it stands.
    if (asked or (spoken and len(values.counts) <= 4)) and share("yesno", values.sample) == 1:
        return Guess("yesno", "只有是、否两种")
    return Guess("yesno", "按表头", sure=False) if asked and share("yesno", values.sample) >= _MOSTLY else None


def _day(head: str, values: Values) -> Guess | None:
    told = bool(words.DAY.search(head))
    real = any(isinstance(raw, (date, datetime)) for raw in values.sample)
    signs = sum(1 for text in values.texts if _DATE_SIGNS.search(text)) > len(values.sample) * 0.6
    if not (told or real or signs):
        return None
    if share("date", values.sample) >= (0.5 if told else _NEARLY_ALL):
        return Guess("date", "按表头和写法" if told else "都写成日期")
    if sum(1 for text in values.texts if _NO_YEAR.fullmatch(text)) > len(values.sample) * 0.5:
        return Guess("text", "没写年份，先按文字收", sure=False)
    months = sum(1 for text in values.texts if _MONTH.fullmatch(text))
    if months > len(values.sample) * 0.5:
        return Guess("text", "只写到月、没有日，先按文字收", sure=False)
    return None


def _code(head: str, values: Values) -> Guess | None:
    """Codes by their own check digits; digits that are a name and no quantity."""
    texts = [_said(raw) for raw in values.sample]
    if not texts:
        return None
    for kind, length in (("credit_code", 18), ("id_number", 18)):
        if (
            sum(1 for text in texts if len(text) == length) >= _NEARLY_ALL * len(texts)
            and share(kind, values.sample) >= _NEARLY_ALL
        ):
            return Guess(kind, "号码的位数和校验码都对")
    if sum(1 for text in texts if _MOBILE.fullmatch(text)) >= _NEARLY_ALL * len(texts):
        return Guess("phone", "都是手机号")
    digits = [text for text in texts if text.isascii() and text.isdigit()]
    padded = any(text.startswith("0") and len(text) > 1 for text in digits)
    if len(digits) >= _NEARLY_ALL * len(texts) and (words.CODE.search(head) or padded or min(map(len, digits)) >= 12):
        return Guess("text", "是编号，不是数量")
    return Guess("text", "按表头") if words.CODE.search(head) else None


def _point(values: Values) -> Guess | None:
    texts = [text for text in values.texts if re.search(r"\d", text)]
    if len(texts) < _NEARLY_ALL * len(values.sample) or share("location", values.sample) < _NEARLY_ALL:
        return None
    return Guess("location", "都是经纬度")


def _number(head: str, values: Values, unit: str | None) -> Guess | None:
    sample = values.sample
    if not sample or any(isinstance(raw, (date, datetime, bool)) for raw in sample):
        return None
    if sum(1 for text in values.texts if not re.search(r"\d", text)) > 0.2 * len(sample):
        return None
    written = _written_unit(values.texts)
    counted = words.COUNTED.search(head)
    named = unit or written or (counted[1] if counted else None)
    kind, own, sure = _measure(head, named)
    readable = share_of(Field("x", "x", kind, unit=own), sample)
    whole = kind == "number" and _whole(sample, own)
    kind = "integer" if whole else kind
    told = (sure and named) or words.QUANTITY.search(head)
    if readable < (_MOSTLY if told else _NEARLY_ALL):
        return None
    mixed = _money_in(values.texts) if unit is None else {}
    if len(mixed) > 1:
        sure = False
        why = f"有的写{'、有的写'.join(sorted(mixed, key=mixed.__getitem__))}，没写单位的数按{own}读"
    elif written and named == written:
        why = f"数字后面写着“{written}”"
    elif named:
        why = f"单位“{own or named}”取自表头"
    elif not sure:
        why = f"表头像{KINDS[kind].label}，没写单位，暂按{own}"
    else:
        why = "都是整数" if whole else "都是数字"
    return Guess(kind, why, own, sure=sure)


def share_of(field: Field, sample: Sequence[Any]) -> float:
    """The part of different values that a field can read."""
    _, wrongs = KINDS[field.kind].parse_column(sample, field)
    return 1 - sum(1 for wrong in wrongs.values() if wrong.severity == "error") / len(sample)


def _measure(head: str, named: str | None) -> tuple[str, str | None, bool]:
    """Kind and unit of a quantity, and whether that is sure."""
    if named:
        money, area = find_unit(named, "money:元"), find_unit(named, "area")
        known = find_unit(named)
        if words.AREA.search(head) and area is not None:
            return "area", area.name, True
        if known is not None and known.currency is not None:
            return "amount", known.name, True
        if known is not None and known.dimension == "area":
            return "area", known.name, True
        if money is not None and words.MONEY.search(head):
            return "amount", money.name, True
        return "number", known.name if known else named, True
    if words.AREA.search(head):
        return "area", "平方米", False
    if words.MONEY.search(head) and not words.RATE.search(head):
        return "amount", "元", False
    return "number", None, True


def _written_unit(texts: Sequence[str]) -> str | None:
    """The unit that most cells carry behind their number."""
    found = Counter(match[1].strip() for text in texts if (match := _SUFFIX.match(unicodedata.normalize("NFKC", text))))
    if "¥" in {unicodedata.normalize("NFKC", text)[:1].replace("￥", "¥") for text in texts}:
        found["元"] += sum(1 for text in texts if unicodedata.normalize("NFKC", text)[:1] in "¥￥")
    if not found:
        return None
    scales = _money_in(texts)
    if len(scales) > 1:
        # 1.2万元 beside 12,000元: a number without a unit is taken for the smaller, the clerk is asked.
        return min(scales, key=scales.__getitem__)
    best, times = found.most_common(1)[0]
    if 2 * times < len(texts):
        return None
    known = find_unit(best)
    return known.name if known is not None else best


def _money_in(texts: Sequence[str]) -> dict[str, Fraction]:
    """The units of one currency that cells carry behind their number, each with its size; {} where there are more."""
    found: dict[str, Fraction] = {}
    currencies = set()
    for text in texts:
        match = _SUFFIX.search(unicodedata.normalize("NFKC", text).strip().lstrip("¥￥"))
        unit = find_unit(match[1].strip()) if match else None
        if unit is not None and unit.currency is not None:
            found[unit.name] = unit.factor
            currencies.add(unit.currency)
    return found if len(currencies) < 2 else {}


def _whole(sample: Sequence[Any], unit: str | None) -> bool:
    values, wrongs = KINDS["number"].parse_column(sample, Field("x", "x", "number", unit=unit))
    good = [value for index, value in enumerate(values) if value is not None and index not in wrongs]
    return bool(good) and all("." not in str(value) for value in good)


def _choice(head: str, values: Values) -> Guess | None:
    """Few different words that come again and again."""
    texts = [_said(raw).strip() for raw in values.counts] if len(values.counts) <= _MOST_CHOICES else []
    if not texts or values.filled < max(6, 3 * len(texts)) or words.TITLE.search(head) or words.PLACE.search(head):
        return None
    if max(map(len, texts)) > _LONGEST_CHOICE or words.mark_of(head) or words.LONG.search(head):
        return None
    # The choice written most often comes first.
    ordered = [_said(raw).strip() for raw, _ in sorted(values.counts.items(), key=lambda item: -item[1])]
    choices = tuple(dict.fromkeys(ordered))
    field = Field("x", "x", "choice", choices=tuple(Choice(text, text) for text in choices))
    if ambiguous_choice(field):
        return None
    return Guess("choice", f"只有{len(choices)}种写法", choices=choices)


def _text(head: str, values: Values) -> Guess:
    if any("\n" in text or len(text) > 120 for text in values.texts):
        return Guess("longtext", "有多行或长文字")
    return Guess("text", "各不相同的文字" if len(values.counts) > 1 else "文字")


def _said(raw: Any) -> str:
    try:
        return as_text(raw)
    except ValueError:
        return str(raw)
