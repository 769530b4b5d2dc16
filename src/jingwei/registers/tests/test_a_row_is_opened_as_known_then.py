"""A row opened from a list as known then shows what was known then: values, grid, confirmations, what leads to it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from jingwei.core.actions import perform
from jingwei.core.scope import open_scope
from jingwei.people.tests.street import Street, make_street
from jingwei.places.models import Place
from jingwei.registers.actions import ConfirmEntry, CorrectEntry, EndEntry
from jingwei.registers.query import register_by_key
from jingwei.registers.tests.ledgers import define_houses
from jingwei.registers.tests.test_rows_are_confirmed import LONG_AGO, bring, entries, houses

pytestmark = pytest.mark.django_db
DAY = "2024-02-15"


@dataclass
class Corrected:
    """A house that was corrected, and confirmed, after a moment."""

    street: Street
    entry: UUID
    moment: datetime

    @property
    def then(self) -> dict[str, str]:
        """The address of what was known at the moment."""
        return {"on": DAY, "known_at": self.moment.isoformat()}


@pytest.fixture
def corrected() -> Iterator[Corrected]:
    street = make_street(micro=0)
    with open_scope(street.scope("office")):
        define_houses(confirm_every="quarter")
        bring(houses(street, 2), LONG_AGO)
        first, _ = entries(register_by_key("houses"))
        moment = timezone.now()
        said = {"residents": 7, "held_on": DAY}
        perform(CorrectEntry(), [said], targets=[first], reason="漏登五人", context={"given": ["residents"]})
        perform(ConfirmEntry(), [{"confirmed_on": "2024-02-01"}], targets=[first])
    return Corrected(street, first, moment)


def page(client: Client, one: Corrected, **asked: str) -> str:
    return client.get(f"/registers/entries/{one.entry}/", asked).content.decode()


def residents(text: str) -> str:
    part = text.partition("居住人数")[2]
    return next(digit for digit in part if digit.isdigit())


def test_a_list_as_known_then_leads_to_the_row_as_known_then(corrected: Corrected) -> None:
    office = corrected.street.sign_in(Client(), "office")
    rows = office.get("/registers/houses/", corrected.then).context["table"].rows
    url = next(row.url for row in rows if row.key == str(corrected.entry))
    answer = office.get(url)
    assert residents(answer.content.decode()) == "2"
    assert answer.context["as_of_text"].startswith(f"按当时口径：{DAY} 的情况，只算 ")
    now = next(row.url for row in office.get("/registers/houses/").context["table"].rows)
    assert "?" not in now


def test_the_row_of_then_tells_nothing_that_was_written_since(corrected: Corrected) -> None:
    office = corrected.street.sign_in(Client(), "office")
    text = page(office, corrected, **corrected.then)
    assert "漏登五人" not in text
    assert "2024-01-10" in text
    assert "2024-02-01" not in text
    for verb in ("变更", "更正", "核实无变化"):
        assert f">{verb}<" not in text
    later = page(office, corrected, on=DAY)
    assert residents(later) == "7"
    assert "漏登五人" in later


def test_the_switch_leads_from_now_to_then_and_back(corrected: Corrected) -> None:
    office = corrected.street.sign_in(Client(), "office")
    here = f"/registers/entries/{corrected.entry}/"
    then = {link.label: link for link in office.get(here, corrected.then).context["as_of"]}
    assert then[f"{DAY} 时，按当时口径"].here
    assert then["现在"].url == here
    assert then[f"{DAY} 时"].url == f"{here}?on={DAY}"
    day = {link.label: link.url for link in office.get(here, {"on": DAY}).context["as_of"]}
    assert day[f"{DAY} 时，按当时口径"] == f"{here}?on={DAY}&known_at=day"
    early = office.get(day[f"{DAY} 时，按当时口径"])
    assert "那时还没有登记这一条，下面是现在登记的内容" in early.context["as_of_text"]
    assert "当时没有登记" in early.content.decode()
    assert "待核实" not in early.content.decode()


def test_the_row_of_then_lies_in_the_grid_of_then_by_its_name_of_then(corrected: Corrected) -> None:
    street = corrected.street
    with open_scope(street.keeper()):
        grid = Place.objects.get(pk=street.grid().pk)
        grid.name, grid.revision = "改名后的网格", grid.revision + 1
        grid.save()
    office = street.sign_in(Client(), "office")
    assert "改名后的网格" in page(office, corrected)
    then = page(office, corrected, **corrected.then)
    assert "改名后的网格" not in then
    assert "第1社区第1网格" in then


def test_a_row_that_left_since_was_in_use_then(corrected: Corrected) -> None:
    with open_scope(corrected.street.scope("office")):
        perform(EndEntry(), [{"ended_on": "2024-02-01"}], targets=[corrected.entry], reason="拆除")
    office = corrected.street.sign_in(Client(), "office")
    assert "已停用" in page(office, corrected)
    then = page(office, corrected, **corrected.then)
    assert "当时使用中" in then
    assert "拆除" not in then


def test_a_wrong_moment_is_told(corrected: Corrected) -> None:
    office = corrected.street.sign_in(Client(), "office")
    answer = office.get(f"/registers/entries/{corrected.entry}/", {"known_at": "昨天"})
    assert answer.status_code == 400 or answer.status_code == 422
    assert "时间“昨天”写法不对" in answer.content.decode()
