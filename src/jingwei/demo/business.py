"""Enterprises and their dated titles (in the statistics lists, high-tech, specialised …)."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta

from jingwei.demo import plausible
from jingwei.demo.chance import chance
from jingwei.demo.housing import Roads
from jingwei.demo.profiles import COUNTY, Profile
from jingwei.demo.shares import split
from jingwei.demo.sites import Degrees, Point, frontage, lattice
from jingwei.demo.tables import LAST_DAY
from jingwei.demo.territory import Area, Territory

# GB/T 4754-2017 sections with their share of the demo's enterprises and words for names.
_SECTIONS: tuple[tuple[str, float, tuple[str, ...]], ...] = (
    ("C 制造业", 0.20, ("精密机械", "海洋食品", "电子", "新材料", "船用配件", "包装制品", "智能装备", "服饰")),
    ("E 建筑业", 0.05, ("建设工程", "装饰工程", "市政园林")),
    ("F 批发和零售业", 0.35, ("商贸", "超市", "汽车销售", "建材", "百货", "食品", "医药", "五金")),
    ("G 交通运输、仓储和邮政业", 0.05, ("物流", "冷链仓储", "供应链")),
    ("H 住宿和餐饮业", 0.07, ("餐饮管理", "酒店", "茶楼", "大酒楼")),
    ("I 信息传输、软件和信息技术服务业", 0.06, ("软件", "信息技术", "网络科技")),
    ("J 金融业", 0.01, ("融资担保", "典当")),
    ("K 房地产业", 0.03, ("物业服务", "房地产经纪", "置业")),
    ("L 租赁和商务服务业", 0.07, ("企业管理", "人力资源", "会展服务", "广告传媒")),
    ("M 科学研究和技术服务业", 0.05, ("海洋科技", "检测技术", "工程设计")),
    ("O 居民服务、修理和其他服务业", 0.04, ("家政服务", "汽车维修", "美容")),
    ("Q 卫生和社会工作", 0.01, ("口腔门诊部", "康养服务")),
    ("R 文化、体育和娱乐业", 0.01, ("文化传播", "健身")),
)
_INDUSTRIAL = ("C 制造业",)
_TRADE = ("F 批发和零售业",)
_TABLE = ("H 住宿和餐饮业",)
_SERVICE = (
    "G 交通运输、仓储和邮政业", "I 信息传输、软件和信息技术服务业", "L 租赁和商务服务业", "M 科学研究和技术服务业",
)  # fmt: skip
_TECH = ("C 制造业", "I 信息传输、软件和信息技术服务业", "M 科学研究和技术服务业")

# Title, level, sections it is given to, share of all enterprises, years it lasts (None: until struck off).
_TITLES: tuple[tuple[str, str, tuple[str, ...], float, int | None], ...] = (
    ("规上工业", "国家", _INDUSTRIAL, 0.0350, None),
    ("限上批发零售", "国家", _TRADE, 0.0320, None),
    ("限上住宿餐饮", "国家", _TABLE, 0.0075, None),
    ("规上服务业", "国家", _SERVICE, 0.0185, None),
    ("资质建筑业", "国家", ("E 建筑业",), 0.0090, None),
    ("高新技术企业", "国家", _TECH, 0.0430, 3),
    ("科技型中小企业", "省", _TECH, 0.0520, 1),
    ("创新型中小企业", "省", _TECH, 0.0330, 3),
    ("专精特新中小企业", "省", _TECH, 0.0240, 3),
    ("专精特新“小巨人”企业", "国家", _INDUSTRIAL, 0.0035, 3),
    ("瞪羚企业", "省", _TECH, 0.0050, 3),
    ("专精特新中小企业", "市", _TECH, 0.0120, 3),
    ("房地产开发经营业", "国家", ("K 房地产业",), 0.0035, None),
    ("战略性新兴产业企业", "市", _INDUSTRIAL, 0.0070, 3),
    ("市级重点产业企业", "市", _INDUSTRIAL, 0.0090, 3),
    ("科技型企业重点培育对象", "区", _TECH, 0.0120, 1),
    ("省科技小巨人企业", "省", _TECH, 0.0080, 3),
    ("安全生产标准化标杆", "区", _INDUSTRIAL, 0.0040, 3),
)
_TAGS = ("沿街商铺", "外商投资", "个转企", "上市后备", "出口企业", "涉爆粉尘", "有限空间作业", "人员密集场所")


@dataclass(frozen=True, slots=True)
class Enterprise:
    """One row of the enterprise ledger."""

    credit_code: str
    name: str
    section: str
    kind: str
    status: str  # at the end of 2025
    founded: date
    capital: float
    staff: int
    area: Area
    address: str
    contact: str
    phone: str
    tags: tuple[str, ...]
    lon: float
    lat: float
    closed: date | None = None

    @property
    def trades_chemicals(self) -> bool:
        """Whether the demo may give it a licence to deal in dangerous chemicals."""
        return self.section in _INDUSTRIAL + _TRADE and self.status == "开业"


@dataclass(frozen=True, slots=True)
class Title:
    """A title of an enterprise, in force from ``granted`` until the day before ``ends`` (None: still in force).

    ``expires``: the end was fixed when it was granted; otherwise the enterprise was struck off the list.
    """

    enterprise: Enterprise
    name: str
    level: str
    batch: str
    granted: date
    ends: date | None
    expires: bool


def make_enterprises(
    profile: Profile, territory: Territory, roads: Roads, names: list[str], phones: list[str]
) -> list[Enterprise]:
    """The enterprises, one invented contact name and phone each."""
    rng = chance("enterprises", profile)
    weights = [_draw(area, rng) for area in territory.microgrids]
    sections = _sections(profile.enterprises, rng)
    trade = plausible.trade_names(rng)
    serials = range(int(profile.code[-3:]) * 10_000, int(profile.code[-3:]) * 10_000 + profile.enterprises)
    places: list[tuple[Area, Point]] = []
    for area, count in zip(territory.microgrids, split(profile.enterprises, weights), strict=True):
        at_front = round(count * 0.6)
        sites = frontage(area.flat, at_front, rng) + lattice(area.flat, count - at_front, rng, margin=18)
        places += [(area, site) for site in sites]
    points = Degrees.of(territory.plane, [site for _, site in places])
    rows = []
    for index, ((area, _), section) in enumerate(zip(places, sections, strict=True)):
        code = plausible.credit_code(COUNTY[0], serials[index])
        where = points.lons[index], points.lats[index]
        rows.append(
            _enterprise(
                code,
                section,
                area,
                next(trade),
                profile=profile,
                roads=roads,
                contact=names[index],
                phone=phones[index],
                where=where,
                rng=rng,
            )
        )
    return rows


def _draw(area: Area, rng: random.Random) -> float:
    assert area.community is not None
    return {"industry": 3.2, "new": 1.1, "old": 1.0, "village": 0.6}[area.community.character] * rng.uniform(0.3, 1.8)


def _sections(count: int, rng: random.Random) -> list[str]:
    each = split(count, [share for _, share, _ in _SECTIONS])
    return plausible.shuffled([name for (name, _, _), n in zip(_SECTIONS, each, strict=True) for _ in range(n)], rng)


def _enterprise(
    code: str, section: str, area: Area, trade: str, *, profile: Profile, roads: Roads,
    contact: str, phone: str, where: tuple[float, float], rng: random.Random,
) -> Enterprise:  # fmt: skip
    assert area.community is not None
    words = next(words for name, _, words in _SECTIONS if name == section)
    large = section == "C 制造业"
    kind = rng.choices(("有限责任公司", "股份有限公司", "个人独资企业", "合伙企业", "外商投资企业"), (86, 4, 6, 2, 2))[
        0
    ]
    tail = "股份有限公司" if kind == "股份有限公司" else "有限公司"
    tail = {"个人独资企业": "中心", "合伙企业": "中心(有限合伙)"}.get(kind, tail)
    road, number = roads.next(area.parent, rng)
    founded = date(1996, 1, 1) + timedelta(days=int((LAST_DAY - date(1996, 1, 1)).days * rng.random() ** 0.55) - 1)
    status, closed = rng.choices(("开业", "停业(歇业)", "筹建"), (955, 35, 10))[0], None
    if status == "筹建":
        founded = LAST_DAY - timedelta(days=rng.randint(10, 150))
    elif status != "开业":
        founded = min(founded, date(2023, 6, 30))
        closed = date(2024, 1, 8) + timedelta(days=rng.randrange(700))
    tags = [tag for tag in _TAGS if rng.random() < 0.05]
    if kind == "外商投资企业" and "外商投资" not in tags:
        tags.append("外商投资")
    return Enterprise(
        credit_code=code,
        name=f"沧澜市{trade}{rng.choice(words)}{tail}",
        section=section,
        kind=kind,
        status=status,
        founded=founded,
        capital=float(rng.choice((10, 30, 50, 100, 200, 300, 500, 1000) + ((2000, 3000, 5000) if large else ()))),
        staff=round(rng.lognormvariate(3.1 if large else 1.8, 0.9)) + 1,
        area=area,
        address=f"{profile.name}{area.community.name}{road}{number}号",
        contact=contact,
        phone=phone,
        tags=tuple(tags),
        lon=where[0],
        lat=where[1],
        closed=closed,
    )


def make_titles(profile: Profile, enterprises: list[Enterprise]) -> list[Title]:
    """The dated titles of the enterprises in operation; some have ended, some were renewed."""
    rng = chance("titles", profile)
    titles: list[Title] = []
    for name, level, sections, share, years in _TITLES:
        fit = [e for e in enterprises if e.section in sections and e.status == "开业" and e.founded.year < 2024]
        count = min(len(fit), max(1, round(profile.enterprises * share)))
        # Larger firms are more likely to hold a title.
        for enterprise in sorted(fit, key=lambda e: -e.staff * rng.uniform(0.4, 1.6))[:count]:
            titles += _course(enterprise, name, level, years, rng)
    return titles


def _course(enterprise: Enterprise, name: str, level: str, years: int | None, rng: random.Random) -> list[Title]:
    first = max(enterprise.founded.year + 1, 2017)
    year = rng.choices(range(first, 2026), [1.0 + (y - first) * 0.15 for y in range(first, 2026)])[0]
    if years is None:
        granted = date(year, rng.choice((1, 1, 1, 4, 7, 10)), 1)
        struck = date(rng.randint(year + 1, 2025), 1, 1) if year < 2025 and rng.random() < 0.09 else None
        return [Title(enterprise, name, level, f"{granted:%Y}年{granted.month}月入库", granted, struck, expires=False)]
    granted = date(year, rng.choice((6, 9, 11, 12)), rng.randint(1, 28))
    course = []
    while granted <= LAST_DAY:
        ends = granted.replace(year=granted.year + years)
        course.append(
            Title(enterprise, name, level, f"{granted.year}年第{rng.randint(1, 3)}批", granted, ends, expires=True)
        )
        if rng.random() < 0.18:
            break
        granted = ends
    return course
