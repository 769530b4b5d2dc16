import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingwei.core.fields import KINDS, Choice, Field, FieldSet, FieldSetError

HOUSES = FieldSet(
    "houses",
    3,
    (
        Field("code", "房屋编号", "text", required=True, max_length=40, aliases=("编号", "房号")),
        Field("use", "用途", "choice", choices=(Choice("home", "住宅", ("居住",)), Choice("shop", "商铺")), facet=True),
        Field("area", "建筑面积", "area", unit="平方米", decimals=2, minimum=Decimal("0.01"), maximum=Decimal(100000)),
        Field("owner", "产权人", "text", personal="name", help="按权属证书填写"),
        Field("photo", "照片", "attachment", required=True, reason="危房鉴定须有现场照片"),
        Field("compound", "所在小区", "link", link="compounds"),
    ),
)
BASE = {"key": "f", "label": "某项", "kind": "text"}


def test_a_declaration_survives_json():
    dumped = json.loads(json.dumps(HOUSES.dump(), ensure_ascii=False))
    assert FieldSet.load(dumped) == HOUSES
    assert dumped["fields"][2]["minimum"] == "0.01"
    assert "help" not in dumped["fields"][0]


@given(
    st.builds(
        Field,
        key=st.from_regex(r"f[a-z0-9_]{0,20}", fullmatch=True),
        label=st.text(st.characters(categories=["Lo", "Nd"]), min_size=1, max_size=10).map(lambda text: f"项{text}"),
        kind=st.sampled_from(["text", "number", "date", "phone", "id_number"]),
        required=st.booleans(),
        decimals=st.none() | st.integers(0, 10),
        personal=st.sampled_from([None, "other"]),
        aliases=st.lists(st.from_regex(r"别名[0-9]{1,4}", fullmatch=True), max_size=3).map(tuple),
        help=st.text(max_size=20),
        facet=st.booleans(),
    )
)
def test_every_field_survives_json(field):
    fields = FieldSet("any", 1, (field,))
    assert FieldSet.load(json.loads(json.dumps(fields.dump()))) == fields


def test_fields_are_found_by_key():
    assert HOUSES.field("use").label == "用途"
    with pytest.raises(KeyError):
        HOUSES.field("none")


def test_all_kinds_of_the_contract_are_there():
    assert set(KINDS) == {
        "text", "longtext", "integer", "number", "date", "choice", "choices", "yesno", "amount", "area", "phone",
        "address", "credit_code", "id_number", "attachment", "location", "line", "outline", "link", "parts",
        "approximate", "loose_date", "moment", "formula", "division_code", "industry",
    }  # fmt: skip
    assert all(kind.key == key and kind.label and kind.widget for key, kind in KINDS.items())


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"key": "Owner"}, "小写字母"),
        ({"key": "9a"}, "小写字母"),
        ({"key": "x" * 33}, "最长32位"),
        ({"key": "copy"}, "保留字"),
        ({"key": "model_fields"}, "保留字"),
        ({"label": " "}, "没有名称"),
        ({"kind": "colour"}, "不存在"),
        ({"kind": None}, "缺少“kind”"),
        ({"colour": "red"}, "不认识的项：colour"),
        ({"required": "yes"}, "true 或 false"),
        ({"decimals": "2"}, "应为整数"),
        ({"decimals": 11}, "小数位数"),
        ({"max_length": 0}, "最大字数"),
        ({"minimum": "很小"}, "应为数字"),
        ({"minimum": 1}, "不能设上下限"),
        ({"kind": "number", "minimum": 5, "maximum": 1}, "大于上限"),
        ({"kind": "amount", "unit": "平方米"}, "不是金额的单位"),
        ({"kind": "area", "unit": "万元"}, "不是面积的单位"),
        ({"kind": "amount", "unit": "块"}, "不是金额的单位"),
        ({"kind": "choice"}, "没有选项"),
        ({"choices": ["甲"]}, "不能带选项"),
        ({"kind": "choice", "choices": ["甲", {"value": "乙", "label": "甲"}]}, "分不清"),
        ({"kind": "choice", "choices": ["甲", "甲"]}, "分不清"),
        ({"kind": "choices", "choices": ["甲、乙", "丙"]}, "分不清"),
        ({"kind": "choice", "choices": [7]}, "选项应是文字"),
        ({"kind": "choice", "choices": [{"value": "a", "colour": "red"}]}, "不认识的项"),
        ({"kind": "choice", "choices": "甲"}, "应为列表"),
        ({"kind": "yesno", "choices": ["true", "maybe"]}, "true 和 false"),
        ({"personal": "secret"}, "个人信息类别"),
        ({"kind": "link"}, "哪本台账"),
        ({"kind": "attachment", "required": True}, "理由"),
        ({"label": "思想动态"}, "本系统不收"),
        ({"help": 7}, "应为文字"),
    ],
)
def test_a_declaration_that_contradicts_itself_is_refused(change, says):
    with pytest.raises(FieldSetError) as found:
        FieldSet.load({"key": "set", "version": 1, "fields": [{**BASE, **change}]})
    assert says in found.value.message


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {},
        {"key": "s", "version": 1, "fields": ["f"]},
        {"key": "", "version": 1, "fields": []},
        {"key": "s", "version": 0, "fields": []},
        {"key": "s", "version": True, "fields": []},
        {"key": "s", "version": 1, "fields": [], "colour": 1},
        {"key": "s", "version": 1, "fields": [BASE, BASE]},
        {"key": "s", "version": 1, "fields": [BASE, {**BASE, "key": "g"}]},
    ],
)
def test_what_is_no_declaration_is_refused(data):
    with pytest.raises(FieldSetError):
        FieldSet.load(data)


def test_keys_reserved_by_the_api_are_all_refused():
    from pydantic import BaseModel

    for name in dir(BaseModel):
        if not name.startswith("_"):
            with pytest.raises(FieldSetError):
                FieldSet("s", 1, (Field(name, "某项", "text"),))
