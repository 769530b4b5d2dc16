"""A board shows values and what they are compared with, communities by code, grids on a map."""

import json
import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from jingwei.core.models import AuditEntry
from jingwei.core.periods import Period
from jingwei.core.scope import open_scope
from jingwei.desk.tests.mapped import mapped_street
from jingwei.indicators.boards.choropleth import classed
from jingwei.indicators.boards.models import Board
from jingwei.indicators.boards.periods import period_of_board, steps_to
from jingwei.indicators.boards.showing import Shown, show
from jingwei.indicators.boards.tiles import Tile
from jingwei.indicators.tests.counting import define, report
from jingwei.people.tests.street import Street
from jingwei.places.models import Place
from jingwei.registers.query import register_by_key
from jingwei.registers.tests.ledgers import house, record

pytestmark = pytest.mark.django_db
YEAR = Period.parse("2025")


@pytest.fixture
def street() -> Street:
    """Three communities: five houses in the first, none in the second, one in the third."""
    made = mapped_street(communities=3)
    with open_scope(made.keeper()):
        # Lists of places may be sorted otherwise (by the sound of their names).
        for number in (1, 2, 3):
            Place.objects.filter(pk=made.community(number).pk).update(sort=str(9 - number))
    with open_scope(made.scope("statistician")):
        grids = [made.grid(1, 1), made.grid(1, 1), made.grid(1, 2), made.grid(1, 2), made.grid(1, 2), made.grid(3, 1)]
        rows = [{**house(n, grid.code), "valid_from": "2024-06-01"} for n, grid in enumerate(grids)]
        record(register_by_key("houses"), rows)
        define("houses", name="房屋总数", unit="处", count="houses")
        define("residents", name="居住人口", unit="人", sum="houses.residents")
        define("revenue", name="财政收入", unit="万元", reported="budget_revenue")
        report("budget_revenue", "2024", "200")
        report("budget_revenue", "2025", "210", stage="flash")
        for month, value in ((10, "160"), (11, "170"), (12, "200")):
            report("budget_revenue", f"2024-01/2024-{month}", value)
        report("budget_revenue", "2025-01/2025-02", "30")
        report("budget_revenue", "2025-01/2025-03", "50")
    return made


def shown(street: Street, *tiles: Tile, role: str = "statistician", **more: Any) -> Shown:
    with open_scope(street.scope(role)):
        return show(tiles, more.pop("period", YEAR), **more)


def test_a_value_says_what_it_is_compared_with_and_how_it_stands(street: Street) -> None:
    (block,) = shown(street, Tile("a", "value", ("houses", "revenue"))).blocks
    houses, revenue = block.figures
    assert (houses.value, houses.unit, houses.note) == ("6", "处", "同比持平")
    assert "/indicators/houses/rows/" in houses.url
    assert revenue.note == "同比+5.0%"
    assert revenue.badge is not None
    assert revenue.badge.word == "快报数"
    assert "“财政收入”2025年为快报数" in block.remarks


def test_a_value_is_compared_with_the_period_before(street: Street) -> None:
    tile = Tile("a", "value", ("houses",), compare="previous")
    (block,) = shown(street, tile, period=Period.parse("2024Q3")).blocks
    assert block.figures[0].note == "比二季度持平"


def test_communities_stand_in_the_order_of_their_codes(street: Street) -> None:
    (block,) = shown(street, Tile("a", "parts", ("houses",))).blocks
    assert [(bar.label, bar.text) for bar in block.bars] == [("第1社区", "5"), ("第2社区", "0"), ("第3社区", "1")]
    (block,) = shown(street, Tile("a", "table", ("houses", "revenue"))).blocks
    assert block.table is not None
    assert [row.cells[0] for row in block.table.rows] == ["第1社区", "第2社区", "第3社区"]
    assert [getattr(cell, "value", cell) for cell in block.table.totals] == ["望澜街道", "6", "210"]


def test_grids_without_a_value_are_hatched_and_listed(street: Street) -> None:
    with open_scope(street.scope("statistician")):
        define("share", name="出租占比", unit="%", share="houses", where={"rented": True})
    (block,) = shown(street, Tile("a", "map", ("share",), by="grid")).blocks
    assert block.picture is not None
    assert block.picture.svg.count("url(#ma-none)") == 3
    assert block.picture.legend[-1] == ("none", "没有数（3个网格）")
    assert any(said.startswith("没有数的网格：第2社区第1网格、") for said in block.remarks)
    assert block.table is not None
    assert len(block.table.rows) == 6


def test_classes_hold_what_is_equal_together_and_say_their_bounds() -> None:
    values = [Decimal(n) for n in (1, 1, 1, 1, 2, 3, 9)]
    assert classed(values, 3, "quantile") == ((1, 1), (2, 2), (3, 9))
    assert classed(values, 4, "equal") == ((1, 2), (3, 3), (9, 9))
    assert classed([Decimal(5)] * 3, 5, "equal") == ((5, 5),)


def test_no_line_is_drawn_from_one_definition_to_another(street: Street) -> None:
    """A period that was locked keeps the version of its time; the next is of the new one."""
    from jingwei.core.actions import perform
    from jingwei.indicators.actions import LockPeriod

    with open_scope(street.scope("statistician")):
        perform(LockPeriod(), [{"period": "2024"}])
        define("houses", 2, name="房屋总数", unit="处", count="houses", where={"use": "home"})
    (block,) = shown(street, Tile("a", "trend", ("houses",), step="years")).blocks
    assert block.chart is not None
    assert block.chart.series[0].breaks == (3, 4)
    assert any("自2025年起口径改变，与以前不可比" in said for said in block.remarks)


def test_a_running_total_is_not_joined_to_the_next_year(street: Street) -> None:
    tile = Tile("a", "trend", ("revenue",), step="months")
    (block,) = shown(street, tile, period=Period.parse("2025-03")).blocks
    assert block.chart is not None
    line = block.chart.series[0]
    assert line.values[-6:] == (160, 170, 200, None, 30, 50)
    assert line.starts == (10,)
    assert "“财政收入”为1月至当期累计数" in block.remarks


def test_a_period_moves_on_with_the_calendar() -> None:
    board = Board(period="fixed", fixed="2024H1")
    assert period_of_board(board) == Period.parse("2024H1")
    last = period_of_board(Board(period="month"))
    assert last.end < date.today() <= Period.around("month", date.today()).end
    assert [str(one) for one in steps_to(Period.parse("2025H1"), "quarters")][-3:] == ["2024Q4", "2025Q1", "2025Q2"]


def test_what_leaves_the_office_is_masked_and_logged(client: Any, street: Street) -> None:
    with open_scope(street.scope("statistician")):
        board = Board(
            title="人口", owner_label="测试", shared="street", period="fixed", fixed="2025",
            changed_at="2025-01-01T00:00Z",
            tiles=[Tile("a", "parts", ("people",), by="grid").dump()],
        )  # fmt: skip
        board.save()
        _people(street)
    street.sign_in(client, "statistician")
    here = f"/indicators/boards/{board.pk}/"
    assert re.search(r"第1社区第1网格</a></span>.*?<span class=\"bar-text\">2 ?<", client.get(here).content.decode())
    chat = client.get(f"{here}chat/").content.decode()
    text = re.search(r"<textarea[^>]*>(.*?)</textarea>", chat, re.S)
    assert text is not None
    assert "第1社区第1网格：*人" in text[1]
    assert "* 表示不足3人" in text[1]
    drawn = re.search(r'<script id="picture-data"[^>]*>(.*?)</script>', chat, re.S)
    assert drawn is not None
    assert ["第1社区第1网格", "*"] in json.loads(drawn[1])["blocks"][0]["rows"]
    paper = client.get(f"{here}paper/").content.decode()
    assert "不足3人" in paper
    assert "内部使用，不得外传" in client.get(f"{here}paper/?inside=1").content.decode()
    with open_scope(street.keeper()):
        told = list(AuditEntry.objects.filter(subject__contains="看板“人口”").values_list("event", flat=True))
    assert sorted(told) == ["exported", "printed", "printed"]


def _people(street: Street) -> None:
    from jingwei.core.actions import perform
    from jingwei.core.fields import Field, FieldSet
    from jingwei.registers.actions import DefineRegister

    fields = FieldSet("people", 1, (Field("number", "编号", "text", required=True), Field("grid", "网格", "text")))
    values = {"key": "people", "name": "救助对象台账", "noun": "对象", "unit": "人", "key_field": "number",
              "title_field": "number", "place_field": "grid"}  # fmt: skip
    perform(DefineRegister(), [values], context={"fields": fields})
    many = {street.grid(1, 1).code: 2, street.grid(1, 2).code: 7, street.grid(3, 1).code: 9}
    rows = [
        {"number": f"{grid}-{n}", "grid": grid, "valid_from": "2024-01-01"}
        for grid, c in many.items()
        for n in range(c)
    ]
    record(register_by_key("people"), rows)
    define("people", name="救助对象", unit="人", count="people")
