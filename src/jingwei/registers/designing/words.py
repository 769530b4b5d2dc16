"""What heads of columns and titles of sheets tell by their words."""

from __future__ import annotations

import re

from jingwei.core.sheets.headings import fold

# A code is text, though it is made of digits.
CODE = re.compile(
    r"(?:编号|编码|代码|代号|证号|账号|帐号|卡号|户号|号牌|文号|合同号|单号|案号|工号|门牌号?|证件号码?|号码)$"
)
SERIAL = frozenset({"序号", "序", "no", "行号", "项次", "顺序号", "排序", "次序"})
MONEY = re.compile(
    r"金额|投资|资金|租金|产值|产量值|营收|营业额|收入|支出|补助|补贴|费用|税|价款|造价|工程款|到位|完成额|预算|决算|单价"
)
AREA = re.compile(r"面积")
DAY = re.compile(r"日期|时间|年月日|日$|何时|期限|届满|到期")
WHETHER = re.compile(r"^(?:是否|有无|是不是)|是否")
QUANTITY = re.compile(r"数$|数量|面积|金额|[（(][人户个家件处]")
RATE = re.compile(r"率$|占比|比例|百分比|比重")
LONG = re.compile(r"备注|说明|情况|内容|描述|意见|措施|简介|原因")
ADDRESS = re.compile(r"地址|住址|坐落|地点|位置$|住所")
PHONE = re.compile(r"电话|手机|联系方式|热线|座机|移动号码")
ID_NUMBER = re.compile(r"身份证|公民身份号码")
CREDIT = re.compile(r"信用代码|营业执照号")
YEAR = re.compile(r"年份|年度|建成年代|年$")
COUNTED = re.compile(
    r"[（(](人|户|个|家|件|处|栋|幢|套|间|条|次|人次|户次|名|岁|层|项|块|辆|台|座|起|份|株|盏|只|位|所|张|面|片|根)[)）]$"
)
PLACE = re.compile(r"网格|社区|村居|区划|片区")
TITLE = re.compile(r"名称$|名$|店名|项目|标题|题名|事项|单位$|企业$|小区$")

# Personal-data marks by head; the first that fits. What is said of firms and offices is none.
_OF_AN_OFFICE = re.compile(
    r"单位|企业|公司|办公|值班|热线|投诉|监督|网格员|社区(?:电话|书记)|机构|店|门市|物业|登记机关|法定代表人|法人代表"
)
_MARKS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("id_number", ID_NUMBER),
    ("phone", PHONE),
    ("account", re.compile(r"银行卡|银行账|开户账|收款账|卡号")),
    ("address", re.compile(r"家庭住址|家庭地址|户籍|现住址|住址|居住地址")),
    (
        "name",
        re.compile(
            r"姓名|户主|联系人|申请人|当事人|产权人|房东|承租人|负责人|经营者|业主$|监护人|配偶|子女|老人$|本人|诉求人|反映人|受助人"
        ),
    ),
    ("other", re.compile(r"出生日期|生日|民族|婚姻|籍贯|学历|疾病|残疾证|低保证|政治面貌")),
)

_STREET = re.compile(r"^[\u4e00-\u9fff]{2,12}?(?:街道办事处|街道办|街道|镇|乡|办事处|社区居委会|社区|居委会|村委会)")
_WHEN = re.compile(
    r"(?:19|20)\d\d年?(?:度)?(?:\d{1,2}月份?)?(?:\d{1,2}日)?|第?[一二三四]季度|上半年|下半年|\d{1,2}月份?|全年|"
    r"最新版?|定稿|终稿|汇总版|[（(].*?[)）]|\d{4,8}|v\d+|副本|[-_ —]+"
)
_SORT = re.compile(
    r"(?:基本情况|信息|情况|摸排|排查|统计|登记|汇总|明细|台账|一览|名单|花名|名册|清单|底数|数据|登记簿|调查|采集|表|册|簿|清册|一览表|花名册)+$"
)
_UNITS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("家", re.compile(r"企业|商户|铺|店|公司|单位|门市|经营户|餐饮|机构|物业")),
    ("人", re.compile(r"人员|人$|老人|志愿者|职工|学员|干部|对象|党员|残疾人|网格员")),
    ("户", re.compile(r"户$|家庭|低保")),
    ("处", re.compile(r"房|点|场所|隐患|设施|厕|公园|井|阵地|驿站|路段|违建|空间|水体")),
    ("个", re.compile(r"项目|小区|组织|队|站|中心|岗")),
    ("件", re.compile(r"事项|诉求|工单|案件|纠纷|问题|投诉")),
    ("辆", re.compile(r"车$|车辆")),
    ("株", re.compile(r"树|古木")),
    ("条", re.compile(r"河|路$|巷|线路|线索")),
)


def is_serial(head: str) -> bool:
    """Whether a head means the running number of the row."""
    return fold(head) in SERIAL


def mark_of(head: str) -> str | None:
    """The personal-data mark a head asks for."""
    for mark, pattern in _MARKS:
        if pattern.search(head):
            own = mark == "id_number" or re.search(r"联系人|负责人|经营者|姓名|本人", head)
            return mark if own or not _OF_AN_OFFICE.search(head) else None
    return None


def noun_of(*titles: str) -> str:
    """What the rows are, from the title of a sheet or the name of a file: 望澜街道房屋摸排情况表 is 房屋."""
    for title in titles:
        text = _WHEN.sub("", re.sub(r"\s+", "", title))
        bare = _STREET.sub("", text) or text
        noun = _SORT.sub("", bare)
        if len(noun) >= 2 and not re.fullmatch(r"(?i)sheet\d*|工作表\d*|新建.*|csv|表|表格|粘贴的(表格)?", noun):
            return noun[:24]
    return ""


def unit_of(noun: str) -> str:
    """The word by which such things are counted."""
    return next((unit for unit, pattern in _UNITS if pattern.search(noun)), "条")
