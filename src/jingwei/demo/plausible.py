"""Names, addresses, phones and codes that look right and belong to nobody.

Surnames are words of the sea that are no common surnames; phones come from 199-0000-xxxx; credit codes carry the
unassigned division 990101 and check digits by GB 32100-2015 and GB 11714.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from jingwei.core.codes import credit_code_check, organisation_code_check

SURNAMES = "澜汐屿帆礁潮渚泊湾浦鸥舟桅涛汀港锚鲸贝珊"
GIVEN_FIRST = "知明清远一之若云景书安予望听晨晓嘉思怀言"
GIVEN_SECOND = "川禾岚舒宁朗溪白简诺和然希微辰遥素章宜石"

ROAD_STEMS = (
    "听涛", "观澜", "云帆", "银滩", "望海", "金沙", "鹭鸣", "潮音", "碧湾", "星屿", "海棠", "白浪", "远航", "灯塔",
    "晨光", "归帆", "渔歌", "贝壳", "珊瑚", "蓝鲸", "沧浪", "听雨", "揽月", "栖霞", "松风", "石泉", "晴川", "海晏",
    "河清", "四季", "长风", "破浪", "千帆", "锦鳞", "鸥洲", "汀兰", "月牙", "朝霞", "晚晴", "潮平",
)  # fmt: skip
ROAD_ENDS = ("路", "街", "一路", "二路", "大道", "北路", "南路", "支路", "东街", "西街", "巷")

COMPOUND_FIRST = (
    "听澜", "望海", "金沙", "云锦", "鹭岛", "银帆", "观潮", "星海", "碧水", "海韵", "蓝湾", "晴川", "澜岸", "潮汐",
    "珊瑚", "海天", "帆影", "月湖", "汀洲", "松涛",
)  # fmt: skip
COMPOUND_SECOND = (
    "花园", "雅苑", "名邸", "家园", "佳苑", "公馆", "华庭", "新村", "小区", "里", "府", "嘉园", "公寓", "丽景",
    "御园",
)  # fmt: skip
TRADE_FIRST = (
    "澜海", "汐源", "屿盛", "帆达", "潮兴", "渚合", "泊远", "湾恒", "浦诚", "鸥翔", "舟联", "桅立", "涛声", "汀和",
    "港信", "锚定", "鲸跃", "贝佳", "珊瑞", "礁石",
)  # fmt: skip
TRADE_SECOND = (
    "一", "新", "鼎", "宏", "瑞", "启", "明", "和", "盛", "华", "博", "泰", "嘉", "安", "众", "卓", "优", "智", "元",
    "凯",
)  # fmt: skip
_NUMERALS = "零一二三四五六七八九"


def ordinal(number: int) -> str:
    """A whole number below 100 in Chinese: 3 is 三, 12 is 十二, 20 is 二十."""
    tens, ones = divmod(number, 10)
    if not tens:
        return _NUMERALS[ones]
    return ("" if tens == 1 else _NUMERALS[tens]) + "十" + (_NUMERALS[ones] if ones else "")


def shuffled(words: Sequence[str], rng: random.Random) -> list[str]:
    """The words in a random order."""
    return rng.sample(words, len(words))


def person_names(rng: random.Random) -> Iterator[str]:
    """Invented names of three characters, each once (8,000 in all)."""
    names = [family + first + second for family in SURNAMES for first in GIVEN_FIRST for second in GIVEN_SECOND]
    yield from shuffled(names, rng)


def phones(first: int) -> Iterator[str]:
    """Phone numbers 199-0000-xxxx from a serial on, as eleven digits; raises ValueError beyond 9999."""
    for serial in range(first, 10_000):
        yield f"1990000{serial:04d}"
    raise ValueError("the range of demo phone numbers is used up")


def road_names(rng: random.Random) -> Iterator[str]:
    """Names of roads, each once."""
    yield from shuffled([stem + end for end in ROAD_ENDS for stem in ROAD_STEMS], rng)


def compound_names(rng: random.Random) -> Iterator[str]:
    """Names of residential compounds, each once."""
    yield from shuffled([first + second for first in COMPOUND_FIRST for second in COMPOUND_SECOND], rng)


def trade_names(rng: random.Random) -> Iterator[str]:
    """Trade names of enterprises, each once."""
    tails = ("", *"达通源创远")
    yield from shuffled([a + b + c for a in TRADE_FIRST for b in TRADE_SECOND for c in tails], rng)


def credit_code(division: str, serial: int, kind: str = "91") -> str:
    """A unified social credit code for a division and a running number, with both check digits.

    ``kind``: two digits of registering body and type of body (91 enterprise, 92 sole trader). The body of the
    organisation code is spread by a fixed step, so that neighbours do not look alike.
    """
    body = f"M{(serial * 7_919 + 104_729) % 10_000_000:07d}"
    first17 = kind + division + body + organisation_code_check(body)
    return first17 + credit_code_check(first17)
