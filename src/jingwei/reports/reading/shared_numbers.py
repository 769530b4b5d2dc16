"""One number said of several things (复产开工双100%, A、B均达100%), and several of as many (A、B分别为3家、5家)."""

import re
from collections.abc import Iterator
from dataclasses import replace

from jingwei.reports.reading.layout import Layout
from jingwei.reports.reading.name_parts import front_cut
from jingwei.reports.reading.name_words import JOINT, QUANTITY
from jingwei.reports.reading.tokens import RANKING, Token
from jingwei.reports.reading.unit_words import PERCENT

_BOTH = re.compile(
    r"(?P<names>[^,;。]+?)(?:均|都|双双)(?:已)?(?:实现|达到了?|达|为|超过|超|保持在?|稳居|位居|位列|排名|居|列|在|完成|获评?|取得)*(?:全[国省市区县街][^,;。]{0,8}?)?$"
)
_EACH = re.compile(r"(?P<names>[^,;。]+?)分别(?:完成|实现|达到?|为|是|有|增长|下降|占|排名|位居|位列|列|居)*$")
_TWICE = re.compile(r"(?P<names>[\u4e00-\u9fff、和]{2,16})双$")
_SHARED_TAIL = re.compile(r"[\u4e00-\u9fff]{2}[率度数额量]$")
_MOST = 4
_FARTHEST = 100  # signs


def spread(text: str, layout: Layout, tokens: list[Token]) -> Iterator[Token]:
    """The tokens, a rate or place that is said of several things once for each of them; `fact` names the thing."""
    _deal_out(text, layout, tokens)
    for token in tokens:
        facts = [] if token.fact else _facts(text[max(layout.clause(token.at), token.at - _FARTHEST) : token.at], token)
        if len(facts) > 1:
            yield from (replace(token, fact=fact) for fact in facts)
        else:
            yield token


def _facts(before: str, token: Token) -> list[str]:
    if token.measures != PERCENT and token.form != RANKING:
        return []
    twice = _TWICE.search(before)
    if twice:
        both_of = front_cut(twice.group("names"))
        middle = len(both_of) // 2
        halves = JOINT.split(both_of) if JOINT.search(both_of) else [both_of[:middle], both_of[middle:]]
        return [name if QUANTITY.search(name) else name + "率" for name in halves if name]
    both = _BOTH.search(before)
    if not both:
        return []
    names = [name for name in JOINT.split(front_cut(both.group("names"))) if name]
    if not 1 < len(names) <= _MOST or any(not 2 <= len(name) <= 16 for name in names):
        return []
    tail = _SHARED_TAIL.search(names[-1])
    if tail is None and token.form != RANKING:
        return []
    return [name if QUANTITY.search(name) or tail is None else name + tail.group() for name in names]


def _deal_out(text: str, layout: Layout, tokens: list[Token]) -> None:
    """Gives each number of 甲、乙分别为3家、5家 its own name."""
    runs: list[list[Token]] = []
    for token in tokens:
        if runs and text[runs[-1][-1].end : token.start] in ("、", "和", "及", "以及"):
            runs[-1].append(token)
        else:
            runs.append([token])
    for run in runs:
        if len(run) > 1:
            start = run[0].start
            told = _EACH.search(text[max(layout.clause(start), start - _FARTHEST) : start])
            things = [thing for thing in JOINT.split(front_cut(told.group("names"))) if thing] if told else []
            if len(things) == len(run):
                for one, thing in zip(run, things, strict=True):
                    one.fact = thing
