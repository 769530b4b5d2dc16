"""The words around each number from which its name is made."""

import re

from jingwei.reports.reading.layout import Layout
from jingwei.reports.reading.name_words import DEED_FIRST, JOINT, LINKS, MIDST, OPENERS, PERSONS, PREDICATE, QUANTITY
from jingwei.reports.reading.tokens import Token
from jingwei.reports.reading.unit_words import (
    AREA,
    ENERGY,
    HOUSEHOLD,
    LENGTH,
    LEVELS,
    MONEY,
    PERSON,
    TIME,
    TURN,
    VOLUME,
    WEIGHT,
)

_JOINS = re.compile(r"、|”|的|和(?!谐|平|解|美|睦)|与|以及|及(?!时|格)|并(?!联)|且|而")
_DATED = re.compile(r"(?:20\d\d年)?(?:\d{1,2}月?份?[-~至到])?\d{1,2}月(?:份|底)?$")
_NAMES_OF_SOME = re.compile(r"^[^,]*、[^,]*?等(?=[\u4e00-\u9fff]{2})")
_SIZE_FIRST = re.compile(r"^(?:总投资|投资|总?(?:建筑|占地)?面积|占地|总?长度?)$")
_SAYS_NOTHING = re.compile(r"(?:共计|合计|总计|累计|共|约|左右|以上|次|,|:)+")
_TRAILING = re.compile(r"(?:[中内里上]|建设步伐|工作力度|建设进度)$")
_ENDINGS = {
    PERSON: "人数",
    HOUSEHOLD: "户数",
    MONEY: "金额",
    AREA: "面积",
    LENGTH: "长度",
    VOLUME: "量",
    WEIGHT: "量",
    TIME: "时间",
    ENERGY: "量",
    LEVELS: "级数",
}
_FARTHEST = 200  # signs: beyond that no name is looked for
_OWN_ENDING = frozenset("套栋幢宗班轮车类")
LONGEST = 26


class Parts:
    """Left and right of every number: what stands before it in its clause, and the noun phrase and deed behind it."""

    def __init__(self, text: str, layout: Layout, tokens: list[Token]) -> None:
        self.text, self.layout, self.tokens = text, layout, tokens
        self._rights: dict[int, tuple[str, str, int]] = {}

    def left(self, index: int) -> tuple[int, str]:
        """Where the words before number `index` begin, and those words.

        They begin at the clause, at an open bracket, or behind the figure before and the noun that belongs to it.
        """
        token = self.tokens[index]
        start = max(self.layout.clause(token.start), token.start - _FARTHEST)
        opened = self.text.rfind("(", start, token.start)
        if opened >= 0 and self.text.find(")", opened, token.start) < 0:
            start = opened + 1
        if index and start < self.tokens[index - 1].end <= token.start:
            start = self.tokens[index - 1].end
            noun, _, _ = self.right(index - 1)
            start += self.text.startswith("的", start)
            if noun and self.text.startswith(noun, start):
                start += len(noun)
        words = self.text[start : token.start]
        lead = 0
        while joined := _JOINS.match(words, lead):
            lead = joined.end()
        closed = re.match(r"\([^()]*\)", words[lead:])
        if closed:
            lead += closed.end()
        return start + lead, words[lead:]

    def right(self, index: int) -> tuple[str, str, int]:
        """The noun phrase behind number `index`, the deed behind that, and where both end.

        Both are empty where a mark, a bracket with a figure, or a joint follows the number at once.
        """
        if index not in self._rights:
            self._rights[index] = self._right(index)
        return self._rights[index]

    def _right(self, index: int) -> tuple[str, str, int]:
        token = self.tokens[index]
        end = min(self.layout.clause_end(token.end), token.end + _FARTHEST)
        cut_by_next = index + 1 < len(self.tokens) and self.tokens[index + 1].start < end
        if cut_by_next:
            following = self.tokens[index + 1]
            end = max(token.end, following.start)
            if self.text[token.end : end] in ("", "、", "和", "及"):
                return self.right(index + 1)  # 49轮、11010人次核酸检测: both count what follows
        words = self.text[token.end : end]
        for bracket in re.finditer(r"\(([^()]*)\)?", words):
            if re.search(r"\d|其中", bracket.group(1)) or not bracket.group().endswith(")"):
                words = words[: bracket.start()]
                break
        lead = len(words) - len(words.lstrip("的"))
        words = words[lead:]
        if not words or words[0] in ")、和及与以”(" or _SAYS_NOTHING.fullmatch(words):
            return "", "", token.end
        if cut_by_next and _SIZE_FIRST.search(words) and self.text.startswith("的", following.end):
            return self.right(index + 1)  # 3个总投资5.7亿元的项目: the project is what both speak of
        found = PREDICATE.search(words)
        noun, deed = (words[: found.start()], words[found.start() :]) if found else (words, "")
        if cut_by_next and not deed:
            noun = JOINT.split(noun)[0]
        elif cut_by_next and noun and token.end + lead + len(words) == end and self.right(index + 1)[0]:
            deed = ""  # a deed that runs on to the next number (划分为86个网格) is told there
        noun = _TRAILING.sub("", noun) or noun
        return noun, deed, token.end + lead + len(noun) + (len(deed) if not cut_by_next else 0)

    def rest(self, index: int, end: int) -> str:
        """The clause from number `index` to `end` without its numbers and the lists of names before 等."""
        pieces, at = [], self.tokens[index].end
        end = min(end, at + _FARTHEST)
        for other in range(index + 1, len(self.tokens)):
            token = self.tokens[other]
            if token.start >= end:
                break
            if token.start < at:
                continue
            gap = self.text[at : token.start]
            listed = re.match(r"(.*?)(?:[^,、对将把在]+、)+[^,、]*$|(.*?)[^,、对将把在]+等$", gap)
            pieces.append(
                (listed.group(1) or listed.group(2) or "")
                if listed
                else re.sub(r"(?:打造)?(?:总|建筑|占地)*面积$", "", gap)
            )
            at = token.end
        pieces.append(self.text[at:end])
        return without_list("".join(pieces).replace("的的", "的"))


def bare(words: str, *, listed: bool = False) -> str:
    """The words without openers before and links behind: 今年以来累计完成投资 → 投资.

    With `listed`, of a list of names before a number (打造甲园、乙园等6个项目) only the verb that governs it is left.
    """
    words = front_cut(without_list(words))
    if listed and words.endswith("等"):
        deed = DEED_FIRST.search(words, 0, 8)
        return deed.group() if deed else ""
    while found := LINKS.search(words):
        words = words[: found.start()]
    return "" if OPENERS.fullmatch(words) else words


def front_cut(words: str) -> str:
    """The words without openers before them; at least two signs stay."""
    while (found := OPENERS.match(words)) and len(words) - found.end() >= 2:
        words = words[found.end() :].lstrip("、,)")
    return words


def without_list(words: str) -> str:
    """The words without the names of some before 等: 甲厂、乙厂等企业投资 → 企业投资."""
    return _NAMES_OF_SOME.sub("", words)


def without_midst(words: str) -> tuple[str, str]:
    """The words without a verb in their midst, and whose they are: 服务业累计营收 → (服务业营收, 服务业)."""
    for found in reversed(list(MIDST.finditer(words))):
        owner, thing = words[: found.start()], words[found.end() :]
        if len(thing) >= 2 and found.start():
            owner = _DATED.sub("", front_cut(owner))
            return (thing, "") if len(owner) > 12 or "、" in owner else (owner + thing, owner)
    return words, ""


def measured(words: str, token: Token) -> str:
    """The words with what is measured behind them: 摸排 and 户 → 摸排户数, 涉及经营主体 and 家 → 涉及经营主体数."""
    if not words:
        return words
    if QUANTITY.search(words) and (words.endswith("数") or token.measures not in (PERSON, HOUSEHOLD)):
        return words
    if token.measures == PERSON and PERSONS.search(words):
        return words + "数"
    if token.measures == HOUSEHOLD and words.endswith("户"):
        return words + "数"
    if token.measures == TURN:
        return words + ("次数" if token.unit == "次" else token.unit.lstrip("万亿"))
    if token.unit in _OWN_ENDING and len(words) > 1:
        return words + token.unit + "数"
    return words + _ENDINGS.get(token.measures, "数")
