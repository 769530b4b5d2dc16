"""Monthly returns of firms are added up by month; what stands on fewer than three firms is told to nobody."""

from datetime import date
from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingwei.core.actions import perform
from jingwei.core.codes import credit_code_check
from jingwei.core.fields import FieldSet
from jingwei.core.periods import Period
from jingwei.core.scope import open_scope
from jingwei.indicators.cells import Ask, Cell, Part
from jingwei.indicators.packs import load_pack as load_indicators
from jingwei.indicators.scan import Counted
from jingwei.indicators.tests.counting import cell, define
from jingwei.indicators.withheld import Guard, cuts
from jingwei.people.tests.street import make_street
from jingwei.registers.actions import RecordEntry
from jingwei.registers.packs import all_packs, load_pack
from jingwei.registers.query import register_by_key
from jingwei.registers.tests.ledgers import record

GUARD = Guard("firm_returns", "firm", "企业", 3)
BODIES = [f"9137010{n}MA3C0000{n}" for n in range(6)]
CODES = [body + credit_code_check(body) for body in BODIES]


@pytest.fixture
def street(db):
    made = make_street()
    with open_scope(made.scope("office")):
        for pack in all_packs():
            pack.define()
        load_indicators().define(date(2022, 1, 1))
        firms = [{"credit_code": code, "name": f"企业{n}", "grid": made.grid().code} for n, code in enumerate(CODES)]
        record(register_by_key("enterprises"), firms)
        yield made


def returned(firm, month, turnover, grid, **more):
    row = {
        "code": f"{firm}-{month}", "firm": CODES[firm], "firm_name": f"企业{firm}", "month": f"2025-{month:02}-28",
        "turnover": str(turnover), "origin": "self", "grid": grid, **more,
    }  # fmt: skip
    register = register_by_key("firm_returns")
    perform(RecordEntry(), [row], context={"register": register})


def test_returns_are_summed_year_to_date_and_marked(street):
    grid = street.grid().code
    for firm in range(3):
        for month in (1, 2, 11):
            returned(firm, month, 100 + firm, grid)
    found = cell("firm_turnover", "2025-01/2025-11")
    assert (found.value, found.rows, found.name) == (909, 9, "报送企业营业收入（企业自报）")
    assert cell("firm_turnover", "2025-01/2025-02").value == 606
    assert cell("firms_reporting", "2025").value == 3


def test_fewer_than_three_firms_are_told_to_nobody(street):
    for firm in range(2):
        returned(firm, 1, 100, street.grid().code)
    for key in ("firm_turnover", "firms_reporting"):
        found = cell(key, "2025-01")
        assert (found.value, found.rows, found.row_ids) == (None, None, ())
        assert found.why == "不足3家企业（或能推算出个别企业），不显示"
    define("twice", formula="firm_turnover + firm_turnover", unit="万元")
    assert cell("twice", "2025-01").value is None


def test_a_part_of_too_few_takes_another_with_it(street):
    first, second = street.grid(1, 1).code, street.grid(1, 2).code
    for firm in range(3):
        returned(firm, 1, 100, first, product="汽车")
    for firm in range(3):
        returned(firm, 2, 10, second, product="配件")
    returned(5, 2, 7, second, product="服务")
    found = cell("firm_turnover", "2025", by="product")
    told = {part.code: part.cell.value for part in found.parts}
    assert found.value == 337
    assert sorted(told.values(), key=str) in ([300, None, None], [30, None, None])
    assert "不单独给出一个社区或一类的" in cell("firm_turnover", "2025", by="product", part="汽车").why
    assert "不单独给出" in cell("firm_turnover", "2025", place=street.community().pk).why
    assert cell("firm_turnover", "2025", by="grid:none").value is None


def test_the_field_says_how_few_are_too_few():
    fields = load_pack("firm_returns").fields
    assert fields.field("firm").fewest == 3
    assert FieldSet.load(fields.dump()).field("firm").fewest == 3


@given(st.lists(st.integers(0, 9), min_size=1, max_size=8))
def test_no_withheld_part_can_be_worked_out_from_the_others(firms):
    parts, behind = [], {}
    for at, number in enumerate(firms):
        ask = Ask("x", Period.parse("2025"))
        parts.append(Part(str(at), str(at), Cell(ask, "", "", 0, "x", 1, "counted", value=Decimal(1))))
        behind[str(at)] = Counted(Decimal(number), number)
    told = GUARD.parts(tuple(parts), behind, {})
    hidden = [number for part, number in zip(told, firms, strict=True) if part.cell.value is None]
    assert all(number >= 3 or number == 0 for part, number in zip(told, firms, strict=True) if part.cell.value)
    shown_few = any(0 < number < 3 for number in firms)
    assert bool(hidden) == shown_few
    # What is missing from the total is that of three firms at least, unless there are no more firms at all.
    assert not hidden or (sum(hidden) >= 3 and len(hidden) >= 2) or len(hidden) == sum(number > 0 for number in firms)


def test_a_month_of_one_firm_is_not_the_difference_of_two_periods(street):
    grid = street.grid().code
    for month in (1, 2, 3, 5):
        for firm in range(3):
            returned(firm, month, 100, grid)
    returned(4, 4, 77, grid)
    told = {end: cell("firm_turnover", f"2025-01/2025-{end:02}").value for end in range(1, 7)}
    assert told == {1: 300, 2: 600, 3: 900, 4: None, 5: 1277, 6: 1277}
    assert cell("firm_turnover", "2025-05").value is None, "January to May less it is January to April"
    assert cell("firm_turnover", "2025-04/2025-05").value == 377
    assert cell("firm_turnover", "2025H1").value == 1277


def test_what_came_first_stays_and_the_thin_month_waits(street):
    grid = street.grid().code
    for month in (10, 11):
        for firm in range(3):
            returned(firm, month, 100, grid)
    returned(0, 12, 9, grid)
    assert cell("firm_turnover", "2025-01/2025-11").value == 600
    assert cell("firm_turnover", "2025").value is None


def test_a_community_is_not_the_difference_of_two_periods_either(street):
    first, second = street.grid(1, 1).code, street.grid(2, 1).code
    for month in (1, 2):
        for firm in range(3):
            returned(firm, month, 100, first)
    for firm in range(3, 6):
        returned(firm, 1, 10, second)
    returned(3, 2, 7, second)
    january = cell("firm_turnover", "2025-01", by="community")
    assert [part.cell.value for part in january.parts] == [300, 30]
    both = cell("firm_turnover", "2025-01/2025-02", by="community")
    assert both.value == 637
    assert [part.cell.value for part in both.parts] == [None, None], "637 less 600 would be the second one"


def test_it_is_told_by_the_month_only(street):
    define("returns_there", count="firm_returns")
    assert "只按所属月份" in cell("returns_there", "2025").why
    assert "只按所属月份" in cell("firm_turnover", "2025-W07").why


FIRMS = st.lists(st.frozensets(st.integers(0, 5), max_size=5), min_size=12, max_size=12)


@given(FIRMS)
def test_no_two_periods_differ_by_a_single_firm(firms):
    """Whatever is subtracted from whatever: every stretch between two cuts has three firms, or none."""
    allowed = sorted(cuts([len(one) for one in firms], 3))
    assert allowed[0] == 0
    for first, last in combinations(allowed, 2):
        between = frozenset().union(*firms[first:last])
        assert len(between) == 0 or len(between) >= 3
    # And no more is kept back than that takes: a month of enough firms ends a period.
    assert all(month in allowed for month, one in enumerate(firms, start=1) if len(one) >= 3)


@given(FIRMS, st.integers(1, 11))
def test_what_was_told_is_not_taken_back_by_later_months(firms, known):
    early = cuts([len(one) for one in firms[:known]], 3)
    assert early <= cuts([len(one) for one in firms], 3)
