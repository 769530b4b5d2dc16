"""The page of one place: where it lies, who serves there, what the ledgers hold, what it was before."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from jingwei.core.scope import current_scope
from jingwei.core.ui.blocks import Event, Item, Section
from jingwei.core.ui.parts import Badge, Column, Link, Row, Table
from jingwei.desk.grid_answer import answer_for
from jingwei.desk.place_list import square_kilometres
from jingwei.places.models import FOREVER, Place, Succession
from jingwei.places.outlines import area_words
from jingwei.places.query import place_by_id, places_on, states_of, successions_of
from jingwei.registers.policy import policy
from jingwei.registers.query import registers
from jingwei.registers.spots import located_registers, tallies_in


def place_page(request: HttpRequest, place_id: UUID) -> HttpResponse:
    """One place, as it is or was."""
    place = place_by_id(place_id)
    states = states_of(place)
    names = {level["key"]: level["name"] for level in place.scheme.levels}
    answer = answer_for(place.pk, None)
    way = answer.way if answer else (place,)
    sections = [*(answer.main[1:] if answer else ()), *_below(place, names), *_ledgers(place, states), *_came(states)]
    list_url = f"{reverse('places:list')}?scheme={place.scheme.key}"
    context = {
        "title": place.name,
        "number": place.code,
        "subtitle": f"{place.scheme.name}·{names.get(place.level, place.level)}",
        "crumbs": (Link("区划与网格", list_url), *(_link(one) for one in way[:-1])),
        "badges": (_badge(place),),
        "actions": (Link("在地图上看", f"{reverse('places:map')}?place={place.pk}", icon="map"),),
        "summary": (
            Item("上级", _link(way[-2]) if len(way) > 1 else None),
            Item("面积", square_kilometres(place), unit="平方公里"),
            Item("启用日期", place.valid_from),
            *(() if str(place.valid_to) == FOREVER else (Item("停用日期", place.valid_to),)),
        ),
        "sections": tuple(sections),
        "side": (_picture(place),) if place.outline else (),
        "history": _history(states, place) if len(states) > 1 else (),
        "copy_text": answer.text if answer else "",
    }
    return render(request, "desk/record.html", context)


def _link(place: Place) -> Link:
    return Link(place.name, reverse("places:place", args=[place.pk]))


def _badge(place: Place) -> Badge:
    today = timezone.localdate()
    if place.valid_from > today:
        return Badge("未启用", "info", f"{place.valid_from} 起启用")
    return Badge("使用中", "good") if place.valid_to > today else Badge("已停用", "calm", f"{place.valid_to} 起停用")


def _below(place: Place, names: dict[str, str]) -> list[Section]:
    day = min(timezone.localdate(), place.valid_to) if str(place.valid_to) == FOREVER else place.valid_from
    rows = [
        Row(
            (one.name, one.code, names.get(one.level, one.level), square_kilometres(one)),
            url=reverse("places:place", args=[one.pk]),
        )
        for one in places_on(day).filter(parent=place).order_by("code")
    ]
    columns = (Column("名称"), Column("编码", "code"), Column("层级"), Column("面积（平方公里）", "number"))
    return [Section(f"下辖（{len(rows)}）", table=Table(columns, tuple(rows)))] if rows else []


def _ledgers(place: Place, states: list[Place]) -> list[Section]:
    """What the ledgers hold here today, under whatever row of this code the entries were placed."""
    if not policy.allows(current_scope().actor, "see"):
        return []
    counted = {
        tally.register: tally
        for tally in tallies_in([one.pk for one in states], counting_only=not place.scheme.gives_rights)
    }
    mapped = {register.pk for register in located_registers()}
    rows = []
    for register in registers():
        tally = counted.get(register.pk)
        if tally is not None:
            url = f"{reverse('registers:list', args=[register.key])}?place={place.pk}"
            # A ledger without positions has none that could be missing.
            located = tally.located if register.pk in mapped else None
            rows.append(Row((register.name, tally.rows, located, register.unit), url=url))
    columns = (Column("台账"), Column("在册", "number"), Column("已落图", "number"), Column("单位"))
    return [Section("台账在册", table=Table(columns, tuple(rows)))] if rows else []


def _came(states: list[Place]) -> list[Section]:
    """What it was split from, joined with, and what ground it gave and took when grids were redrawn."""
    own = {one.pk for one in states}
    rows = tuple(
        Row((one.on, _ground(one, own), area_words(float(one.area)) if one.area else None), url=_other(one, own))
        for one in successions_of(own)
        if one.kind != Succession.Kind.CONTINUED
    )
    columns = (Column("启用日期", "date"), Column("变动"), Column("面积", "number"))
    return [Section("沿革", table=Table(columns, rows))] if rows else []


def _ground(one: Succession, own: set[UUID]) -> str:
    before, after = one.before.name, one.after.name
    words = {
        Succession.Kind.SPLIT: (f"拆出“{after}”", f"从“{before}”拆出"),
        Succession.Kind.MERGED: (f"并入“{after}”", f"并进“{before}”"),
        Succession.Kind.RECODED: (f"换编码为{one.after.code}", f"由{one.before.code}换编码"),
    }
    gave, took = words.get(Succession.Kind(one.kind), (f"划给“{after}”", f"从“{before}”划入"))
    return gave if one.before_id in own else took


def _other(one: Succession, own: set[UUID]) -> str:
    return reverse("places:place", args=[one.after_id if one.before_id in own else one.before_id])


def _picture(place: Place) -> Section:
    src = f"{reverse('places:picture')}?place={place.pk}"
    return Section("边界", template="desk/parts/picture.html", data={"src": src, "alt": f"{place.name}的边界"})


def _history(states: list[Place], here: Place) -> tuple[Event, ...]:
    return tuple(
        Event(
            when=one.valid_from,
            who="",
            verb=one.name + ("（本页）" if one.pk == here.pk else ""),
            why="" if str(one.valid_to) == FOREVER else f"到 {one.valid_to} 为止",
            link=None if one.pk == here.pk else _link(one),
        )
        for one in states
    )
