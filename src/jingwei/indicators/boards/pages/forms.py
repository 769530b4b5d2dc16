"""The forms of a board as a whole: made, renamed, shared, copied, retired."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from jingwei.core.actions import Action, Done
from jingwei.core.scope import current_scope
from jingwei.core.ui.parts import Link
from jingwei.indicators.boards.actions import ChangeBoard, CopyBoard, MakeBoard, RetireBoard, ShareBoard
from jingwei.indicators.boards.models import Board
from jingwei.indicators.boards.policy import policy
from jingwei.indicators.boards.query import board_by_id
from jingwei.indicators.pages.asked import address
from jingwei.people.action_form import action_page


def make(request: HttpRequest) -> HttpResponse:
    """A new board; then its first tile."""
    actor = current_scope().actor
    policy.may(actor, "make")

    def done(made: Done) -> HttpResponse:
        return redirect(address(reverse("indicators:board", args=[made.result["boards"][0]]), edit="1"))

    return action_page(
        request, MakeBoard(), done, title="新建看板", cancel_url=reverse("indicators:boards"),
        initial={"period": "latest", "shared": "own"}, options={"shared": shares()},
        crumbs=(Link("看板", reverse("indicators:boards")),),
    )  # fmt: skip


def change(request: HttpRequest, board_id: UUID) -> HttpResponse:
    """Name and period."""
    board = _kept(board_id)
    initial = {"title": board.title, "period": board.period, "fixed": board.fixed}
    return _page(request, board, ChangeBoard(), f"修改：{board.title}", initial, "已保存。")


def share(request: HttpRequest, board_id: UUID) -> HttpResponse:
    """For whom it is."""
    board = _kept(board_id)
    return _page(request, board, ShareBoard(), f"共享：{board.title}", {"shared": board.shared}, "已改。")


def copy(request: HttpRequest, board_id: UUID) -> HttpResponse:
    """A copy of one's own."""
    policy.may(current_scope().actor, "make")
    board = board_by_id(board_id)

    def done(made: Done) -> HttpResponse:
        messages.success(request, "已复制成您自己的看板。")
        return redirect("indicators:board", made.result["boards"][0])

    return action_page(
        request, CopyBoard(), done, title=f"复制：{board.title}",
        cancel_url=reverse("indicators:board", args=[board_id]), targets=[board],
        initial={"title": f"{board.title[:36]}（复制）"}, crumbs=_crumbs(board),
    )  # fmt: skip


def retire(request: HttpRequest, board_id: UUID) -> HttpResponse:
    """Out of use, with a reason."""
    board = _kept(board_id)

    def done(_: Done) -> HttpResponse:
        messages.success(request, f"看板“{board.title}”已停用。")
        return redirect("indicators:boards")

    return action_page(
        request, RetireBoard(), done, title=f"停用：{board.title}", targets=[board],
        cancel_url=reverse("indicators:board", args=[board_id]), crumbs=_crumbs(board),
    )  # fmt: skip


def shares() -> list[tuple[str, str]]:
    """With whom the actor may share a board."""
    actor = current_scope().actor
    out = [(str(value), str(label)) for value, label in Board.Shared.choices]
    if not policy.allows(actor, "share_street"):
        out = [one for one in out if one[0] != Board.Shared.STREET]
    return out if actor.departments else [one for one in out if one[0] != Board.Shared.DEPARTMENT]


def _page(
    request: HttpRequest, board: Board, action: Action, title: str, initial: dict[str, str], said: str
) -> HttpResponse:
    def done(_: Done) -> HttpResponse:
        messages.success(request, said)
        return redirect("indicators:board", board.pk)

    return action_page(
        request, action, done, title=title, cancel_url=reverse("indicators:board", args=[board.pk]), targets=[board],
        initial=initial, options={"shared": shares()}, crumbs=_crumbs(board),
    )  # fmt: skip


def _kept(board_id: UUID) -> Board:
    board = board_by_id(board_id)
    policy.may(current_scope().actor, "change", board)
    return board


def _crumbs(board: Board) -> tuple[Link, ...]:
    return (
        Link("看板", reverse("indicators:boards")),
        Link(board.title, reverse("indicators:board", args=[board.pk])),
    )
