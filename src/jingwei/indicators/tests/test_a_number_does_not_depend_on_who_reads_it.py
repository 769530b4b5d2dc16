"""The same value for everybody, its rows within the reader's rights; as it was known then; at a fixed cost."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jingwei.core.actions import perform
from jingwei.core.errors import JingweiError
from jingwei.core.scope import current_scope, open_scope
from jingwei.indicators.engine import evaluate
from jingwei.indicators.rows import rows_behind
from jingwei.indicators.tests.counting import ask, cell, define, report
from jingwei.people.tests.street import make_street
from jingwei.registers.actions import CorrectEntry
from jingwei.registers.models import Version
from jingwei.registers.tests.ledgers import define_firms, define_houses, house, record

pytestmark = pytest.mark.django_db


@pytest.fixture
def street():
    return make_street()


def _houses(street, count=6):
    """Houses by turns in the four grids, the first ones let."""
    grids = [street.grid(1, 1).code, street.grid(1, 2).code, street.grid(2, 1).code, street.grid(2, 2).code]
    rows = [
        {**house(n, grids[n % 4], rented=n % 3 == 0, residents=n % 5), "valid_from": "2025-01-01"} for n in range(count)
    ]
    return record(define_houses(), rows)


def test_everybody_gets_the_same_value_and_opens_what_is_theirs(street):
    with open_scope(street.scope("office")):
        _houses(street)
        define("houses", count="houses")
        define("rented", count="houses", where={"rented": True})
        whole = cell("houses", by="community")
        behind = rows_behind(whole)
        assert (behind.total, behind.visible, behind.said) == (6, 6, "计入 6 行")
    with open_scope(street.scope("grid_worker")) as scope:
        same = cell("houses", by="community")
        assert (same.value, same.rows, same.row_ids) == (whole.value, whole.rows, whole.row_ids)
        assert [part.cell.value for part in same.parts] == [part.cell.value for part in whole.parts]
        behind = rows_behind(same)
        assert (behind.total, behind.visible, behind.said) == (6, 2, "计入 6 行，其中您可见 2 行")
        assert {version.place_id for version in behind.rows.versions()} <= set(scope.places)
        assert rows_behind(cell("rented")).visible == 1
        assert current_scope() == scope


def test_another_street_is_not_counted(street):
    other = make_street("990101002", "碧溪镇")
    with open_scope(street.scope("office")):
        _houses(street)
        define("houses", count="houses")
    with open_scope(other.scope("office")):
        record(define_houses(), [{**house(1, other.grid().code), "valid_from": "2025-01-01"}])
        define("houses", count="houses")
        assert cell("houses").value == 1


def test_a_number_is_counted_as_it_was_known_then(street):
    with open_scope(street.scope("office")):
        entry = UUID(_houses(street, 1)[0])
        define("residents", sum="houses.residents", unit="人")
        define("rented", count="houses", where={"rented": True})
        Version.objects.update(known_from=datetime(2025, 2, 1, tzinfo=UTC))
        right = [house(0, street.grid().code, residents=7, rented=False)]
        perform(CorrectEntry(), right, targets=[entry], reason="登记时看错")
        march, january = datetime(2025, 3, 1, tzinfo=UTC), datetime(2025, 1, 1, tzinfo=UTC)
        assert cell("residents").value == 7
        then = cell("residents", known_at=march)
        assert (then.value, then.known_at) == (0, march)
        assert [version.data["rented"] for version in rows_behind(cell("rented", known_at=march)).rows.versions()] == [
            True
        ]
        assert rows_behind(cell("rented")).visible == 0
        assert cell("residents", known_at=january).value is None
        assert "当时还没有记录" in cell("residents", known_at=january).why


def test_the_rows_are_those_of_the_definition_that_was_counted(street):
    with open_scope(street.scope("office")):
        _houses(street)
        define("let", count="houses", where={"rented": True})
        before = cell("let")
        define("let", version=2, count="houses")
        assert (before.version, rows_behind(before).visible) == (1, 2)
        assert (cell("let").version, rows_behind(cell("let")).visible) == (2, 6)


def test_what_came_from_outside_has_no_rows(street):
    with open_scope(street.scope("office")):
        define("revenue", reported="budget_revenue")
        report("budget_revenue", "2025", "1")
        with pytest.raises(JingweiError, match="来源文件"):
            rows_behind(cell("revenue"))


def _asks(definitions: int) -> list:
    keys = [f"d{n}" for n in range(definitions)]
    return [ask(key, period, by="community") for key in keys for period in ("2025H1", "2025")]


def _queries(asks: list) -> list[str]:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        evaluate(asks)
    return [query["sql"] for query in queries.captured_queries]


def test_forty_definitions_by_community_are_one_statement_per_source_and_day(street):
    with open_scope(street.scope("office")):
        _houses(street)
        record(
            define_firms(), [{"code": "F1", "name": "示例企业", "grid": street.grid().code, "valid_from": "2025-01-01"}]
        )
        for n in range(40):
            define(f"d{n}", count="houses" if n % 2 else "firms", where={"residents": {"min": n}} if n % 2 else {})
        queries = _queries(_asks(40))
        scans = [sql for sql in queries if "FROM registers_version v" in sql]
        # Two ledgers, two days.
        assert len(scans) == 4
        assert len(queries) == len(_queries(_asks(4)))


def test_the_cost_does_not_grow_with_rows_or_figures(street):
    with open_scope(street.scope("office")):
        _houses(street, 20)
        for n in range(200):
            define(f"d{n}", count="houses", where={"residents": {"max": n}})
        few = _queries(_asks(20))
        record(define_houses(), [{**house(n, street.grid().code), "valid_from": "2025-01-01"} for n in range(20, 200)])
        assert len(_queries(_asks(20))) == len(few)
        assert len(_queries(_asks(200))) == len(few)
        assert evaluate([ask("d199")])[ask("d199")].value == 200
