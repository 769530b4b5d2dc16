from decimal import Decimal

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from jingwei.core.fields import KINDS, Choice, Field, FieldSet
from jingwei.core.fields.api_model import model_of

EXTRA = {"link": {"link": "r"}, "choice": {"choices": (Choice("a", "甲"), Choice("b", "乙"))}}
EXTRA["choices"] = EXTRA["choice"]
EXTRA["parts"] = {"parts": (Field("value", "称号", "text", required=True), Field("from", "起", "date"))}
ALL = FieldSet(
    "all",
    1,
    (
        Field("name", "名称", "text", required=True, help="全称"),
        Field("rent", "租金", "amount", unit="万元", decimals=2),
        *(Field(f"f_{kind}", f"某{kind}", kind, **EXTRA.get(kind, {})) for kind in KINDS if kind != "formula"),
    ),
)
Model = model_of(ALL, "AllKinds")


def test_the_api_stores_what_the_form_stores():
    body = {
        "name": " 甲 ",
        "rent": "36000元",
        "f_date": "2021.3.5",
        "f_yesno": "是",
        "f_choice": "乙",
        "f_number": 12.5,
        "f_approximate": "近600余",
        "f_loose_date": "2021年3月",
        "f_moment": "2021年3月5日14时5分",
        "f_parts": [{"value": "甲", "from": "2021.3.5"}, {"value": ""}],
    }
    made = Model(**body)
    assert made.model_dump(exclude_unset=True) == ALL.clean(body).values
    assert made.model_dump(exclude_none=True) == ALL.clean(body).values


def test_an_error_has_the_fields_code_and_sentence():
    with pytest.raises(ValidationError) as found:
        Model(name="甲", f_credit_code="91350100M000100Y44")
    [error] = found.value.errors()
    assert error["loc"] == ("f_credit_code",)
    assert error["ctx"]["code"] == "credit_code.check_digit"
    assert "末位应为“3”" in error["msg"]


def test_required_and_unknown_fields_are_told():
    with pytest.raises(ValidationError) as found:
        Model(shape="圆")
    assert {error["loc"] for error in found.value.errors()} == {("name",), ("shape",)}
    with pytest.raises(ValidationError, match="必填"):
        Model(name=" ")


def test_rounding_is_a_warning_and_no_error():
    assert Model(name="甲", rent=3.14159).rent == {"n": "3.14", "u": "万元"}


def test_openapi_says_what_is_asked():
    schema = Model.model_json_schema()
    assert schema["required"] == ["name"]
    assert schema["properties"]["name"]["title"] == "名称"
    assert schema["properties"]["name"]["description"] == "全称"
    assert schema["properties"]["f_choice"]["anyOf"][0]["enum"] == ["a", "b"]
    assert "单位：万元" in schema["properties"]["rent"]["description"]
    assert "个人信息" in schema["properties"]["f_id_number"]["description"]


STORED = {
    "name": "甲",
    "rent": {"n": "3.60", "u": "万元"}, "f_text": "文", "f_longtext": "一\n二", "f_integer": 3, "f_number": "12.5",
    "f_date": "2021-03-05", "f_choice": "a", "f_choices": ["a", "b"], "f_yesno": False,
    "f_amount": {"n": "1", "u": "元"},
    "f_area": {"n": "1", "u": "平方米"}, "f_phone": "13800138000", "f_address": "东湖路1号",
    "f_credit_code": "91350100M000100Y43", "f_id_number": "11010519491231002X",
    "f_attachment": [{"sha256": "a" * 64, "name": "a.jpg", "size": 1, "type": "image/jpeg"}],
    "f_location": {"lon": 118.5, "lat": 24.5}, "f_link": "key", "f_loose_date": "2021-03",
    "f_moment": "2021-03-05T14:05",
    "f_division_code": "350502", "f_industry": "C1311",
    "f_approximate": {"n": "600", "a": "about", "w": "近600余"}, "f_parts": [{"value": "甲", "from": "2021-03-05"}],
    "f_line": {"type": "LineString", "coordinates": [[118.0, 24.0], [118.1, 24.1]]},
    "f_outline": {"type": "Polygon", "coordinates": [[[118.0, 24.0], [118.1, 24.0], [118.1, 24.1], [118.0, 24.0]]]},
}  # fmt: skip


def test_what_is_stored_fits_the_schema_and_is_taken_back():
    assert set(STORED) == set(ALL.by_key)
    assert Model(**STORED).model_dump() == STORED
    jsonschema_rs.validate(Model.model_json_schema(), STORED)


@given(st.integers(-(10**14), 10**14).map(lambda number: str(Decimal(number) / 1000)))
def test_numbers_of_the_schema_are_taken(number):
    assert Decimal(Model(name="甲", f_number=number).f_number) == Decimal(number)
