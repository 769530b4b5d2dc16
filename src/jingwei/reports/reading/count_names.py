"""Names of counts and amounts: 引进企业31家, 三个网格, 投资300万元建设…, 其中工业15家."""

import re

from jingwei.reports.reading.model import COMPONENT, GROWTH
from jingwei.reports.reading.name_parts import LONGEST, bare, front_cut, measured, without_midst
from jingwei.reports.reading.name_words import DEED_FIRST, DEED_LAST, HEAD_NOUN, OF_SOMETHING, PERSONS, QUANTITY
from jingwei.reports.reading.naming import QUOTED, Case, Name, without_deed
from jingwei.reports.reading.tokens import ZERO
from jingwei.reports.reading.unit_words import AREA, LENGTH, MONEY, TIME

_SIZED = frozenset({MONEY, AREA, LENGTH})
_SPENDS = re.compile(
    r"(?:总|计划|累计|共|多方|规划)*(?:投资|投入|筹集|争取|拨付|安排|落实|募集)+(?:[\u4e00-\u9fff]{0,2}(?:资金|经费|专款))?"
)
_AMOUNT = re.compile(r"(?:投资|额|量|收入|产值)$")
_OUTCOME = re.compile(r"满意|办结|通过|化解|签约|完成|受理|回复|警告|处分")
_REGION = re.compile(r"(?:全[国省市区县州街镇](?:街道)?|全)$")
_WORK = re.compile(
    r"^(?:用于|对|将|把|实施|试点|开展|进行|在|新建|打造|启动|支持|推进|的|,|(?:建设|完成|改造)(?=[^,]{4}))+"
)
_ADVERBS = re.compile(r"^(?:全部|全面|均|都|已经?|正在|正式|正|共同|顺利|成功|陆续|相继|并|累计|进行了?)+")
_OWNED = re.compile(
    r"(?:总?产值|增加值|营业收入|营业额|营收|商品销售额|销售额|零售额|利润总额|(?:总|年度计划|计划|完成)?投资|面积|总?收入)$"
)


def name_of_count(case: Case) -> Name:
    """The name of a count or an amount, from the words behind it, before it, or of the figure before it."""
    noun, deed = case.noun, case.deed
    left = bare(case.left, listed=bool(noun or deed))
    if noun and case.left.endswith("等") and len(deed) >= 4:
        left = ""  # of names before 等 the deed behind says more: 甲厂、乙厂等6家企业获评…
    if case.token.form == ZERO:
        return _nought(case, left)
    if case.token.measures in _SIZED or case.token.unit == "班":
        sized = _sized(case, left)
        if sized:
            return sized
    return _before_noun(case, left) if noun or deed else _behind_noun(case, left)


def _before_noun(case: Case, left: str) -> Name:
    """三个网格, 引进31家企业, 5家企业获评…: the noun stands behind the number."""
    token, noun, deed, end = case.token, case.noun, case.deed, case.end
    begin = case.start if token.start - case.start <= 20 else token.start
    lead = DEED_LAST.search(left)
    if not noun:
        subject = left if len(left) > 1 else ""
        done = _short(deed)
        return Name(measured(subject + done, token), subject or done, begin, end)
    if len(noun) > 20:
        listed = noun.split("、")
        noun = listed[-1] if re.search("领域|行业|产业", listed[-1]) else listed[0]
    if token.measures == TIME and noun == "时间" and deed:
        noun, deed, left, lead = _short(deed) + "用时", "", "", None
    governing = DEED_FIRST.search(left, 0, 8) if "、" in left else None
    if lead:
        text = lead.group() + noun
    elif left and case.text[token.end : token.end + 1] == "的":
        text = noun + left  # 信众3000余人的教堂
    elif left and not re.search("[、和与]", left) and len(left) <= 12:
        text = left + noun
    elif governing:
        text = governing.group() + noun
    elif len(deed) >= 2:
        text = f"{_short(deed)}的{noun}"
    else:
        text = noun
    if lead or not deed:
        end = token.end + len(noun) if deed else min(end, token.end + len(noun) + 1)
    owner = noun if len(noun) <= 14 else ""
    return Name(measured(text, token), text, begin, end, owner, lead.group() if lead else "")


def _sized(case: Case, left: str) -> Name | None:
    """Money, area and length told with the thing they belong to: 投资300万元建设…, 3800平方米游园."""
    token = case.token
    spends = bool(_SPENDS.fullmatch(left))
    told = _what_follows(case, left, spends)
    if told is None:
        return None
    after, finish = told
    thing = re.sub(r"进行(?=[\u4e00-\u9fff]{2,})|、[^、]{0,14}$", "", _WORK.sub("", after))[:LONGEST]
    if len(thing) < 2 or (spends and _AMOUNT.search(thing)):
        return None
    finish = min(finish, token.end + QUOTED // 2)
    if QUANTITY.search(left):
        left = without_deed(left)
    if left and (QUANTITY.search(left) or spends):
        return Name(thing + left, thing, case.start, finish, thing)
    alone = not left or DEED_LAST.search(left) or "、" in left or len(left) > 10
    body = thing if alone else left + thing
    text = body + "班数" if token.unit == "班" else measured(body, token)
    return Name(text, body, case.start, min(finish, case.end), thing)


def _what_follows(case: Case, left: str, spends: bool) -> tuple[str, int] | None:
    """What the money or area is for, and where that ends; None where it is told before the number."""
    token = case.token
    stop = case.layout.clause_end(token.end)
    after = case.text[token.end : stop]
    if after.startswith("、") and QUANTITY.search(left):
        told = re.search(r"的([^的]{2,})$", case.parts.rest(case.index, stop))
        return (told.group(1), stop) if told else None
    if after.startswith("的") and case.noun:  # 投资4.9亿元的商务中心、投资3亿元的…
        return case.noun, case.end
    if after and after[0] not in "、)”" and after.strip(")”"):
        return (case.parts.rest(case.index, stop) if spends or not case.noun else case.noun), stop
    if not spends or case.text[stop : stop + 1] != ",":
        return None
    following = case.layout.clause_end(stop + 1)
    raw = case.text[stop + 1 : following]
    if not _WORK.match(raw) and not DEED_FIRST.match(raw):
        return None
    return case.parts.rest(case.index, following).lstrip(","), following


def _behind_noun(case: Case, left: str) -> Name:
    """引进企业31家: the noun stands before the number, or is left out because it was said before."""
    token, before, total = case.token, case.before, case.total
    if case.kind == GROWTH and before and re.match(r"较|比|同比|环比", left):
        grown = case.alike or before
        return case.leaning(grown, measured(grown.subject + left, token))
    if case.kind == COMPONENT and total:
        return _part(case, left, total)
    if not left or _REGION.fullmatch(left):
        return _carried(case, left)
    if before and OF_SOMETHING.fullmatch(left) and case.same_part:
        owner = before.owner or before.subject
        return case.leaning(before, measured(owner + left, token), owner + left, owner)
    subject, owner = without_midst(left)
    deed = DEED_FIRST.match(subject)
    lead = deed.group() if deed and len(deed.group()) < len(subject) else ""
    start = case.start
    if before and before.deed and not deed and case.listed:
        subject, lead = before.deed + subject, before.deed
    elif before and before.agent and deed and len(subject) <= 6 and case.same_part:
        subject, owner = before.agent + subject, before.agent
        start = case.near(before)
    elif before and before.owner and len(subject) <= 4 and case.adjoining:
        subject = before.owner + subject
    agent = _agent_of(subject) or (before.agent if before and case.same_part else "")
    return Name(measured(subject, token), subject, start, token.end, owner or _owner_of(subject), lead, agent)


def _carried(case: Case, region: str) -> Name:
    """A number right behind another (115套71户) or behind 共计 counts what the one before it counted."""
    before = case.before
    if before is not None:
        text = region + measured(before.subject, case.token)
        return Name(text, before.subject, case.near(before), case.token.end, before.owner, before.deed)
    clause = case.layout.clause(case.token.start)
    earlier = case.layout.clause(max(0, clause - 1))
    said = bare(case.text[earlier : max(earlier, clause - 1)])[-LONGEST:]
    begin = earlier if case.token.end - earlier <= QUOTED else case.start
    return Name(measured(said, case.token), said, begin, case.token.end)


def _part(case: Case, left: str, total: Name) -> Name:
    """A part is named after its total: 规模以上企业77家,其中工业15家 → 规模以上工业企业数."""
    token, before = case.token, case.named[-1]
    whole = re.sub(
        r"^(?:各类|各项|全部|全区|全街道)|(?<=[\u4e00-\u9fff]{2})(?:总[数量额]|数)$", "", without_deed(total.subject)
    )
    if not left:
        return case.own(measured(whole, token), whole)
    if QUANTITY.search(left):
        return case.own(left, owner=_owner_of(left))
    if before.agent and len(left) <= 6 and DEED_FIRST.match(left) and case.same_part:
        name = case.leaning(before, measured(before.agent + left, token), before.agent + left)
        name.agent = before.agent
        return name
    head = HEAD_NOUN.search(whole)
    if HEAD_NOUN.search(left) or (PERSONS.search(left) and len(left) >= 4) or len(whole) > 16:
        return case.own(measured(left, token), left, agent=_agent_of(left))
    if head and not DEED_FIRST.match(left) and not _OUTCOME.search(left) and len(whole) > len(head.group()):
        body = whole[: -len(head.group())]
        if len(body) <= 8 and not re.search("[的“]", body):
            return case.own(measured(body + left + head.group(), token), left + head.group())
    text = left if len(left) > 8 or left[-2:] == whole[-2:] else whole + left
    return case.own(measured(text, token), left, agent=_agent_of(left))


def _nought(case: Case, left: str) -> Name:
    """没有一人出现感染, 零投诉: the thing behind, of whoever was spoken of before."""
    before = case.before
    thing = case.noun + case.deed
    owner = without_midst(left)[0] or ((before.owner or before.subject) if before else "")
    text = measured(owner[-14:] + thing[:12], case.token)
    return Name(text, owner + thing, case.start, min(case.end, case.token.end + LONGEST), owner)


def _short(deed: str) -> str:
    return _ADVERBS.sub("", deed)[:LONGEST]


def _owner_of(subject: str) -> str:
    """Whose a quantity is: 规上工业企业总产值 → 规上工业企业; empty where nobody is named."""
    found = _OWNED.search(subject)
    return subject[: found.start()] if found and found.start() >= 2 else ""


def _agent_of(subject: str) -> str:
    """Who does what is counted: 对学校、医院开展检查 → 学校、医院; empty where nobody is named."""
    deed = re.search(r"(?:开展|进行)[^开展进行]{1,12}$", subject)
    if not deed or deed.start() < 2:
        return ""
    agent = front_cut(subject[: deed.start()])
    return agent.split("对", 1)[0] if agent.find("对") >= 2 else agent
