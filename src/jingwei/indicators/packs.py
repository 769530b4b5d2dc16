"""The standard indicators that come along, brought in through the action like any other."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import yaml

from jingwei.core.actions import Done, perform
from jingwei.indicators.actions.define import DefineIndicators

_WORDS = ("name", "unit", "decimals", "version", "owner", "basis", "exclusions", "source")


@dataclass(frozen=True, slots=True)
class Pack:
    """Packed indicators: `rows` are the input of the action that defines them, `bodies` what each counts."""

    rows: tuple[Mapping[str, Any], ...]
    bodies: Mapping[str, Mapping[str, Any]]

    def define(self, valid_from: date, key: str | None = None) -> Done:
        """Define all of them in the scope's subdistrict from a day on; what is the same stays. `key`: of the action."""
        rows = [{**row, "valid_from": valid_from} for row in self.rows]
        return perform(DefineIndicators(), rows, context={"bodies": self.bodies}, key=key)


@lru_cache(maxsize=8)
def load_pack(name: str = "street") -> Pack:
    """The packed indicators of that name: those of its file, and of the files by theme in the folder of that name.

    What is reported learns from the list of statistics how its months relate. Raises ValueError for a key told twice.
    """
    data: dict[str, Mapping[str, Any]] = {}
    for part in _files(name):
        themed = yaml.safe_load(part.read_text("utf-8"))
        if twice := data.keys() & themed:
            raise ValueError(f"packed indicators told twice: {', '.join(sorted(twice))}")
        data |= themed
    flows = {row["key"]: row["flow"] for row in _read("statistics")["statistics"]}
    rows, bodies = [], {}
    for key, said in data.items():
        rows.append({"key": key, **{word: said[word] for word in _WORDS if word in said}})
        flow = flows.get(said.get("reported", ""))
        bodies[key] = {**said, "flow": said.get("flow") or flow} if flow else said
    return Pack(tuple(rows), bodies)


def _files(name: str) -> list[Traversable]:
    pack = files("jingwei.indicators").joinpath("pack")
    themes = pack.joinpath(name)
    own = sorted(themes.iterdir(), key=lambda part: part.name) if themes.is_dir() else []
    return [pack.joinpath(f"{name}.yaml"), *(part for part in own if part.name.endswith(".yaml"))]


def _read(name: str) -> Any:
    return yaml.safe_load(_files(name)[0].read_text("utf-8"))
