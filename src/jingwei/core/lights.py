"""Lights (亮灯): a state with a word, a shape and a colour, and the rules that give it from a number, as data.

A rule compares one gauge with two bounds. Gauges are numbers of which more is better: percentage points ahead of
pace, room left under a limit, places above the one aimed at. From `yellow` on the light is green, from `red` on
yellow, below `red` red; there is no memory, the same numbers always give the same light. Targets use them, and what
has milestones may.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from jingwei.core.ui.parts import Badge


class Light(StrEnum):
    """What a light says. `word` stands beside the colour, and each has a shape of its own."""

    MET = "met"
    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    UNRATED = "unrated"

    @property
    def word(self) -> str:
        """蓝灯 is kept for what is reached already."""
        return _WORDS[self]

    def badge(self, hint: str = "") -> Badge:
        """Word, shape and colour."""
        return Badge(self.word, _TONES[self], hint)  # type: ignore[arg-type]


_WORDS = {
    Light.MET: "已完成", Light.GREEN: "绿灯", Light.YELLOW: "黄灯", Light.RED: "红灯", Light.UNRATED: "未评",
}  # fmt: skip
_TONES = {Light.MET: "info", Light.GREEN: "good", Light.YELLOW: "warn", Light.RED: "bad", Light.UNRATED: "calm"}
# From the worst on, for lists in which the worst stand first.
WORST_FIRST = (Light.RED, Light.YELLOW, Light.UNRATED, Light.GREEN, Light.MET)


class RulesError(ValueError):
    """Rules that cannot be used; the message is a Chinese sentence."""


@dataclass(frozen=True, slots=True)
class Band:
    """Two bounds of a gauge: green from `yellow` on, yellow from `red` on, else red."""

    gauge: str
    yellow: Decimal
    red: Decimal

    def light(self, value: Decimal) -> Light:
        """The light of a value of the gauge."""
        if value >= self.yellow:
            return Light.GREEN
        return Light.YELLOW if value >= self.red else Light.RED


@dataclass(frozen=True, slots=True)
class Rules:
    """A version of rules: by kind of aim and phase (running, ended) a band. `basis` says where they come from."""

    version: int
    basis: str
    bands: Mapping[str, Mapping[str, Band]]

    def band(self, kind: str, phase: str) -> Band | None:
        """The band of a kind in a phase; of what has no rule none, and its light is 未评."""
        return self.bands.get(kind, {}).get(phase)

    def dump(self) -> dict[str, Any]:
        """The bands as JSON values, as `read_rules` takes them."""
        return {
            kind: {
                phase: {"gauge": one.gauge, "yellow": str(one.yellow), "red": str(one.red)}
                for phase, one in phases.items()
            }
            for kind, phases in self.bands.items()
        }


def read_rules(version: int, basis: str, said: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> Rules:
    """Rules out of data. Raises RulesError where bounds are no numbers or stand the wrong way round."""
    bands: dict[str, dict[str, Band]] = {}
    for kind, phases in said.items():
        for phase, one in phases.items():
            try:
                band = Band(str(one["gauge"]), Decimal(str(one["yellow"])), Decimal(str(one["red"])))
            except (KeyError, InvalidOperation) as error:
                raise RulesError(f"规则“{kind}”要写明量值、黄灯界和红灯界。") from error
            if band.red > band.yellow:
                raise RulesError(f"红灯界 {band.red} 高于黄灯界 {band.yellow}，两者颠倒了。")
            bands.setdefault(kind, {})[phase] = band
    return Rules(version, basis, bands)
