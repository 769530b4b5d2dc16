"""Numbers that do not count: the bound of a class, a service hour, a rank of office; and those that do."""

import re

from jingwei.reports.reading.unit_words import AGE, AREA, LENGTH, LEVELS, MONEY, PERSON, SCORE, TIME

_BOUND = re.compile(r"\s?(?:\(含\))?(?:及)?(以上|以下|以内|之间|及以上|及以下)(?:\(不?含[^)]*\))?")
_CLOSES = re.compile(r"\s*(?:[,。;、:!?)\n]|$)")
_BOUND_MEASURES = frozenset({MONEY, AREA, LENGTH, AGE, LEVELS, TIME, SCORE})
_VERB = re.compile(r"\s*(?:用于|对|进行|实施|投入|建设|改造|完成|获|实现)")
_OF_GROUPS = re.compile(r"的?(?:企业|单位|场所|规模|聚集|会议|活动|团队|集会|群体|家庭|住户)")


def is_threshold(text: str, end: int, measure: str, number: int) -> bool:
    """Whether the number ending at `end` only bounds a class, as in 年收入100万以上的社区."""
    found = _BOUND.match(text, end)
    if not found:
        return False
    closes = bool(_CLOSES.match(text, found.end()))
    if found.group(1) != "以上" and found.group(1) != "及以上":
        return not closes
    if closes or _VERB.match(text, found.end()):
        return False
    if measure in _BOUND_MEASURES:
        return True
    return measure == PERSON and (number <= 1 or bool(_OF_GROUPS.match(text, found.end())))


_SPENT = re.compile(
    r"(?:连续|历时|仅用|用时|耗时|长达|达|奋战|遗留|拖欠|搁置|超期|已有|近|累计|坚守|缩短|压缩|减少|提前|延长|节省|利用|只用|花|为期|超过|满|干|过|由|从|数|坚持|下降|增加|用了|花了|至|到)[约近了至为]?\s?$"
)
_YEAR_GOES_ON = re.compile(r"(?:行动|计划|规划|攻坚|任务|期|制|内|来|前|后|以来|以上|级|贯|如一|版|度)")
_SERVICE = re.compile(r"(?:之?内|以内|后|前)")
_REACHES = re.compile(r"(?:时间)?[^,。;]{0,2}(?:内)?(?:完成|拿下|实现|累计|共|在|未|之久|排名|获|全)")


def states_duration(text: str, start: int, end: int, unit: str) -> bool:
    """Whether a length of time is reported (连续奋战10个月, 缩短至3个工作日), not a term, a deadline or a habit."""
    context = _SPENT.search(text, max(0, start - 6), start)
    if unit in ("年", "周年", "周"):
        return bool(context) and not _YEAR_GOES_ON.match(text, end)
    if _SERVICE.match(text, end):
        return False
    if unit in ("课时", "学时", "万小时", "小时", "个小时"):
        return True
    return bool(context) or bool(_REACHES.match(text, end)) or text[end : end + 2] == "时间"


_TWO_SUPERIORS = re.compile(r"[国省市区县州]、?[省市区县州]$")
_TIERS = re.compile(
    r"[^,。;、\d]{0,6}?(?:网格(?![长员\d])|责任|管控|管理|服务|调解|治理|督查|监督|联动|联防|组织|应急|预警|包保|防控|工作|党|矩阵|体系|架构|机制|网络|平台|阵地|措施|人员|书记|河长|林长|田长|干部)"
)


def states_levels(text: str, start: int, end: int, number: int) -> bool:
    """Whether 四级 counts tiers (四级网格, 两级工作人员); 市区两级 names authorities, 二级 is an ordinal."""
    if not 2 <= number <= 9 or _TWO_SUPERIORS.search(text, max(0, start - 4), start):
        return False
    return bool(_TIERS.match(text, end)) and not re.match(r"网格(?:[长员]|\d)", text[end : end + 3])
