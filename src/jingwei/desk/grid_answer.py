"""The answer of 查网格: the places that hold a spot, and who serves there with their phones."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from jingwei.core.ui.blocks import Item, Section
from jingwei.core.ui.parts import Cell, Column, Empty, Link, Row, Table
from jingwei.people.query import Serving, duty_phones, serving
from jingwei.places.models import GridScheme, Place
from jingwei.places.query import Located, lineages, locate, schemes

Spot = tuple[float, float]
_COLUMNS = (Column("姓名"), Column("岗位"), Column("工作电话", "code"))


@dataclass(frozen=True, slots=True)
class Answer:
    """`title` names what was asked, else the nearest place; `way` leads to that place from the top.

    `main` tells the grid and its people, `side` other schemes and duty phones; `brief` is `main` in a few lines for a
    narrow place; `text` is the whole for a chat.
    """

    title: str
    way: tuple[Place, ...]
    main: tuple[Section, ...]
    side: tuple[Section, ...]
    brief: tuple[Item, ...]
    text: str


def answer_for(place: UUID | None, spot: Spot | None, label: str = "") -> Answer | None:
    """The answer for a place, for a spot, or for both; None where no place holds the spot. Six queries."""
    found = locate(*spot) if spot else Located(None, ())
    nearest = place or found.rights
    keys = [key for key in (nearest, *found.others) if key is not None]
    ways = lineages(keys)
    if nearest is None or nearest not in ways:
        keys = [key for key in keys if key in ways]
        nearest = keys[0] if keys else None
    if nearest is None:
        return None
    known = {scheme.pk: scheme for scheme in schemes()}
    who = serving(keys)
    way = ways[nearest]
    others = [key for key in found.others if key in ways and key != nearest]
    title = label or way[-1].name
    where, people = _way_items(way, known), who[nearest]
    main = (Section(title, items=where, links=_links(way[-1], spot)), _people(people))
    side = [_other_schemes(others, ways, who, known)] if others else []
    phones = duty_phones()
    if phones:
        rows = tuple(Row((one.department, _phone(one.phone))) for one in phones)
        side.append(Section("部门值班电话", table=Table((Column("部门"), Column("电话", "code")), rows)))
    brief = (*where, *(Item(_role(one), Cell(_call(one), note=_stand_in(one))) for one in people))
    return Answer(title, tuple(way), main, tuple(side), brief, _text(label, way, people))


def _way_items(way: Sequence[Place], known: dict[UUID, GridScheme]) -> tuple[Item, ...]:
    words = {level["key"]: level["name"] for level in known[way[-1].scheme_id].levels}
    return tuple(
        Item(
            words.get(place.level, place.level),
            Cell(Link(place.name, reverse("places:place", args=[place.pk])), note=place.code),
        )
        for place in reversed(way)
    )


def _links(place: Place, spot: Spot | None) -> tuple[Link, ...]:
    where = f"?place={place.pk}" + (f"&at={spot[0]},{spot[1]}" if spot else "")
    return (Link("在地图上看", reverse("places:map") + where, icon="map"),)


def _people(found: Sequence[Serving]) -> Section:
    rows = tuple(
        Row((Cell(one.name, note=_stand_in(one)), Cell(_role(one), note=one.place_name), _phone(one.phone)))
        for one in found
    )
    empty = None if rows else Empty("还没有任命服务人员", "请安全管理员任命这里的岗位。")
    return Section("服务人员", table=Table(_COLUMNS, rows) if rows else None, empty=empty)


def _other_schemes(
    others: Sequence[UUID], ways: dict[UUID, list[Place]], who: dict[UUID, list[Serving]], known: dict[UUID, GridScheme]
) -> Section:
    items = []
    for key in others:
        place = ways[key][-1]
        serves = [one for one in who[key] if one.place == key]
        named = "、".join(f"{one.name} {one.phone}" for one in serves)
        url = reverse("places:place", args=[key])
        note = f"{place.code} {named}".rstrip()
        items.append(Item(known[place.scheme_id].name, Cell(Link(place.name, url), note=note)))
    return Section("其他网格体系", items=tuple(items))


def _role(one: Serving) -> str:
    return one.role_label + (f"（{one.rank}岗）" if one.rank != "A" else "")


def _stand_in(one: Serving) -> str:
    return f"现由{one.stand_in}代办 {one.stand_in_phone}".rstrip() if one.stand_in else ""


def _phone(number: str) -> Link | None:
    """A phone that can be rung by a touch."""
    return Link(number, f"tel:{number.replace('-', '')}") if number else None


def _call(one: Serving) -> Link | str:
    """Name and phone in one, to be rung by a touch."""
    link = _phone(one.phone)
    return Link(f"{one.name} {one.phone}", link.url) if link else one.name


def _text(label: str, way: Sequence[Place], found: Sequence[Serving]) -> str:
    lines = [label] if label else []
    lines.append("所在网格：" + " ".join(place.name for place in way))
    for one in found:
        stands = f"（{_stand_in(one)}）" if one.stand_in else ""
        lines.append(f"{_role(one)} {one.name} {one.phone}{stands}")
    return "\n".join(lines)
