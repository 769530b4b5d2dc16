"""Boards are made in the desk without a programmer: tiles are added, changed, moved, removed; two do not overwrite."""

import re
from typing import Any
from uuid import UUID

import pytest

from jingwei.core.actions import perform
from jingwei.core.errors import Invalid, Refused
from jingwei.core.scope import open_scope
from jingwei.indicators.boards.actions import MakeBoard, MoveTile, PutTile, ShareBoard
from jingwei.indicators.boards.models import Board
from jingwei.indicators.boards.packs import make_standard_boards
from jingwei.indicators.boards.query import boards
from jingwei.indicators.boards.tiles import load_tiles
from jingwei.indicators.packs import load_pack
from jingwei.indicators.tests.counting import define, report
from jingwei.people.tests.street import Street, make_street
from jingwei.registers.tests.ledgers import define_houses, house, record

pytestmark = pytest.mark.django_db
OWN = {"title": "我的看板", "period": "year", "shared": "own"}


@pytest.fixture
def street() -> Street:
    made = make_street()
    with open_scope(made.scope("statistician")):
        record(define_houses(), [house(n, made.grid(1 + n % 2, 1).code) for n in range(6)])
        define("houses", name="房屋总数", count="houses")
        define("revenue", name="财政收入", unit="万元", reported="budget_revenue")
        report("budget_revenue", "2025", "210", growth="4.5")
    return made


def made(street: Street, role: str = "statistician", **more: Any) -> Board:
    with open_scope(street.scope(role)):
        done = perform(MakeBoard(), [{**OWN, **more}])
        return Board.objects.get(pk=done.result["boards"][0])


def put(street: Street, board: Board, role: str = "statistician", **values: Any) -> str:
    with open_scope(street.scope(role)):
        return str(perform(PutTile(), [values], targets=[board.pk]).result["tiles"][0])


def tiles(street: Street, board: Board) -> list[Any]:
    with open_scope(street.scope("statistician")):
        return list(load_tiles(Board.objects.get(pk=board.pk).tiles))


def test_a_grid_worker_makes_a_board_with_forms_alone(client: Any, street: Street) -> None:
    street.sign_in(client, "grid_worker")
    answer = client.post("/indicators/boards/new/", {"title": "本网格", "period": "year", "shared": "own"})
    assert answer.status_code == 302
    where = answer["Location"].partition("?")[0]
    form = client.get(f"{where}tiles/new/").content.decode()
    assert "房屋台账" in form
    assert "外部报来的数" in form
    values = {"kind": "value", "indicators": ["houses", "revenue"], "compare": "last_year"}
    assert "房屋总数" in client.post(f"{where}tiles/preview/", values).content.decode()
    assert client.post(f"{where}tiles/new/", values).status_code == 302
    page = client.get(where).content.decode()
    assert re.search(r"房屋总数</p>\s*<p class=\"tile-value\"><a href=\"/indicators/houses/", page)
    assert "财政收入" in page


def test_the_preview_says_what_is_missing(client: Any, street: Street) -> None:
    board = made(street)
    street.sign_in(client, "statistician")
    url = f"/indicators/boards/{board.pk}/tiles/preview/"
    assert (
        "要选1个指标，现在选了2个"
        in client.post(url, {"kind": "map", "indicators": ["houses", "revenue"]}).content.decode()
    )


def test_what_a_tile_may_not_say_is_named(street: Street) -> None:
    board = made(street)
    for wrong, said in (
        ({"kind": "value", "indicators": "hauses"}, "没有代号为“hauses”的指标"),
        ({"kind": "note"}, "请写要显示的文字"),
        ({"kind": "parts", "indicators": "houses", "by": "planet"}, "没有名为“planet”的网格层级"),
        ({"kind": "value", "indicators": "houses", "place": "123"}, "没有代码为“123”的区划"),
        ({"kind": "value", "indicators": "houses", "tile": "gone"}, "这一块已经不在看板上了"),
    ):
        with pytest.raises(Invalid, match=said):
            put(street, board, **wrong)
    assert tiles(street, board) == []


def test_tiles_are_moved_and_removed_by_buttons(client: Any, street: Street) -> None:
    board = made(street)
    first, second = (put(street, board, kind="note", text=text) for text in ("甲", "乙"))
    street.sign_in(client, "statistician")
    here = f"/indicators/boards/{board.pk}/"
    client.post(f"{here}tiles/{second}/move/", {"to": "up", "expect": "3"})
    assert [one.id for one in tiles(street, board)] == [second, first]
    client.post(f"{here}tiles/{second}/remove/", {"expect": "4"})
    assert [one.id for one in tiles(street, board)] == [first]


def test_the_second_of_two_is_shown_what_the_first_one_changed(client: Any, street: Street) -> None:
    board = made(street, shared="street")
    put(street, board, kind="note", text="甲")
    put(street, board, "office", kind="note", title="夜间值班", text="乙")
    street.sign_in(client, "statistician")
    late = {"kind": "note", "text": "丙", "expect": "2"}
    answer = client.post(f"/indicators/boards/{board.pk}/tiles/new/", late)
    assert answer.status_code == 409
    assert "夜间值班" in answer.content.decode()
    assert "改了这个看板" in answer.content.decode()
    assert [one.text for one in tiles(street, board)] == ["甲", "乙"]
    renamed = client.post(f"/indicators/boards/{board.pk}/change/", {**OWN, "title": "另一名", "expect": "1"})
    assert renamed.status_code == 409


def test_a_board_is_seen_by_whom_it_is_shared_with(street: Street) -> None:
    own, all_ = made(street), made(street, title="大家的", shared="street")
    with open_scope(street.scope("grid_worker")):
        assert [one.pk for one in boards()] == [all_.pk]
        with pytest.raises(Refused):
            perform(MoveTile(), [{"tile": "x", "to": "up"}], targets=[all_.pk])
    with open_scope(street.scope("handler")), pytest.raises(Refused):
        perform(ShareBoard(), [{"shared": "own"}], targets=[own.pk])
    with open_scope(street.scope("grid_worker")), pytest.raises(Refused, match="给全街道用"):
        perform(MakeBoard(), [{**OWN, "shared": "street"}])


def test_a_department_shares_a_board(street: Street) -> None:
    board = made(street, "handler", shared="department")
    put(street, board, "handler", kind="note", text="甲")
    with open_scope(street.scope("community_secretary")):
        assert not boards().exists()
    with open_scope(street.scope("grid_worker")), pytest.raises(Refused, match="不属于某个部门"):
        perform(MakeBoard(), [{**OWN, "shared": "department"}])


def test_a_copy_is_ones_own_and_a_retired_board_stays_on_record(client: Any, street: Street) -> None:
    board = made(street, shared="street")
    put(street, board, kind="note", text="甲")
    street.sign_in(client, "leader")
    answer = client.post(f"/indicators/boards/{board.pk}/copy/", {"title": "我的一份"})
    copied = UUID(answer["Location"].rstrip("/").rpartition("/")[2])
    street.sign_in(client, "statistician")
    client.post(f"/indicators/boards/{board.pk}/retire/", {"reason": "合并到街道总览", "expect": "2"})
    with open_scope(street.scope("leader")):
        assert [one.pk for one in boards()] == [copied]
        assert Board.objects.get(pk=board.pk).retired
    assert "已停用" in client.get(f"/indicators/boards/{board.pk}/").content.decode()


def test_a_fixed_period_is_read_as_offices_write_it(street: Street) -> None:
    board = made(street, period="fixed", fixed="2025年上半年")
    assert board.fixed == "2025H1"
    with pytest.raises(Invalid, match="固定为"):
        made(street, period="fixed")


def test_the_standard_boards_name_indicators_that_are_packed(street: Street) -> None:
    with open_scope(street.scope("statistician")):
        make_standard_boards()
        named = {key for one in Board.objects.all() for tile in load_tiles(one.tiles) for key in tile.keys}
    assert named <= {row["key"] for row in load_pack().rows}
