"""What depends on what, drawn by the server: layers from left (ledgers, papers) to right (what is made of them)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from jingwei.indicators.ties import Knot, Ties

_WIDE, _HIGH, _ACROSS, _DOWN = 176, 40, 56, 14
_MOST = 40


@dataclass(frozen=True, slots=True)
class Label:
    """What a knot is called, and where it leads."""

    name: str
    url: str = ""


def tie_picture(ties: Ties, knot: Knot, labels: Mapping[Knot, Label]) -> str:
    """SVG markup of all that lies above and below; empty where it would be too much to read."""
    above, below = ties.layers(knot)
    columns: list[Sequence[Knot]] = [*reversed(above), [knot], *below]
    if sum(map(len, columns)) > _MOST or len(columns) < 2:
        return ""
    height = max(map(len, columns)) * (_HIGH + _DOWN) + _DOWN
    width = len(columns) * (_WIDE + _ACROSS) - _ACROSS + 4
    spots: dict[Knot, tuple[float, float]] = {}
    for column, knots in enumerate(columns):
        top = (height - len(knots) * (_HIGH + _DOWN) + _DOWN) / 2
        for row, one in enumerate(knots):
            spots[one] = 2 + column * (_WIDE + _ACROSS), top + row * (_HIGH + _DOWN)
    lines = [_line(spots[part], spots[one]) for one in spots for part in ties.above.get(one, ()) if part in spots]
    boxes = [_box(one, spots[one], labels[one], here=one == knot) for one in spots]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="ties" viewBox="0 0 {width} {height:g}" width="{width}" '
        f'height="{height:g}" font-family="sans-serif" font-size="13" role="group" '
        'aria-label="关系图，内容与下面的列表相同">'
        f"{''.join(lines)}{''.join(boxes)}</svg>"
    )


def _line(start: tuple[float, float], end: tuple[float, float]) -> str:
    x1, y1, x2, y2 = start[0] + _WIDE, start[1] + _HIGH / 2, end[0], end[1] + _HIGH / 2
    middle = (x1 + x2) / 2
    # The head of the arrow shows which way the numbers go.
    return (
        f'<path d="M{x1:g} {y1:g}C{middle:g} {y1:g} {middle:g} {y2:g} {x2 - 5:g} {y2:g}" fill="none" stroke="#7d8a94"/>'
        f'<path d="M{x2:g} {y2:g}l-7 -4v8z" fill="#7d8a94"/>'
    )


def _box(knot: Knot, spot: tuple[float, float], label: Label, *, here: bool) -> str:
    x, y = spot
    fill, line, ink = ("#12618f", "#12618f", "#ffffff") if here else ("#ffffff", "#7d8a94", "#22303a")
    radius = 0 if knot.sort == "source" else 8
    dash = ' stroke-dasharray="4 3"' if knot.sort == "source" else ""
    shown = label.name if len(label.name) <= 12 else label.name[:11] + "…"
    box = (
        f'<rect x="{x:g}" y="{y:g}" width="{_WIDE}" height="{_HIGH}" rx="{radius}" fill="{fill}" '
        f'stroke="{line}"{dash}/><text x="{x + _WIDE / 2:g}" y="{y + _HIGH / 2 + 4.5:g}" text-anchor="middle" '
        f'fill="{ink}">{escape(shown)}</text>'
        f"<title>{escape(label.name)}</title>"
    )
    return f'<a href="{escape(label.url)}">{box}</a>' if label.url else f"<g>{box}</g>"
