"""The ledgers of a demo subdistrict as tables: houses, compounds, enterprises, titles, rivers, parcels."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

from jingwei.demo.business import Enterprise, Title
from jingwei.demo.chance import chance
from jingwei.demo.housing import Compound, House
from jingwei.demo.land import Parcel, River
from jingwei.demo.profiles import Profile
from jingwei.demo.sites import degrees
from jingwei.demo.tables import Head, Row, Table, by_half_year, stock
from jingwei.demo.territory import Territory

_POINT = (Head("经度", 12, "degrees"), Head("纬度", 12, "degrees"))


def house_table(houses: Sequence[House]) -> Table:
    """One row per house; ``houses`` in the order of their numbers."""
    heads = (
        Head("房屋编号", 18), Head("地址", 46), Head("小区", 14), Head("社区", 12), Head("网格编码", 20),
        Head("房屋性质", 10), Head("房屋结构", 12), Head("建成年份", 9, "integer"),
        Head("建筑面积(平方米)", 12, "amount", add_up=True), Head("层数", 7, "integer"),
        Head("居住人数", 9, "integer", add_up=True), Head("是否出租", 9), *_POINT,
    )  # fmt: skip
    rows: list[Row] = [
        (
            h.code, h.address, h.compound, h.area.community.name if h.area.community else "", h.area.code,
            h.use, h.structure, h.built, h.floor_area, h.floors, h.residents, "是" if h.let else "否", h.lon, h.lat,
        )
        for h in houses
    ]  # fmt: skip
    return Table("houses", "房屋台账", "单位：套(处)、平方米、人", heads, stock(rows))


def compound_table(
    profile: Profile, territory: Territory, compounds: Sequence[Compound], houses: Sequence[House]
) -> Table:
    """One row per compound; houses, residents and floor area are the sums of the house ledger."""
    heads = (
        Head("小区编号", 18), Head("小区名称", 16), Head("小区类型", 12), Head("社区", 12), Head("网格编码", 20),
        Head("地址", 34), Head("建成年份", 9, "integer"), Head("楼栋数", 8, "integer", add_up=True),
        Head("户数", 8, "integer", add_up=True), Head("居住人数", 9, "integer", add_up=True),
        Head("建筑面积(平方米)", 13, "amount", add_up=True), Head("物业服务企业", 26), Head("物业合同到期", 12, "date"),
        Head("业委会", 12), Head("业委会届满日期", 13, "date"), Head("纳入长效管理日期", 13, "date"),
        Head("列入改造年份", 10, "integer"), *_POINT,
    )  # fmt: skip
    rng = chance("compounds", profile)
    inside: dict[str, list[House]] = defaultdict(list)
    for house in houses:
        if house.compound:
            inside[house.compound].append(house)
    rows: list[Row] = []
    for serial, compound in enumerate(compounds, start=1):
        own = inside[compound.name]
        first = [house for house in own if house.area is compound.areas[0]] or own
        x = sum(house.site[0] for house in first) / len(first)
        y = sum(house.site[1] for house in first) / len(first)
        committee = rng.choices(("已成立", "筹备中", "物管会", "未成立"), (58, 8, 22, 12))[0]
        managed = rng.random() < 0.93
        old = compound.kind == "老旧小区"
        rows.append(
            (
                f"XQ{profile.code}{serial:03d}", compound.name, compound.kind, compound.community.name,
                first[0].area.code, f"{profile.name}{compound.community.name}{compound.road}{compound.number}号",
                compound.built, compound.buildings, len(own), sum(house.residents for house in own),
                round(sum(house.floor_area for house in own), 2),
                f"{rng.choice('澜汐屿帆礁潮')}安物业服务有限公司（虚构）" if managed else "",
                date(2024, 1, 31) + timedelta(days=rng.randrange(1_400)) if managed else None, committee,
                date(2023, 12, 31) + timedelta(days=rng.randrange(1_500)) if committee == "已成立" else None,
                date(2022, 3, 1) + timedelta(days=rng.randrange(650)) if rng.random() < 0.4 else None,
                rng.choice((2019, 2020, 2021, 2022, 2023, 2024, 2025)) if old and rng.random() < 0.7 else None,
                *degrees(territory.plane, (x, y)),
            )
        )  # fmt: skip
    return Table("compounds", "住宅小区台账", "单位：栋、户、人、平方米", heads, stock(rows))


def enterprise_table(enterprises: Sequence[Enterprise]) -> Table:
    """One row per enterprise and state: founded, and where it went out of business that too."""
    heads = (
        Head("统一社会信用代码", 22), Head("企业名称", 32), Head("行业门类", 30), Head("企业类型", 14),
        Head("经营状态", 12), Head("成立日期", 12, "date"), Head("注册资本(万元)", 12, "amount", add_up=True),
        Head("从业人数", 9, "integer", add_up=True), Head("社区", 12), Head("网格编码", 20), Head("经营地址", 36),
        Head("联系人", 9), Head("联系电话", 14), Head("标签", 20), *_POINT,
    )  # fmt: skip
    states: list[tuple[date, Row]] = []
    for e in enterprises:
        for day, status in ((e.founded, "开业" if e.closed else e.status), (e.closed, e.status)):
            if day is None:
                continue
            row: Row = (
                e.credit_code, e.name, e.section, e.kind, status, e.founded, e.capital, e.staff,
                e.area.community.name if e.area.community else "", e.area.code, e.address, e.contact, e.phone,
                "、".join(e.tags), e.lon, e.lat,
            )  # fmt: skip
            states.append((day, row))
    return Table("enterprises", "企业台账", "单位：万元、人", heads, by_half_year(states))


def title_table(profile: Profile, titles: Sequence[Title]) -> Table:
    """One row per title and state: granted, and where it was struck off that too."""
    heads = (
        Head("编号", 18), Head("统一社会信用代码", 22), Head("企业名称", 32), Head("称号(名录)", 22), Head("级别", 8),
        Head("批次", 16), Head("认定(入库)日期", 13, "date"), Head("到期(退库)日期", 13, "date"), Head("社区", 12),
        Head("网格编码", 20),
    )  # fmt: skip
    states: list[tuple[date, Row]] = []
    for serial, title in enumerate(titles, start=1):
        firm = title.enterprise
        start = (f"CH{profile.code}{serial:04d}", firm.credit_code, firm.name, title.name, title.level, title.batch)
        home = (firm.area.community.name if firm.area.community else "", firm.area.code)
        # That a firm leaves a list is not known when it enters; when a title expires is.
        known = title.ends if title.expires else None
        states.append((title.granted, (*start, title.granted, known, *home)))
        if title.ends is not None and not title.expires:
            states.append((title.ends, (*start, title.granted, title.ends, *home)))
    return Table("titles", "企业资质称号与名录库台账", "单位：家", heads, by_half_year(states))


def river_table(rivers: Sequence[River]) -> Table:
    """One row per river; the course is in the file of lines."""
    heads = (
        Head("河道编号", 18), Head("河道名称", 12), Head("河道等级", 12), Head("起点", 18), Head("止点", 18),
        Head("长度(公里)", 10, "amount", add_up=True), Head("流经社区", 40), Head("水质目标", 9), Head("水质现状", 9),
    )  # fmt: skip
    rows: list[Row] = [
        (
            r.code,
            r.name,
            r.grade,
            r.start,
            r.end,
            r.kilometres,
            "、".join(r.communities),
            r.target,
            r.state,
        )
        for r in rivers
    ]
    return Table("rivers", "河道台账", "单位：公里", heads, stock(rows))


def parcel_table(parcels: Sequence[Parcel]) -> Table:
    """One row per parcel; the outline is in the file of outlines."""
    heads = (
        Head("宗地代码", 22), Head("坐落", 34), Head("社区", 12), Head("网格编码", 20), Head("用途", 22),
        Head("使用状态", 10), Head("供应方式", 10), Head("取得日期", 12, "date"),
        Head("面积(亩)", 10, "amount", add_up=True), Head("容积率", 8, "amount"), Head("列入低效用地台账", 10),
        Head("片区", 12), Head("计容建筑面积(平方米)", 14, "amount", add_up=True),
    )  # fmt: skip
    rows: list[Row] = [
        (
            p.code, p.seat, p.area.community.name if p.area.community else "", p.area.code, p.use, p.state, p.supply,
            p.granted, p.mu, p.plot_ratio, "是" if p.low_use else "否", p.plan_area, p.counted_floor,
        )
        for p in parcels
    ]  # fmt: skip
    return Table("parcels", "国有土地宗地台账", "单位：亩", heads, stock(rows))
