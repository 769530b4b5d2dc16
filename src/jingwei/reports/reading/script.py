"""Broken script mended: full-width digits, pinyin printed behind characters, traditional characters."""

import re
from functools import lru_cache

from pypinyin import Style, pinyin

from jingwei.core.script import to_simplified

_WIDE: dict[int, int | str] = {
    wide: wide - 0xFEE0 for wide in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
}
_WIDE |= {0xFF05: "%", 0xFE6A: "%", 0xFF0B: "+", 0xFF0E: "."}
_WIDE |= dict.fromkeys((0x3000, 0xA0, *range(0x2000, 0x200B), 0x9, 0xB, 0xC), " ")
_INVISIBLE = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0xAD))
# Full-width marks, curled and straight quotes: offsets do not move, so the folded text is the text to search.
_FOLDED: dict[int, int | str] = {
    wide: wide - 0xFEE0 for wide in map(ord, "\uff0c\uff1a\uff1b\uff08\uff09\uff01\uff1f\uff5e\uff0d\uff5c")
}
_FOLDED |= {ord("﹣"): "-", ord("–"): "-", ord("—"): "-", ord("−"): "-", ord("～"): "~", ord("「"): "“", ord("」"): "”"}
_TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿ"
_PINYIN = re.compile(rf"(?<=[㐀-鿿])[(\uff08]([a-z{_TONED}]{{1,6}})[)\uff09]")
_HAS_TONE = re.compile(f"[{_TONED}]")
# What the converter leaves: 馀 stands for 餘 in pages that were converted before.
_LEFT_OVER = str.maketrans({"馀": "余", "著": "着"})
_KEPT = re.compile(r"著(?=名|作|述|称|录|书|者)|(?<=[显卓昭论原名专土编巨译合])著")
_SHARE_OF_TRADITIONAL = 0.01


def plain_signs(text: str) -> str:
    """Full-width digits, letters and per cent signs made plain, invisible signs dropped, every blank one space."""
    return text.translate(_WIDE).translate(_INVISIBLE)


def folded(text: str) -> str:
    """The text with full-width marks as half-width ones, sign for sign, so that one pattern fits both ways to print."""
    return text.translate(_FOLDED)


def without_pinyin(text: str) -> str:
    """Pinyin in brackets behind the character that it reads removed: 務(wù), 务(wu), full or half brackets."""

    def kept(found: re.Match[str]) -> str:
        letters = found.group(1)
        if _HAS_TONE.search(letters) or letters in _readings(text[found.start() - 1]):
            return ""
        return found.group()

    return _PINYIN.sub(kept, text)


@lru_cache(maxsize=4096)
def _readings(sign: str) -> frozenset[str]:
    return frozenset(pinyin(sign, style=Style.NORMAL, heteronym=True)[0])


def simplified(text: str) -> str:
    """Traditional characters as simplified ones, one for one; a text in simplified characters is returned as it is.

    Words decide where one character stands for two (乾隆 stays, 乾淨 becomes 干净).
    """
    sample = text[:5_000]
    converted = to_simplified().convert(sample)
    if len(converted) != len(sample):
        return text
    changed = sum(a != b for a, b in zip(sample, converted, strict=True))
    if changed <= len(sample) * _SHARE_OF_TRADITIONAL:
        return text
    whole = to_simplified().convert(text)
    keep = {found.start() for found in _KEPT.finditer(whole)}
    return "".join(sign if at in keep else sign.translate(_LEFT_OVER) for at, sign in enumerate(whole))
