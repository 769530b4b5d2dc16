"""What a tile comes to, before anybody decides whether it is a page, a sheet of paper, a text or a picture."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils import timezone

from jingwei.core.periods import Period
from jingwei.core.ui.blocks import Bar, Tile
from jingwei.core.ui.parts import Table
from jingwei.indicators.boards.tiles import Tile as BoardTile
from jingwei.indicators.boards.tiles import titled
from jingwei.indicators.cells import Ask, Cell, Part
from jingwei.indicators.definitions import Defined
from jingwei.indicators.pages.asked import inside
from jingwei.indicators.presenting import made_of
from jingwei.places.drawing import Drawn, drawn_level
from jingwei.places.models import GridScheme, Place

_ZOOM = 14


@dataclass(frozen=True, slots=True)
class Series:
    """A line of a chart: one value per point (None: no value). No line runs to the points of `breaks`, where another
    definition begins, and of `starts`, where a running total begins anew."""

    name: str
    values: tuple[float | None, ...]
    breaks: tuple[int, ...] = ()
    starts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Chart:
    """Lines over periods: `points` are the words below, `unit` what is measured."""

    points: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str

    @property
    def data(self) -> str:
        """The same as JSON, as a page carries it."""
        return json.dumps(self.config(), ensure_ascii=False)

    def config(self) -> dict[str, Any]:
        """The same as plain JSON values, read by `charts.js`."""
        return {
            "points": self.points,
            "unit": self.unit,
            "series": [
                {"name": one.name, "values": one.values, "breaks": one.breaks, "starts": one.starts}
                for one in self.series
            ],
        }


@dataclass(frozen=True, slots=True)
class Picture:
    """A map drawn by the server: `svg` markup, and its legend as (colour, words)."""

    svg: str
    legend: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A tile with its values. `note` says period, place, rule; `remarks` what a reader must know of these numbers."""

    tile: BoardTile
    title: str
    note: str = ""
    figures: tuple[Tile, ...] = ()
    bars: tuple[Bar, ...] = ()
    table: Table | None = None
    chart: Chart | None = None
    picture: Picture | None = None
    text: str = ""
    remarks: tuple[str, ...] = ()
    problem: str = ""


def by_code(parts: Iterable[Part]) -> list[Part]:
    """Parts in the order of their codes, the office's own; the rows that have none last."""
    return sorted(parts, key=lambda part: (not part.code, part.code))


@dataclass
class Shelf:
    """What the tiles of a board are shown with; `cells` are filled by one evaluation."""

    period: Period
    defined: Mapping[str, Defined]
    places: Mapping[str, Place] = field(default_factory=dict)
    levels: Mapping[str, str] = field(default_factory=dict)
    cells: Mapping[Ask, Cell] = field(default_factory=dict)
    street: str = ""
    schemes: tuple[GridScheme, ...] = ()
    _drawn: dict[str, tuple[Drawn, ...]] = field(default_factory=dict)

    def outlines(self, tile: BoardTile) -> tuple[Drawn, ...]:
        """The outlines of the level a tile is parted by, as they were on the period's last day."""
        if tile.by not in self._drawn:
            key, _, level = tile.by.rpartition(":")
            scheme = next((one for one in self.schemes if (one.key == key if key else one.gives_rights)), None)
            day = min(self.period.end, timezone.localdate())
            self._drawn[tile.by] = drawn_level(scheme.pk, level, day, _ZOOM) if scheme else ()
        return self._drawn[tile.by]

    def known(self, tile: BoardTile) -> list[str]:
        """The indicators of a tile that are still defined."""
        return [key for key in tile.keys if key in self.defined]

    def place(self, tile: BoardTile) -> UUID | None:
        """The place of a tile that narrows."""
        return inside(self.places.get(tile.place))

    def where(self, tile: BoardTile) -> str:
        """The place of a tile in words."""
        found = self.places.get(tile.place)
        return found.name if found else self.street

    def title(self, tile: BoardTile) -> str:
        """The title of a tile."""
        return titled(tile, {key: one.row.name for key, one in self.defined.items()})

    def gone(self, tile: BoardTile) -> str:
        """Which indicators of a tile are no longer there, in words."""
        gone = [key for key in tile.keys if key not in self.defined]
        return f"指标“{'、'.join(gone)}”已停用或已删改，请修改这一块" if gone else ""

    def cumulative(self, key: str) -> bool:
        """Whether an indicator is, or is made of, what is reported from January on."""
        parts = [self.defined[one].counting for one in made_of(key, self.defined) if one in self.defined]
        return any(one.verb == "reported" and (one.flow or "cumulative") == "cumulative" for one in parts)
