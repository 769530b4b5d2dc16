"""服务圈: the share of houses within a walk of a service point, by community, with the gaps on the map and as rows."""

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import shapely
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from shapely.geometry import mapping

from jingwei.core.errors import Missing, Refused
from jingwei.core.facts.asked import read_point
from jingwei.core.facts.showing import place_names
from jingwei.core.scope import Reader, current_scope
from jingwei.core.ui.blocks import Tile
from jingwei.core.ui.forms import FormField
from jingwei.core.ui.maps import MapPage, OutlineLayer, PointLayer
from jingwei.core.ui.paging import asked_page
from jingwei.core.ui.parts import Cell, Column, Empty, Link, Pager, Row, Table
from jingwei.desk.circle_asking import KNOWN, address_of, known_of, speed_of, told, whole_number
from jingwei.desk.maps import box_of, map_bounds
from jingwei.places.query import rights_scheme, schemes
from jingwei.registers.circles import (
    Circle,
    Reached,
    condition_of,
    how_many_spots,
    kind_of,
    listed,
    outside_spots,
    places_of_code,
    places_then,
    plane_here,
    reached,
    spots_reaching,
)
from jingwei.registers.models import Register
from jingwei.registers.policy import policy
from jingwei.registers.spots import located_registers

MINUTES = 15
_PAGE = 50
_NOTE = (
    "距离按直线量，步行的路更长，因此结果是上限；步速按每小时{speed}公里算，{minutes}分钟为{metres}米。"
    "《城市居住区规划设计标准》（GB 50180-2018）的十五分钟生活圈步行距离为800至1000米，十分钟500米，五分钟300米。"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page was asked: the circle, and how its distance came about."""

    circle: Circle
    minutes: int
    speed: Decimal
    kinds: tuple[tuple[str, str], ...]

    def params(self, **more: Any) -> str:
        """The same question as an address."""
        circle = self.circle
        given = {
            "points": circle.points.key, "rows": circle.rows.key, "kind": circle.kind, "minutes": self.minutes,
            "speed": self.speed, **address_of(circle.point), **more,
        }  # fmt: skip
        return "?" + urlencode({key: value for key, value in given.items() if value != ""})


def circles(request: HttpRequest) -> HttpResponse:
    """The page. GET: `points` and `rows` (ledgers), `kind` of points, `minutes`, `speed` in kilometres an hour."""
    ledgers = _ledgers()
    if not ledgers or (len(ledgers) < 2 and "points" not in request.GET):
        empty = Empty("还没有两本落图的台账", "服务设施和房屋都有经纬度后，在这里看多少房屋在步行范围内。")
        return render(request, "desk/list.html", {"title": "服务圈", "empty": empty})
    asked = _asked(request, ledgers)
    rows, total = _by_community(asked)
    circle = asked.circle
    kind = dict(asked.kinds).get(circle.kind, "")
    name = f"{asked.minutes}分钟服务圈"
    inside_url = reverse("places:circle_rows") + asked.params(inside=1)
    outside_url = reverse("places:circle_rows") + asked.params()
    context = {
        "title": name,
        "subtitle": f"{circle.rows.name}对{circle.points.name}{'·' + kind if kind else ''}，{told(circle.point)}",
        "crumbs": (Link("地图", reverse("places:map")),),
        "actions": (Link("在台账里看范围内的", _list_url(circle), icon="list"),),
        "fields": _form(asked, ledgers),
        "tiles": (
            Tile("覆盖率", _share(total), unit="%", note=f"{total.inside} ÷ {total.located}"),
            Tile("范围内", total.inside, unit=circle.rows.unit, url=inside_url),
            Tile("范围外", total.located - total.inside, unit=circle.rows.unit, url=outside_url),
            Tile("没有落图", total.unlocated, unit=circle.rows.unit, note="不在分子分母里"),
            Tile("服务点", how_many_spots(circle), unit=circle.points.unit),
        ),
        "note": _NOTE.format(speed=asked.speed, minutes=asked.minutes, metres=round(circle.metres)),
        "map": _map(asked),
        "table": rows,
    }
    return render(request, "desk/circles.html", context)


def circle_rows(request: HttpRequest) -> HttpResponse:
    """The rows behind: those beyond the distance, or with `inside` those within; `place` narrows to a community."""
    asked = _asked(request, _ledgers())
    inside = request.GET.get("inside") == "1"
    code = request.GET.get("place", "")
    page = asked_page(request.GET)
    narrowed = _same_code(asked.circle, code) if code else []
    first = (page - 1) * _PAGE
    found, total = listed(asked.circle, inside=inside, places=narrowed, first=first, most=_PAGE)
    names = place_names([row[2] for row in found if row[2]], asked.circle.places)
    rows = tuple(
        Row(
            (
                Cell(title, url=reverse("registers:entry", args=[entry])),
                names.get(str(place), ("", None))[1],
                round(metres or 0),
            )
        )
        for entry, title, place, metres in found
    )
    circle, metres = asked.circle, round(asked.circle.metres)
    columns = (Column(circle.rows.noun), Column("所属区划"), Column("到最近服务点（米）", "number"))
    more = {"place": code, **({"inside": 1} if inside else {})}

    def url(number: int) -> str:
        return reverse("places:circle_rows") + asked.params(**more, page=number)

    context = {
        "title": f"{asked.minutes}分钟服务圈：{'范围内' if inside else '范围外'}",
        "subtitle": f"{circle.rows.name}，离{circle.points.name}直线{metres}米{'以内' if inside else '以外'}",
        "crumbs": (Link("地图", reverse("places:map")), Link("服务圈", reverse("places:circles") + asked.params())),
        "table": Table(columns, rows, numbered_from=first + 1),
        "pager": Pager.of(total, page, _PAGE, url),
        "empty": Empty("没有这样的记录", "在所选的范围里一条也没有。", icon="circle-check"),
    }
    return render(request, "desk/list.html", context)


def circle_gaps(request: HttpRequest) -> HttpResponse:
    """The rows beyond the distance in a box of the map."""
    return JsonResponse(outside_spots(_asked(request, _ledgers()).circle, box_of(request)))


def circle_areas(request: HttpRequest) -> HttpResponse:
    """The circles around the service points in a box of the map, as one outline, and the points by name."""
    asked, box = _asked(request, _ledgers()), box_of(request)
    plane = plane_here()
    spots = spots_reaching(asked.circle, box, plane)
    flat = [plane.flatten(shapely.Point(lon, lat)).buffer(asked.circle.metres, quad_segs=12) for lon, lat in spots]
    frame = shapely.box(box.west, box.south, box.east, box.north)
    whole = shapely.intersection(plane.unflatten(shapely.union_all(flat)), frame)
    rounded = shapely.transform(whole, lambda points: points.round(6))
    features = [] if rounded.is_empty else [_feature(mapping(rounded), "服务范围")]
    return JsonResponse({"type": "FeatureCollection", "features": features})


def _list_url(circle: Circle) -> str:
    """The rows within as a list of their ledger, from which an indicator can be made."""
    where = json.dumps(condition_of(circle), ensure_ascii=False, separators=(",", ":"))
    return f"{reverse('registers:list', args=[circle.rows.key])}?{urlencode({'w': where, **address_of(circle.point)})}"


def _feature(geometry: Any, name: str) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"name": name, "url": ""}, "geometry": geometry}


def _ledgers() -> list[Register]:
    """The ledgers with a place on the map. Raises Refused for who does not see the whole street."""
    policy.may(current_scope().actor, "see")
    if current_scope().reader is Reader.PLACE:
        raise Refused("服务圈要看全街道的设施和房屋，由办公室综合岗、统计员、部门经办和街道领导查看。")
    return located_registers()


def _asked(request: HttpRequest, ledgers: list[Register]) -> Asked:
    by_key = {one.key: one for one in ledgers}
    given = request.GET

    def ledger(name: str, like: str) -> Register:
        key = given.get(name) or (like if like in by_key else next(iter(by_key), ""))
        if key not in by_key:
            raise Missing(_why_not(key))
        return by_key[key]

    points, rows = ledger("points", "service_points"), ledger("rows", "houses")
    minutes = whole_number(given.get("minutes", ""), MINUTES, 1, 120, "步行分钟数")
    speed = speed_of(given.get("speed", ""))
    field = kind_of(points)
    kinds = tuple((one.value, one.label) for one in field.choices if not one.into) if field else ()
    kind = given.get("kind", "")
    kind = field.merged.get(kind, kind) if field else ""
    chosen = kind if kind in dict(kinds) else ""
    # Whole metres, as the page says them and a condition of a list or an indicator does.
    metres = float(round(minutes * speed * 1000 / 60))
    return Asked(Circle(rows, points, metres, field, chosen, read_point(given)), minutes, speed, kinds)


def _why_not(key: str) -> str:
    register = Register.objects.filter(key=key[:40]).first()
    if register is None:
        return f"没有代号为“{key[:40]}”的台账。"
    return (
        f"“{register.name}”的记录没有经纬度（线位、边界量不出到哪一点的距离），不能算服务圈。"
        "请选有经纬度的台账，如社区公共服务设施台账、房屋台账。"
    )


def _form(asked: Asked, ledgers: list[Register]) -> tuple[FormField, ...]:
    names = tuple((one.key, one.name) for one in ledgers)
    circle = asked.circle
    return (
        FormField("points", "服务设施", "choice", circle.points.key, required=True, choices=names),
        FormField("kind", "设施类型", "choice", circle.kind, choices=asked.kinds, help="不选为全部"),
        FormField("rows", "服务对象", "choice", circle.rows.key, required=True, choices=names),
        FormField("minutes", "步行分钟", "number", asked.minutes, unit="分钟", minimum="1", maximum="120"),
        FormField("on", "时点", "date", circle.point.on.isoformat() if circle.point.on else "", help="不填为现在"),
        FormField("known_at", "口径", "choice", known_of(circle.point), choices=KNOWN, required=True),
        FormField("speed", "步速", "number", asked.speed, unit="公里/小时", decimals=1, minimum="1", maximum="9.9"),
    )


def _by_community(asked: Asked) -> tuple[Table, Reached]:
    """The table in the order of codes, and the whole."""
    rights = rights_scheme(schemes())
    depth = 2 if rights and len(rights.levels) > 1 else 1
    found = reached(asked.circle, depth)
    level = rights.levels[depth - 1]["key"] if rights else ""
    codes = {key: code for key, (code, _) in place_names([key for key in found if key], asked.circle.places).items()}
    by_code: dict[str, list[Reached]] = {}
    for key, one in found.items():
        by_code.setdefault(codes.get(str(key), ""), []).append(one)
    rows = []
    known = places_then(asked.circle, rights.pk, level) if rights else []
    for code, name in known:
        one = _sum(by_code.pop(code, []))
        url = reverse("places:circle_rows") + asked.params(place=code)
        rows.append(Row((name, one.inside, one.located, _share(one), one.located - one.inside, one.unlocated), url=url))
    left = _sum([one for parts in by_code.values() for one in parts])
    if left.located or left.unlocated:
        rows.append(Row(_cells("未落网格", left)))
    total = _sum(list(found.values()))
    columns = (
        Column("区划"), Column("范围内", "number"), Column("已落图", "number"), Column("覆盖率（%）", "number"),
        Column("范围外", "number"), Column("没有落图", "number"),
    )  # fmt: skip
    caption = f"各区划{asked.circle.rows.noun}在范围内的占比，按编码排列"
    table = Table(columns, tuple(rows), totals=_cells("合计", total), caption=caption, unit=asked.circle.rows.unit)
    return table, total


def _sum(parts: list[Reached]) -> Reached:
    return Reached(*(sum(getattr(one, name) for one in parts) for name in ("located", "inside", "unlocated")))


def _cells(name: str, one: Reached) -> tuple[Any, ...]:
    return name, one.inside, one.located, _share(one), one.located - one.inside, one.unlocated


def _share(one: Reached) -> str | None:
    return f"{one.inside * 100 / one.located:.2f}" if one.located else None


def _same_code(circle: Circle, code: str) -> list[Any]:
    """Every row that bore the code, as known then, in the scheme that gives rights."""
    rights = rights_scheme(schemes())
    found = places_of_code(circle, rights.pk, code[:24]) if rights else []
    if not found:
        raise Missing(f"没有编码为“{code[:24]}”的区划。")
    return found


def _map(asked: Asked) -> MapPage:
    known = schemes()
    rights = rights_scheme(known)
    card = reverse("places:entry_card", args=["00000000-0000-0000-0000-000000000000"])
    cards = card.removesuffix("00000000-0000-0000-0000-000000000000")
    outlines = [OutlineLayer("areas", "服务范围", reverse("places:circle_areas") + asked.params(), True, labels=False)]
    latest = asked.circle.point.latest
    # Outlines and points of now would lie beside the rows of then.
    if rights and len(rights.levels) > 1 and latest:
        level = rights.levels[1]
        url = reverse("places:outlines", args=[rights.key, level["key"]])
        outlines.append(OutlineLayer("communities", str(level["name"]), url, True))
    circle = asked.circle
    gaps_url, served_url = reverse("places:circle_gaps"), reverse("places:points", args=[circle.points.key])
    gaps = PointLayer("gaps", f"范围外的{circle.rows.noun}", gaps_url + asked.params(), cards)
    # All points of the ledger, whatever their kind: of one kind the circles themselves tell where they are.
    served = PointLayer("served", circle.points.noun, served_url, cards, shown=not circle.kind)
    return MapPage(bounds=map_bounds(), points=(gaps, served) if latest else (gaps,), outlines=tuple(outlines))
