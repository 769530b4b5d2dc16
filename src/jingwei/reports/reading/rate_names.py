"""Names of rates and places: 签约率99.9%, 同比增长5%, 完成年度计划81%, 全区排名第5."""

import re

from jingwei.reports.reading.model import GROWTH
from jingwei.reports.reading.name_parts import bare, measured
from jingwei.reports.reading.name_words import FALLEN, GROWN, OF_SOMETHING
from jingwei.reports.reading.naming import Case, Name, without_deed
from jingwei.reports.reading.tokens import RANKING
from jingwei.reports.reading.unit_words import PERCENT

_PLANNED = re.compile(
    r"(?:完成|占|为|达到)+[^,占]{0,6}(?:计划|任务|目标|进度)(?:数|量|总量)?$|(?:年度|全年|年)(?:计划|任务|目标)(?:数)?$"
)
_SHARED = re.compile(r"占[^,计任目]{0,10}$")
_RATED = re.compile(r"[^,。;等]{0,8}?(?:率|比例|覆盖|任务|目标)")
_AMONG = re.compile(
    r"(?:在)?(全[国省市区县州街][^,。;在]{0,8}?|[^,居列位在名量度率]{1,3}[省市区县]|辖区)?(?:中)?(?:综合)?"
    r"(?:排名|排位|位居|位列|名列|稳居|居|列|排|获|前进至)*$"
)
_RANKED_AMONG = re.compile(
    r"^(.*?)(?:排名|排位|位居|位列|名列|稳居|跃居|(?<![民邻定旧])居|(?<![系陈])列)[于在]?([^,。;]{1,10}[国省市区县州街镇道乡])$"
)
_PLACE = re.compile(r"(?:全[国省市区县州镇]|(?:(?!全)[\u4e00-\u9fff]){2}[省市区县镇])(?:范围)?内?$")


def name_of_several(case: Case) -> Name:
    """The name of a number that is said of several things, or dealt out to them; the token names its thing."""
    fact, left = case.token.fact, case.left
    if case.token.form == RANKING:
        place = re.search(r"全[国省市区县州街]", left)
        text = f"{fact}{place.group() if place else ''}排名"
    elif case.kind == GROWTH:
        text = fact + _word(left)
    else:
        text = fact if case.token.measures == PERCENT else measured(fact, case.token)
    return case.own(text, fact)


def name_of_place(case: Case) -> Name:
    """The name of a place in an order: what is ranked, and among whom."""
    token, left = case.token, case.left
    if case.text[token.at] == "首" and case.text[token.end - 1] not in "位首":
        found = re.match(r"[^,。;、\n-]{0,24}", case.text[token.end : token.end + 24])
        noun = found.group() if found else ""
        region = _PLACE.search(left)
        text = f"{noun}在{bare(region.group()) if region else ''}次序"
        return Name(text, noun, case.start, token.end + len(noun))
    among, behind = _AMONG.search(left), _RANKED_AMONG.search(left)
    place = (among.group(1) if among else "") or ""
    subject = bare(left[: among.start()] if among else left)
    if behind:  # 总量位列中心城区第一
        subject, place = bare(behind.group(1)), behind.group(2)
    if len(subject) > 12:
        subject = re.sub(r"在[^,]{0,10}$", "", subject)
    base = case.base if len(subject) < 2 or OF_SOMETHING.fullmatch(subject) else None
    if base:
        return case.leaning(base, f"{base.subject}{subject}{place}排名")
    return case.own(f"{subject}{place}排名", subject)


def name_of_rate(case: Case) -> Name:
    """The name of a percentage or a multiple, from its own words or from the level before it."""
    token, left, kind = case.token, case.left, case.kind
    subject = bare(left)
    if not subject and case.index and case.text[max(0, token.start - 1) : token.start] == "的":
        subject = bare(case.text[case.layout.clause(token.start) : case.tokens[case.index - 1].start])
    rated = _RATED.match(case.noun)
    if rated:
        owner = re.split("[,、和]", subject)[-1]
        return Name(owner + rated.group(), owner, case.start, token.end + rated.end(), owner)
    dealt = case.dealt if kind == GROWTH and (not subject or "分别" in left) else None
    if dealt:
        return case.leaning(dealt, dealt.subject + _word(left))
    grown = GROWN.search(subject)
    if grown and (kind == GROWTH or grown.end() == len(subject)):
        return _grown(case, bare(subject[: grown.start()]), grown.group())
    base = case.base
    if not _SHARED.search(subject) and (planned := _PLANNED.search(left.rstrip("的约达为到"))):
        own = bare(left[: planned.start()])
        if len(own) < 2 and base:
            return case.leaning(base, f"{base.subject}完成年度计划比例")
        return case.own(f"{own}完成年度计划比例", own)
    if base and (len(subject) < 2 or OF_SOMETHING.fullmatch(subject) or subject.startswith("占")):
        owner = base.subject if subject.startswith("占") else base.owner or _whole(case) or base.subject
        return case.leaning(base, _rate(owner + subject), owner + subject, owner)
    return case.own(_rate(subject), subject)


def _grown(case: Case, own: str, words: str) -> Name:
    if len(own) >= 2:
        return case.own(own + (_word(words) if "同比" in words else words), own, owner=own)
    if "百分点" in case.token.unit and case.before:
        return case.leaning(case.before, case.before.subject + words)
    if case.base:
        return case.leaning(case.base, case.base.subject + _word(words), owner=case.base.owner)
    return case.own(own + _word(words), own)


def _word(words: str) -> str:
    return "同比下降" if FALLEN.search(words) else "同比增长"


def _whole(case: Case) -> str:
    """The subject of the total that the figure before is a part of: 受理4171件,满意3669件,满意率88%."""
    total = case.kinds.total_of(case.index - 1)
    return without_deed(case.named[total].subject) if total is not None and total < case.index else ""


def _rate(words: str) -> str:
    return words if re.search(r"(?:率|比重|比例|占比|度|指数)$", words) else words + "比例"
