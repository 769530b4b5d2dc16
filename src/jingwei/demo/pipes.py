"""Drains of a demo subdistrict: along each road one for rain and one for sewage, in older parts one for both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import shapely
from shapely.geometry import LineString

from jingwei.demo.chance import chance
from jingwei.demo.lines import Line
from jingwei.demo.profiles import Profile
from jingwei.demo.tables import Head, Row, Table, stock
from jingwei.demo.territory import Territory
from jingwei.places.equal_area import length_m

_BESIDE = {"雨水管": 3.0, "污水管": -3.0, "合流管": 2.0}  # metres from the middle of the road
_WIDTHS = {"雨水管": (600, 800, 1000), "污水管": (300, 400, 500), "合流管": (500, 600)}
_STATES = {"完好": 80, "淤积": 9, "破损": 4, "错接混接": 7}
_KEEPERS = ("街道城建办", "区水务集团（虚构）")


def make_pipes(profile: Profile, territory: Territory, roads: Sequence[Line]) -> list[Line]:
    """The drains along the roads, each a little beside the middle; the kind is the last word of the name."""
    rng = chance("pipes", profile)
    pipes: list[Line] = []
    for road in roads:
        for kind in ("合流管",) if rng.random() < 0.15 else ("雨水管", "污水管"):
            flat = territory.plane.flatten(road.line)
            beside = shapely.offset_curve(flat, _BESIDE[kind], join_style="mitre")
            line = shapely.transform(territory.plane.unflatten(beside), lambda xy: xy.round(7))
            assert isinstance(line, LineString)
            code = f"GD{profile.code}{len(pipes) + 1:04d}"
            pipes.append(Line(code, f"{road.name}{kind}", road.area, round(length_m(line), 1), line))
    return pipes


def pipe_table(profile: Profile, pipes: Sequence[Line]) -> Table:
    """One row per drain; the course is in the file of lines."""
    heads = (
        Head("管段编号", 20), Head("管段名称", 20), Head("类型", 9), Head("起点井号", 18), Head("止点井号", 18),
        Head("管径(毫米)", 10, "integer"), Head("长度(米)", 10, "amount", add_up=True), Head("建成日期", 12, "date"),
        Head("状况", 10), Head("养护单位", 20), Head("社区", 12), Head("网格编码", 20),
    )  # fmt: skip
    return Table("drain_pipes", "排水管网台账", "单位：毫米、米", heads, stock(list(_rows(profile, pipes))))


def _rows(profile: Profile, pipes: Sequence[Line]) -> Iterator[Row]:
    rng = chance("pipe table", profile)
    for serial, pipe in enumerate(pipes, start=1):
        kind = pipe.name[-3:]
        laid = date(1998, 3, 1) + timedelta(days=rng.randrange(9_000))
        community = pipe.area.community.name if pipe.area.community else ""
        yield (
            pipe.code, pipe.name, kind, f"W{serial:04d}-1", f"W{serial:04d}-2", rng.choice(_WIDTHS[kind]), pipe.metres,
            laid, rng.choices([*_STATES], [*_STATES.values()])[0], rng.choice(_KEEPERS), community, pipe.area.code,
        )  # fmt: skip
