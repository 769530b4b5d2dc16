"""Whether a figure is a fact, a forecast or a plan."""

import re
from bisect import bisect_left
from dataclasses import dataclass

from jingwei.reports.reading.layout import Layout
from jingwei.reports.reading.model import ACTUAL, FORECAST, PLAN

_CLAUSE, _SENTENCE = "clause", "sentence"
# What says so, and how far it reaches; the last word before the figure decides.
_WORDS: tuple[tuple[str, str, str], ...] = (
    (FORECAST, _SENTENCE, r"预计|预期|预估|有望"),
    (PLAN, _SENTENCE, r"力争|争取|拟于|(?<![模虚草比])拟(?!议|定|制|稿|订|合)"),
    (
        PLAN,
        _SENTENCE,
        r"(?<!完成)(?<!为)(?<!占)计划(?=总?投资|总|建设|新建|新增|实现|完成|改造|引进|投入|用地|开展|打造|安排|通过|用于|募|征|拆|于\d|在)",
    ),
    (
        PLAN,
        _SENTENCE,
        r"即?将(?=持续|大力|全力|着力|深入|积极|重点|加快|推进|推动|打造|开展|实施|新增|实现|达到|达|完成|建成|投入|突破|继续|启动|新建|力争|进一步|再)",
    ),
    (PLAN, _SENTENCE, r"规划(?=建设|面积|总|新建|占地|用地)|(?:年底|月底|年)前(?=完成|实现|建成)|下一?步|接下来"),
    (PLAN, _CLAUSE, r"确保(?=[^,。;]{0,16}\d)"),
    (ACTUAL, _SENTENCE, r"(?<!自)已(?!有望)|目前|现有|累计|截[至止]|实际(?!利用|使用|到位|到资)|今年以来"),
)
_MARKS = re.compile("|".join(f"(?P<w{index}>{pattern})" for index, (_, _, pattern) in enumerate(_WORDS)))
_DONE_ANEW = re.compile(r"(?:,|;)(?:已|共|实际)?(?:完成|实现)(?!后)")
_EARLY = re.compile(r"[^,。;]{0,4},(?:已)?(?:提前|超额|圆满)")


_MOST = 12  # marks of one sentence that are weighed
_FARTHEST = 400  # signs


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    meaning: str
    reach: str


class Statuses:
    """Answers whether the figure at an offset is actual, forecast or plan."""

    def __init__(self, text: str, layout: Layout, figures_at: list[int]) -> None:
        self._text, self._layout = text, layout
        self._marks: dict[int, list[_Mark]] = {}
        for found in _MARKS.finditer(text):
            meaning, reach, _ = _WORDS[int((found.lastgroup or "w0")[1:])]
            stop = layout.clause_end(found.end())
            future = found.group().endswith("将")
            if (
                meaning != ACTUAL
                and not future
                and bisect_left(figures_at, found.end()) == bisect_left(figures_at, stop)
            ):
                reach = _CLAUSE  # 预计9月投入使用 says nothing about the next clause's money
            mark = _Mark(found.start(), found.end(), meaning, reach)
            self._marks.setdefault(layout.sentence(found.start()), []).append(mark)

    def at(self, at: int, end: int) -> str:
        """The status of the figure that stands from `at` to `end`."""
        plans = self._layout.section(at).plans
        clause = self._layout.clause(at)
        marks = self._marks.get(self._layout.sentence(at), [])
        last = bisect_left(marks, at, key=lambda mark: mark.start)
        before = [mark for mark in marks[max(0, last - _MOST) : last] if mark.reach != _CLAUSE or mark.start >= clause]
        for mark in reversed(before):
            if (
                mark.meaning == PLAN
                and not plans
                and _DONE_ANEW.search(self._text, mark.end, min(at, mark.end + _FARTHEST))
            ):
                return ACTUAL
            if mark.meaning == FORECAST and _EARLY.match(self._text, end):
                return ACTUAL
            if mark.meaning == ACTUAL and plans and self._text[mark.start : mark.end] == "累计":
                continue
            own = self._layout.clause(mark.start)
            if self._text.startswith("将", mark.start) and any(
                other.meaning == FORECAST and own <= other.start < mark.start for other in before
            ):
                return FORECAST  # 预计2022年将新增
            return mark.meaning
        return PLAN if plans else ACTUAL
