"""What each figure of a report means: indicators as data, and which indicator a figure is.

A figure is an indicator that comes along (indicators/pack), or where it names what only this street has, one of
`<number>.figures.yaml` beside the street, which also holds the binding:

    indicators:
      parks: {name: 园区数, unit: 个, count: parks, where: {key_park: true}}
    period: 2021                                            of the report, where a figure says no other
    figures:
      23: parks
      24: {of: projects, period: 2020, place: '001', by: state, part: landed}
      12: {not: 需要走访记录}
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from jingwei.core.errors import JingweiError
from jingwei.core.periods import Period, PeriodError
from jingwei.coverage.told import Told, needed, only, read_told, wrong
from jingwei.indicators.grammar import VERBS, parse
from jingwei.indicators.packs import load_pack

_PARTS = ("indicators", "period", "figures")
_PACKS = ("street", "district")
_BOUND = ("of", "period", "place", "by", "part", "not")


@dataclass(frozen=True, slots=True)
class Bound:
    """The indicator a figure is: for a period (empty: the figure's own), a place by the end of its code, a part.

    `why` says why there is none.
    """

    key: str = ""
    period: str = ""
    place: str = ""
    by: str = ""
    part: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Bindings:
    """The indicators of a street by key, and its figures by number; `period` is that of the report.

    `lines` tell where in `path` the street's own indicators stand.
    """

    indicators: Mapping[str, Mapping[str, Any]]
    figures: Mapping[int, Bound]
    period: Period | None = None
    path: Path = Path()
    lines: Mapping[str, int] = field(default_factory=dict)

    def where(self, key: str) -> str:
        """The place of one of the street's own indicators: （9.figures.yaml 第5行）."""
        return f"（{self.path.name} 第{self.lines[key]}行）" if key in self.lines else ""

    def understood(self) -> dict[str, Mapping[str, Any]]:
        """Those indicators that the engine's grammar has a verb for."""
        return {key: said for key, said in self.indicators.items() if any(verb in said for verb in VERBS)}


def read_bindings(folder: Path, number: int) -> Bindings:
    """The bindings of a street. Raises CoverageError."""
    path = folder / f"{number}.figures.yaml"
    data = only(path, read_told(path, "数据对照"), _PARTS, "数据对照")
    own = data.get("indicators") or Told()
    for key, said in only(path, own, own, "indicators ").items():
        if not isinstance(said, Told):
            wrong(path, own.lines[key], f"指标“{key}”应写作 {{name: 名称, unit: 单位, count: 台账}}，写的是“{said}”。")
    figures, known = {}, {*own, *_common()}
    told = data.get("figures") or Told()
    for key, said in only(path, told, told, "figures ").items():
        bound = _bound(path, told.lines[key], key, said)
        if bound.key and bound.key not in known:
            wrong(path, told.lines[key], f"第{key}个数对照的指标“{bound.key}”没有定义。")
        figures[int(key)] = bound
    common = {key: said for key, said in _common().items() if key in _named(own, figures)}
    period = _period(path, data.lines["period"], data["period"]) if "period" in data else None
    return Bindings({**common, **own}, figures, period, path, own.lines)


def _bound(path: Path, line: int, key: Any, said: Any) -> Bound:
    if not isinstance(key, int):
        wrong(path, line, f"figures 左边应是报告里数的序号，写的是“{key}”。")
    if isinstance(said, str):
        return Bound(said)
    told = only(path, said, _BOUND, f"第{key}个数的对照")
    if "not" in told:
        return Bound(why=str(told["not"]))
    if told.get("period"):
        _period(path, told.lines["period"], told["period"])
    return Bound(
        str(needed(path, told, "of", f"第{key}个数的对照")),
        str(told.get("period") or ""),
        str(told.get("place") or ""),
        told.get("by") or "",
        str(told.get("part") or ""),
    )


def _period(path: Path, line: int, said: Any) -> Period:
    try:
        return Period.parse(str(said))
    except PeriodError as error:
        wrong(path, line, f"{error.message}。", error)


@lru_cache(maxsize=1)
def _common() -> dict[str, Mapping[str, Any]]:
    return {key: body for name in _PACKS for key, body in load_pack(name).bodies.items()}


def _named(own: Mapping[str, Mapping[str, Any]], figures: Mapping[int, Bound]) -> set[str]:
    """The keys asked for, and those that derived indicators are made of."""
    known = {**_common(), **own}
    out: set[str] = set()
    queue = [*own, *(bound.key for bound in figures.values())]
    while queue:
        key = queue.pop()
        if key in out or key not in known:
            continue
        out.add(key)
        queue += _operands(key, known[key])
    return out


def _operands(key: str, said: Mapping[str, Any]) -> list[str]:
    """What a derived indicator is made of; of one that cannot be read, nothing: defining it says what is wrong."""
    try:
        return [named.key for named in parse(key, said).operands]
    except JingweiError:
        return []
