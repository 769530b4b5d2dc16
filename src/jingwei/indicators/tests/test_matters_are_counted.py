"""Every rate has its numerator and denominator in matters; what was void is none; what was known then stays known."""

from decimal import Decimal

import pytest
from django.utils import timezone

from jingwei.core.actions import perform
from jingwei.core.scope import open_scope
from jingwei.indicators.rows import rows_behind
from jingwei.indicators.tests.counting import cell, define, parts
from jingwei.matters.actions import ImportMatters
from jingwei.matters.models import Matter
from jingwei.matters.tests.asking import move
from jingwei.people.tests.street import Street, make_street

pytestmark = pytest.mark.django_db


@pytest.fixture
def street() -> Street:
    street = make_street()
    rows = [
        row(street, n, grid=(1, 1 + n % 2), closed_at="2025-06-05", rating="good" if n < 3 else "bad", solved="是")
        for n in range(5)
    ]
    rows += [row(street, n, grid=(2, 1)) for n in range(5, 8)]
    rows.append(
        row(street, 9, kind="wages", channel="counter", persons="12", paid_sum="3.6万元", closed_at="2025-07-01")
    )
    with open_scope(street.scope("dispatcher")):
        perform(ImportMatters(), rows)
    with open_scope(street.scope("statistician")):
        hotline = {"kind": "hotline"}
        define("received", count="matters", where=hotline, at="received", unit="件")
        define("closed", count="matters", where={**hotline, "stage": "closed"}, at="closed", unit="件")
        define("satisfied", count="matters", where={**hotline, "rating": "good"}, at="closed", unit="件")
        define("paid", sum="matters.paid_sum", where={"kind": "wages"}, at="closed", unit="万元")
        define("workers", sum="matters.persons", where={"kind": "wages"}, at="closed", unit="人")
    return street


def row(street: Street, number: int, grid: tuple[int, int] = (1, 1), **told: str) -> dict[str, str]:
    body = {"outside_number": f"A{number}", "kind": "hotline", "channel": "hotline", "title": "路灯不亮"}
    return {**body, "place": street.grid(*grid).code, "received_at": "2025-06-03 14:05", **told}


def test_a_rate_is_told_from_matters_by_place_and_period(street: Street) -> None:
    with open_scope(street.scope("leader")):
        assert [cell(key, "2025H1").value for key in ("received", "closed", "satisfied")] == [8, 5, 3]
        assert cell("received", "2025-07").value == 0
        assert parts(cell("received", "2025-06", by="community")) == {"第1社区": 5, "第2社区": 3}
        assert [cell(key, "2025").value for key in ("paid", "workers")] == [Decimal("3.6"), 12]
        assert rows_behind(cell("satisfied", "2025H1")).visible == 3


def test_what_was_void_is_not_counted_and_what_was_known_then_is(street: Street) -> None:
    before = timezone.now()
    with open_scope(street.scope("leader")):
        matter = Matter.objects.get(outside_number="A5")
    move(street, "dispatcher", "void", matter)
    with open_scope(street.scope("leader")):
        assert cell("received", "2025H1").value == 7
        assert cell("received", "2025H1", known_at=before).value == 8
