"""Fields of a ledger with rows: added, renamed, retired, choices merged and closed, another kind where it fits."""

import io
import json

import openpyxl
import pytest
from django.db import connection

from jingwei.core.actions import perform
from jingwei.core.errors import Invalid, Refused
from jingwei.core.facts.conditions import met
from jingwei.core.facts.facts import all_facts
from jingwei.core.facts.table import count_facets
from jingwei.core.fields import Choice, Field, FieldSet
from jingwei.core.fields.declaration import dump_field
from jingwei.core.scope import open_scope
from jingwei.people.tests.street import make_street
from jingwei.registers.actions import ChangeEntry, ChangeField, DefineRegister
from jingwei.registers.models import FieldsVersion, Version
from jingwei.registers.query import register_by_key, versions
from jingwei.registers.selection import selection_of
from jingwei.registers.tests.ledgers import record

pytestmark = pytest.mark.django_db
USES = (Choice("home", "住宅"), Choice("flat", "公寓"), Choice("shop", "商铺"))
FIELDS = FieldSet(
    "premises",
    1,
    (
        Field("code", "编号", "text", required=True),
        Field("use", "用途", "choice", choices=USES, facet=True),
        Field("tags", "标签", "choices", choices=USES, facet=True),
        Field("floors", "层数", "text"),
        Field("area", "面积", "area", unit="平方米"),
        Field("phone", "电话", "phone", personal="phone"),
    ),
)
ROWS = (
    {"code": "P1", "use": "住宅", "tags": "住宅、公寓", "floors": "3"},
    {"code": "P2", "use": "公寓", "tags": "公寓", "floors": "六层"},
    {"code": "P3", "use": "商铺"},
)


@pytest.fixture
def street():
    return make_street()


@pytest.fixture
def premises(street):
    with open_scope(street.scope("office")):
        values = {
            "key": "premises",
            "name": "房屋",
            "noun": "房屋",
            "unit": "处",
            "key_field": "code",
            "purpose": "联系",
        }
        more = {"title_field": "code", "basis": "个人信息保护法第十三条", "keep_until": "2030-12-31"}
        perform(DefineRegister(), [{**values, **more}], context={"fields": FIELDS})
        register = register_by_key("premises")
        record(register, [{**row, "valid_from": "2021-01-01"} for row in ROWS])
    return register


def _change(register, what, field, **values):
    if "declaration" in values:
        values["declaration"] = json.dumps(dump_field(values["declaration"]), ensure_ascii=False)
    row = {"what": what, "field": field, **values}
    return perform(ChangeField(), [row], targets=[register.pk], reason="清理口径").result


def _says(work):
    with pytest.raises(Invalid) as found:
        work()
    return found.value.problems[0].sentence()


def _untouched():
    return set(Version.objects.values_list("pk", "known_to", "data__use"))


def test_merged_choices_are_read_as_one_and_no_row_is_written(street, premises, client):
    with open_scope(street.scope("office")):
        before = _untouched()
        result = _change(premises, "merge_choices", "use", values="flat", into="home")
        _change(premises, "merge_choices", "tags", values="flat", into="home")
        assert result["fields_version"] == 2
        assert _untouched() == before
        register = register_by_key("premises")
        counts = count_facets(selection_of(register))
        assert {(c.value, c.count) for c in counts["use"]} == {("home", 2), ("shop", 1)}
        assert {(c.value, c.count) for c in counts["tags"]} == {("home", 2)}
        narrowed = selection_of(register).with_value("use", "home").with_value("tags", "home")
        assert sorted(v.title for v in narrowed.rows()) == ["P1", "P2"]
        [entry] = record(register, [{"code": "P4", "use": "公寓"}])
        assert versions(register).get(entry_id=entry).data["use"] == "home"
        assert FieldsVersion.objects.filter(register=register).count() == 3
    with open_scope(street.engine()), connection.cursor() as cursor:
        facts = all_facts()["premises"]
        for wanted in ("home", "flat"):
            query = facts.rows(facts.text("use"), met(facts, {"use": wanted}))
            cursor.execute(query.text, query.values)
            assert {row[0] for row in cursor.fetchall()} == {"home"}
    office = street.sign_in(client, "office")
    assert "公寓" not in office.get("/registers/premises/record/").content.decode()
    assert "用途：住宅" in office.get("/registers/premises/", {"f.use": "home"}).content.decode()


def test_a_closed_choice_stays_where_it_is_and_is_not_chosen_again(street, premises):
    with open_scope(street.scope("office")):
        _change(premises, "close_choices", "use", values="home、flat")
        register = register_by_key("premises")
        said = _says(lambda: record(register, [{"code": "P4", "use": "住宅"}]))
        assert "这个选项已关闭，不再使用，应填下列之一：商铺" in said
        entry = versions(register).get(title="P1").entry_id
        given = {"register": register, "given": ["floors"]}
        perform(ChangeEntry(), [{"floors": "4"}], targets=[entry], context=given)
        assert versions(register).get(title="P1").data["use"] == "home"
        assert "至少要留一个" in _says(lambda: _change(register, "close_choices", "use", values="shop"))


def test_a_retired_field_is_no_longer_asked_and_keeps_what_it_says(street, premises, client):
    with open_scope(street.scope("office")):
        _change(premises, "retire", "floors")
        register = register_by_key("premises")
        entry = versions(register).get(title="P1").entry_id
        row = {"code": "P1", "use": "商铺", "tags": "商铺"}
        perform(ChangeEntry(), [row], targets=[entry], context={"register": register})
        assert versions(register).get(title="P1").data["floors"] == "3"
        assert "不能停用" in _says(lambda: _change(register, "retire", "code"))
    office = street.sign_in(client, "office")
    assert "层数" not in office.get("/registers/premises/record/").content.decode()
    assert "层数" not in office.get("/registers/premises/").content.decode()
    assert "层数" in office.get(f"/registers/entries/{entry}/").content.decode()
    sheet = openpyxl.load_workbook(
        io.BytesIO(office.get("/registers/premises/export/", {"shape": "returnable"}).content)
    ).worksheets[0]
    assert not any(cell.value == "层数" for row in sheet.iter_rows() for cell in row)
    with open_scope(street.scope("office")):
        _change(register_by_key("premises"), "revive", "floors")
    assert "层数" in office.get("/registers/premises/record/").content.decode()


def test_another_kind_is_taken_where_every_value_can_be_read(street, premises):
    number = Field("floors", "楼层数", "number")
    with open_scope(street.scope("office")):
        said = _says(lambda: _change(premises, "change", "floors", declaration=number))
        assert "“楼层数”填的是“六层”" in said
        assert "有1处，如编号“P2”" in said
        # A field with the same values and another name, and further choices, need no look at the rows.
        _change(premises, "change", "floors", declaration=Field("floors", "楼层", "text", facet=True))
        more = (*USES, Choice("store", "仓库"))
        _change(premises, "change", "use", declaration=Field("use", "用途", "choice", choices=more))
        shops = Field("use", "用途", "choice", choices=(Choice("shop", "商铺"), Choice("home", "住宅")))
        assert "填的是“flat”" in _says(lambda: _change(premises, "change", "use", declaration=shops))
        whole = Field("opened", "启用", "date")
        _change(premises, "add", "opened", declaration=whole)
        register = register_by_key("premises")
        record(register, [{"code": "P9", "opened": "2021-03-05"}])
        _change(register, "change", "opened", declaration=Field("opened", "启用", "loose_date"))
        assert register_by_key("premises").fields_version == 5


@pytest.mark.parametrize(
    ("what", "field", "values", "says"),
    [
        ("retire", "nothing", {}, "没有标识为“nothing”的字段"),
        ("add", "use", {"declaration": Field("use", "又一", "text")}, "标识“use”已有"),
        ("add", "other", {"declaration": Field("odd", "又一", "text")}, "标识不能改"),
        ("add", "other", {}, "不是有效的 JSON"),
        ("add", "mood", {"declaration": Field("mood", "思想动态", "text")}, "本系统不收"),
        ("change", "area", {"declaration": Field("area", "面积", "area", unit="亩")}, "单位不能改"),
        ("change", "phone", {"declaration": Field("phone", "电话", "phone")}, "个人信息类别不能改"),
        ("change", "phone", {"declaration": Field("phone", "电话", "text", personal="phone")}, "不能改类型"),
        ("merge_choices", "use", {"values": "none", "into": "home"}, "没有值为“none”的选项"),
        ("merge_choices", "use", {"values": "home", "into": "home"}, "没有可以合并到的选项"),
        ("merge_choices", "floors", {"values": "home", "into": "flat"}, "不是选择类"),
    ],
)
def test_what_cannot_be_changed_is_refused_in_one_sentence(street, premises, what, field, values, says):
    with open_scope(street.scope("office")):
        assert says in _says(lambda: _change(premises, what, field, **values))
        assert register_by_key("premises").fields_version == 1


def test_only_who_defines_ledgers_changes_their_fields(street, premises):
    with open_scope(street.scope("grid_lead")), pytest.raises(Refused):
        _change(premises, "retire", "floors")
