"""What each figure of a report means: indicators as data, and which indicator a figure is.

`definitions/*.yaml` hold indicators for every street; `<number>.figures.yaml` beside a street its own, and the binding:

    indicators:
      parks: {name: 园区数, unit: 个, count: parks, where: {key_park: true}}
    figures:
      23: parks
      24: {of: projects, period: 2020, place: '001', by: state, part: landed}
      12: {not: 需要走访记录}
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from jingwei.coverage.errors import CoverageError
from jingwei.indicators.grammar import VERBS


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
    """The indicators of a street by key, and its figures by number."""

    indicators: Mapping[str, Mapping[str, Any]]
    figures: Mapping[int, Bound]

    def understood(self) -> dict[str, Mapping[str, Any]]:
        """Those indicators that the engine's grammar has a verb for."""
        return {key: said for key, said in self.indicators.items() if any(verb in said for verb in VERBS)}


def read_bindings(folder: Path, number: int) -> Bindings:
    """The bindings of a street. Raises CoverageError."""
    path = folder / f"{number}.figures.yaml"
    if not path.is_file():
        return Bindings({}, {})
    try:
        data = yaml.safe_load(path.read_text("utf-8")) or {}
        figures = {int(key): _bound(said) for key, said in (data.get("figures") or {}).items()}
        own = data.get("indicators") or {}
    except (yaml.YAMLError, AttributeError, TypeError, ValueError) as error:
        raise CoverageError(f"数据对照 {path.name} 写法不对：{error}") from error
    common = {key: said for key, said in _common().items() if key in _named(own, figures)}
    return Bindings({**common, **own}, figures)


def _bound(said: Any) -> Bound:
    if isinstance(said, str):
        return Bound(said)
    if "not" in said:
        return Bound(why=said["not"])
    return Bound(
        said["of"],
        str(said.get("period") or ""),
        str(said.get("place") or ""),
        said.get("by") or "",
        str(said.get("part") or ""),
    )


@lru_cache(maxsize=1)
def _common() -> dict[str, Mapping[str, Any]]:
    out: dict[str, Mapping[str, Any]] = {}
    for part in sorted(files("jingwei.coverage").joinpath("definitions").iterdir(), key=lambda one: one.name):
        if part.name.endswith(".yaml"):
            out |= yaml.safe_load(part.read_text("utf-8")) or {}
    return out


def _named(own: Mapping[str, Mapping[str, Any]], figures: Mapping[int, Bound]) -> set[str]:
    """The keys asked for, and those that derived indicators are made of."""
    out = {bound.key for bound in figures.values()}
    known = {**_common(), **own}
    queue = list(out)
    while queue:
        said = known.get(queue.pop(), {})
        text = " ".join(str(said[verb]) for verb in ("ratio", "formula", "growth", "increase") if verb in said)
        for key in known:
            if key in text and key not in out:
                out.add(key)
                queue.append(key)
    return out
