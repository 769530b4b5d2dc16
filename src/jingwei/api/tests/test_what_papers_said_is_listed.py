"""Machines read what was published of a statistic: rank, growth, completion, each with stage and paper."""

import pytest

from jingwei.core.actions import perform
from jingwei.core.scope import open_scope
from jingwei.indicators.actions import EnterReported, LockPeriod
from jingwei.indicators.tests.counting import define

pytestmark = pytest.mark.django_db
BULLETIN = {"supplier": "区统计局", "paper": "《月报》第1期"}
RANKING = {"supplier": "区发改局", "paper": "《通报》第9期"}


@pytest.fixture
def papers(office):
    """A level with growth and completion as a flash figure; then the final level; then a rank from somebody else."""
    with open_scope(office.street.scope("statistician")):
        define("fiscal", reported="fiscal", unit="万元")
        common = {"indicator": "fiscal", "period": "2024"}
        flash = {**common, **BULLETIN, "value": "25764", "growth": "3.2", "completion": "81.76", "stage": "flash"}
        rank = {"rank": 5, "rank_group": "全区各镇街", "rank_size": 7, "ranked": "growth", "organiser": "区考核办"}
        perform(EnterReported(), [flash])
        perform(EnterReported(), [{**common, **BULLETIN, "value": "25800"}])
        perform(EnterReported(), [{**common, **RANKING, **rank}])
    return office


def test_every_statement_tells_what_still_counts_of_it(papers):
    status, page = papers.machine().get("indicators/fiscal/statements")
    assert status == 200
    flash, final, rank = page["items"]
    assert (flash["value"], flash["stage"], flash["counts"]) == ("25764", "flash", ["growth", "completion"])
    assert (final["value"], final["stage"], final["counts"]) == ("25800", "final", ["value"])
    assert (rank["rank"], rank["rank_size"], rank["organiser"], rank["counts"]) == (5, 7, "区考核办", ["rank"])
    assert (rank["supplier"], rank["paper"]) == ("区发改局", "《通报》第9期")
    _, first = papers.machine().get("indicators/fiscal/statements", limit=2)
    _, rest = papers.machine().get("indicators/fiscal/statements", limit=2, after=first["next"])
    assert [one["id"] for one in first["items"] + rest["items"]] == [one["id"] for one in page["items"]]
    assert rest["next"] is None
    assert papers.machine().get("indicators/fiscal/statements", period="2023")[1]["items"] == []


def test_a_cell_carries_what_was_published_also_when_its_period_is_locked(papers):
    before = papers.machine().get("indicators/fiscal", period="2024")[1]
    assert {one["measure"]: one["value"].rstrip("0").rstrip(".") for one in before["published"]} == {
        "growth": "3.2", "completion": "81.76", "rank": "5",
    }  # fmt: skip
    with open_scope(papers.street.scope("statistician")):
        perform(LockPeriod(), [{"period": "2024"}])
        told = {"indicator": "fiscal", "period": "2024", **RANKING, "rank": 4, "rank_group": "全区各镇街"}
        perform(EnterReported(), [told])
    after = papers.machine().get("indicators/fiscal", period="2024")[1]
    assert after["published"] == before["published"]
    assert after["growth"] == before["growth"]


def test_a_wrong_period_is_named(papers):
    status, said = papers.machine().get("indicators/fiscal/statements", period="2021-13")
    assert status == 422
    assert "2021-13" in said["message"]
