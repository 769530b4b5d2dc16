"""The ledgers and the indicators that come along fit together: nothing in them is unknown to the engine."""

from datetime import date

import pytest

from jingwei.core.periods import Period
from jingwei.core.scope import open_scope
from jingwei.indicators.cells import Ask
from jingwei.indicators.definitions import load_definitions
from jingwei.indicators.engine import evaluate
from jingwei.indicators.packs import load_pack
from jingwei.people.tests.street import make_street
from jingwei.registers.packs import all_packs

NOTHING = ("还没有记录", "还没有报来", "还没有录入", "还没有公布", "还没有公布各月的位次", "还没有公布各轮的位次")
pytestmark = pytest.mark.django_db


def test_every_definition_of_the_street_is_evaluated():
    street = make_street()
    with open_scope(street.scope("office")):
        for pack in all_packs():
            pack.define()
        for name in ("street", "district"):
            load_pack(name).define(date(2022, 1, 1))
        defined = load_definitions()
        asks = [Ask(key, Period.parse("2025"), by="community") for key in defined]
        cells = evaluate(asks)
    assert len(cells) == 158
    assert {one.problem for one in defined.values()} == {""}
    for cell in cells.values():
        # The ledgers are empty and no paper has come: that, and nothing else, is why there is no value.
        assert cell.why.endswith(NOTHING), (cell.definition, cell.why)
