"""A locked month says what was published then: growth, rank and completion, each with its paper."""

from decimal import Decimal

import pytest

from jingwei.core.actions import perform
from jingwei.core.errors import Invalid
from jingwei.core.scope import open_scope
from jingwei.indicators.actions import EnterReported, LockPeriod
from jingwei.indicators.confirming import doubts_in, token_of
from jingwei.indicators.tests.counting import cell, define
from jingwei.people.tests.street import make_street

pytestmark = pytest.mark.django_db
PAPER = {"supplier": "区统计局", "paper": "《月报》第1期"}


def _say(**values):
    """Enter it, and confirm what looks odd: that is not what is tried here."""
    said = {"indicator": "fiscal", **PAPER, **values}
    try:
        perform(EnterReported(), [said])
    except Invalid as error:
        perform(EnterReported(), [{**said, "confirmed": token_of(doubts_in(error.problems))}])


@pytest.fixture
def locked():
    street = make_street()
    with open_scope(street.scope("statistician")):
        define("fiscal", reported="fiscal", unit="万元")
        define("plan", reported="plan", unit="万元")
        define("growth", growth="fiscal", unit="%")
        define("rank", rank="fiscal", unit="位")
        define("done", completion="fiscal / plan", unit="%")
        _say(period="2023", value="100")
        _say(period="2024", value="110", growth="9.5")
        _say(period="2024", completion="81.76", paper="《简报》第2期")
        _say(period="2024", rank=5, rank_group="全区各镇街", rank_size=7, paper="《通报》第3期")
        _say(indicator="plan", period="2024", value="120")
        perform(LockPeriod(), [{"period": "2024"}])
        # What comes afterwards changes none of it.
        _say(period="2024", growth="1", completion="2", rank=6, rank_group="全区各镇街", paper="《月报》第4期")
    return street


def test_the_fixed_cell_says_all_three_with_their_papers(locked):
    with open_scope(locked.scope("statistician")):
        found = cell("fiscal", "2024")
    assert found.lock == 1
    assert {one.measure: (float(one.value), one.paper) for one in found.published} == {
        "growth": (9.5, "《月报》第1期"), "completion": (81.76, "《简报》第2期"), "rank": (5.0, "《通报》第3期"),
    }  # fmt: skip
    assert found.said("rank").size == 7


def test_derived_figures_of_it_stay_too_and_keep_what_the_levels_gave(locked):
    with open_scope(locked.scope("statistician")):
        growth, done, rank = (cell(key, "2024") for key in ("growth", "done", "rank"))
    assert (growth.value, growth.computed.quantize(Decimal("0.1"))) == (Decimal("9.5"), Decimal("10.0"))
    assert (done.value, done.paper) == (Decimal("81.76"), "《简报》第2期")
    assert done.computed.quantize(Decimal("0.1")) == Decimal("91.7")
    assert (rank.value, rank.paper) == (5, "《通报》第3期")


def test_the_page_shows_what_was_published_then(locked, client):
    page = locked.sign_in(client, "statistician").get("/indicators/fiscal/", {"period": "2024"}).content.decode()
    summary = page[: page.index("算法")]
    assert "第5位（全区各镇街，共7个" in summary
    assert "81.76%" in summary
    assert "《通报》第3期" in summary
