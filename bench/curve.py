"""Curves of measurements at several sizes: as a table, and as a picture with both axes by powers of ten."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log10
from pathlib import Path

_COLOURS = ("#12618f", "#b54708", "#2b8a3e", "#7048a8", "#a61e4d", "#5c677d", "#0b7285", "#946200")
_DASHES = ("", "6 3", "10 3 2 3")
_WIDE, _HIGH, _LEFT, _RIGHT, _TOP, _BOTTOM = 920, 460, 70, 330, 40, 50


@dataclass(frozen=True)
class Spot:
    """One measurement: milliseconds, those of its floor in bare SQL, statements (None: not counted)."""

    ms: float
    floor: float
    queries: int | None = None

    @property
    def ratio(self) -> float:
        """How many times the floor it takes."""
        return self.ms / self.floor


Curves = Mapping[str, Mapping[int, Spot]]


def table(curves: Curves, sizes: Sequence[int]) -> str:
    """One line per curve: at each size milliseconds, the ratio to the floor, statements."""
    lines = [f"{'entries of the subdistrict':<44}" + "".join(f"{size:>28,}" for size in sizes)]
    for what, spots in curves.items():
        cells = []
        for spot in (spots[size] for size in sizes):
            asked = "" if spot.queries is None else f"{spot.queries:3d} q"
            cells.append(f"{spot.ms:9.1f} ms {spot.ratio:6.2f} × {asked:>5}")
        lines.append(f"{what:<44}" + "".join(f"{cell:>28}" for cell in cells))
    return "\n".join(lines)


def draw(curves: Curves, sizes: Sequence[int], to: Path) -> None:
    """Write the picture as SVG: what is asked as a line, its bare SQL as a thin dotted one of the same colour."""
    spots = [spot for found in curves.values() for spot in found.values()]
    low = int(log10(min(min(s.ms, s.floor) for s in spots)) // 1)
    high = int(log10(max(max(s.ms, s.floor) for s in spots)) // 1) + 1
    span = log10(sizes[-1] / sizes[0]) or 1

    def x(size: int) -> float:
        return _LEFT + (_WIDE - _LEFT - _RIGHT) * log10(size / sizes[0]) / span

    def y(ms: float) -> float:
        return _TOP + (_HIGH - _TOP - _BOTTOM) * (high - log10(ms)) / (high - low)

    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE} {_HIGH}" font-family="sans-serif" font-size="13">',
        f'<rect width="{_WIDE}" height="{_HIGH}" fill="#ffffff"/>',
        f'<text x="{_LEFT}" y="22" fill="#1f2933">milliseconds by entries of the subdistrict; dotted: bare SQL</text>',
    ]
    for power in range(low, high + 1):
        at = y(10**power)
        out.append(f'<line x1="{_LEFT}" x2="{_WIDE - _RIGHT}" y1="{at:.1f}" y2="{at:.1f}" stroke="#d5dbe1"/>')
        out.append(f'<text x="{_LEFT - 8}" y="{at + 4:.1f}" text-anchor="end" fill="#3e4c59">{10**power:g}</text>')
    for size in sizes:
        out.append(f'<text x="{x(size):.1f}" y="{_HIGH - 20}" text-anchor="end" fill="#3e4c59">{size:,}</text>')
    for number, (what, found) in enumerate(curves.items()):
        colour, dash = _COLOURS[number % len(_COLOURS)], _DASHES[number // len(_COLOURS) % len(_DASHES)]
        asked = " ".join(f"{x(size):.1f},{y(found[size].ms):.1f}" for size in sizes)
        floor = " ".join(f"{x(size):.1f},{y(found[size].floor):.1f}" for size in sizes)
        line = f'fill="none" stroke="{colour}"'
        out.append(f'<polyline points="{floor}" {line} stroke-dasharray="1 4"/>')
        out.append(f'<polyline points="{asked}" {line} stroke-width="2" stroke-dasharray="{dash}"/>')
        top = _TOP + 22 * number
        out.append(
            f'<line x1="{_WIDE - _RIGHT + 20}" x2="{_WIDE - _RIGHT + 50}" y1="{top}" y2="{top}" stroke="{colour}" '
            f'stroke-width="2" stroke-dasharray="{dash}"/>'
        )
        out.append(f'<text x="{_WIDE - _RIGHT + 58}" y="{top + 4}" fill="#1f2933">{what}</text>')
    to.write_text("\n".join([*out, "</svg>"]) + "\n", encoding="utf-8")
