"""Counts, sums, distinct values and shares of ledger rows, by place, class and day."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from jingwei.core.actions import perform
from jingwei.core.scope import open_scope
from jingwei.indicators.row_ids import ROWS_NAMED_AT_MOST, row_ids
from jingwei.indicators.tests.counting import cell, define, parts
from jingwei.people.tests.street import make_street
from jingwei.registers.actions import ChangeEntry, EndEntry
from jingwei.registers.tests.ledgers import define_firms, define_houses, house, record

pytestmark = pytest.mark.django_db
SINCE = {"valid_from": "2025-01-01"}


@pytest.fixture
def street():
    made = make_street()
    with open_scope(made.scope("office")):
        yield made


def _houses(street, **more):
    """Five houses: three in the first community (two of them let), two in the second."""
    grids = [street.grid(1, 1).code, street.micro(1, 1, 2).code, street.grid(1, 2).code, street.grid(2, 1).code]
    rows = [
        house(1, grids[0], residents=2, rented=True, area="80平方米", **SINCE),
        house(2, grids[1], residents=3, rented=True, area="100.5平方米", **SINCE),
        house(3, grids[2], residents=1, rented=False, use="商铺", area="40平方米", **SINCE),
        house(4, grids[3], residents=4, use="商铺", **SINCE),
        house(5, grids[3], residents=5, rented=False, **SINCE),
    ]
    return record(define_houses(**more), rows)


def test_rows_are_counted_summed_told_apart_and_shared(street):
    entries = _houses(street)
    define("houses", count="houses")
    define("residents", sum="houses.residents", unit="人")
    define("area", sum="houses.area", unit="平方米")
    define("uses", distinct="houses.use", unit="种")
    define("rented", count="houses", where={"rented": True})
    define("rented_share", share="houses", where={"rented": True}, unit="%")
    assert cell("houses").value == 5
    assert cell("residents").value == 15
    assert cell("area").value == Decimal("220.5")
    assert cell("uses").value == 2
    rented = cell("rented")
    assert (rented.value, rented.rows, set(rented.row_ids)) == (2, 2, set(entries[:2]))
    share = cell("rented_share")
    assert (share.value, share.numerator, share.denominator) == (40, 2, 5)
    assert (share.definition, share.version, share.kind, share.as_of) == (
        "rented_share",
        1,
        "counted",
        date(2025, 12, 31),
    ) or (share.as_of is not None)


def test_the_part_of_a_share_lies_within_its_whole(street):
    _houses(street)
    define("homes_rented", share="houses", of={"use": "home"}, where={"rented": True}, unit="%")
    found = cell("homes_rented")
    assert (found.numerator, found.denominator) == (2, 3)


def test_conditions_may_be_lists_ranges_and_empty(street):
    _houses(street)
    define("homes_and_shops", count="houses", where={"use": ["home", "shop"]})
    define("large", count="houses", where={"area": {"min": 80}})
    define("crowded", count="houses", where={"residents": {"min": 3, "max": 4}})
    define("unsaid", count="houses", where={"rented": None})
    assert [cell(key).value for key in ("homes_and_shops", "large", "crowded", "unsaid")] == [5, 2, 2, 1]


def test_a_figure_is_told_by_communities_with_the_empty_ones_and_adds_up(street):
    _houses(street)
    record(define_houses(), [{**house(9, ""), "grid": None, "valid_from": "2025-01-01"}])
    define("houses", count="houses")
    define("rented", count="houses", where={"rented": True})
    found = cell("houses", by="community")
    assert parts(found) == {"第1社区": 3, "第2社区": 2, "未落网格": 1}
    assert found.value == 6
    assert parts(cell("rented", by="community")) == {"第1社区": 2, "第2社区": 0}
    first = found.parts[0]
    assert (first.code, first.cell.ask.place, first.cell.rows) == (street.community(1).code, street.community(1).pk, 3)
    assert len(first.cell.row_ids) == 3


def test_a_figure_of_one_place_counts_all_below_it(street):
    _houses(street)
    define("houses", count="houses")
    define("rented_share", share="houses", where={"rented": True}, unit="%")
    assert cell("houses", place=street.community(1).pk).value == 3
    assert cell("houses", place=street.grid(1, 1).pk).value == 2
    assert cell("rented_share", place=street.community(1).pk).numerator == 2
    assert parts(cell("houses", place=street.community(1).pk, by="grid")) == {"第1社区第1网格": 2, "第1社区第2网格": 1}


def test_a_figure_is_told_by_classes_in_the_order_of_the_form(street):
    _houses(street)
    define("residents", sum="houses.residents", unit="人")
    found = cell("residents", by="use")
    assert [(part.code, part.name, part.cell.value) for part in found.parts] == [
        ("home", "住宅", 10),
        ("shop", "商铺", 5),
    ]
    assert cell("residents", by="use", part="shop").value == 5
    assert [part.name for part in cell("residents", by="rented").parts] == ["否", "是", "未填"]


def test_a_class_that_cannot_be_says_so_and_the_value_stays(street):
    _houses(street)
    define("houses", count="houses")
    found = cell("houses", by="epidemic:grid")
    assert (found.value, found.parts) == (5, ())
    assert "epidemic:grid" in found.why


def test_dates_in_the_period_are_counted(street):
    rows = [
        {"code": f"F{n}", "name": f"示例企业{n}", "grid": street.grid().code, "opened": day, "valid_from": "2025-01-01"}
        for n, day in enumerate(["2024-12-31", "2025-01-01", "2025-06-30", "2025-07-01", None], start=1)
    ]
    record(define_firms(), rows)
    define("founded", count="firms", at="opened", unit="家")
    assert [cell("founded", period).value for period in ("2025H1", "2025-07", "2025-02")] == [2, 1, 0]


def test_what_holds_at_the_end_of_the_period_is_counted(street):
    entries = _houses(street)
    define("houses", count="houses")
    define("residents", sum="houses.residents", unit="人")
    register = define_houses()
    perform(EndEntry(), [{"ended_on": "2025-04-10"}], targets=[UUID(entries[0])], reason="征迁拆除")
    perform(
        ChangeEntry(),
        [{**house(5, street.grid(2, 1).code, residents=9), "valid_from": "2025-07-01"}],
        targets=[UUID(entries[4])],
    )
    assert [cell("houses", period).value for period in ("2025Q1", "2025H1")] == [5, 4]
    assert [cell("residents", period).value for period in ("2025Q1", "2025H1", "2025Q3")] == [15, 13, 17]
    assert register.key == "houses"


def test_before_the_ledger_knows_anything_there_is_no_value_and_not_zero(street):
    _houses(street)
    define("houses", count="houses")
    found = cell("houses", "2024")
    assert found.value is None
    assert "2025年1月1日起才有记录" in found.why
    assert cell("houses", "2025-01").value == 5


def test_a_ledger_without_rows_has_no_value_and_a_period_to_come_neither(street):
    define_houses()
    define("houses", count="houses")
    assert (cell("houses").value, cell("houses").why) == (None, "“房屋台账”还没有记录")
    assert cell("houses", "2099").why == "统计期还没有开始"


def test_one_wrong_definition_does_not_spoil_the_others(street):
    _houses(street)
    define("houses", count="houses")
    define("wrong_field", count="houses", where={"storeys": 3})
    define("wrong_ledger", count="ships")
    define("wrong_words", counts="houses")
    define("wrong_sum", sum="houses.address")
    assert cell("houses").value == 5
    assert "没有可用于计数的字段“storeys”" in cell("wrong_field").why
    assert "没有代号为“ships”的台账" in cell("wrong_ledger").why
    assert "不认识的项：counts" in cell("wrong_words").why
    assert "不是数字" in cell("wrong_sum").why
    assert "没有代号为“unheard”的指标" in cell("unheard").why


def test_a_ratio_is_derived_with_its_parts(street):
    _houses(street)
    define("houses", count="houses")
    define("residents", sum="houses.residents", unit="人")
    define("per_house", ratio="residents / houses", unit="人", decimals=2)
    define("round", ratio="round / houses", unit="人")
    found = cell("per_house", by="community")
    assert (found.value, found.numerator, found.denominator, found.kind) == (3, 15, 5, "derived")
    assert [(part.name, part.cell.value) for part in found.parts] == [("第1社区", 2), ("第2社区", Decimal("4.5"))]
    assert "没有数据" in cell("per_house", "2024").why
    assert "互相引用" in cell("round").why


def test_above_ten_thousand_rows_a_digest_stands_for_the_ids():
    few = b"".join(UUID(int=n).bytes for n in range(ROWS_NAMED_AT_MOST))
    named, digest = row_ids(few)
    assert (len(named), digest) == (ROWS_NAMED_AT_MOST, None)
    more = few + UUID(int=ROWS_NAMED_AT_MOST).bytes
    named, digest = row_ids(more)
    backwards = b"".join(reversed([more[at : at + 16] for at in range(0, len(more), 16)]))
    assert named == ()
    assert digest == row_ids(backwards)[1]
    assert len(digest) == 64
