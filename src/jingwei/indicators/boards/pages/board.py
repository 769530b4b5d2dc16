"""One board: to look at, and with `edit` to arrange."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from jingwei.core.audit import audit
from jingwei.core.periods import Period
from jingwei.core.scope import current_scope
from jingwei.core.ui.parts import Badge, Link
from jingwei.indicators.boards.models import Board
from jingwei.indicators.boards.pages.listing import period_word
from jingwei.indicators.boards.pages.papers import as_panels
from jingwei.indicators.boards.pages.texts import as_picture, as_text
from jingwei.indicators.boards.periods import period_of_board
from jingwei.indicators.boards.policy import policy
from jingwei.indicators.boards.query import board_by_id
from jingwei.indicators.boards.showing import show
from jingwei.indicators.boards.tiles import load_tiles
from jingwei.indicators.pages.asked import address, choosable, period_of
from jingwei.indicators.presenting import small_rule


def page(request: HttpRequest, board_id: UUID) -> HttpResponse:
    """The board. GET: `period` shows another period, `edit` lets its keepers arrange it."""
    board, period = _asked(request, board_id)
    may = not board.retired and policy.allows(current_scope().actor, "change", board)
    editing = may and bool(request.GET.get("edit"))
    here = reverse("indicators:board", args=[board_id])
    shown = show(load_tiles(board.tiles), period)
    context = {
        "title": board.title,
        "subtitle": f"{shown.street} · {period.name} · {board.get_shared_display()} · {board.owner_label}制作",
        "crumbs": (Link("看板", reverse("indicators:boards")),),
        "badges": (Badge("已停用", "calm"),) if board.retired else (),
        "actions": _editing(board) if editing else _actions(board, period, may=may),
        "tabs": () if editing else _tabs(period, here),
        "tabs_label": "统计期",
        "print_url": "" if editing else address(reverse("indicators:board_paper", args=[board_id]), period=str(period)),
        "board": board,
        "blocks": shown.blocks,
        "editing": editing,
        "charts": any(block.chart for block in shown.blocks),
        "may": may,
        "edit_url": address(here, edit="1"),
    }
    return render(request, "indicators/boards/board.html", context)


def paper(request: HttpRequest, board_id: UUID) -> HttpResponse:
    """The board on A4; without small counts, unless it is for the office itself (`inside`)."""
    board, period = _asked(request, board_id)
    inside = request.GET.get("inside") == "1"
    shown = show(load_tiles(board.tiles), period, "reader" if inside else "outside")
    audit("printed", f"看板“{board.title}”", detail={"period": str(period), "inside": inside})
    remarks = dict.fromkeys(said for block in shown.blocks for said in block.remarks)
    remarks |= dict.fromkeys(["内部使用，不得外传"]) if inside else {}
    context = {
        "title": board.title,
        "unit": "",
        "period": period.name,
        "made_at": timezone.localtime(),
        "made_by": current_scope().actor.label,
        "panels": as_panels(shown),
        "notes": "；".join(remarks),
    }
    return render(request, "desk/print.html", context)


def chat(request: HttpRequest, board_id: UUID) -> HttpResponse:
    """What goes into a chat group: the text and the picture, masked as for outside, seen before they leave."""
    board, period = _asked(request, board_id)
    shown = show(load_tiles(board.tiles), period, "outside")
    audit("exported", f"看板“{board.title}”（文字、图片）", detail={"period": str(period)})
    made = f"{timezone.localtime():%Y-%m-%d %H:%M}"
    context = {
        "title": f"发到群：{board.title}",
        "subtitle": f"{period.name} · 不足{small_rule()['fewest']}人的数不显示，发送前请核对",
        "crumbs": (
            Link("看板", reverse("indicators:boards")),
            Link(board.title, address(reverse("indicators:board", args=[board_id]), period=str(period))),
        ),
        "text": as_text(board.title, shown, made),
        "picture": as_picture(board.title, shown, made),
        "file_name": f"{board.title} {period.name}.png",
    }
    return render(request, "indicators/boards/chat.html", context)


def _asked(request: HttpRequest, board_id: UUID) -> tuple[Board, Period]:
    policy.may(current_scope().actor, "see")
    board = board_by_id(board_id)
    return board, period_of(request) if request.GET.get("period") else period_of_board(board)


def _tabs(period: Period, here: str) -> tuple[Link, ...]:
    return tuple(Link(one.name, address(here, period=str(one)), here=one == period) for one in choosable(period))


def _actions(board: Board, period: Period, *, may: bool) -> tuple[Link, ...]:
    def to(name: str, **more: str) -> str:
        return address(reverse(f"indicators:{name}", args=[board.pk]), **more)

    out = []
    if may:
        out.append(Link("编排", to("board", edit="1"), icon="edit", look="primary"))
    out += [
        Link("发到群", to("board_chat", period=str(period)), icon="copy", hint="文字和图片"),
        Link("复制一份", to("copy_board"), icon="copy"),
        Link("打印（内部用）", to("board_paper", period=str(period), inside="1"), icon="printer"),
    ]
    if may:
        out += [
            Link("改名称和统计期", to("change_board"), icon="edit"),
            Link("共享", to("share_board"), icon="users"),
            Link("停用", to("retire_board"), icon="ban"),
        ]
    return tuple(out)


def _editing(board: Board) -> tuple[Link, ...]:
    return (
        Link("加一块", reverse("indicators:put_tile", args=[board.pk]), icon="plus", look="primary"),
        Link("完成", reverse("indicators:board", args=[board.pk]), icon="check"),
        Link(f"统计期：{period_word(board)}", reverse("indicators:change_board", args=[board.pk]), icon="calendar"),
    )
