"""The territory and who serves in it are counted like any ledger: levels, schemes, last year's grids, people sent."""

from datetime import date

import pytest
from django.test import Client

from jingwei.core.scope import open_scope
from jingwei.indicators.engine import evaluate
from jingwei.indicators.rows import rows_behind
from jingwei.indicators.tests.counting import ask, cell, define, parts
from jingwei.people.models import Appointment, Post
from jingwei.people.tests.street import make_street
from jingwei.places.models import GridScheme, Place

pytestmark = pytest.mark.django_db


@pytest.fixture
def street():
    return make_street()


def _define(street):
    with open_scope(street.scope("statistician")):
        define("grids", count="territory", where={"scheme": "general", "level": "grid"}, unit="个")
        define("micro", count="territory", where={"scheme": "general", "level": "microgrid"}, unit="个")
        define("levels", distinct="territory.level", where={"scheme": "general"}, unit="级")
        define("epidemic", count="territory", where={"scheme": "drive"}, unit="个")
        workers = {"role": ["grid_lead", "grid_worker", "service"]}
        define("sent", distinct="appointments.staff", where=workers, unit="名")
        define("served", distinct="appointments.place", where=workers, unit="个")
        served = {"rows": "appointments.place", "where": workers}
        define("grids_served", count="territory", where={"level": "grid", "having": served}, unit="个")
        define("grids_alone", count="territory", where={"level": "grid", "having_no": served}, unit="个")
        define("served_share", share="territory", of={"level": "grid"}, where={"having": served}, unit="%")
        define("below", count="territory", where={"parent.parent.level": "community"}, unit="个")


def test_levels_and_schemes_are_counted_apart(street):
    _define(street)
    with open_scope(street.keeper()):
        scheme = GridScheme.objects.create(key="drive", name="防疫网格", levels=[{"key": "grid", "name": "网格"}])
        rows = [("F1", "甲片"), ("F2", "乙片"), ("F3", "丙片")]
        for code, name in rows:
            Place.objects.create(scheme=scheme, code=code, name=name, level="grid", valid_from=date(2020, 1, 1))
    with open_scope(street.scope("office")):
        found = {key: cell(key, "2021").value for key in ("grids", "micro", "levels", "epidemic", "below")}
        assert found == {"grids": 4, "micro": 8, "levels": 4, "epidemic": 3, "below": 8}
        assert parts(cell("micro", "2021", by="community")) == {"第1社区": 4, "第2社区": 4}


def test_last_years_grids_stay_when_this_years_are_drawn_anew(street):
    _define(street)
    with open_scope(street.keeper()):
        closed = street.grid(2, 2)
        Place.objects.filter(path__contains=[closed.pk]).update(valid_to=date(2022, 3, 1))
    with open_scope(street.scope("office")):
        assert [cell("grids", period).value for period in ("2021", "2022Q1", "2022")] == [4, 3, 3]
        assert cell("grids", "2019").value is None
        assert cell("grids", "2019").why == "“区划与网格”自2020年1月1日起才有记录"


def test_persons_sent_to_grids_count_once_however_many_they_serve(street):
    _define(street)
    with open_scope(street.keeper()):
        for number in (1, 2):
            post = Post.objects.create(
                key=f"x{number}", name=f"第{number}网格包干", role="service", place=street.grid(2, number)
            )
            Appointment.objects.create(
                post=post, staff=street.staff["service"], valid_from=date(2021, 5, 1), valid_to=date(2022, 2, 1)
            )
    with open_scope(street.scope("office")):
        keys = ("sent", "served", "grids_served", "grids_alone")
        before, then, after = ({key: cell(key, year).value for key in keys} for year in ("2020", "2021", "2022"))
        assert before == {"sent": 3, "served": 1, "grids_served": 1, "grids_alone": 3}
        assert then == {"sent": 3, "served": 3, "grids_served": 3, "grids_alone": 1}
        assert after == before
        share = cell("served_share", "2021")
        assert (share.value, share.numerator, share.denominator) == (75, 3, 4)


def test_the_grids_behind_a_number_can_be_opened(street):
    _define(street)
    with open_scope(street.scope("grid_worker")):
        found = evaluate([ask("grids_served", "2021")])[ask("grids_served", "2021")]
        behind = rows_behind(found)
        assert (found.value, behind.said) == (1, "计入 1 行")
        assert [one.title for one in behind.rows.first(50)] == ["第1社区第1网格"]
    office = street.sign_in(Client(), "office")
    page = office.get("/indicators/micro/rows/", {"period": "2021"})
    assert page.status_code == 200, page.content.decode()
    text = page.content.decode()
    assert "第2社区第2网格第2微网格" in text
    assert "计入 8 行" in text
