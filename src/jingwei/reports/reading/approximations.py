"""The words before and after a number that say how near it is to the true value."""

import re

from jingwei.reports.reading.model import ABOUT, AT_LEAST, EXACT, NEAR, OVER

_WHOLE = r"(?:全?[国省市区县州街镇乡](?:街道)?(?:总[数量额])?的?)?"
_BEFORE: tuple[tuple[str, re.Pattern[str]], ...] = (
    (AT_LEAST, re.compile(r"(?:不低于|不少于|不小于|不下于|至少(?:要|有|达到|达)?|最少|最低)\s?$")),
    (ABOUT, re.compile(rf"(?:大约|大概|(?<![预签节集契制公违])约)(?:占|为|达|有|合|计|需|可|用|完成|在)?{_WHOLE}\s?$")),
    (NEAR, re.compile(r"(?:接近|将近|(?<![附最远邻靠临就相])近|不足|不到|少于|低于|不超过|不高于|不大于|控制在)\s?$")),
    (OVER, re.compile(r"(?:超过|超出|(?<![赶反])超|突破|破(?=\s?$)|逾|多于|大于|高于|上(?=\s?$))了?\s?$")),
)
_LONGEST = 12
AFTER = re.compile(r"\s?(?:有余|余|以上|及以上|左右|上下|以下|以内|之内)")
_AFTER_MEANS = {"有余": OVER, "余": OVER, "以上": OVER, "及以上": OVER, "左右": ABOUT, "上下": ABOUT}
_CAREFUL_WITH_BARE = re.compile(r"[上破]$")


def before(text: str, at: int) -> tuple[str, int]:
    """The approximation that the words before `at` say, and where those words begin (`at` where there are none)."""
    for meaning, pattern in _BEFORE:
        found = pattern.search(text, max(0, at - _LONGEST), at)
        if found:
            # 上 and 破 are such words only right before a magnitude: 上千人, 破百亿元.
            if _CAREFUL_WITH_BARE.fullmatch(found.group().strip()) and text[at : at + 1] not in "百千万亿":
                continue
            return meaning, found.start()
    return EXACT, at


def after(word: str) -> str:
    """The approximation of a word behind the unit; 以下 and 以内 bound from above and count as near."""
    return _AFTER_MEANS.get(word.strip(), NEAR) if word else EXACT


def together(*words: str) -> str:
    """One approximation for all words around a number: two that disagree (近600余, 约149余) leave about."""
    said = {word for word in words if word != EXACT}
    if not said:
        return EXACT
    if AT_LEAST in said:
        return AT_LEAST
    return said.pop() if len(said) == 1 else ABOUT
