"""Two versions never share a series unsaid: each period is counted by its version, growth across a change is not told,
the line, the sheet and the interface say where it changed; on demand all is counted by the present definition."""

import csv
import io
from datetime import date

import pytest
from django.test import Client

from jingwei.core.actions import perform
from jingwei.core.scope import open_scope
from jingwei.core.sheets import read_workbook
from jingwei.indicators.actions import LockPeriod
from jingwei.indicators.engine import evaluate
from jingwei.indicators.growth import break_of, growth_of, with_bases
from jingwei.indicators.models import Definition
from jingwei.indicators.tests.counting import ask, cell, define
from jingwei.people.tests.street import make_street
from jingwei.registers.tests.ledgers import define_houses, house, record

pytestmark = pytest.mark.django_db


def fill(made):
    ledger, grid = define_houses(), made.grid().code
    record(ledger, [house(n, grid, rented=n < 3, residents=n, valid_from="2020-01-01") for n in range(1, 6)])
    define("houses", name="房屋总数", count="houses")
    define("residents", name="居住人口", sum="houses.residents")
    define("per_house", name="户均人口", decimals=1, ratio="residents / houses")
    define("more", name="同比增加", increase="houses")


@pytest.fixture
def street():
    made = make_street()
    with open_scope(made.scope("statistician")):
        fill(made)
        yield made


def changed(day="2025-07-01", why="只计出租的", key="houses", version=2, **body):
    row = define(key, version=version, name="房屋总数", **(body or {"count": "houses", "where": {"rented": True}}))
    row.valid_from, row.why = date.fromisoformat(day), why
    row.save()
    return row


def value(key, period, **more):
    return int(cell(key, period, **more).value)


def test_a_period_is_counted_by_the_version_in_force_at_its_end(street):
    changed()
    assert [value("houses", p) for p in ("2024", "2025H1", "2025-07", "2025")] == [5, 5, 2, 2]
    assert [cell("houses", p).version for p in ("2024", "2025H1", "2025")] == [1, 1, 2]


def test_a_version_from_the_first_day_on_restates_what_is_open_and_leaves_what_is_locked(street):
    perform(LockPeriod(), [{"period": "2024"}])
    changed(day="2019-01-01")
    assert (value("houses", "2023"), value("houses", "2024"), value("houses", "2025")) == (2, 5, 2)
    assert [cell("houses", p).version for p in ("2023", "2024", "2025")] == [2, 1, 2]


def test_a_class_of_a_locked_period_is_counted_by_the_version_that_was_fixed(street):
    perform(LockPeriod(), [{"period": "2024"}])
    changed(day="2019-01-01")
    told = cell("houses", "2024", by="rented")
    assert told.version == 1
    assert sum(part.cell.value for part in told.parts) == 5


def test_growth_across_the_change_is_not_told_and_on_demand_counted_by_the_present_definition(street):
    changed()
    wanted = with_bases([ask("houses", "2025")])
    cells = evaluate(wanted)
    assert growth_of(wanted[0], cells) is None
    assert break_of(wanted[0], cells) == "口径不可比"
    cells = evaluate(wanted, restated=True)
    assert growth_of(wanted[0], cells).text == "持平"
    assert break_of(wanted[0], cells) == ""
    assert {one.version for one in cells.values()} == {2}


def test_a_derived_increase_across_the_change_says_why_it_has_no_value(street):
    changed()
    assert cell("more", "2024").value == 0
    found = cell("more", "2025")
    assert found.value is None
    assert "口径不可比" in found.why
    assert "第2版" in found.why


def test_what_is_made_of_the_changed_one_breaks_too(street):
    changed()
    wanted = with_bases([ask("per_house", "2025")])
    assert break_of(wanted[0], evaluate(wanted)) == "口径不可比"
    perform(LockPeriod(), [{"period": "2024"}])
    assert break_of(wanted[0], evaluate(wanted)) == "口径不可比"
    same = with_bases([ask("per_house", "2024")])
    assert break_of(same[0], evaluate(same)) == ""


@pytest.fixture
def desk():
    made, client = make_street(), Client()
    with open_scope(made.scope("statistician")):
        fill(made)
        changed()
    made.sign_in(client, "statistician")
    return client


def test_the_series_has_a_line_where_it_changed(desk):
    said = desk.get("/indicators/houses/series/").content.decode()
    assert said.count("以上与以下不可比") == 1
    assert "自2025年7月1日起按第2版口径（只计出租的）" in said
    assert "口径不可比" in said
    restated = desk.get("/indicators/houses/series/?restated=1").content.decode()
    assert "不可比" not in restated
    made_of = desk.get("/indicators/per_house/series/").content.decode()
    assert "所用的“房屋总数”自2025年7月1日起按第2版口径" in made_of


def test_paper_and_files_keep_the_line(desk):
    assert "以上与以下不可比" in desk.get("/indicators/houses/series/?print=1").content.decode()
    rows = list(csv.DictReader(io.StringIO(desk.get("/indicators/houses/series/?as=csv").content.decode("utf-8-sig"))))
    marks = [at for at, row in enumerate(rows) if row["统计期"] == "口径变动"]
    assert len(marks) == 1
    assert rows[marks[0] - 1]["口径版本"] == "第2版"
    assert rows[marks[0] + 1]["口径版本"] == "第1版"
    book = read_workbook(desk.get("/indicators/houses/series/?as=xlsx").content, "各期.xlsx")
    assert any("自2025年7月1日起按第2版口径" in str(one) for row in book.sheets[0].rows for one in row)


def test_other_words_break_nothing(street):
    row = Definition.objects.get(key="houses")
    row.name, row.basis = "在册房屋", "期末在册。"
    row.save()
    wanted = with_bases([ask("houses", "2025")])
    assert break_of(wanted[0], evaluate(wanted)) == ""
