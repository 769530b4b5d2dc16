"""查网格: type an address, get its grid and the people who serve there with their phones."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from jingwei.core.errors import JingweiError
from jingwei.core.ui.blocks import Section
from jingwei.core.ui.parts import Cell, Column, Empty, Row, Table
from jingwei.desk.grid_answer import answer_for
from jingwei.desk.spot_search import MOST, Asked, Found, asked_for, find, read_asked
from jingwei.places.models import Place

HINT = "地址、小区、企业、网格名称或编码；可用拼音首字母，也可填“经度，纬度”"
_COLUMNS = (Column("名称"), Column("类别"), Column("所在网格"))


def lookup(request: HttpRequest) -> HttpResponse:
    """The page of 查网格. GET: `q` what was typed; `place`, `at` and `name` what was chosen among the results."""
    problem, found, answer = "", Found(), None
    asked = Asked(request.GET.get("q", "").strip()[:80])
    try:
        given = request.GET
        asked = read_asked(asked.words, given.get("place", ""), given.get("at", ""), given.get("name", ""))
        found = find(asked)
        if found.chosen:
            answer = answer_for(found.chosen.place, found.chosen.spot, found.chosen.label)
            if answer is None:
                problem = "这个位置不在任何网格内。请核对经纬度（经度在前），或查看网格边界是否完整。"
    except JingweiError as error:
        problem = error.message
    choices = choice_section(asked.words, found)
    context = {
        "title": "查网格",
        "search": asked.words,
        "search_hint": HINT,
        "problem": problem,
        "sections": (*(answer.main if answer else ()), *((choices,) if choices else ())),
        "side": answer.side if answer else (),
        "copy_text": answer.text if answer else "",
        "empty": _nothing(asked, found) if not problem else None,
    }
    return render(request, "desk/lookup.html", context)


def choice_section(words: str, found: Found) -> Section | None:
    """What can be chosen, as a table whose rows lead to the answer; None where nothing was found."""
    rows = [*_place_rows(words, found), *_address_rows(words, found)]
    if not rows:
        return None
    more = len(found.addresses) >= MOST
    title = "其他符合的结果" if found.chosen else f"找到{len(rows)}处" + ("以上，可再写细一些" if more else "")
    return Section(title, table=Table(_COLUMNS, tuple(rows)), key="choices")


def _address_rows(words: str, found: Found) -> list[Row]:
    homes = {one.place for one in found.addresses if one.place}
    names = dict(Place.objects.filter(pk__in=homes).values_list("pk", "name")) if homes else {}
    here = reverse("places:lookup")
    return [
        Row(
            (one.label, one.kind, names.get(one.place) if one.place else None),
            url=here + asked_for(words, one).params(),
        )
        for one in found.addresses
    ]


def _place_rows(words: str, found: Found) -> list[Row]:
    here = reverse("places:lookup")
    rows = []
    for place in found.places:
        level = next((one["name"] for one in place.scheme.levels if one["key"] == place.level), place.level)
        url = here + Asked(words, place.pk, label=place.name).params()
        rows.append(Row((Cell(place.name, note=place.code), level, place.scheme.name), url=url))
    return rows


def _nothing(asked: Asked, found: Found) -> Empty | None:
    if not asked.words and not found.chosen:
        return Empty(
            "输入地址，查是哪个网格、找谁",
            "查到后显示所在网格、谁在岗和工作电话，可以复制发给来电人。",
            icon="map-search",
        )
    if found.none:
        text = "可以少输几个字，或换成小区名、路名；台账里没有的地址，可在地图上点选位置。"
        return Empty(f"没有找到“{asked.words}”", text, icon="map-search")
    return None
