"""Numbers as they are printed: Arabic digits, Chinese numerals, and both with 万 and 亿."""

import re
from decimal import Decimal

DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
STEPS = {"十": 10, "百": 100, "千": 1000}
MYRIADS = {"万": 10_000, "亿": 100_000_000}
_WELL_FORMED = re.compile(
    r"(?:[一二两三四五六七八九]?千)?(?:零?[一二两三四五六七八九]?百)?(?:零?[一二三四五六七八九]?十)?零?[一二两三四五六七八九]?|[零〇]"
)


def arabic(text: str) -> Decimal:
    """The value of digits with an optional decimal part; commas between groups of three are passed over."""
    return Decimal(text.replace(",", ""))


def chinese(text: str) -> int | None:
    """The whole number that Chinese numerals say (三十二 → 32, 百 → 100, 两千零五 → 2005); None where they say none.

    Two neighbouring digits such as 三五 ("three to five") or 二〇二一 (a year) say no number here.
    """
    if not text:
        return None
    for sign, worth in (("亿", MYRIADS["亿"]), ("万", MYRIADS["万"])):
        if sign in text:
            head, _, tail = text.rpartition(sign)
            high = chinese(head) if head else 1
            low = chinese(tail.removeprefix("零")) if tail else 0
            if high is None or low is None or low >= worth:
                return None
            return high * worth + low
    if not _WELL_FORMED.fullmatch(text):
        return None
    total, digit = 0, None
    for sign in text:
        if sign in STEPS:
            total += (1 if digit in (None, 0) else digit or 1) * STEPS[sign]
            digit = None
        else:
            digit = DIGITS[sign]
    return total + (digit or 0)
