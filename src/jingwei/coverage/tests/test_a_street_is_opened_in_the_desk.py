"""A described street in the desk: its people sign in, its report lists the figures, each opens to its rows."""

from pathlib import Path

import pytest
from django.urls import reverse

from jingwei.coverage.bring import keeper, office
from jingwei.coverage.errors import CoverageError
from jingwei.coverage.opening import open_street
from jingwei.people.models import Account, Appointment
from jingwei.people.roles import ROLES
from jingwei.reports.models import Figure, Report

pytestmark = pytest.mark.django_db
SIXTH = Path(__file__).parent / "sixth"


@pytest.fixture
def street():
    return open_street(SIXTH, 9, lambda _: None)


@pytest.fixture
def reader(street, client):
    """A browser in which the street's statistician is signed in."""
    with keeper(street):
        person = Appointment.objects.get(post__role="statistician").staff
        person.account = Account.objects.create(username="s9.statistician")
        person.save(update_fields=["account"])
    client.force_login(person.account)
    return client


def _number(street, indicator):
    with office(street):
        return Figure.objects.get(card__indicator=indicator).number


def test_every_bound_figure_stands_in_the_report(street, reader):
    with office(street):
        report = Report.objects.get()
        printed = dict(Figure.objects.values_list("card__indicator", "printed"))
    assert printed["kitchen_share"] == "41.7%"
    assert printed["revenue_growth"] == "6.5%"
    page = reader.get(reverse("reports:report", args=[report.pk])).content.decode()
    assert "第14个数　没有取数：指标引擎还没有" in page
    assert "第3个数　带厨房商铺占比：" in page


def test_a_figure_opens_to_its_rows(street, reader):
    with office(street):
        report = Report.objects.get()
    card = reader.get(reverse("reports:figure", args=[report.pk, _number(street, "kitchens")]))
    (link,) = card.context["actions"]
    rows = reader.get(link.url)
    assert len(rows.context["table"].rows) == 5
    assert "计入 5 行" in rows.context["subtitle"]


def test_a_quotient_opens_to_the_rows_of_both_its_numbers(street, reader):
    with office(street):
        report = Report.objects.get()
    card = reader.get(reverse("reports:figure", args=[report.pk, _number(street, "rounds_per_shop")]))
    assert [link.label for link in card.context["sections"][0].links][:2] == [
        "巡查次数（2024年）：打开 21 行明细", "商铺数（2024年）：打开 12 行明细",
    ]  # fmt: skip


def test_every_role_is_held_and_every_community_has_a_secretary(street):
    with keeper(street):
        roles = list(Appointment.objects.values_list("post__role", flat=True))
    assert set(roles) == {role.key for role in ROLES.values() if role.reader}
    assert (roles.count("community_secretary"), roles.count("grid_lead")) == (2, 4)


def test_a_street_that_is_there_is_left_as_it_is(street):
    said = []
    open_street(SIXTH, 9, said.append)
    assert said == ["测试九号街道已就绪"]
    with office(street):
        assert Report.objects.count() == 1


def test_a_number_that_is_not_described_is_named():
    with pytest.raises(CoverageError, match=r"没有序号为7的街道描述；.*里有：9。"):
        open_street(SIXTH, 7, lambda _: None)
