"""The ways round the limits: other words and scripts, remembered heads, choices, cells, renaming, the search."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from jingwei.core.actions import perform
from jingwei.core.errors import Invalid
from jingwei.core.fields import Choice, Field, FieldSet, FieldSetError, forbidden
from jingwei.core.fields.declaration import load_field
from jingwei.core.scope import open_scope
from jingwei.core.sheets import find_table, parse_table, read_workbook, write_returnable
from jingwei.core.tests.sheet_makers import by_openpyxl
from jingwei.people.tests.street import make_street
from jingwei.registers.actions import DefineRegister
from jingwei.registers.actions.change_field import ChangeField
from jingwei.registers.fieldsets import fieldset_of
from jingwei.registers.models import FieldsVersion, Register
from jingwei.registers.query import find_words, register_by_key
from jingwei.registers.tests.ledgers import define_houses, house, record
from jingwei.registers.tests.proposals import Maker, data_of, made_last
from jingwei.registers.tests.spoiled import spoiled_office, words
from jingwei.registers.words import NotSearched

DISGUISED = {
    "blanks": "人　脸 照片",
    "signs nobody sees": "人\u200b脸照片",
    "strokes": "人/脸、照片",
    "full width": "ＤＮＡ编号",
    "traditional": "人臉照片",
    "traditional words": "重點人員類別",
    "English": "Face ID",
    "English with signs": "license_plate_no.",
    "English words": "Religion",
    "sounds": "RenLian",
    "other words": "面容特征",
    "a stream": "视频流地址",
    "health at home": "血压（早）",
    "who may petition": "上访风险",
    "who stays": "租住人员姓名",
    "a picture of a paper": "户口簿照片",
    "where staff signed in": "签到定位",
    "an illness": "既往病史、慢性病",
    "a count that is a list": "社区矫正人数及名单",
}
HARMLESS = (
    "surface area",
    "interface",
    "template",
    "发言、论文",
    "目前、科室",
    "感染人数",
    "垃圾去向",
    "整改前后照片",
    "监控录像保存天数",
    "血压计数量",
    "病虫害面积",
    "疾病预防宣传次数",
    "民族",
    "残疾类别",
    "上访人次",
    "投诉次数",
    "同住人数",
    "停车号牌数",
    "巡查路线",
    "设施照片",
)
ID = "11010519491231002X"


@pytest.mark.parametrize("way", DISGUISED)
def test_a_disguised_head_is_told_all_the_same(way: str) -> None:
    head = DISGUISED[way]
    refusal = forbidden(head)
    assert refusal is not None, head
    assert refusal.message.startswith(f"“{head}”")


@pytest.mark.parametrize("head", HARMLESS)
def test_what_only_looks_like_it_stays(head: str) -> None:
    assert forbidden(head) is None


def test_plates_of_callers_are_no_plates_of_the_office() -> None:
    assert forbidden("车牌号", ledger="本单位公务用车台账") is None
    assert forbidden("车牌号", ledger="本单位停车场来访车辆登记表") is not None
    assert forbidden("来访车辆车牌号", ledger="公务用车台账") is not None


NAME = Field("name", "名称", "text")


@pytest.mark.parametrize(
    ("field", "words"),
    [
        (Field("kind", "类别", "choice", choices=(Choice("a", "普通"), Choice("b", "重点人员"))), "把人列为风险"),
        (Field("kind", "类别", "choices", choices=(Choice("a", "普通", aliases=("吸毒人员",)),)), "禁毒部门"),
        (Field("papers", "身份证", "attachment"), "是证件的影像"),
        (Field("number", "身份证号码", "text"), "个人信息类别请选"),
        (Field("more", "明细", "parts", parts=(Field("what", "人脸", "text", required=True),)), "生物识别"),
        (Field("more", "说明", "text", aliases=("宗教信仰",)), "走访只记群众提出的需要"),
    ],
)
def test_no_kind_of_field_holds_what_a_name_may_not_say(field: Field, words: str) -> None:
    with pytest.raises(FieldSetError) as refused:
        FieldSet("x", 1, (NAME, field))
    assert words in refused.value.message


FIELDS = FieldSet("x", 1, (NAME, Field("note", "备注", "text"), Field("count", "数量", "integer")))


def _read(heads: list[Any], rows: list[list[Any]], remembered: dict[str, str | None] | None = None) -> Any:
    sheet = read_workbook(by_openpyxl([heads, *rows]), "表.xlsx").sheets[0]
    return parse_table(find_table(sheet, FIELDS, remembered), FIELDS)


@pytest.mark.parametrize("head", ["备注（人脸）", "备注/车牌号", "备注[faceid]", "数量（重点人员）"])
def test_a_head_in_brackets_does_not_carry_it_into_another_field(head: str) -> None:
    parsed = _read(["名称", head], [[f"店{n}", f"不收{n}"] for n in range(5)])
    assert [one.heading for one in parsed.dropped] == [head]
    assert "不收" not in str(parsed.rows)


def test_what_was_decided_about_a_head_before_does_not_help() -> None:
    parsed = _read(["名称", "人臉编号"], [["店一", "F1"]], {"人臉编号": "note"})
    assert [one.heading for one in parsed.dropped] == ["人臉编号"]
    assert parsed.rows == [{"name": "店一"}]


def test_a_head_rewritten_in_a_sheet_that_came_from_here_does_not_help() -> None:
    import io

    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(write_returnable(FIELDS, [{"name": "店一", "note": "好"}], "店")))
    cell = next(cell for row in book.active.iter_rows() for cell in row if cell.value == "备注")
    cell.value = "人脸照片"
    out = io.BytesIO()
    book.save(out)
    parsed = parse_table(find_table(read_workbook(out.getvalue(), "表.xlsx").sheets[0], FIELDS), FIELDS)
    assert [one.heading for one in parsed.dropped] == ["人脸照片"]
    assert parsed.rows == [{"name": "店一"}]


def test_a_harmless_head_over_a_list_of_marks_is_dropped_with_its_reason() -> None:
    marks = ["涉稳人员", "社区矫正", "上访老户", "一般", "精神病"]
    parsed = _read(["名称", "备注"], [[f"测{n}", mark] for n, mark in enumerate(marks)])
    assert [one.heading for one in parsed.dropped] == ["备注"]
    assert "一列写的是“涉稳人员”把人列为风险" in parsed.dropped[0].message
    assert len(parsed.rows) == 5
    assert all("note" not in row for row in parsed.rows)


def test_a_single_cell_that_marks_somebody_or_opens_a_number_is_refused_by_name() -> None:
    rows = [[f"店{n}", f"说明{n}"] for n in range(8)]
    rows[2][1] = "重点人员"
    rows[4][1] = f"户主证件{ID}"
    parsed = _read(["名称", "备注"], rows)
    assert [(one.row, one.label, one.code) for one in parsed.problems] == [
        (4, "备注", "text.forbidden"),
        (6, "备注", "text.id_number"),
    ]
    assert "末四位002X" in parsed.problems[1].sentence()
    assert parsed.failed == {4, 6}


def test_a_number_that_is_no_identity_number_stays() -> None:
    parsed = _read(["名称", "备注"], [["店一", "合同202506301234567890号"], ["店二", "110105194912310021"]])
    assert parsed.problems == []


@pytest.fixture
def street(db: Any) -> Any:
    return make_street()


def test_a_proposed_choice_of_marks_is_dropped_and_the_rest_goes_in(client: Any, street: Any) -> None:
    maker = Maker(client, street)
    rows = [[f"听涛{n}号", ("社区矫正", "刑满释放", "其他")[n % 3], n] for n in range(12)]
    page = maker.bring([["地点", "类别", "次数"], *rows])
    assert "“类别”一列写的是“社区矫正”属于法律规定由专门机关管理的人员信息" in page
    maker.send(**{"c1.take": "on", "c1.label": "分类", "c1.kind": "text"})
    assert maker.make(name="地点台账", noun="地点", unit="处").status_code == 302
    with open_scope(street.scope("office")):
        assert [one["label"] for one in made_last().fields["fields"]][-2:] == ["地点", "次数"]
        assert "矫正" not in str(data_of(made_last()))


def test_no_ledger_is_called_so(client: Any, street: Any) -> None:
    maker = Maker(client, street)
    page = maker.bring([["地点", "次数"], *[[f"听涛{n}号", n] for n in range(8)]], "重点人员稳控台账.xlsx")
    assert "把人列为风险或管控对象" in page
    answer = maker.make(name="上访老户台账", noun="上访人", unit="人")
    assert answer.status_code == 422
    assert "不给信访人建名单" in words(answer)
    with open_scope(street.scope("office")):
        assert not Register.objects.filter(order=9000).exists()


def test_a_pasted_table_is_read_as_strictly(client: Any, street: Any) -> None:
    maker = Maker(client, street)
    text = "\n".join(["地点\t人　臉\t数量", *[f"听涛{n}号\tF{n}\t{n}" for n in range(6)]])
    answer = maker.client.post("/registers/new/", {"text": text})
    assert answer.status_code == 302, words(answer)[:400]
    assert "属于生物识别信息" in words(maker.client.get(answer["Location"]))


def test_a_column_matched_by_hand_is_dropped_all_the_same(client: Any, db: Any) -> None:
    office = spoiled_office(client)
    rows = [[f"U{n}", f"店{n}", office.grid, f"不收{n}"] for n in range(6)]
    data = by_openpyxl([["编号", "名称", "网格编码", "车辆 牌照"], *rows])
    match = client.post("/registers/spoiled/import/", {"file": SimpleUploadedFile("表.xlsx", data)})["Location"]
    preview = client.post(match, {"c3": "name", "column-3": "name", "heads.3": "name"})["Location"]
    office.confirm(preview)
    assert "不收" not in str(office.rows())
    assert "听涛" in str(office.rows()) or "店1" in str(office.rows())


def test_a_field_is_not_renamed_into_it_nor_a_choice_added(street: Any) -> None:
    with open_scope(street.scope("office")):
        define_houses()
        register = register_by_key("houses")
        known = next(one for one in register.fields["fields"] if one["kind"] == "text" and one["key"] != "code")
        for declared in (
            {**known, "label": "宗教信仰"},
            {**known, "aliases": ["人脸"]},
        ):
            values = {"what": "change", "field": known["key"], "declaration": json.dumps(declared)}
            with pytest.raises((Invalid, FieldSetError), match="本系统不收"):
                perform(ChangeField(), [values], targets=[register.pk], savepoint=True)
        added = {"key": "mark", "label": "分类", "kind": "choice", "choices": ["一般", "重点人员"]}
        values = {"what": "add", "field": "mark", "declaration": json.dumps(added)}
        with pytest.raises((Invalid, FieldSetError), match="把人列为风险"):
            perform(ChangeField(), [values], targets=[register.pk], savepoint=True)


def test_a_pack_of_others_is_read_as_strictly() -> None:
    for field in (
        {"key": "a", "label": "行动轨迹", "kind": "text"},
        {"key": "a", "label": "证件号", "kind": "id_number"},
    ):
        data = {"key": "x", "version": 1, "fields": [{"key": "name", "label": "名称", "kind": "text"}, field]}
        if field["kind"] == "text":
            with pytest.raises(FieldSetError, match="记录人的行动和位置"):
                FieldSet.load(data)
        else:
            assert FieldSet.load(data).by_key["a"].personal == "id_number"


def test_the_verb_refuses_whoever_calls_it(street: Any) -> None:
    values = {"key": "marked", "name": "涉诈重点人员清单", "noun": "人员", "unit": "人"}
    values |= {"key_field": "name", "title_field": "name"}
    with open_scope(street.scope("office")), pytest.raises(Invalid) as refused:
        perform(DefineRegister(), [values], context={"fields": FIELDS})
    assert [problem.field for problem in refused.value.problems] == ["name"]


def test_a_limit_drawn_later_leaves_the_ledger_readable(street: Any) -> None:
    with open_scope(street.scope("office")):
        define_houses()
        register = register_by_key("houses")
        record(register, [house(1, street.grid().code)])
        fields = [*register.fields["fields"], {"key": "old", "label": "慢性病", "kind": "text"}]
        register.fields = {**register.fields, "fields": fields}
        register.save()
        FieldsVersion(register=register, version=99, fields=register.fields).save()
        assert "old" not in fieldset_of(register).by_key
        assert fieldset_of(register, retired=True).by_key["old"].retired
        with pytest.raises(FieldSetError):
            FieldSet("x", 1, (load_field(fields[-1]),))


@pytest.mark.parametrize(
    "asked", [ID, "110105 19491231 002x", "１１０１０５１９４９１２３１００２Ｘ", "110105491231002"]
)
def test_nobody_is_searched_for_by_an_identity_number(client: Any, street: Any, asked: str) -> None:
    with open_scope(street.scope("office")):
        define_houses()
        with pytest.raises(NotSearched, match="本人查询"):
            find_words(asked, 5)
    desk = street.sign_in(client, "office")
    page = words(desk.get("/search/", {"q": asked}))
    assert "不能按身份证号查找人员" in page
    assert ID not in page
    listed = desk.get("/registers/houses/", {"q": asked})
    assert listed.status_code == 422
    assert "不能按身份证号查找人员" in words(listed)
    found = words(desk.get(reverse("places:lookup"), {"q": asked}))
    assert "不能按身份证号查找人员" in found


def test_no_vehicle_is_searched_for_over_all_ledgers(client: Any, street: Any) -> None:
    desk = street.sign_in(client, "office")
    assert "不按车牌号查找" in words(desk.get("/search/", {"q": "浙 B·12345"}))
    with open_scope(street.scope("office")):
        assert find_words("京A座12层", 5) == []


def test_no_list_is_narrowed_by_personal_data(client: Any, db: Any) -> None:
    office = spoiled_office(client)
    for key in ("citizen", "citizen.contains", "citizen.is"):
        answer = office.client.get("/registers/spoiled/", {key: ID})
        assert answer.status_code in (200, 400, 422)
        assert "1 个" not in words(answer).replace("共 2 个", "")
