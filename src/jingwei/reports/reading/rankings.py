"""Places in an order (排名第5, 居全区首位, 全省首个) and noughts in words (没有一人, 零事故)."""

import re
from collections.abc import Iterator
from decimal import Decimal

from jingwei.reports.reading.model import AT_LEAST, EXACT
from jingwei.reports.reading.numerals import chinese
from jingwei.reports.reading.tokens import RANKING, ZERO, Token
from jingwei.reports.reading.unit_words import COUNT, PERSON, PLACE

_AMONG = r"(?:全[国省市区县州街]|[国省市区县镇]|辖区|同类)[^,。;、:\n“”]{0,8}?"
_NTH = re.compile(r"第\s?(\d{1,3}|[一二三四五六七八九十]{1,3})\s?(位|名(?!单))?")
_NTH_ENDS = re.compile(
    r"\s?(?:[,。;、:!?)(”\n|]|$|的(?:好|优|佳)|并|且|和第|(?:上升|提升|提高|跃升|前移|跃居|下降|升|降)?[至到]第)"
)
_RANKED = re.compile(
    r"(?:排名|排位|排序|位居|位列|名列|列|居|排|位次|名次|评比|考核|测评|获|荣获|夺得|取得|保持|升至|跃居|前进|并列|成绩|综合|得分|全[国省市区县街]|评为|稳居|增速|总量|均)[^,。;\n“”]{0,14}$"
)
_NOT_RANKED = re.compile(r"(?:争|创|勇当|当|是|作为|摆在|放在|安全|健康|质量|生命|永远|坚持)$")
_TOP = re.compile(
    rf"(?:排名|排在|位居|位列|名列|列|居|进入|跻身|保持|稳居|挺进|{_AMONG})前(\d{{1,3}}|[一二三四五六七八九十]{{1,2}})(?:名|位|强)?(?=[,。;、)的!\n\"”]|$)"
)
_HEAD = re.compile(r"(?:位居|位列|名列|稳居|跃居|保持|列|居|排名|排)(?:于|在)?[^,。;\n\d“”]{0,12}?(首位|榜首)")
_FIRST_OF_KIND = re.compile(
    r"(?:全(?:国|省|市|区|县|州|街道|镇)|[\u4e00-\u9fff][省市区县镇])(?:范围)?内?(首[个家座例条支所处张间单笔])"
)

_NOT_ONE = re.compile(
    r"(?:没有?(?:发生|出现|新增)?|未(?:发生|出现|新增)?|无)(?:过)?(?:任何)?(?:一|1)([人起例件名户次处宗个])(?!个)"
)
# What is said to be nought, by the unit in which it is counted.
_NOUGHT_COUNTED = {
    "起": (
        "事故 上访 舆情 违规 违建 非访 进京 集访 扩散 信访 火灾 复发 失误 越级 赴省 再访 发案 发生 新增 "
        "事件 差错 脱管 漏管 欠薪 返贫"
    ),
    "件": "投诉 案件 退件",
    "人": "伤亡 死亡 感染 流失 溺亡 溺水 复吸",
}
_NOUGHT_UNITS = {thing: unit for unit, things in _NOUGHT_COUNTED.items() for thing in things.split()}
_NOUGHT_THINGS = "|".join(_NOUGHT_UNITS)
_NOUGHT = re.compile(
    rf"(?<![\d.零一二三四五六七八九十百千万年月清归动为])[“]?(?:零|0)[”]?(?:重大)?(?:安全)?(?:生产)?({_NOUGHT_THINGS})(?!率)"
)
_HALF = re.compile(r"(?<=[至到达占])([\u4e00-\u9fff]{2,6}?)的?一半(?!以上|的)")


def rankings(text: str) -> Iterator[Token]:
    """Places in an order, unit 位: the N-th; the first N (at_least: at worst N); the first of its kind."""
    for found in _NTH.finditer(text):
        number = found.group(1)
        place = int(number) if number.isdigit() else chinese(number)
        context = text[max(0, found.start() - 20) : found.start()]
        if place is None or place == 0 or not _NTH_ENDS.match(text, found.end()) or _NOT_RANKED.search(context):
            continue
        if found.group(2) or _RANKED.search(context):
            yield _place(found.start(), found.end(), found.start(1), place)
    for found in _TOP.finditer(text):
        number = found.group(1)
        place = int(number) if number.isdigit() else chinese(number)
        if place:
            yield _place(found.start(1) - 1, found.end(), found.start(1), place, AT_LEAST)
    for pattern in (_HEAD, _FIRST_OF_KIND):
        for found in pattern.finditer(text):
            yield _place(found.start(1), found.end(1), found.start(1), 1)


def _place(start: int, end: int, at: int, place: int, approx: str = EXACT) -> Token:
    return Token(start, end, at, Decimal(place), "位", PLACE, approx, RANKING)


def noughts(text: str) -> Iterator[Token]:
    """Noughts in words: 没有一起投诉, 未发生一例, 零上访; the unit of 零… is that in which its thing is counted."""
    for found in _NOT_ONE.finditer(text):
        unit = found.group(1)
        measure = PERSON if unit in "人名" else COUNT
        yield Token(found.start(), found.end(1), found.start(1) - 1, Decimal(0), unit, measure, EXACT, ZERO)
    for found in _NOUGHT.finditer(text):
        unit = _NOUGHT_UNITS[found.group(1)]
        measure = PERSON if unit == "人" else COUNT
        end = found.start(1)
        yield Token(found.start(), end, found.start(), Decimal(0), unit, measure, EXACT, ZERO)


def halves(text: str) -> Iterator[Token]:
    """Halves in words (施工至规划层数一半): 0.5 of the thing named before."""
    for found in _HALF.finditer(text):
        start = found.end() - 2
        yield Token(start, found.end(), start, Decimal("0.5"), found.group(1), COUNT, EXACT, ZERO)
