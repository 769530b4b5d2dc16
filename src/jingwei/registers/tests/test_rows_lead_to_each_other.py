"""An alliance and its member firms: many to many, with dates, in lines that link; seen from both ends."""

from datetime import date

import pytest
from django.db import connection
from django.utils import timezone

from jingwei.core.actions import perform
from jingwei.core.errors import Invalid
from jingwei.core.facts.conditions import met
from jingwei.core.facts.facts import all_facts
from jingwei.core.facts.point import Point
from jingwei.core.fields import Choice, Field, FieldSet
from jingwei.core.scope import open_scope
from jingwei.people.tests.street import make_street
from jingwei.registers.actions import DefineRegister
from jingwei.registers.query import register_by_key
from jingwei.registers.tests.ledgers import record
from jingwei.registers.tests.titled import titled_firms

pytestmark = pytest.mark.django_db
MEMBERS = (
    Field("firm", "成员企业", "link", link="firms", required=True),
    Field("from", "加入日期", "loose_date"),
    Field("to", "退出日期", "loose_date"),
    Field("part", "职责", "choice", choices=(Choice("lead", "召集人"), Choice("member", "成员"))),
)
ALLIANCES = FieldSet(
    "alliances",
    1,
    (
        Field("code", "编号", "text", required=True),
        Field("name", "联盟名称", "text", required=True),
        Field("seat", "驻地企业", "link", link="firms"),
        Field("members", "成员", "parts", parts=MEMBERS),
    ),
)
ROWS = (
    {
        "code": "A1",
        "name": "商圈联盟",
        "seat": "F1",
        "members": "F1 | 2021年3月 起 | 召集人\nF2 | 2021-03-01 至 2022-01-01",
    },
    {"code": "A2", "name": "园区联盟", "members": "F2 | 2022-06-01 起"},
)


@pytest.fixture
def street():
    return make_street()


@pytest.fixture
def alliances(street):
    with open_scope(street.scope("office")):
        _, firms = titled_firms()
        values = {"key": "alliances", "name": "联盟台账", "noun": "联盟", "unit": "个", "key_field": "code"}
        perform(DefineRegister(), [{**values, "title_field": "name"}], context={"fields": ALLIANCES})
        register = register_by_key("alliances")
        return register, firms, record(register, [{**row, "valid_from": "2021-01-01"} for row in ROWS])


def test_a_link_that_leads_nowhere_is_refused_by_its_row(street, alliances):
    register, _, _ = alliances
    with open_scope(street.scope("office")):
        with pytest.raises(Invalid) as found:
            record(register, [{"code": "A3", "name": "甲"}, {"code": "A4", "name": "乙", "members": "F2\nF9"}])
        [problem] = found.value.problems
        assert (problem.row, problem.value) == (2, "F9")
        assert "没有编号或名称为“F9”的记录" in problem.message


def test_both_ends_show_each_other(street, alliances, client):
    _, firms, entries = alliances
    office = street.sign_in(client, "office")
    page = office.get(f"/registers/entries/{entries[0]}/").content.decode()
    assert page.count("甲公司") == 2, "as the seat and as a member"
    assert f"/registers/entries/{firms[1]}/" in page
    assert "召集人" in page
    firm = f"/registers/entries/{firms[1]}/"
    assert f"{firm}leading/" in office.get(firm).content.decode()
    part = office.get(f"{firm}leading/").content.decode()
    assert "商圈联盟" in part
    assert "2021-03-01 至 2022-01-01" in part
    assert "已止" in part
    assert "园区联盟" in part
    assert "没有记录关联" in office.get(f"/registers/entries/{firms[2]}/leading/").content.decode()
    assert "leading" not in office.get(f"/registers/entries/{entries[0]}/").content.decode()


def test_what_leads_to_a_row_is_told_as_it_was_known_then(street, alliances, client):
    register, firms, _ = alliances
    before = timezone.now().isoformat()
    with open_scope(street.scope("office")):
        record(register, [{"code": "A3", "name": "补登的联盟", "seat": "F2", "valid_from": "2021-01-01"}])
    office = street.sign_in(client, "office")
    firm, then = f"/registers/entries/{firms[1]}/", {"on": "2021-06-01", "known_at": before}
    assert f"{firm}leading/?on=2021-06-01&amp;known_at=" in office.get(firm, then).content.decode()
    assert "补登的联盟" in office.get(f"{firm}leading/", {"on": "2021-06-01"}).content.decode()
    part = office.get(f"{firm}leading/", then).content.decode()
    assert "商圈联盟" in part
    assert "补登的联盟" not in part
    assert "?on=2021-06-01&amp;known_at=" in part, "the row that leads here opens as known then, too"


def test_a_picker_finds_rows_by_words(street, alliances, client):
    office = street.sign_in(client, "office")
    found = office.get("/registers/firms/options/", {"q": "乙"}).content.decode()
    assert 'data-value="F2" data-label="乙公司"' in found
    assert "没有找到" in office.get("/registers/firms/options/", {"q": "丁"}).content.decode()
    form = office.get(f"/registers/entries/{alliances[2][0]}/change/").content.decode()
    assert 'data-link-search="/registers/firms/options/"' in form
    assert 'name="members.0.firm" value="F1"' in form
    assert 'value="甲公司"' in form


def test_without_a_script_a_link_is_typed_by_its_number(street, alliances, client):
    _, _, entries = alliances
    office = street.sign_in(client, "office")
    url = f"/registers/entries/{entries[1]}/change/"
    line = {"members.asked": "1", "members.0.firm": "", "members.0.firm.said": "F3", "members.0.from": "2023"}
    form = {"name": "园区联盟", "seat": "", "seat.said": "F2", **line, "expect": "1"}
    assert office.post(url, form).status_code == 302
    wrong = office.post(url, {**form, "seat.said": "己公司", "expect": "2"})
    assert wrong.status_code == 422
    assert "没有编号或名称为“己公司”的记录" in wrong.content.decode()


@pytest.mark.parametrize(
    ("source", "conditions", "on", "held"),
    [
        ("firms", {"having": {"rows": "alliances.members.firm"}}, date(2021, 6, 1), ["F1", "F2"]),
        ("firms", {"having": {"rows": "alliances.members.firm"}}, date(2022, 3, 1), ["F1"]),
        ("firms", {"having_no": {"rows": "alliances.members.firm"}}, date(2022, 3, 1), ["F2", "F3"]),
        (
            "firms",
            {"having": {"rows": "alliances.members.firm", "where": {"name": "园区联盟"}}},
            date(2023, 1, 1),
            ["F2"],
        ),
        ("alliances", {"members.firm.name": "甲公司"}, date(2022, 3, 1), ["A1"]),
        ("alliances", {"members.firm.titles.value": "gazelle"}, date(2022, 3, 1), ["A1"]),
        ("alliances", {"having": {"rows": "members", "at_least": 2}}, date(2022, 3, 1), ["A1"]),
    ],
)
def test_links_in_lines_are_counted_both_ways_on_a_day(street, alliances, source, conditions, on, held):
    with open_scope(street.engine()), connection.cursor() as cursor:
        facts = all_facts()[source].at(Point(on))
        query = facts.rows(facts.text("code"), met(facts, conditions))
        cursor.execute(query.text, query.values)
        assert sorted(row[0] for row in cursor.fetchall()) == held
