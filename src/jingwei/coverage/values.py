"""The values of generated rows: the same description gives the same rows.

name: 示例企业{n}号                     {n} is the running number in the group, from 1
capital: {cycle: [50, 100, 300]}       one after the other, and again from the first
size: {step: [120, 15]}                120, 135, 150 …
on: {days: {from: 2021-01-04, every: 7, before: 2021-12-31}}   a date and then every so many days, over and over
community: {key_of: communities, after: 5}   the rows of a group named `as: communities`, one after the other, here
                                             from the sixth
grid: '@community'                     of a place: the communities one after the other
name: '@parent.name'                   what the row linked to says
spot: '@point'  '@line'  '@outline'    within the row's place
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from jingwei.coverage.errors import CoverageError
from jingwei.coverage.territory import Land


@dataclass(frozen=True, slots=True)
class Where:
    """Where a value stands: the number of its row in the group (from 1), the row it links to, and its place."""

    n: int
    parent: Mapping[str, Any] | None
    place: str
    land: Land
    groups: Mapping[str, Sequence[str]]


def value_of(said: Any, where: Where) -> Any:
    """What a description says for one row. Raises CoverageError."""
    match said:
        case str():
            return _text(said, where)
        case {"cycle": [_, *_] as values}:
            return value_of(values[(where.n - 1) % len(values)], where)
        case {"step": [start, step]}:
            return Decimal(str(start)) + Decimal(str(step)) * (where.n - 1)
        case {"days": {"from": date() as start, "every": int(every), "before": date() as end}}:
            return start + timedelta(days=every * (where.n - 1) % (end - start).days)
        case {"days": {"from": date() as start, "every": int(every)}}:
            return start + timedelta(days=every * (where.n - 1))
        case {"key_of": str(group), "after": int(after)}:
            return _key(where, group, after)
        case {"key_of": str(group)}:
            return _key(where, group, 0)
        case Mapping():
            raise CoverageError(f"不认识的取值写法：{said}")
    return said


def _key(where: Where, group: str, after: int) -> str:
    keys = where.groups.get(group)
    if not keys:
        raise CoverageError(f"没有名为“{group}”的一组记录。")
    return keys[(where.n - 1 + after) % len(keys)]


def _text(said: str, where: Where) -> Any:
    match said:
        case "@point":
            return where.land.point(where.place, where.n)
        case "@line":
            return where.land.line(where.place)
        case "@outline":
            return where.land.outline(where.place)
    if said.startswith("@parent."):
        if where.parent is None:
            raise CoverageError("@parent 只能用在 and 里的记录。")
        return where.parent.get(said.removeprefix("@parent."))
    return said.replace("{n}", str(where.n))
