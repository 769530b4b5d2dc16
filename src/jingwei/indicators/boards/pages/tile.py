"""A tile is added or changed: style, indicators out of a list that can be searched, and a preview at once."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from jingwei.core.actions import Action, perform
from jingwei.core.errors import Conflict, Invalid, JingweiError, Missing
from jingwei.core.facts.facts import all_facts
from jingwei.core.fields import Problem
from jingwei.core.scope import current_scope
from jingwei.core.ui.declared_form import form_fields, posted_values
from jingwei.core.ui.parts import Link
from jingwei.core.ui.values import as_text
from jingwei.indicators.boards.actions import MoveTile, PutTile, RemoveTile
from jingwei.indicators.boards.actions.put_tile import Known, tile_of
from jingwei.indicators.boards.models import Board
from jingwei.indicators.boards.periods import period_of_board
from jingwei.indicators.boards.policy import policy
from jingwei.indicators.boards.query import board_by_id
from jingwei.indicators.boards.showing import show
from jingwei.indicators.boards.tiles import KIND_WORDS, TAKES, load_tiles
from jingwei.indicators.definitions import Defined, load_definitions
from jingwei.indicators.pages.asked import address
from jingwei.places.models import GridScheme, Place

_KIND_HELP = {
    "value": "一个或几个数，旁边写与上年同期或上期的比较",
    "trend": "1到4个指标各期的线；单位相同才画在一张图里",
    "parts": "一个指标分到各社区或各网格，按代码排列",
    "map": "一个指标在地图上分级着色",
    "table": "几个指标分社区列成一张表",
    "note": "一段说明文字",
}
_PLAIN = ("title", "compare", "step", "classes", "method", "text")


def put(request: HttpRequest, board_id: UUID, tile_id: str = "") -> HttpResponse:
    """The form, and what it is sent to."""
    board = _kept(board_id)
    problems: Sequence[Problem] = ()
    status = 200
    values = _present(board, tile_id)
    revision: int | str = board.revision
    if request.method == "POST":
        values = _posted(request, tile_id)
        try:
            perform(
                PutTile(), [values], targets=[board.pk], expect=_expect(request, board), key=request.POST.get("key")
            )
        except Invalid as error:
            problems, status = error.problems, error.status
            revision = request.POST.get("expect") or board.revision
        except Conflict as error:
            problems, status = [Problem(None, "", "", _told(error), error.error_code)], error.status
        else:
            messages.success(request, "已保存到看板。")
            return redirect(_edit_url(board))
    context = {
        "title": "改这一块" if tile_id else "加一块",
        "crumbs": (
            Link("看板", reverse("indicators:boards")),
            Link(board.title, _edit_url(board)),
        ),
        "board": board,
        "tile_id": tile_id,
        "problems": [one.message for one in problems],
        "kinds": [
            {"value": key, "label": label, "help": _KIND_HELP[key], "chosen": key == values.get("kind")}
            for key, label in KIND_WORDS.items()
        ],
        "groups": _picker(_chosen(values)),
        "by": _levels(values.get("by") or "community"),
        "order": ",".join(_chosen(values)),
        "places": _places(values.get("place") or ""),
        "fields": {one.key: one for one in form_fields(PutTile.declared, values) if one.key in _PLAIN},
        "preview_url": reverse("indicators:preview_tile", args=[board.pk]),
        "cancel_url": _edit_url(board),
        "key": str(uuid4()),
        "revision": revision,
    }
    return render(request, "indicators/boards/tile.html", context, status=status)


def preview(request: HttpRequest, board_id: UUID) -> HttpResponse:
    """What the tile of the form would show now; what is missing is said instead."""
    board = _kept(board_id)
    values = PutTile.declared.clean(_posted(request, request.POST.get("tile", ""))).values
    words = ""
    blocks: Sequence[Any] = ()
    kind = values.get("kind")
    if kind not in TAKES:
        words = "先选样式。"
    else:
        found = list(Known().problems(values))
        words = "".join(one.message for one in found)
    if not words:
        try:
            blocks = show([tile_of(values)], period_of_board(board)).blocks
        except JingweiError as error:
            words = error.message
    return render(request, "indicators/boards/preview.html", {"blocks": blocks, "words": words})


def move(request: HttpRequest, board_id: UUID, tile_id: str) -> HttpResponse:
    """One place up or down."""
    return _verb(request, board_id, MoveTile(), {"tile": tile_id, "to": request.POST.get("to", "")}, tile_id)


def remove(request: HttpRequest, board_id: UUID, tile_id: str) -> HttpResponse:
    """Off the board."""
    return _verb(request, board_id, RemoveTile(), {"tile": tile_id}, "")


def _verb(request: HttpRequest, board_id: UUID, action: Action, row: Mapping[str, Any], at: str) -> HttpResponse:
    board = _kept(board_id)
    if request.method != "POST":
        return redirect(_edit_url(board))
    try:
        perform(action, [row], targets=[board.pk], expect=_expect(request, board))
    except Conflict as error:
        messages.error(request, _told(error))
    except Missing as error:
        messages.error(request, error.message)
    return redirect(_edit_url(board) + (f"#tile-{at}" if at else ""))


def _told(error: Conflict) -> str:
    """Who changed the board in the meantime, and to what."""
    if not error.changes:
        return error.message
    last = error.changes[-1]
    what = "；".join(f"{one['label']}改为：{one['after']}" for one in error.changes)
    return f"您打开之后，{last['who']}在{as_text(last['at'])}改了这个看板（{what[:300]}）。请看现在的样子，再办一次。"


def _expect(request: HttpRequest, board: Board) -> dict[UUID, int]:
    said = request.POST.get("expect", "")
    return {board.pk: int(said)} if said.isascii() and said.isdigit() else {}


def _kept(board_id: UUID) -> Board:
    board = board_by_id(board_id)
    policy.may(current_scope().actor, "change", board)
    return board


def _edit_url(board: Board) -> str:
    return address(reverse("indicators:board", args=[board.pk]), edit="1")


def _present(board: Board, tile_id: str) -> dict[str, Any]:
    if not tile_id:
        return {"kind": "value", "compare": "last_year", "step": "months", "classes": 5, "method": "quantile"}
    found = next((one for one in load_tiles(board.tiles) if one.id == tile_id), None)
    if found is None:
        raise Missing("这一块已经不在看板上了。")
    data = found.dump()
    return {**data, "tile": tile_id, "indicators": ",".join(found.keys)}


def _posted(request: HttpRequest, tile_id: str) -> dict[str, Any]:
    values = posted_values(PutTile.declared, request.POST)
    # Ticked in the order of the list; what was there before keeps its place.
    ticked = request.POST.getlist("indicators")
    before = [key for key in request.POST.get("order", "").split(",") if key in ticked]
    return {**values, "tile": tile_id, "indicators": ",".join(dict.fromkeys([*before, *ticked]))}


def _chosen(values: Mapping[str, Any]) -> list[str]:
    return [key for key in str(values.get("indicators") or "").split(",") if key]


def _picker(chosen: Sequence[str]) -> list[dict[str, Any]]:
    """All indicators by where they come from: the ledger, the statistics, or derived."""
    names = {key: facts.source.name for key, facts in all_facts().items()}
    groups: dict[str, list[Defined]] = defaultdict(list)
    for one in sorted(load_definitions().values(), key=lambda one: one.row.pk):
        groups[_group(one, names)].append(one)
    return [
        {
            "name": name,
            "open": any(one.row.key in chosen for one in found),
            "options": [
                {"key": one.row.key, "name": one.row.name, "unit": one.row.unit, "chosen": one.row.key in chosen}
                for one in found
            ],
        }
        for name, found in groups.items()
    ]


def _group(one: Defined, names: Mapping[str, str]) -> str:
    if one.kind == "counted":
        return names.get(one.counting.source, "其他台账")
    return "外部报来的数" if one.kind == "reported" else "由其他指标算出"


def _levels(chosen: str) -> list[tuple[str, str, bool]]:
    out = []
    for scheme in GridScheme.objects.order_by("-gives_rights", "order", "key"):
        for level in scheme.levels[1:] or scheme.levels:
            key = level["key"] if scheme.gives_rights else f"{scheme.key}:{level['key']}"
            label = level["name"] if scheme.gives_rights else f"{scheme.name}·{level['name']}"
            out.append((key, label, key == chosen))
    return out


def _places(chosen: str) -> list[tuple[str, str, bool]]:
    """The whole street and its communities; another place stays where it was chosen."""
    found = Place.objects.filter(scheme__gives_rights=True, valid_to__gt="9999-01-01").order_by("code")
    rows = [(place.code, place.name, len(place.path)) for place in found.only("code", "name", "path")]
    return [
        ("", "全街道", not chosen),
        *((code, name, code == chosen) for code, name, depth in rows if depth == 2 or code == chosen),
    ]
