"""All boards the reader may see."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from jingwei.core.periods import period_name
from jingwei.core.scope import current_scope
from jingwei.core.ui.paging import asked_page
from jingwei.core.ui.parts import Cell as UiCell
from jingwei.core.ui.parts import Column, Empty, Link, Pager, Row, Table
from jingwei.indicators.boards.models import Board
from jingwei.indicators.boards.periods import PERIODS
from jingwei.indicators.boards.policy import policy
from jingwei.indicators.boards.query import boards
from jingwei.indicators.pages.asked import address

_PAGE = 50
_COLUMNS = (
    Column("看板"), Column("给谁看"), Column("统计期"), Column("块数", "number"), Column("制作"),
    Column("修改时间", "date"),
)  # fmt: skip


def index(request: HttpRequest) -> HttpResponse:
    """The list, the whole street's first."""
    actor = current_scope().actor
    policy.may(actor, "see")
    words = request.GET.get("q", "").strip()[:40]
    found = boards().filter(title__icontains=words) if words else boards()
    total, page = found.count(), asked_page(request.GET)
    here = reverse("indicators:boards")
    rows = tuple(_row(board) for board in found[(page - 1) * _PAGE : page * _PAGE])
    make = Link("新建看板", reverse("indicators:make_board"), icon="plus", look="primary")
    context = {
        "title": "看板",
        "subtitle": "从指标里挑出要常看的，自己排成一页；每个数都能点开",
        "table": Table(_COLUMNS, rows),
        "pager": Pager.of(total, page, _PAGE, lambda n: address(here, q=words, page=str(n))),
        "actions": (make, Link("指标", reverse("indicators:index"), icon="chart-bar")),
        "search": words,
        "search_hint": "看板名称",
        "clear_url": here if words else "",
        "empty": Empty("没有符合条件的看板" if words else "还没有看板", "点“新建看板”，起个名字就可以往里加数。"),
    }
    return render(request, "desk/list.html", context)


def _row(board: Board) -> Row:
    cells = (
        board.title, board.get_shared_display(), period_word(board),
        len(board.tiles), UiCell(board.owner_label, note=board.owner_post), board.changed_at,
    )  # fmt: skip
    return Row(cells, url=reverse("indicators:board", args=[board.pk]))


def period_word(board: Board) -> str:
    """The period of a board in words."""
    return period_name(board.fixed) if board.period == "fixed" else PERIODS[board.period]
