"""Places coloured by value, drawn by the server: few classes, a legend in words, hatching where nothing is known."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from math import cos, radians

from jingwei.indicators.boards.blocks import Picture
from jingwei.indicators.cells import Cell
from jingwei.indicators.pages.shown import decimals_of, number
from jingwei.places.drawing import Drawn, outline_path, union_bounds

# Light to dark, told apart in grey too (ColorBrewer's Blues, darkened for white paper).
_COLOURS = {
    1: ("#86aeca",),
    2: ("#c6dbe8", "#3f7fa6"),
    3: ("#d9e7ef", "#86aeca", "#1f6a96"),
    4: ("#e1ecf3", "#a9c8db", "#5f97b9", "#12618f"),
    5: ("#e8f0f5", "#bcd4e3", "#86aeca", "#4283aa", "#0f5680"),
    6: ("#edf3f7", "#cbdeea", "#9fc0d6", "#6ba0c0", "#35799f", "#0d4f76"),
}
_HIDDEN = "#c9c6bd"
_EMPTY = "url(#{}-none)"
_WIDTH = 640
Range = tuple[Decimal, Decimal]


@dataclass(frozen=True, slots=True)
class Area:
    """A place with its value and what is said when one points at it."""

    drawn: Drawn
    words: str
    value: Decimal | None
    hidden: bool = False
    url: str = ""


def classed(values: Sequence[Decimal], many: int, method: str) -> tuple[Range, ...]:
    """At most so many classes from the lowest to the highest value, both ends included; equal values share one."""
    if not values:
        return ()
    ordered = sorted(values)
    if method == "equal":
        low, step = ordered[0], (ordered[-1] - ordered[0]) / many
        groups = [[v for v in ordered if _slot(v, low, step, many) == n] for n in range(many)]
    else:
        groups = _quantiles(ordered, many)
    return tuple((group[0], group[-1]) for group in groups if group)


def _slot(value: Decimal, low: Decimal, step: Decimal, many: int) -> int:
    return min(int((value - low) / step), many - 1) if step else 0


def _quantiles(ordered: Sequence[Decimal], many: int) -> list[list[Decimal]]:
    groups: list[list[Decimal]] = [[] for _ in range(many)]
    for at, value in enumerate(ordered):
        wanted = at * many // len(ordered)
        # What is equal has one colour.
        same = next((group for group in groups if group and group[-1] == value), None)
        (same if same is not None else groups[wanted]).append(value)
    return groups


def choropleth(
    areas: Sequence[Area], classes: Sequence[Range], cell: Cell, title: str, key: str, level: str
) -> Picture:
    """The picture and its legend; `key` makes the names inside the picture its own."""
    colours = _COLOURS[max(1, len(classes))]
    legend = [
        (colour, f"{_range(bounds, cell)}{cell.unit}（{_many(areas, bounds)}个{level}）")
        for colour, bounds in zip(colours, classes, strict=False)
    ]
    hidden, empty = sum(a.hidden for a in areas), sum(a.value is None and not a.hidden for a in areas)
    if hidden:
        legend.append((_HIDDEN, f"不显示（{hidden}个{level}）"))
    if empty:
        legend.append(("none", f"没有数（{empty}个{level}）"))
    return Picture(_svg(areas, classes, colours, title, key), tuple(legend))


def _many(areas: Sequence[Area], bounds: Range) -> int:
    return sum(1 for area in areas if area.value is not None and bounds[0] <= area.value <= bounds[1])


def _range(bounds: Range, cell: Cell) -> str:
    low, high = (number(one, decimals_of(cell)) for one in bounds)
    return low if low == high else f"{low}—{high}"


def _svg(areas: Sequence[Area], classes: Sequence[Range], colours: Sequence[str], title: str, key: str) -> str:
    box = union_bounds([area.drawn for area in areas])
    if box is None:
        return ""
    west, south, east, north = box
    stretch = cos(radians((south + north) / 2))
    scale = (_WIDTH - 16) / max((east - west) * stretch, 1e-9)
    height = round((north - south) * scale) + 16

    def spot(lon: float, lat: float) -> tuple[float, float]:
        return round((lon - west) * stretch * scale + 8, 1), round((north - lat) * scale + 8, 1)

    none = f"m{key}"
    parts = [
        f'<defs><pattern id="{none}-none" width="7" height="7" patternUnits="userSpaceOnUse">'
        '<rect width="7" height="7" fill="#ffffff"/><path d="M0 7L7 0" stroke="#8a857a" stroke-width="1.2"/>'
        "</pattern></defs>"
    ]
    for area in areas:
        fill = (
            _HIDDEN if area.hidden else _EMPTY.format(none) if area.value is None else _colour(area, classes, colours)
        )
        path = outline_path(area.drawn.shape, spot)
        words = escape(area.words)
        shape = f'<path d="{path}" fill="{fill}" stroke="#ffffff" stroke-width="0.8"><title>{words}</title></path>'
        parts.append(f'<a href="{escape(area.url)}" aria-label="{words}">{shape}</a>' if area.url else shape)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="choropleth" viewBox="0 0 {_WIDTH} {height}" '
        f'width="{_WIDTH}" height="{height}" role="group" aria-label="{escape(title)}，内容与表相同">'
        f"{''.join(parts)}</svg>"
    )


def _colour(area: Area, classes: Sequence[Range], colours: Sequence[str]) -> str:
    assert area.value is not None
    return next(
        (colour for colour, (low, high) in zip(colours, classes, strict=False) if low <= area.value <= high), colours[0]
    )
