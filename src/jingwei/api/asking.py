"""What may be asked in an address, by operation."""

from datetime import date

from ninja import Schema
from pydantic import AwareDatetime, Field

from jingwei.api.paging import MOST, PAGE
from jingwei.core.facts.spelling import WRITTEN

_AFTER = "上一页返回的 next"
_PLACE = "区划或网格的代码或 id，含其下各级；不写为全部"
_KNOWN = "按当时口径：那一刻已登记的内容"


class PageAsked(Schema):
    """Which page."""

    after: str = Field("", max_length=1000, description=_AFTER)
    limit: int = Field(PAGE, ge=1, le=MOST, description="每页几条")


class PointAsked(Schema):
    """Which point in time."""

    on: date | None = Field(None, description="哪一天的状况；不写为现状")
    known_at: AwareDatetime | None = Field(None, description=_KNOWN)


class EntriesAsked(PointAsked, PageAsked):
    """Which entries of a ledger."""

    q: str = Field("", max_length=80, description="查找词：编号、名称、地址，可用拼音首字母，词序不限；最多 2000 条")
    place: str = Field("", max_length=36, description=_PLACE)
    ended: bool = Field(False, description="只看已停用的")
    w: str = Field("", max_length=4000, description=WRITTEN)


class ChangesAsked(Schema):
    """Which changes."""

    after: str = Field("", max_length=80, description="上次返回的 next；第一次不写")
    limit: int = Field(100, ge=1, le=1000, description="最多几条")


class FigureAsked(Schema):
    """Which figure."""

    period: str = Field(max_length=40, description="统计期：2025、2025H1、2025Q1、2025-06、2025-01/2025-11")
    place: str = Field("", max_length=36, description=_PLACE)
    known_at: AwareDatetime | None = Field(None, description=_KNOWN)


class FigurePartsAsked(FigureAsked):
    """Which figure, by which parts."""

    restated: bool = Field(False, description="按现口径追溯：不论锁定和启用日期，都按现行口径重新取数")
    by: str = Field("", max_length=60, description="分项：网格层级（community、体系:层级）或台账字段")


class FigureRowsAsked(FigureAsked, PageAsked):
    """Which rows behind a figure."""


class PlacesAsked(Schema):
    """Which places."""

    scheme: str = Field("", max_length=32, description="网格体系代号")
    level: str = Field("", max_length=24, description="层级，如 community、grid")
    on: date | None = Field(None, description="哪一天有效的；不写为今天")


class PlacesPageAsked(PlacesAsked):
    """Which page of places."""

    after: str = Field("", max_length=1000, description=_AFTER)
    limit: int = Field(200, ge=1, le=500, description="每页几条")


class PointOnMap(Schema):
    """Which point (degrees)."""

    lon: float = Field(ge=-180, le=180, allow_inf_nan=False, description="经度（CGCS2000 或 WGS-84）")
    lat: float = Field(ge=-90, le=90, allow_inf_nan=False, description="纬度")
    on: date | None = Field(None, description="哪一天的网格；不写为今天")


class StatementsAsked(PageAsked):
    """Which statements of a statistic."""

    period: str = Field("", max_length=40, description="只看一个统计期，如 2025、2025-01/2025-11；不写为全部")


class MattersAsked(PageAsked):
    """Which matters."""

    kind: str = Field("", max_length=24, description="类别代号，如 hotline、hazard")
    stage: str = Field("", max_length=12, description="阶段代号，如 working；open 为未结的；不写为除作废外的全部")
    place: str = Field("", max_length=36, description=_PLACE)
    outside_number: str = Field("", max_length=40, description="外部编号，如12345工单号")
    received_from: date | None = Field(None, description="受理日期，从哪天起")
    received_to: date | None = Field(None, description="受理日期，到哪天止")
