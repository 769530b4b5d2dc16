"""The stretches of a text whose digits are no figures: dates, ordinals, titles, slogans, models, ages, deadlines."""

import re
from importlib.resources import files

_HAN = "[零〇一二两三四五六七八九十]"
_SOME = rf"(?:\d+|{_HAN}+)"
_YEAR = r"(?:(?:19|20)\d\d|二[〇零][〇零一二三四五六七八九]{2})"
_MONTH = r"(?:1[0-2]|0?[1-9])"
_TO = r"\s?[-~至到/]\s?"
DATES = re.compile(
    rf"{_YEAR}\s?年?{_TO}{_YEAR}\s?年度?|"
    rf"{_YEAR}\s?年\s?{_MONTH}\s?(?:月?{_TO}{_MONTH}\s?)?月份?(?:\s?\d{{1,2}}\s?日)?|{_YEAR}\s?年度?|"
    rf"(?<!\d){_YEAR}[-./]\d{{1,2}}[-./]\d{{1,2}}(?!\d)|元(?:月份?)?{_TO}{_MONTH}\s?月份?|(?<![\d万亿美欧])元月份?|"
    rf"(?<![\d.]){_MONTH}\s?(?:月份?)?{_TO}{_MONTH}\s?月份?|"
    rf"(?<![\d.]){_MONTH}\s?月份?(?:\s?\d{{1,2}}\s?日?{_TO}\d{{1,2}}\s?日|\s?\d{{1,2}}\s?日)?|"
    r"(?<![\d.])\d{1,2}\s?日|(?<!\d)[0-2]?\d:[0-5]\d(?!\d)|(?<!\d)\d{1,2}时(?:\d{1,2}分)?|(?<!\d)[12]\d年(?=底|初|末|度)|"
    r"[一二三四1-4]季度|前[二三23]季度|(?:十[一二]?|[一二三四五六七八九])月(?:份|底|初|末|中旬|上旬|下旬)"
)
_TITLES = re.compile(r"《[^《》\n]{1,80}》|〔\d+〕\s?\d*号?|[\[(]20\d\d[\])]\s?\d+号")
_QUOTED = re.compile(r"“[^“”\n]{1,30}”|‘[^‘’\n]{1,30}’|\"[^\"\n]{1,24}\"")
_SENTENCE_WITHIN = re.compile(r"[。;]|,.*,")
_ORDINALS = re.compile(
    r"第\s?(?:\d+|[零一二三四五六七八九十百]+)(?:季度|剂次|[次批期届轮个条号名位步类种方家场剂针])?|"
    r"[一二三四五六七八九]期(?=[、工项)])|[一二三四五六七八九十]+届[一二三四五六七八九十]+[次中]"
)
_NAMES = re.compile(
    # hotlines and telephones; 12345件 may well be a count and stays
    r"(?<!\d)(?:123\d\d|96\d{3,4}(?:-\d)?|11[09]|12[02])(?=[热政便市民投工转举诉服联指报交、“)等和号急]|平台)|"
    r"(?<!\d)(?:0\d{2,3}-\d{7,8}|1[3-9]\d{9}|400-?\d{3}-?\d{4})(?!\d)|"
    # versions, house numbers, models (PM10, 4S, G104), bus lines, formulas (1+3+N), fractions, capacities (20万吨/年)
    r"\d+(?:\.\d+)?版|\d+号(?:院|楼)?(?:\d+(?:栋|幢|单元|楼|室))*|\d+[栋幢](?:[-~至到]\d+[栋幢]|[东西南北前后]|\d+单元)|"
    # but GDP9.8万元 and A3个 are figures
    r"[A-Za-z]+(?!\d+(?:\.\d+)?[万亿]*(?:美?元|%|人))(?!(?<![A-Za-z][A-Za-z])\d+[余多]?[个家件名人户处项次条])-?\d+(?:\.\d+)?|"
    r"\d+(?!km|kg|m[²³])[A-Za-z]+|\d+路(?:公交|车|线)|[\dNnXx]+(?:\s?\+\s?[\dNnXx]+)+|\d+\s?[x×*]\s?\d+|"
    r"[\d一二三四五六七八九十]+分之[\d一二三四五六七八九十百]+|\d+(?:\.\d+)?万?[吨套台件个辆](?:/|每)[年天日月]|\d+千伏"
)
_AGES = re.compile(rf"\d+\s?[-~至到]\s?\d+\s?(?:周?岁|(?=人群))|{_SOME}\s?周?岁")
_LAMPS = re.compile(rf"{_SOME}盏?绿(?:灯)?[、,]?{_SOME}盏?(?:红|黄)")
_AVERAGE = re.compile(r"(?:年龄|寿命)[^,。;]{0,12}$")
_HABITS = re.compile(
    # each so often; plans of so many years; spans of time that are a period; deadlines and hours of service
    rf"每隔?{_SOME}\s?个?[\u4e00-\u9fff]|每(?:周|月|天|日|年|季度|半年|人|户)(?:每[天日月])?\d+(?:\.\d+)?(?!万?元)个?[\u4e00-\u9fff]|"
    rf"{_SOME}\s?年(?:规划|行动|攻坚|计划|目标|任务|一贯|制|期|级|大变样|倍增|滚动)|"
    rf"(?:今后|未来|过去|前|(?<!用时)(?<!历时)(?<!达)近|这|最近)\s?{_SOME}\s?(?:年|个月|周|天)(?!多)|"
    r"\d+\s?(?:小时|分钟|天|个?工作日)(?:之?内|以内|全天候|不间断|值班|值守|在线|响应|轮班|轮值|备勤|待命|监控|巡[查逻]|服务|营业|制|办结|办理)|"
    rf"24\s?小时|{_SOME}\s?分钟[^,。;]{{0,8}}(?:圈|步行|车程|路程|可达|到达|到场|响应)|"
    r"\d+天(?=集中|居家|医学|隔离|健康|管控)|最[后初先](?:\d+|一|一百)\s?(?:公里|米)"
)
_THRESHOLDS = re.compile(
    r"(?:超|过|逾|上)(?:[十百千]?[万亿]元?|\d+(?:\.\d+)?[万亿]元)(?=的?(?:企业|项目|楼宇|市场主体|村|社区|税收企业|产业|集群))|"
    r"(?<![\d.])(?:[十百千]万|[百千]?亿|千?万)元?(?:级|以上)|\d+(?:\.\d+)?[万亿]元?级"
)
_PLACES = re.compile(r"[一二三四五六七八九十]+[户家里口](?:村(?![民办级居委干集])|庄|镇|屯|营|渠|沟|湾|街道)")


def _formulas() -> re.Pattern[str]:
    lines = files(__package__).joinpath("slogans.txt").read_text("utf-8").splitlines()
    words = sorted((line for line in lines if line and not line.startswith("#")), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words)))


_SLOGANS = _formulas()


def masked(text: str) -> bytearray:
    """One byte for each sign of the folded text, 1 where a digit or numeral standing there is no figure."""
    mask = bytearray(len(text))

    def cover(start: int, end: int) -> None:
        mask[start:end] = b"\x01" * (end - start)

    for pattern in (DATES, _TITLES, _ORDINALS, _NAMES, _HABITS, _THRESHOLDS, _SLOGANS, _PLACES):
        for found in pattern.finditer(text):
            cover(*found.span())
    for found in _QUOTED.finditer(text):
        if not _SENTENCE_WITHIN.search(found.group()):
            cover(*found.span())
    for found in _LAMPS.finditer(text):  # “九绿八红” counts, though it stands in quotation marks
        mask[found.start() : found.end()] = bytes(len(found.group()))
    for found in _AGES.finditer(text):
        if not _AVERAGE.search(text, max(0, found.start() - 16), found.start()):
            cover(*found.span())
    return mask
