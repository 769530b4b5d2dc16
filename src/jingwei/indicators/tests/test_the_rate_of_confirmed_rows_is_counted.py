"""How many rows were confirmed of those to be confirmed: a share with both numbers, as of any day and by place."""

import pytest

from jingwei.core.actions import perform
from jingwei.core.periods import Period
from jingwei.core.scope import open_scope
from jingwei.indicators.cells import Ask
from jingwei.indicators.engine import evaluate
from jingwei.indicators.tests.counting import define
from jingwei.people.tests.street import Street, make_street
from jingwei.registers.actions import ChangeEntry, ConfirmEntry, SetConfirming
from jingwei.registers.query import register_by_key
from jingwei.registers.tests.ledgers import define_houses
from jingwei.registers.tests.test_rows_are_confirmed import LONG_AGO, bring, entries, houses

pytestmark = pytest.mark.django_db
PERIOD = Period.parse("2024Q3")
NEEDED = {"not": {"confirmation_due": None}}


@pytest.fixture
def office() -> Street:
    street = make_street()
    with open_scope(street.scope("office")):
        define_houses(confirm_every="quarter")
        bring(houses(street, 3), LONG_AGO)
        first = entries(register_by_key("houses"))[0]
        perform(ConfirmEntry(), [{"confirmed_on": "2024-09-01"}], targets=[first])
        define("rate", unit="%", share="houses", where={"confirmation_due": False})
        define("seen", unit="%", share="houses", where={"last_confirmed": {"in": "2024Q3"}})
        define("last", count="houses", at="last_confirmed")
        yield street


def test_the_rate_has_both_numbers_and_its_rows(office: Street) -> None:
    cells = evaluate([Ask(key, PERIOD) for key in ("rate", "seen", "last")])
    rate, seen, last = cells.values()
    assert [(cell.numerator, cell.denominator) for cell in (rate, seen)] == [(1, 3), (1, 3)]
    assert (last.value, len(rate.row_ids)) == (1, 1)


def test_the_rate_of_each_community(office: Street) -> None:
    asks = [Ask("rate", PERIOD, place=office.community(n).pk) for n in (1, 2)]
    cells = evaluate(asks)
    assert [(cells[ask].numerator, cells[ask].denominator) for ask in asks] == [(1, 2), (0, 1)]


def test_the_whole_is_parted_by_whether_rows_are_due(office: Street) -> None:
    define("houses", count="houses")
    (cell,) = evaluate([Ask("houses", PERIOD, by="confirmation_due")]).values()
    assert {part.name: part.cell.value for part in cell.parts} == {"待核实": 2, "已核实": 1}


def test_a_finished_row_stands_in_neither_number(office: Street) -> None:
    over = {"confirm_every": "quarter", "finished": [{"field": "use", "value": "shop"}]}
    register = register_by_key("houses")
    perform(SetConfirming(), [over], targets=[register.pk])
    first, second, _ = entries(register)
    define("needed_rate", unit="%", share="houses", where={"confirmation_due": False}, of=NEEDED)
    define("due", count="houses", where={"confirmation_due": True})

    def counted() -> tuple[object, object, object]:
        rate, due = evaluate([Ask(key, PERIOD) for key in ("needed_rate", "due")]).values()
        return rate.numerator, rate.denominator, due.value

    assert counted() == (1, 3, 2)
    shop = {"use": "商铺", "valid_from": "2024-02-01"}
    perform(ChangeEntry(), [shop], targets=[second], context={"given": ["use"]})
    assert counted() == (1, 2, 1)
    perform(ChangeEntry(), [shop], targets=[first], context={"given": ["use"]})
    assert counted() == (0, 1, 1)
