"""今日大屏: how the day stands, large enough to be read across a room; it asks for itself every minute."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from jingwei.matters.kinds import kinds
from jingwei.matters.stages import OPEN
from jingwei.matters.today import Day, Stand, added, stand_of_today
from jingwei.people.seating import SeatedRequest
from jingwei.places.drawing import Drawn, Layer, drawn_level, picture

_ROWS, _KINDS = 11, 5  # what can be read from four metres
# Light to dark, told apart in grey too.
_SHADES = ("#f4f2ec", "#d9e7ef", "#a9c8db", "#6ba0c0")
_WEEK = "一二三四五六日"
_OPENED = [("f.stage", stage) for stage in OPEN]


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of the table: open ones by kind, then all, then the overdue ones."""

    name: str
    cells: tuple[tuple[int, str], ...]
    open: tuple[int, str]
    overdue: tuple[int, str]


def wall(request: SeatedRequest) -> HttpResponse:
    """The day; every number opens to its matters."""
    day = stand_of_today()
    shown = sorted(kinds(), key=lambda key: -day.of_kind(key).open)[:_KINDS]
    shown = [key for key in kinds() if key in shown and day.of_kind(key).open]
    now = timezone.localtime()
    context = {
        "title": "今日大屏",
        "date": f"{now.year}年{now.month}月{now.day}日 星期{_WEEK[now.weekday()]}",
        "at": now,
        "tiles": _tiles(day.total, str(day.on)),
        "kinds": [kinds()[key].name for key in shown],
        "others": len([one for one in kinds() if day.of_kind(one).open]) > len(shown),
        "lines": list(_lines(day, shown)),
        "total": _line("合计", [*day.by.items()], shown, [], day),
        **_map(day),
    }
    return render(request, "matters/wall.html", context)


def _tiles(all_: Stand, today: str) -> list[tuple[str, int, str, str]]:
    """Word, number, address, look."""
    return [
        ("今日收到", all_.received, _address([("f.received", today)]), ""),
        ("今日办结", all_.closed, _address([("f.closed", today)]), ""),
        ("在办", all_.open, _address(_OPENED), ""),
        ("今日到期", all_.due, _address([*_OPENED, ("f.due", today)]), "warn" if all_.due else ""),
        ("已超期", all_.overdue, _address([*_OPENED, ("f.due-under", today)]), "bad" if all_.overdue else ""),
    ]


def _lines(day: Day, shown: Sequence[str]) -> Any:
    """The communities with most open matters, then the others as one line."""
    places = day.places
    first, rest = (places, []) if len(places) <= _ROWS + 1 else (places[:_ROWS], places[_ROWS:])
    for place in first:
        items = [(key, stand) for key, stand in day.by.items() if key[0] == place]
        where = [("place", str(place.pk))] if place else []
        yield _line(place.name if place else "街道本级", items, shown, where, day)
    if rest:
        items = [(key, stand) for key, stand in day.by.items() if key[0] in rest]
        yield _line(f"其余{len(rest)}个社区", items, shown, None, day)


def _line(name: str, items: Any, shown: Sequence[str], where: list[tuple[str, str]] | None, day: Day) -> _Line:
    def of(keys: Sequence[str] | None, which: str = "open") -> int:
        return int(getattr(added(stand for (_, kind), stand in items if keys is None or kind in keys), which))

    def link(*more: tuple[str, str]) -> str:
        return "" if where is None else _address([*_OPENED, *where, *more])

    others = [key for key in kinds() if key not in shown]
    cells = [(of([key]), link(("f.kind", key))) for key in shown]
    if any(day.of_kind(key).open for key in others):
        cells.append((of(others), link(*(("f.kind", key) for key in others))))
    return _Line(name, tuple(cells), (of(None), link()), (of(None, "overdue"), link(("f.due-under", str(day.on)))))


def _map(day: Day) -> dict[str, Any]:
    """The communities shaded by what is open there, with the number written in, and what the shades mean."""
    open_in: dict[Any, int] = {place.pk: day.of_place(place).open for place in day.places if place}
    scheme = next((place.scheme_id for place in day.places if place), None)
    drawn = drawn_level(scheme, "community", day.on, 14) if scheme else ()
    if not drawn:
        return {"map": "", "legend": ()}
    most = max([1, *open_in.values()])
    steps = [0, max(1, -(-most // 4)), max(2, -(-most // 2))]
    layers, legend = [], []
    for at, shade in enumerate(_SHADES):
        low, high = (0, 0) if at == 0 else (steps[at - 1] + 1, steps[at] if at < len(steps) else most)
        inside = tuple(_named(one, open_in) for one in drawn if low <= open_in.get(one.place, 0) <= high)
        if inside:
            layers.append(Layer(inside, "#ffffff", 2, fill=shade, named=True))
            legend.append((shade, f"{low}件" if low == high else f"{low}—{high}件", f"{len(inside)}个"))
    return {"map": _drawn(layers), "legend": legend}


def _drawn(layers: Sequence[Layer]) -> SafeString:
    # The pieces are escaped where the picture is made.
    return mark_safe(picture(layers, (), "各社区在办件数，内容与左边的表相同", width=520))  # noqa: S308


def _named(one: Drawn, open_in: dict[Any, int]) -> Drawn:
    return replace(one, name=str(open_in.get(one.place, 0)))


def _address(pairs: Sequence[tuple[str, str]]) -> str:
    return f"{reverse('matters:list')}?{urlencode(pairs)}"
