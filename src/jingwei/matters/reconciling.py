"""An outside platform's export laid beside the matters here, order by order."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from jingwei.core.fields import Field, FieldSet
from jingwei.core.fields.moments import moment_of
from jingwei.matters.incoming import SHEET
from jingwei.matters.models import Matter, Request
from jingwei.matters.platforms import Platform
from jingwei.matters.stages import OPEN

_STATE = Field(
    "state", "状态", "text", max_length=60, aliases=("工单状态", "当前状态", "办理状态", "当前环节", "案件状态")
)
_TAKEN = ("text", "place", "address", "urgent", "due", "closed_at")
# What an export must have: the number alone. The rest is compared, or taken where an order is missing here.
EXPORT = FieldSet(
    "matters.reconcile",
    1,
    (
        Field("outside_number", "工单编号", "text", required=True, max_length=40,
              aliases=("编号", "外部编号", "工单号", "诉求编号", "事件编号", "案卷号")),
        _STATE,
        Field("title", "标题", "text", max_length=120, aliases=("诉求标题", "工单标题", "事件标题", "主题")),
        Field("received_at", "收到时间", "moment",
              aliases=("受理时间", "来电时间", "上报时间", "创建时间", "登记时间")),
        *(SHEET.field(key) for key in _TAKEN if key != "place"),
        Field("place", "区划编码", "text", max_length=24, aliases=("网格编码", "社区编码", "所属区划编码")),
    ),
)  # fmt: skip
SORTS = {
    "theirs": "平台有、本系统没有",
    "ours": "本系统在办、平台没有",
    "due": "时限有变",
    "again": "平台重办",
    "same": "一致",
}
_REOPENED = ("closed", "returned", "diverted")


@dataclass(frozen=True, slots=True)
class Pair:
    """One order: the row of the export, the matter here, or both."""

    row: Mapping[str, Any] | None
    matter: Matter | None

    @property
    def key(self) -> str:
        """The number outside."""
        return str(self.row["outside_number"]) if self.row else ""


@dataclass(slots=True)
class Compared:
    """Every order once, by what it needs: SORTS."""

    found: dict[str, list[Pair]] = field(default_factory=lambda: {sort: [] for sort in SORTS})


def latest_rows(told: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """One row per number, without empty values: of an order that stands there twice the last line counts."""
    kept = {one["outside_number"]: {key: value for key, value in one.items() if value is not None} for one in told}
    return list(kept.values())


def compare(platform: Platform, rows: Sequence[Mapping[str, Any]]) -> Compared:
    """Lay the rows beside what is here. Two queries.

    An order that is open there and ended here comes before a changed due time: it is opened again first.
    """
    out = Compared()
    numbers = {row["outside_number"] for row in rows}
    mine = Request.objects.filter(channel=platform.channel).select_related("matter__lead")
    known = {one.outside_number: one.matter for one in mine.filter(outside_number__in=numbers)}
    for row in rows:
        matter = known.get(row["outside_number"])
        out.found[_sort(platform, row, matter)].append(Pair(row, matter))
    open_here = mine.filter(matter__stage__in=OPEN).exclude(outside_number="")
    begin = _begin(platform, rows)
    if begin is not None:
        open_here = open_here.filter(received_at__gte=begin)
    asked = [one for one in open_here.order_by("received_at", "id") if one.outside_number not in numbers]
    out.found["ours"] = [Pair({"outside_number": one.outside_number}, one.matter) for one in asked]
    return out


def counts_of(compared: Compared) -> dict[str, int]:
    """How many of each sort."""
    return {sort: len(pairs) for sort, pairs in compared.found.items()}


def other_due(row: Mapping[str, Any], matter: Matter) -> bool:
    """Whether the platform says another last moment. To the minute; where it tells the day alone, to the day."""
    told = row.get("due")
    if not told:
        return False
    if matter.outside_due is None:
        return True
    ours = timezone.localtime(matter.outside_due)
    if len(told) == 10:
        return bool(told != f"{ours:%Y-%m-%d}")
    return abs(moment_of(told) - ours) >= timedelta(minutes=1)


def _sort(platform: Platform, row: Mapping[str, Any], matter: Matter | None) -> str:
    if matter is None:
        return "theirs"
    if matter.stage in _REOPENED and platform.stands(row.get("state", "")) == "open":
        return "again"
    return "due" if matter.stage in OPEN and other_due(row, matter) else "same"


def _begin(platform: Platform, rows: Sequence[Mapping[str, Any]]) -> datetime | None:
    """From when on an order of ours must stand in the export: its first day, where it is one of a span of time.

    A list of what is open there reaches back without end; so does one that says neither times nor states.
    """
    told = [row["received_at"] for row in rows if row.get("received_at")]
    states = {platform.stands(row.get("state", "")) for row in rows}
    if not told or states == {"open"}:
        return None
    return moment_of(min(told)[:10])
