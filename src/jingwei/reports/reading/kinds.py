"""What kind of statement a figure is: level, growth, share, completion, rank, target or part of a sum."""

import re
from decimal import Decimal

from jingwei.reports.reading.layout import Layout
from jingwei.reports.reading.model import (
    COMPLETION,
    COMPONENT,
    FORECAST,
    GROWTH,
    LEVEL,
    PLAN,
    RANK,
    SHARE,
    TARGET,
)
from jingwei.reports.reading.numerals import MYRIADS
from jingwei.reports.reading.tokens import RANKING, Token
from jingwei.reports.reading.unit_words import PERCENT, TIMES, TURN

_PERCENT_WORDS = re.compile(
    r"(?P<completion>(?:完成|占|为|达)[^,。;]{0,8}?(?:计划|目标|任务|工程总量|工程量|进度)(?:数|量)?(?:的|比例)?|完成率|处置率|完成比例|进度|序时|任务的?|计划的?|完成)"
    r"|(?P<growth>增长|增加|增速|增幅|比增|下降|降低|下滑|减少|回落|缩短|压降|压减|上升|上涨|提升|提高|增|降|同比|环比|比去年|较上年|较去年|翻)"
    r"|(?P<share>占|率|比例|比重|占比|度|覆盖|达标|合格|满意)"
)
_TASK = re.compile(r"(?:以上)?的?[^,。;]{0,12}?(?:任务|目标)(?!人群)")
_RATE_BEHIND = re.compile(r"(?:以上)?的?[^,。;]{0,5}[率比]")
_COMPARED = re.compile(r"(?:较|比)(?:上|去|前|年初|同期|上年|以往)|同比|环比|净(?:增|减)")
_PART_OF = re.compile(r"其中|(?:成员|人员|党员|干部|企业|项目|问题|对象|工单|案件)中(?!心|层|小|共|学|介|端)")
_OUTCOME = re.compile(
    r"(?:其中)?,?(?:已|均已|街道|群众|累计)*(?:按期|全部|成功|完成|彻底|基本|不)?(?:满意|办结|通过|化解|整改|取缔|关闭|关停|签约|解除|解决|回应|销号|了结)[^,。;]{0,6}$"
)
_PLANNED = re.compile(r"(?:年度|全年|年初|年|目标)(?:计划|任务|目标)(?:数|为)?$")
_MOST_PARTS = 14
_NEAREST = 4
_FARTHEST = 200  # signs: beyond that nothing said before the number bears on it


def _family(token: Token) -> str:
    return token.measures if token.measures in ("person", "turn", "household", "money", "area") else token.unit


def _size(token: Token) -> Decimal:
    return token.value * MYRIADS.get(token.unit[:1], 1)


class Kinds:
    """Answers the kind of each figure of a text; figures are known by their place in reading order."""

    def __init__(self, text: str, layout: Layout, tokens: list[Token]) -> None:
        self._text, self._layout, self._tokens = text, layout, tokens
        self._totals: dict[int, int] = {}
        self._sentences = [layout.sentence(token.at) for token in tokens]
        self._find_parts()

    def of(self, index: int, status: str) -> str:
        """The kind of figure number `index`."""
        token = self._tokens[index]
        if token.form == RANKING:
            return RANK
        if status == PLAN or (status == FORECAST and self._layout.section(token.at).plans):
            return TARGET
        before = self._before(index)
        if token.measures == PERCENT:
            joined = before in ("、", "和") and index > 0 and self._tokens[index - 1].measures == PERCENT
            return self.of(index - 1, status) if joined else self._of_percent(token, before)
        if _PLANNED.search(before):
            return TARGET
        if token.measures == TIMES or _COMPARED.search(before):
            return GROWTH
        return COMPONENT if index in self._totals else LEVEL

    def total_of(self, index: int) -> int | None:
        """The figure that figure number `index` is a part of, None for a figure of its own."""
        return self._totals.get(index)

    def _before(self, index: int) -> str:
        token = self._tokens[index]
        start = max(self._layout.clause(token.at), token.at - _FARTHEST)
        if index and self._tokens[index - 1].end > start:
            start = self._tokens[index - 1].end
            if self._text[start : token.start] == "的":  # 为全年任务740万元的56.6%
                start = max(self._layout.clause(token.at), token.at - _FARTHEST)
        return self._text[start : token.start]

    def _of_percent(self, token: Token, before: str) -> str:
        if "百分点" in token.unit:
            return GROWTH
        if _TASK.match(self._text, token.end):
            return TARGET
        if _RATE_BEHIND.match(self._text, token.end):
            return SHARE
        words = list(_PERCENT_WORDS.finditer(before))
        nearest = words[-1].lastgroup if words else None
        return {"completion": COMPLETION, "growth": GROWTH}.get(nearest or "share", SHARE)

    def _find_parts(self) -> None:
        """Parts are told by 其中, by brackets behind a total, by an outcome word, or by adding up to it."""
        for index, token in enumerate(self._tokens):
            if token.form == RANKING or token.measures in (PERCENT, TIMES):
                continue
            self._parts_that_add_up(index)
            total = self._stated_total(index)
            if total is not None:
                self._totals[index] = total

    def _stated_total(self, index: int) -> int | None:
        token = self._tokens[index]
        sentence, part = self._sentences[index], self._layout.part(token.at)
        opening = self._opening(sentence, token.at)
        if opening >= 0 and (opening <= sentence + 1 or opening >= part):
            if opening <= sentence + 1:  # 其中 opens a sentence: the totals are the last figures of the one before
                return self._last_like(index, self._layout.sentence_before(sentence), opening, 2)
            return self._last_like(index, sentence, opening)
        bracket = self._text.rfind("(", max(part, token.at - _FARTHEST), token.at)
        if bracket >= 0 and ")" not in self._text[bracket : token.at]:
            return self._last_like(index, part, bracket)
        if index and _OUTCOME.match(self._before(index).lstrip(",、;")):
            return self._last_like(index, part, token.at)
        return None

    def _opening(self, sentence: int, at: int) -> int:
        """Where the last 其中 (or 成员中, 企业中) before `at` stands that is not shut in a bracket; -1 for none."""
        for found in reversed(list(_PART_OF.finditer(self._text, max(sentence, at - 3 * _FARTHEST), at))):
            shut = self._text.find(")", found.end(), at)
            if shut < 0 or "(" in self._text[found.end() : shut]:
                return found.start()
        return -1

    def _last_like(self, index: int, first: int, until: int, nearest: int = _NEAREST) -> int | None:
        token = self._tokens[index]
        tried = 0
        for other in range(index - 1, max(-1, index - 2 * _MOST_PARTS), -1):
            total = self._tokens[other]
            if total.at < first or tried == nearest:
                return None
            like = _family(total) == _family(token) or {total.measures, token.measures} == {TURN}
            if total.at >= until or total.form == RANKING:
                continue
            tried += like or nearest < _NEAREST
            if like and _size(token) <= _size(total):
                return other
        return None

    def _parts_that_add_up(self, index: int) -> None:
        total, added, parts = self._tokens[index], Decimal(0), []
        for other in range(index + 1, min(index + _MOST_PARTS, len(self._tokens))):
            token = self._tokens[other]
            if self._sentences[other] != self._sentences[index] or _family(token) != _family(total):
                break
            added += _size(token)
            parts.append(other)
            if len(parts) > 1 and added == _size(total):
                self._totals.update(dict.fromkeys(parts, index))
                return
