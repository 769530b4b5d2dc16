"""The period that a figure belongs to: what its sentence says, else what was said before it, else the report's own."""

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass

from jingwei.reports.reading.layout import Layout

_MONTH = r"1[0-2]|0?[1-9]"
_WHEN = re.compile(
    rf"(?P<until>截[至止]到?)?(?:(?P<year>20\d\d)年?度?|(?P<near>今年|去年|上年|明年|来年|本年|当年))?(?:"
    rf"(?P<from>{_MONTH}|元)月?份?[-~至到](?P<to>{_MONTH})月份?|"
    rf"(?P<month>{_MONTH})月(?:(?P<day>\d{{1,2}})日)?(?:份|底|末|初|上旬|中旬|下旬)?|"
    r"(?P<quarter>[一二三四1-4])季度|(?P<half>[上下])半年|前(?P<quarters>[二三23])季度)"
    r"|(?P<only_year>20\d\d)年(?:度)?|(?P<only_near>去年|上年|明年|来年)|(?P<whole>全年(?!任务|目标|计划|进度|预期|工作|度?的?[计任目])|今年以来|年初以来|截[至止]目前|目前为止)"
)
_COMPARED = re.compile(r"(?:较|比|与|同|自|从|继|对比|相比于?)$")
_SINCE = re.compile(r"(?:份)?(?:以来|起|开始|启动以来|至今)")
_AT_CLAUSE_START = re.compile(r"(?:^|[,。;:、!?\n((]|力争|预计|确保|争取|计划|到|在|于|截至|[))])$")
_QUARTER = {"一": "1", "二": "2", "三": "3", "四": "4"}
_TITLE_YEAR = re.compile(r"(20\d\d)年?(?:度)?(?:(上|下)半年|(半年)|第?([一二三四1-4])季度)?")
_TITLE = re.compile(r"总结|报告|情况|工作|结果|回顾|计划|思路|要点|汇报")
_MOST = 12  # periods of one paragraph that are weighed
_FARTHEST = 2000  # signs that a period carries at most
_HALF_NAMED = re.compile(r"上半年|1-6月|今年半年|半年来")


@dataclass(frozen=True, slots=True)
class Default:
    """What a report speaks of where a sentence names no period: `year`, `own` period, and the period of its plans."""

    year: int | None
    own: str
    plans: str


def default_of(text: str, layout: Layout, published: tuple[int, int] | None) -> Default:
    """The period of the whole report: from its title, first sentence, years named, or date, in this order."""
    title_year, own, plans = _of_title(text)
    opening = re.search(r"(?:^|\n)(20\d\d)年[,是]", text[:1500])
    year = title_year or (int(opening.group(1)) if opening else None) or _commonest(text, layout)
    if year is None and published:
        year = published[0] - 1 if published[1] <= 3 else published[0]
    if year is None:
        return Default(None, "", "")
    if own and opening and own == f"{opening.group(1)}H2" and "全年" in text[:600]:
        own = opening.group(1)  # a title of the second half over a text that tells of the whole year
    if not own:
        own = f"{year}H1" if _HALF_NAMED.search(text[:400]) and "全年" not in text[:400] else str(year)
    if not plans and own == f"{year}H1":
        plans = f"{year}H2"
    return Default(year, own, plans)


def _of_title(text: str) -> tuple[int | None, str, str]:
    for line in text.split("\n")[:4]:
        if len(line) > 60 or not _TITLE.search(line):
            continue
        named = list(_TITLE_YEAR.finditer(line))
        if not named:
            continue
        year = int(named[0].group(1))
        own = _title_period(named[0], year)
        plans = _title_period(named[1], int(named[1].group(1))) if len(named) > 1 else ""
        if not plans and "下半年" in line and own == f"{year}H1":
            plans = f"{year}H2"
        return year, own, plans
    return None, "", ""


def _title_period(found: re.Match[str], year: int) -> str:
    _, half, first_half, quarter = found.groups()
    if half or first_half:
        return f"{year}H2" if half == "下" else f"{year}H1"
    return f"{year}Q{_QUARTER.get(quarter, quarter)}" if quarter else str(year)


def _commonest(text: str, layout: Layout) -> int | None:
    years = Counter(
        int(found.group(1)) for found in re.finditer(r"(20\d\d)年", text) if not layout.section(found.start()).plans
    )
    return max(years, key=lambda year: (years[year], year)) if years else None


@dataclass(frozen=True, slots=True)
class _Said:
    at: int
    until: int
    period: str
    carries: bool


class Periods:
    """Answers which period a figure belongs to."""

    def __init__(self, text: str, layout: Layout, default: Default, figures_at: list[int]) -> None:
        self._layout, self.default = layout, default
        self._said = _all_said(text, layout, default, figures_at)
        self._said_at = [one.at for one in self._said]
        self._figures_at = figures_at

    def at(self, at: int) -> str:
        """The period of the figure at `at`, empty where neither the text nor its title gives one."""
        sentence = self._layout.sentence(at)
        section = self._layout.section(at)
        said = self._said_between(self._layout.paragraph(at), at)
        within = [one for one in said if one.at >= sentence and at <= one.until]
        if within:
            return within[-1].period or self._own(section.plans, section.heading)
        if said and said[-1].carries and not self._broken_off(said[-1].at, sentence):
            return said[-1].period
        return self._own(section.plans, section.heading)

    def _own(self, plans: bool, heading: str) -> str:
        if not plans:
            return self.default.own
        named = re.search(r"(20\d\d)年", heading)
        if named:
            return named.group(1)
        if self.default.year and "下半年" in heading:
            return f"{self.default.year}H2"
        if self.default.year and re.search(r"明年|来年", heading):
            return str(self.default.year + 1)
        return self.default.plans

    def _said_between(self, start: int, end: int) -> list[_Said]:
        last = bisect_left(self._said_at, end)
        return self._said[max(bisect_left(self._said_at, start), last - _MOST) : last]

    def _broken_off(self, start: int, end: int) -> bool:
        """Whether a headline without a figure stands between two sentences: what follows it speaks anew."""
        if end - start > _FARTHEST:
            return True
        at = self._layout.sentence_end(start) + 1
        while at < end:
            stop = self._layout.sentence_end(at) + 1
            if bisect_left(self._figures_at, at) == bisect_left(self._figures_at, stop):
                return True
            at = max(stop, at + 1)
        return False


def _all_said(text: str, layout: Layout, default: Default, figures_at: list[int]) -> list[_Said]:
    said = []
    for found in _WHEN.finditer(text):
        start = found.start()
        compared = _COMPARED.search(text, max(0, start - 3), start) or _SINCE.match(text, found.end())
        if compared and not found.group("whole"):
            continue
        year_only = found.group("only_year") or found.group("only_near")
        if year_only and not _AT_CLAUSE_START.search(text, max(0, start - 2), start):
            continue
        period, carries = _written(found, default)
        if period is not None:
            said.append(_Said(start, _reach(text, layout, found, figures_at), period, carries))
    return said


def _reach(text: str, layout: Layout, found: re.Match[str], figures_at: list[int]) -> int:
    """How far a period reaches: to the sentence's end, or to its clause's if it only dates a deed without figures."""
    stop = layout.clause_end(found.end())
    opens = text[max(0, found.start() - 1) : found.start()] in ("", *"\n,。;:!?()、")
    if found.group("whole"):
        return layout.part_end(found.end())
    if opens or bisect_left(figures_at, found.end()) < bisect_left(figures_at, stop):
        return layout.sentence_end(found.end())
    return stop


def _written(found: re.Match[str], default: Default) -> tuple[str | None, bool]:
    part = found.groupdict()
    year = int(part["year"] or part["only_year"] or default.year or 0)
    near = part["near"] or part["only_near"]
    if near in ("去年", "上年"):
        year -= 1
    elif near in ("明年", "来年"):
        year += 1
    if part["whole"]:
        own = str(default.year) if part["whole"] == "全年" and default.year else ""
        return own, False
    if year < 1900:
        return None, False
    if part["to"]:
        first = 1 if part["from"] == "元" else int(part["from"])
        return (f"{year}-{first:02}/{year}-{int(part['to']):02}", True) if first < int(part["to"]) else (None, False)
    if part["month"]:
        month = int(part["month"])
        if part["day"]:
            return f"{year}-{month:02}-{int(part['day']):02}", False
        return (f"{year}-01/{year}-{month:02}", True) if part["until"] else (f"{year}-{month:02}", False)
    if part["quarter"]:
        return f"{year}Q{_QUARTER.get(part['quarter'], part['quarter'])}", True
    if part["half"]:
        return f"{year}H{1 if part['half'] == '上' else 2}", True
    if part["quarters"]:
        return f"{year}-01/{year}-{'09' if part['quarters'] in '三3' else '06'}", True
    return str(year), False
