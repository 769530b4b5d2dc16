"""Titles of firms as lines inside their rows: typed, brought in and out as a sheet, filtered, counted as of a day."""

import io
from datetime import date

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from jingwei.core.facts.conditions import met
from jingwei.core.facts.facts import all_facts
from jingwei.core.facts.point import Point
from jingwei.core.facts.table import count_facets
from jingwei.core.scope import open_scope
from jingwei.people.tests.street import make_street
from jingwei.registers.query import register_by_key, versions
from jingwei.registers.selection import selection_of
from jingwei.registers.tests.titled import titled_firms

pytestmark = pytest.mark.django_db


@pytest.fixture
def street():
    return make_street()


@pytest.fixture
def firms(street):
    with open_scope(street.scope("office")):
        return titled_firms()


def _held(street, conditions, on):
    with open_scope(street.engine()):
        facts = all_facts()["firms"].at(Point(on))
        query = facts.rows(facts.text("code"), met(facts, conditions))
        with connection.cursor() as cursor:
            cursor.execute(query.text, query.values)
            return sorted(row[0] for row in cursor.fetchall())


@pytest.mark.parametrize(
    ("conditions", "on", "held"),
    [
        ({"titles.value": "high_tech"}, date(2021, 1, 1), ["F1"]),
        ({"titles.value": "high_tech"}, date(2022, 6, 1), ["F1", "F2"]),
        ({"titles.value": "high_tech"}, date(2023, 1, 1), ["F2"]),
        ({"titles.value": ["high_tech", "gazelle"]}, date(2023, 1, 1), ["F1", "F2"]),
        ({"not": {"titles.value": "high_tech"}}, date(2023, 1, 1), ["F1", "F3"]),
        ({"having": {"rows": "titles", "where": {"value": "high_tech"}}}, date(2023, 1, 1), ["F1", "F2"]),
        ({"having": {"rows": "titles", "where": {"award": {"min": 15}}}}, date(2023, 1, 1), ["F2"]),
        ({"having": {"rows": "titles", "at_least": 2}}, date(2023, 1, 1), ["F1"]),
        ({"having_no": {"rows": "titles"}}, date(2023, 1, 1), ["F3"]),
        ({"having_only": {"rows": "titles", "where": {"value": "high_tech"}}}, date(2023, 1, 1), ["F2"]),
        ({"titles.award": {"over": 14}}, date(2022, 6, 1), ["F2"]),
    ],
)
def test_rows_are_found_by_what_their_lines_say_on_a_day(street, firms, conditions, on, held):
    assert _held(street, conditions, on) == held


def test_facets_and_filters_see_the_lines_of_the_day(street, firms):
    register, _ = firms
    with open_scope(street.scope("office")):
        then, now = selection_of(register, point=Point(date(2022, 6, 1))), selection_of(register)
        assert {(c.value, c.count) for c in count_facets(then)["titles"]} == {("high_tech", 2), ("gazelle", 1)}
        assert {(c.value, c.count) for c in count_facets(now)["titles"]} == {("high_tech", 1), ("gazelle", 1)}
        assert {(c.value, c.count) for c in count_facets(now)["tags"]} == {("a", 2), ("b", 1)}
        narrowed = now.with_value("titles", "high_tech")
        assert [v.title for v in narrowed.rows()] == ["乙公司"]
        assert {(c.value, c.count) for c in count_facets(narrowed)["tags"]} == {("a", 1), ("b", 1)}


def test_a_form_adds_a_line_without_a_script_and_takes_one_away(street, firms, client):
    _, entries = firms
    office = street.sign_in(client, "office")
    url = f"/registers/entries/{entries[0]}/change/"
    page = office.get(url).content.decode()
    assert page.count("删去这一行") == 3, "two lines and the one a script would add"
    lines = {
        "titles.asked": "1", "titles.0.value": "high_tech", "titles.0.from": "2020-01-01", "titles.0.drop": "1",
        "titles.1.value": "gazelle", "titles.1.from": "2022-01-01",
        "titles.1.award.n": "50000", "titles.1.award.u": "元",
    }  # fmt: skip
    more = office.post(url, {"name": "甲公司", **lines, "more": "titles", "expect": "1"})
    assert more.status_code == 200
    assert 'name="titles.1.value"' in more.content.decode()
    done = office.post(url, {"name": "甲公司", **lines, "expect": "1"})
    assert done.status_code == 302, done.content.decode()
    with open_scope(street.scope("office")):
        kept = versions(register_by_key("firms")).get(title="甲公司").data["titles"]
    assert kept == [{"value": "gazelle", "from": "2022-01-01", "award": {"n": "5.00", "u": "万元"}}]
    file = office.get(done["Location"]).content.decode()
    assert "有效" in file
    wrong = office.post(url, {"titles.asked": "1", "titles.0.value": "gazelle", "titles.0.from": "去年", "expect": "2"})
    assert wrong.status_code == 422
    assert "第1行“认定日期”" in wrong.content.decode()


def test_the_second_clerk_gets_the_lines_back(street, firms, client):
    _, entries = firms
    office = street.sign_in(client, "office")
    url = f"/registers/entries/{entries[1]}/change/"
    line = {"titles.asked": "1", "titles.0.value": "gazelle", "titles.0.award.n": "1", "titles.0.award.u": "万元"}
    assert office.post(url, {"name": "乙公司", **line, "expect": "1"}).status_code == 302
    answer = office.post(url, {"name": "乙公司", **line, "titles.0.award.n": "2", "expect": "1"})
    assert answer.status_code == 409
    text = answer.content.decode()
    assert 'name="titles.0.award.n" value="2"' in text
    assert 'name="titles.asked" value="1"' in text


def test_a_sheet_takes_lines_out_and_brings_them_in(street, firms, client):
    office = street.sign_in(client, "office")
    answer = office.get("/registers/firms/export/", {"shape": "returnable"})
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    sheet = book.worksheets[0]
    column = next(cell.column for cell in sheet[4] if cell.value == "称号")
    row = next(r for r in range(5, 8) if "\n" in str(sheet.cell(r, column).value))
    assert sheet.cell(row, column).value == (
        "高新技术企业 | 2020-01-01 至 2023-01-01 | 10.00万元\n瞪羚企业 | 2022-01-01 起 | 5.00万元"
    )
    sheet.cell(row, column).value += "\n高企 | 2024-01-01 至 2027-01-01"
    out = io.BytesIO()
    book.save(out)
    sent = office.post("/registers/firms/import/", {"file": SimpleUploadedFile("企业.xlsx", out.getvalue())})
    preview = sent["Location"]
    page = office.get(preview).content.decode()
    assert "确认导入 1 行" in page
    assert office.post(preview).status_code == 302
    with open_scope(street.scope("office")):
        kept = versions(register_by_key("firms")).get(title="甲公司").data["titles"]
    assert kept[-1] == {"value": "high_tech", "from": "2024-01-01", "to": "2027-01-01"}


def test_the_list_shows_what_holds(street, firms, client):
    office = street.sign_in(client, "office")
    page = office.get("/registers/firms/", {"f.titles": "gazelle"}).content.decode()
    assert "甲公司" in page
    assert "乙公司</" not in page
    assert "称号：瞪羚企业" in page
