"""Facilities of a demo subdistrict as tables: care for the old, service points, waste, dealers, fire, idle premises."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from jingwei.demo import plausible
from jingwei.demo.business import Enterprise
from jingwei.demo.chance import chance
from jingwei.demo.housing import Compound, Roads
from jingwei.demo.profiles import Profile
from jingwei.demo.sites import anywhere, degrees, frontage
from jingwei.demo.tables import LAST_DAY, STOCK_DAY, Head, Row, Table, by_half_year, stock
from jingwei.demo.territory import Area, Territory

_PLACE = (Head("社区", 12), Head("网格编码", 20))
_POINT = (Head("经度", 12, "degrees"), Head("纬度", 12, "degrees"))
_BINS = ("厨余垃圾", "其他垃圾", "可回收物", "有害垃圾")


@dataclass(slots=True)
class Surroundings:
    """Draws places with an address and a point for one topic."""

    profile: Profile
    territory: Territory
    roads: Roads
    rng: random.Random

    @classmethod
    def of(cls, profile: Profile, territory: Territory, roads: Roads, topic: str) -> Surroundings:
        return cls(profile, territory, roads, chance(topic, profile))

    def in_turn(self, serial: int, step: int) -> Area:
        """Microgrids in turn, so that every part of the territory has its share."""
        return self.territory.microgrids[(serial * step) % len(self.territory.microgrids)]

    def place(self, area: Area | None = None) -> tuple[tuple[str, str], str, tuple[float, float]]:
        """(community, microgrid code), address, (longitude, latitude)."""
        area = area or self.rng.choice(self.territory.microgrids)
        assert area.community is not None
        road, number = self.roads.next(area.parent, self.rng)
        spot = (frontage if self.rng.random() < 0.7 else anywhere)(area.flat, 1, self.rng)[0]
        address = f"{self.profile.name}{area.community.name}{road}{number}号"
        return (area.community.name, area.code), address, degrees(self.territory.plane, spot)

    def day(self, first: date, last: date = LAST_DAY) -> date:
        return first + timedelta(days=self.rng.randrange((last - first).days + 1))


def elderly_care(here: Surroundings) -> Table:
    """Facilities of care for the old."""
    heads = (
        Head("编号", 18), Head("名称", 24), Head("类型", 18), *_PLACE, Head("地址", 34),
        Head("建筑面积(平方米)", 12, "amount", add_up=True), Head("床位数", 9, "integer", add_up=True),
        Head("启用日期", 12, "date"), Head("星级", 8), Head("运营方式", 12), Head("状态", 8), *_POINT,
    )  # fmt: skip
    kinds = {"居家养老服务站": 24, "长者食堂": 11, "日间照料中心": 7, "嵌入式养老服务中心": 3, "养老院": 1}
    beds_of = {"日间照料中心": (6, 20), "嵌入式养老服务中心": (20, 60), "养老院": (80, 160)}
    rng = here.rng
    states: list[tuple[date, Row]] = []
    for serial in range(1, here.profile.elderly_care + 1):
        kind = rng.choices([*kinds], [*kinds.values()])[0]
        home, address, point = here.place()
        beds = rng.randint(*beds_of[kind]) if kind in beds_of else 0
        size = round(rng.uniform(90, 260) if beds < 20 else beds * 32.5, 2)
        opened = here.day(date(2014, 1, 1), date(2025, 11, 30))
        row: Row = (
            f"YL{here.profile.code}{serial:03d}", f"{_stem(home[0])}{plausible.ordinal(serial)}号{kind}", kind, *home,
            address, size, beds, opened, rng.choice(("三星", "四星", "五星", "未评")),
            rng.choice(("街道自营", "公建民营", "民办公助")), rng.choices(("运营", "暂停"), (94, 6))[0], *point,
        )  # fmt: skip
        states.append((opened, row))
    return Table("elderly_care", "养老服务设施台账", "单位：平方米、张", heads, by_half_year(states))


def service_points(here: Surroundings) -> Table:
    """Service points for residents; every community has its centre and its station."""
    heads = (
        Head("编号", 18), Head("名称", 26), Head("类型", 18), *_PLACE, Head("地址", 34),
        Head("建筑面积(平方米)", 12, "amount", add_up=True), Head("改造前", 10), Head("承诺开放日期", 13, "dotted"),
        Head("启用日期", 13, "dotted"), Head("为民办实事层级", 12), Head("验收日期", 13, "dotted"),
        Head("提升完成日期", 13, "dotted"), Head("入驻力量", 18), Head("开放时间", 22), Head("状态", 8), *_POINT,
    )  # fmt: skip
    centre, station, grid_centre = "党群服务中心", "新时代文明实践站", "网格治理中心"
    others = ("便民服务站", "老年大学教学点", "社区书屋", "残疾人之家", "暖心驿站", "文体广场", "普惠托育园",
              "口袋公园")  # fmt: skip
    hours = ("每天8:30—20:30", "工作日8:30—17:30", "每天9:00—21:00", "周二至周日9:00—17:00")
    rng, communities = here.rng, here.territory.communities
    states: list[tuple[date, Row]] = []
    for serial in range(1, here.profile.service_points + 1):
        kind, area = rng.choice(others), None
        if serial <= 2 * len(communities):
            kind = centre if serial <= len(communities) else station
            community = communities[(serial - 1) % len(communities)]
            area = next(cell for cell in here.territory.microgrids if cell.code.startswith(community.code))
        elif serial % 19 == 0:
            kind = grid_centre
        home, address, point = here.place(area)
        last = STOCK_DAY if kind in (centre, station) else date(2025, 12, 20)
        opened = here.day(date(2010, 1, 1), last)
        small = kind == "口袋公园"
        before = rng.choice(("荒地", "荒地", "卫生死角")) if small else rng.choice(("新建", "闲置用房", ""))
        start: Row = (
            f"FW{here.profile.code}{serial:03d}", f"{_stem(home[0])}{kind}({serial:02d})", kind, *home, address,
            round(rng.uniform(60, 200 if small else 1800), 2), before,
            opened + timedelta(days=rng.randint(-40, 90)), opened,
        )  # fmt: skip
        end: Row = (rng.choice(hours), rng.choices(("开放", "维修"), (95, 5))[0], *point)
        accepted = opened - timedelta(days=12) if kind in (centre, station) else None
        desks = {centre: "党建、政务", grid_centre: "党建、政务、警务、社会服务"}.get(kind)
        states.append((opened, (*start, None, accepted, None, desks, *end)))
        if kind == station and rng.random() < 0.5:
            upgraded = here.day(date(2024, 2, 1), date(2025, 11, 30))
            states.append((upgraded, (*start, rng.choice(("市级", "区级")), accepted, upgraded, desks, *end)))
    return Table("service_points", "社区公共服务设施台账", "单位：平方米", heads, by_half_year(states))


def waste_points(here: Surroundings, compounds: Sequence[Compound]) -> Table:
    """Points where sorted waste is put out."""
    heads = (
        Head("编号", 18), Head("小区", 14), *_PLACE, Head("位置说明", 36), Head("类型", 18),
        Head("桶数", 8, "integer", add_up=True), *(Head(f"{kind}桶数", 11, "integer", add_up=True) for kind in _BINS),
        Head("启用日期", 16, "words"),
        Head("撤并桶点数", 11, "integer", add_up=True), Head("状态", 8), *_POINT,
    )  # fmt: skip
    kinds = {"四分类投放点": 70, "定时定点投放点": 18, "大件垃圾暂存点": 6, "建筑垃圾暂存点": 6}
    named = {area.code: compound.name for compound in compounds for area in compound.areas}
    rng = here.rng
    states: list[tuple[date, Row]] = []
    for serial in range(1, here.profile.waste_points + 1):
        area = here.in_turn(serial, 7)
        home, address, point = here.place(area)
        opened = here.day(date(2019, 6, 1), date(2025, 12, 20))
        row: Row = (
            f"LJ{here.profile.code}{serial:04d}", named.get(area.code, ""), *home, f"{address}旁",
            (kind := rng.choices([*kinds], [*kinds.values()])[0]), (bins := rng.choice((4, 4, 6, 8))),
            *_bins(bins, kind), opened, rng.choice((0, 0, 1, 2, 3)),
            rng.choices(("正常", "破损", "停用"), (93, 5, 2))[0], *point,
        )  # fmt: skip
        states.append((opened, row))
    return Table("waste_points", "生活垃圾分类投放点台账", "单位：个", heads, by_half_year(states))


def _bins(count: int, kind: str) -> tuple[int | None, ...]:
    """How many of the bins are of each kind; where nothing is sorted nobody tells."""
    if kind not in ("四分类投放点", "定时定点投放点"):
        return (None,) * len(_BINS)
    half = (count - 2) // 2
    return (half, half, 1, 1)


def chemical_dealers(here: Surroundings, enterprises: Sequence[Enterprise]) -> Table:
    """Enterprises licensed to deal in dangerous chemicals; each is a row of the enterprise ledger."""
    heads = (
        Head("许可证编号", 26), Head("统一社会信用代码", 22), Head("企业名称", 30), *_PLACE, Head("许可范围", 20),
        Head("储存方式", 18), Head("发证日期", 12, "date"), Head("有效期至", 12, "date"), Head("风险等级", 10),
        Head("风险评定日期", 12, "date"), Head("整治措施", 24), Head("完成期限", 12, "date"), Head("责任岗位", 16),
        Head("整治完成日期", 12, "date"),
    )  # fmt: skip
    rng = here.rng
    measures = ("更换防爆电器", "增设可燃气体报警", "整改储存间通风", "完善应急处置卡")
    goods = ("汽油、柴油", "液氧、液氮", "油漆、稀释剂", "乙醇", "盐酸、硫酸", "瓶装液化石油气")
    fit = [e for e in enterprises if e.trades_chemicals]
    states: list[tuple[date, Row]] = []
    for serial, firm in enumerate(rng.sample(fit, min(here.profile.chemical_dealers, len(fit))), start=1):
        granted = here.day(date(2023, 1, 10), date(2025, 11, 30))
        assert firm.area.community is not None
        row: Row = (
            f"观危化经字〔{granted.year}〕{here.profile.code[-1]}{serial:03d}号", firm.credit_code, firm.name,
            firm.area.community.name, firm.area.code, rng.choice(goods),
            rng.choice(("无储存", "无储存", "专用仓库储存")), granted,
            granted.replace(year=granted.year + 3) - timedelta(days=1),
            rng.choices(("红", "橙", "黄", "蓝"), (3, 12, 35, 50))[0], granted, measures[serial % len(measures)],
            granted + timedelta(days=90), "应急管理办公室包联岗", None,
        )  # fmt: skip
        states.append((granted, row))
        done = granted + timedelta(days=40 + serial % 70)
        if STOCK_DAY < done <= LAST_DAY:
            states.append((done, (*row[:-1], done)))
    return Table("chemical_dealers", "危险化学品经营单位台账", "单位：家", heads, by_half_year(states))


def fire_facilities(here: Surroundings) -> Table:
    """Hydrants, small fire stations, charging sheds."""
    heads = (
        Head("编号", 18), Head("名称", 22), Head("类型", 16), *_PLACE, Head("位置说明", 36), Head("维护单位", 20),
        Head("最近检查日期", 13, "date"), Head("状态", 8), *_POINT,
    )  # fmt: skip
    kinds = {"市政消火栓": 70, "微型消防站": 12, "消防水池": 4, "电动自行车充电棚": 14}
    rng = here.rng
    rows: list[Row] = []
    for serial in range(1, here.profile.fire_facilities + 1):
        home, address, point = here.place(here.in_turn(serial, 5))
        kind = rng.choices([*kinds], [*kinds.values()])[0]
        keeper = "区供水公司（虚构）" if kind == "市政消火栓" else home[0]
        rows.append(
            (
                f"XF{here.profile.code}{serial:04d}", f"{kind}{serial:04d}", kind, *home, f"{address}路边", keeper,
                here.day(date(2023, 7, 1), STOCK_DAY), rng.choices(("完好", "待修", "缺失"), (92, 6, 2))[0], *point,
            )
        )  # fmt: skip
    return Table("fire_facilities", "消防设施台账", "单位：处", heads, stock(rows))


def idle_premises(here: Surroundings) -> Table:
    """Idle premises and when they came into use again."""
    heads = (
        Head("编号", 18), Head("名称", 20), Head("类型", 12), Head("权属", 8), *_PLACE, Head("地址", 34),
        Head("建筑面积(平方米)", 12, "amount", add_up=True), Head("闲置面积(平方米)", 12, "amount", add_up=True),
        Head("闲置起始日期", 13, "date"), Head("状态", 10), Head("盘活日期", 12, "date"),
        Head("盘活面积(平方米)", 12, "amount", add_up=True), Head("盘活用途", 12), *_POINT,
    )  # fmt: skip
    uses = ("电商仓储", "创客空间", "养老服务", "体育场馆", "社区用房", "工业生产")
    rng = here.rng
    states: list[tuple[date, Row]] = []
    for serial in range(1, here.profile.idle_premises + 1):
        home, address, point = here.place()
        kind = rng.choice(("厂房", "标准厂房", "仓库", "办公楼宇", "商业网点", "汽车展厅", "旧校舍", "村集体用房"))
        size = round(rng.uniform(180, 6800), 2)
        idle = round(size * rng.uniform(0.35, 1.0), 2)
        since = here.day(date(2018, 1, 1), date(2023, 11, 30))
        start: Row = (
            f"XZ{here.profile.code}{serial:03d}", f"{_stem(home[0])}{kind}{serial:02d}", kind,
            rng.choice(("国有", "集体", "企业", "个人")), *home, address, size, idle, since,
        )  # fmt: skip
        states.append((since, (*start, rng.choice(("闲置", "招租")), None, None, "", *point)))
        if rng.random() < 0.62:
            used_on = here.day(date(2024, 1, 5), date(2025, 12, 20))
            whole = rng.random() < 0.7
            used = idle if whole else round(idle * rng.uniform(0.3, 0.7), 2)
            state = "已盘活" if whole else "部分盘活"
            states.append((used_on, (*start, state, used_on, used, rng.choice(uses), *point)))
    return Table("idle_premises", "闲置资源盘活台账", "单位：平方米", heads, by_half_year(states))


def _stem(community: str) -> str:
    return community.removesuffix("社区")
