"""The ledgers and the indicators that come along fit together: nothing in them is unknown to the engine."""

from datetime import date

import pytest

from jingwei.core.periods import Period
from jingwei.core.scope import open_scope
from jingwei.indicators.cells import Ask
from jingwei.indicators.definitions import load_definitions
from jingwei.indicators.editing.state import body_of, state_of
from jingwei.indicators.engine import evaluate
from jingwei.indicators.packs import load_pack
from jingwei.people.tests.street import make_street
from jingwei.registers.packs import all_packs

NOTHING = ("还没有记录", "还没有报来", "还没有录入", "还没有公布", "还没有公布各月的位次", "还没有公布各轮的位次")
PACKS = ("street", "district")
pytestmark = pytest.mark.django_db


def test_every_definition_of_the_street_is_evaluated():
    street = make_street()
    with open_scope(street.scope("office")):
        for pack in all_packs():
            pack.define()
        for name in PACKS:
            load_pack(name).define(date(2022, 1, 1))
        defined = load_definitions()
        asks = [Ask(key, Period.parse("2025"), by="community") for key in defined]
        cells = evaluate(asks)
    assert len(cells) == sum(len(load_pack(name).rows) for name in PACKS) == 522
    assert {one.problem for one in defined.values()} == {""}
    names = {key: one.row.name for key, one in defined.items()}
    for key, one in defined.items():
        assert body_of(state_of(one.row.body, names), names) == one.row.body, key
    for cell in cells.values():
        if defined[cell.definition].counting.source == "territory":
            # The street itself has its places.
            assert cell.why == "", cell.definition
            continue
        # The ledgers are empty and no paper has come: that, and nothing else, is why there is no value.
        assert cell.why.endswith(NOTHING), (cell.definition, cell.why)
