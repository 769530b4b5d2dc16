"""What a redrawing would do, as the page shows it before anybody confirms: remarks, counts, rows, people."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from jingwei.core.ui.blocks import Section
from jingwei.core.ui.parts import Badge, Cell, Column, Empty, Link, Row, Table
from jingwei.people.query import serving
from jingwei.places.outlines import area_words
from jingwei.places.ports import Shift, place_followers
from jingwei.places.redrawing import Redrawing

SHOWN = 20
_REMARKS = (Column("问题", "long"), Column("轻重", "badge"), Column("面积", "number"))
_COUNTS = (
    Column("台账"), Column("区划"), Column("调整前", "number"), Column("调整后", "number"), Column("增减", "number"),
    Column("单位"),
)  # fmt: skip
_MOVED = (Column("记录"), Column("台账"), Column("原区划"), Column("新区划"))
_PEOPLE = (Column("姓名"), Column("岗位"), Column("停用的区划"))


@dataclass(frozen=True, slots=True)
class Outcome:
    """`told` a sentence per step, `ready` whether it can be confirmed, `sections` what to look at before."""

    told: tuple[str, ...]
    ready: bool
    sections: tuple[Section, ...]


def outcome(plan: Redrawing) -> Outcome:
    """What the page shows of a plan."""
    shifts = [one for follow in place_followers for one in follow(plan.redrawn, None, None)]
    names = {code: one.name for code, one in (*plan.before.items(), *plan.after.items())}
    hindered = [one.hindered for one in shifts if one.hindered]
    own = [problem for problem in plan.plan.errors if not any(problem.message == one.message for one in plan.remarks)]
    blocked = [*(one.message for one in own), *hindered]
    ready = bool(plan.changed) and not plan.plan.errors and not hindered
    sections = (_remarks(plan, blocked), _counts(shifts, names), *_moved(shifts, names), *_people(plan))
    return Outcome(tuple(plan.told), ready, sections)


def _remarks(plan: Redrawing, blocked: list[str]) -> Section:
    rows = [Row((message, Badge("必须改正", "bad"), None)) for message in blocked]
    ordered = sorted(plan.remarks, key=lambda one: (one.severity != "error", -(one.area_m2 or 0)))
    rows += [
        Row((
            one.message, Badge("必须改正", "bad") if one.severity == "error" else Badge("请核对", "warn"),
            area_words(one.area_m2) if one.area_m2 else None,
        ))
        for one in ordered
    ]  # fmt: skip
    if not rows:
        return Section("边界检查", empty=Empty("没有重叠和空隙", "编码和上下级也都对得上。", icon="circle-check"))
    return Section("边界检查", table=Table(_REMARKS, tuple(rows)))


def _counts(shifts: list[Shift], names: dict[str, str]) -> Section:
    rows: list[Row] = []
    for one in shifts:
        for code in sorted(one.before.keys() | one.after.keys()):
            before, after = one.before.get(code, 0), one.after.get(code, 0)
            cells: tuple[Any, ...] = (one.name, names.get(code, code), before, after, f"{after - before:+d}", one.unit)
            rows.append(Row(cells))
    if not rows:
        return Section("台账的数", text="所改的区划里没有台账记录。")
    left = [f"“{one.name}”{one.without_point}条" for one in shifts if one.without_point]
    told = f"没有落图的记录留在原区划：{'、'.join(left)}；确认后请逐条核对。" if left else ""
    return Section("台账的数", text=told, table=Table(_COUNTS, tuple(rows), caption="各台账在所改区划里的记录数"))


def _moved(shifts: list[Shift], names: dict[str, str]) -> list[Section]:
    total = sum(one.moved for one in shifts)
    listed = [(shift.name, row) for shift in shifts for row in shift.rows][:SHOWN]
    rows = tuple(
        Row((
            Cell(title, url=reverse("registers:entry", args=[entry])), ledger, names.get(before, before),
            names.get(after, after),
        ))
        for ledger, (title, entry, before, after) in listed
    )  # fmt: skip
    if not rows:
        return []
    more = f"，只列前{SHOWN}条" if total > len(rows) else ""
    return [Section(f"换区划的记录（{total}）", text=f"共{total}条{more}。", table=Table(_MOVED, rows))]


def _people(plan: Redrawing) -> list[Section]:
    """Who serves in areas that end: posts do not go along by themselves."""
    gone = {place.pk: place.name for place in plan.plan.ended if place.code not in plan.after}
    rows = tuple(
        Row((one.name, one.post_name, gone[place]))
        for place, found in serving(gone, plan.plan.on).items()
        for one in found
        if one.place == place
    )
    if not rows:
        return []
    text = "下列人员服务的区划停用后，请在“人员与岗位”重新任职到新的区划，以免无人负责。"
    link = Link("任职", reverse("people:appointments"), icon="users")
    return [Section("停用区划上的人员", text=text, table=Table(_PEOPLE, rows), links=(link,))]
