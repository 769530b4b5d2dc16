"""Counts of one or two persons are told to those who may open their rows; nobody works them out from a table."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jingwei.core.actions import perform
from jingwei.core.fields import Field, FieldSet
from jingwei.core.scope import open_scope
from jingwei.indicators.presenting import present
from jingwei.indicators.small_counts import follows, hidden, solved
from jingwei.indicators.tests.counting import ask, define
from jingwei.people.tests.street import Street, make_street
from jingwei.registers.actions import DefineRegister
from jingwei.registers.models import Register
from jingwei.registers.query import register_by_key
from jingwei.registers.tests.ledgers import record

PEOPLE = FieldSet(
    key="aided",
    version=1,
    fields=(
        Field("number", "编号", "text", required=True),
        Field("name", "姓名", "text", required=True, personal="name"),
        Field("grid", "网格编码", "text"),
        Field("left", "已退出", "yesno"),
    ),
)


@pytest.fixture
def street(db: Any) -> Street:
    return make_street(communities=3, grids=2)


def aided(street: Street, counts: dict[tuple[int, int], int]) -> Register:
    """A ledger of persons, so many in each grid; every third has left."""
    values = {
        "key": "aided", "name": "救助对象台账", "noun": "救助对象", "unit": "人", "key_field": "number",
        "title_field": "number", "place_field": "grid", "purpose": "发放临时救助", "basis": "社会救助暂行办法",
        "keep_until": date(2030, 12, 31),
    }  # fmt: skip
    perform(DefineRegister(), [values], context={"fields": PEOPLE})
    register = register_by_key("aided")
    grids = [street.grid(*where).code for where, many in counts.items() for _ in range(many)]
    rows = [
        {"number": f"P{n}", "name": f"测{n}", "grid": grid, "left": n % 3 == 0} for n, grid in enumerate(grids, start=1)
    ]
    record(register, rows)
    define("aided", name="救助对象", unit="人", count="aided")
    define("left_share", name="退出比例", unit="%", share="aided", where={"left": True})
    define("two", name="两倍", unit="人", formula="aided + aided")
    return register


def shown(street: Street, role: str, key: str = "aided", **more: Any) -> dict[str, Any]:
    with open_scope(street.scope(role)):
        cell = present([ask(key, "2026", **more)])[ask(key, "2026", **more)]
    return {"": "*" if cell.hidden else cell.value} | {
        part.name: "*" if part.cell.hidden else part.cell.value for part in cell.parts
    }


COUNTS = {(1, 1): 2, (1, 2): 4, (2, 1): 1, (3, 1): 5, (3, 2): 7}


@pytest.fixture
def filled(street: Street) -> Street:
    with open_scope(street.scope("office")):
        aided(street, COUNTS)
    return street


def test_who_may_open_the_rows_is_told_every_number(filled: Street) -> None:
    assert shown(filled, "statistician", by="community") == {"": 19, "第1社区": 6, "第2社区": 1, "第3社区": 12}


def test_a_grid_worker_is_not_told_small_counts_elsewhere_nor_what_gives_them_away(filled: Street) -> None:
    told = shown(filled, "grid_worker", by="community")
    assert told["第2社区"] == "*"
    assert list(told.values()).count("*") >= 2


def test_ones_own_grid_is_told(filled: Street) -> None:
    with open_scope(filled.scope("grid_worker")):
        own = ask("aided", "2026", place=filled.grid(1, 1).pk)
        assert present([own])[own].value == 2


def test_a_single_place_is_told_no_more_than_the_table_tells(filled: Street) -> None:
    """What is hidden in the table of communities stays hidden on the page of the community, and the other way round."""
    table = shown(filled, "grid_worker", by="community")
    for number in (1, 2, 3):
        alone = shown(filled, "grid_worker", place=filled.community(number).pk)[""]
        assert alone == table[f"第{number}社区"]


def test_a_share_of_few_is_hidden_and_what_is_made_of_a_hidden_number(filled: Street) -> None:
    assert shown(filled, "grid_worker", "left_share", place=filled.community(2).pk) == {"": "*"}
    assert shown(filled, "grid_worker", "two", by="community")["第2社区"] == "*"


def test_outside_the_office_nobody_is_told_small_counts(filled: Street) -> None:
    with open_scope(filled.scope("leader")):
        asked = ask("aided", "2026", by="grid")
        cell = present([asked], audience="outside")[asked]
    assert {part.name for part in cell.parts if part.cell.hidden} >= {"第1社区第1网格", "第2社区第1网格"}
    assert all(part.cell.rows is None and not part.cell.row_ids for part in cell.parts if part.cell.hidden)


def test_how_many_rows_there_are_is_not_told_either(filled: Street, client: Any) -> None:
    filled.sign_in(client, "grid_worker")
    page = client.get("/indicators/aided/rows/", {"period": "2026", "place": filled.community(2).code}).content.decode()
    assert "计入 1 行" not in page
    assert "计入的总行数少，不显示" in page


counts = st.sampled_from([0, 0, 1, 1, 2, 3, 4, 9, 40])


@settings(max_examples=300, deadline=None)
@given(st.lists(st.lists(counts, min_size=3, max_size=3), min_size=2, max_size=6), st.sets(st.integers(0, 5)))
def test_no_hidden_number_follows_from_rows_and_columns(table: list[list[int]], own: set[int]) -> None:
    """A table with totals of rows and columns: no hidden number has a single solution."""
    values: dict[tuple[Any, Any], Decimal] = {}
    relations = []
    wide = range(len(table[0]))
    for r, row in enumerate(table):
        values |= {(r, c): Decimal(count) for c, count in enumerate(row)}
        values[r, "sum"] = Decimal(sum(row))
        relations.append({(r, "sum"): 1, **{(r, c): -1 for c in wide}})
    for c in [*wide, "sum"]:
        values["sum", c] = sum((values[r, c] for r in range(len(table))), Decimal(0))
        relations.append({("sum", c): 1, **{(r, c): -1 for r in range(len(table))}})
    known = follows(relations, {spot for spot in values if spot[0] in own})
    small = {spot for spot, value in values.items() if 0 < value < 3}
    out = hidden(values, small, relations, known)
    assert small - known <= out
    assert not out & known
    assert not solved(relations, out)


def test_two_that_can_only_be_one_each_take_a_third() -> None:
    values = {"sum": Decimal(42), "a": Decimal(1), "b": Decimal(1), "c": Decimal(40)}
    out = hidden(values, {"a", "b"}, [{"sum": 1, "a": -1, "b": -1, "c": -1}])
    assert out == {"a", "b", "c"}
