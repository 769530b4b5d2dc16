"""How a report is laid out: sentences, clauses, brackets, and the sections that tell of plans."""

import re
from bisect import bisect_right
from dataclasses import dataclass

_SENTENCE_ENDS = re.compile(r"[。!?\n]")
_PART_ENDS = re.compile(r"[。!?\n;]")
_CLAUSE_ENDS = re.compile(r"[。!?\n;:,]")
_TOP_HEADING = re.compile(r"(?:^|\n|(?<=。))(?:第?[一二三四五六七八九十]{1,3}(?:、|部分))([^。\n]{1,40})")
_ANY_HEADING = re.compile(
    r"(?:^|\n|(?<=。))(?:第?[一二三四五六七八九十]{1,3}(?:、|部分)|\([一二三四五六七八九十]{1,3}\)|\d{1,2}[.、](?!\d))"
)
_OF_PLANS = re.compile(
    r"下一?步|下阶段|下一阶段|打算|思路|目标任务|展望|计划|安排|明年|来年|下半年|今后|未来|重点任务|工作举措|工作重点|努力方向"
)
_OF_RESULTS = re.compile(r"完成情况|落实情况|回顾|总结|成效|进展|执行情况|开展情况|亮点|主要工作$|存在|问题|不足")
_PLAN_OPENS = re.compile(
    r"(?:^|\n|(?<=。))(?:下一?步|下阶段|下一阶段|接下来|明年|来年|今后|下半年|20\d\d年,?(?:我们|街道)?(?:将|要|计划))"
)


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch under a top heading; `plans` says that it tells what is to come."""

    start: int
    end: int
    heading: str
    plans: bool


class Layout:
    """Where sentences, clauses and sections of a viewed text begin and end; every question is one binary search."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._sentences = [0, *(found.end() for found in _SENTENCE_ENDS.finditer(text))]
        self._parts = [0, *(found.end() for found in _PART_ENDS.finditer(text))]
        self._clauses = [0, *(found.end() for found in _CLAUSE_ENDS.finditer(text))]
        self._paragraphs = [0, *(found.end() for found in re.finditer(r"\n", text))]
        self.sections = _sections(text)
        self._section_starts = [section.start for section in self.sections]

    def sentence(self, at: int) -> int:
        """Where the sentence around `at` begins."""
        return _begin(self._sentences, at)

    def part(self, at: int) -> int:
        """Where the part of the sentence (between semicolons) around `at` begins."""
        return _begin(self._parts, at)

    def clause(self, at: int) -> int:
        """Where the clause (between commas) around `at` begins."""
        return _begin(self._clauses, at)

    def paragraph(self, at: int) -> int:
        """Where the paragraph around `at` begins."""
        return _begin(self._paragraphs, at)

    def clause_end(self, at: int) -> int:
        """Where the clause around `at` ends, before its mark."""
        following = bisect_right(self._clauses, at)
        return self._clauses[following] - 1 if following < len(self._clauses) else len(self.text)

    def part_end(self, at: int) -> int:
        """Where the part of the sentence (between semicolons) around `at` ends, before its mark."""
        following = bisect_right(self._parts, at)
        return self._parts[following] - 1 if following < len(self._parts) else len(self.text)

    def sentence_end(self, at: int) -> int:
        """Where the sentence around `at` ends, before its mark."""
        following = bisect_right(self._sentences, at)
        return self._sentences[following] - 1 if following < len(self._sentences) else len(self.text)

    def sentence_before(self, start: int) -> int:
        """Where the sentence before the one that begins at `start` begins; `start` for the first of a paragraph."""
        return self.sentence(start - 1) if start > self.paragraph(start) else start

    def section(self, at: int) -> Section:
        """The section around `at`."""
        return self.sections[max(0, bisect_right(self._section_starts, at) - 1)]


def _begin(starts: list[int], at: int) -> int:
    return starts[bisect_right(starts, at) - 1]


def _sections(text: str) -> list[Section]:
    marks: list[tuple[int, str, bool]] = [(0, "", False)]
    for found in _TOP_HEADING.finditer(text):
        heading = found.group(1)
        marks.append((found.start(), heading, bool(_OF_PLANS.search(heading)) and not _OF_RESULTS.search(heading)))
    tops = [mark[0] for mark in marks] + [len(text) + 1]
    plans = [mark[2] for mark in marks]
    for found in _PLAN_OPENS.finditer(text):
        end = tops[bisect_right(tops, found.start())]
        later = _ANY_HEADING.search(text, found.end(), end)
        marks.append((found.start(), found.group().strip(), True))
        # A paragraph that opens so inside a section of results speaks of plans up to the next heading.
        if later and not plans[bisect_right(tops, found.start()) - 1]:
            marks.append((later.start(), "", False))
    marks.sort(key=lambda mark: mark[0])
    ends = [mark[0] for mark in marks[1:]] + [len(text)]
    return [Section(start, end, heading, plans) for (start, heading, plans), end in zip(marks, ends, strict=True)]
