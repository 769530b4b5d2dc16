"""台账设置: fields are added, renamed, ordered and retired by hand; every version is told in words."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from lxml import html

from jingwei.core.scope import open_scope
from jingwei.people.tests.street import make_street
from jingwei.registers.models import FieldsVersion
from jingwei.registers.query import register_by_key
from jingwei.registers.tests.ledgers import define_houses, house, record
from jingwei.registers.tests.proposals import data_of, made_last
from jingwei.registers.tests.spoiled import words

pytestmark = pytest.mark.django_db
FIELDS = "/registers/houses/settings/fields/"
SETTINGS = "/registers/houses/settings/"


@pytest.fixture
def street():
    street = make_street()
    with open_scope(street.scope("office")):
        houses = define_houses()
        record(houses, [house(n, street.grid().code) for n in range(3)])
    return street


@pytest.fixture
def clerk(client, street):
    client.raise_request_exception = False
    return street.sign_in(client, "office")


def form(clerk, address=FIELDS):
    page = html.fromstring(clerk.get(address).content.decode())
    return dict(page.xpath("//form[contains(@class, 'form')]")[0].form_values())


def row_of(body, label):
    """The name of the row of a field."""
    return next(name.split(".")[0] for name, value in body.items() if name.endswith(".label") and value == label)


def save(clerk, body, **changes):
    body = {**body, **changes}
    return clerk.post(FIELDS, {name: value for name, value in body.items() if value is not None})


def test_nothing_changed_makes_no_version(clerk, street):
    assert save(clerk, form(clerk)).status_code == 302
    with open_scope(street.scope("office")):
        assert register_by_key("houses").fields_version == 1


def test_a_field_is_added_and_another_renamed_and_both_are_told(clerk, street):
    body = form(clerk)
    new = next(name.split(".")[0] for name, value in body.items() if name.endswith(".label") and value == "")
    use = row_of(body, "居住人数")
    answer = save(clerk, body, **{f"{new}.label": "燃气", f"{new}.kind": "yesno", f"{use}.label": "常住人数"})
    assert answer.status_code == 302, words(answer)[:600]
    page = words(clerk.get(SETTINGS))
    assert "第2版" in page
    assert "新增字段“燃气”（是否）" in page
    assert "“居住人数”改名为“常住人数”" in page
    with open_scope(street.scope("office")):
        rows = data_of(register_by_key("houses"))
        assert {one["residents"] for one in rows} == {2}
        assert FieldsVersion.objects.filter(register=register_by_key("houses")).count() == 2


def test_a_field_is_retired_and_its_values_stay_in_the_history(clerk, street):
    body = form(clerk)
    assert save(clerk, body, **{f"{row_of(body, '居住人数')}.retired": "on"}).status_code == 302
    assert "停用字段“居住人数”" in words(clerk.get(SETTINGS))
    assert "居住人数" not in words(clerk.get("/registers/houses/record/"))
    with open_scope(street.scope("office")):
        assert data_of(register_by_key("houses"))[0]["residents"] == 2
    # It can be taken up again, and what was known is there.
    body = form(clerk)
    assert save(clerk, body, **{f"{row_of(body, '居住人数')}.retired": None}).status_code == 302
    assert "居住人数" in words(clerk.get("/registers/houses/record/"))


def test_the_key_cannot_be_retired(clerk):
    body = form(clerk)
    answer = save(clerk, body, **{f"{row_of(body, '房屋编号')}.retired": "on"})
    assert answer.status_code == 422
    assert "正作编号、名称或网格，不能停用" in words(answer)


def test_a_choice_in_use_is_renamed_but_not_taken_away(clerk, street):
    body = form(clerk)
    use = row_of(body, "房屋性质")
    refused = save(clerk, body, **{f"{use}.choices": "商铺\n办公"})
    assert refused.status_code == 422
    assert "“房屋性质”的选项“住宅”已有记录在用，不能去掉" in words(refused)
    renamed = save(clerk, body, **{f"{use}.choices": "居住用房=住宅\n商铺=门店\n办公"})
    assert renamed.status_code == 302, words(renamed)[:600]
    assert "“房屋性质”的选项“住宅”改名为“居住用房”" in words(clerk.get(SETTINGS))
    assert "居住用房" in words(clerk.get("/registers/houses/"))


def test_two_fields_of_one_name_are_refused(clerk):
    body = form(clerk)
    answer = save(clerk, body, **{f"{row_of(body, '居住人数')}.label": "建筑面积"})
    assert answer.status_code == 422
    assert "字段名称“建筑面积”重复了" in words(answer)


def test_a_ledger_is_made_by_hand(clerk, street):
    body = form(clerk, "/registers/new/by-hand/")
    body |= {"name": "公厕台账", "noun": "公厕", "unit": "座", "r3.label": "开放时间", "r3.kind": "text"}
    answer = clerk.post("/registers/new/by-hand/", body)
    assert answer.status_code == 302, words(answer)[:600]
    with open_scope(street.scope("office")):
        register = made_last()
    assert [one["label"] for one in register.fields["fields"]] == ["编号", "名称", "开放时间"]
    assert clerk.get(f"/registers/{register.key}/record/").status_code == 200


def test_lines_and_formulas_are_written_out_by_hand(clerk, street):
    body = form(clerk, "/registers/new/by-hand/")
    body |= {"name": "店铺台账", "noun": "店铺", "unit": "家", "r3.label": "面积", "r3.kind": "number"}
    body |= {"r4.label": "荣誉", "r4.kind": "parts", "r4.choices": "称号=单选：文明、诚信\n授予日期=日期\n文号"}
    body |= {"r5.label": "一半", "r5.kind": "formula", "r5.choices": "面积 ÷ 2"}
    wrong = clerk.post("/registers/new/by-hand/", {**body, "r4.choices": "称号=什么"})
    assert "“称号”的类型“什么”不认识" in words(wrong)
    answer = clerk.post("/registers/new/by-hand/", body)
    assert answer.status_code == 302, words(answer)[:600]
    with open_scope(street.scope("office")):
        register = made_last()
    honours, half = register.fields["fields"][3:5]
    assert [(one["key"], one["kind"]) for one in honours["parts"]] == [
        ("p1", "choice"),
        ("from", "date"),
        ("p2", "text"),
    ]
    assert half["formula"] == "f3 / 2"
    again = form(clerk, f"/registers/{register.key}/settings/fields/")
    assert "称号=单选：文明、诚信" in again["r4.choices"]
    assert again["r5.choices"] == "面积 / 2"
    used = clerk.post(f"/registers/{register.key}/settings/fields/", {**again, "r3.retired": "on"})
    assert "别的字段要用到，不能停用" in words(used)


def test_what_the_recorded_values_mean_does_not_change(clerk):
    body = form(clerk)
    answer = save(clerk, body, **{f"{row_of(body, '居住人数')}.personal": "other"})
    assert answer.status_code == 422
    assert "个人信息类别不能改，已登记的内容是按原来的记的" in words(answer)


def test_personal_fields_by_hand_ask_for_purpose_basis_and_end(clerk):
    body = form(clerk, "/registers/new/by-hand/")
    body |= {
        "name": "志愿者台账",
        "noun": "志愿者",
        "unit": "人",
        "r3.label": "手机",
        "r3.kind": "phone",
        "r3.personal": "phone",
    }
    answer = clerk.post("/registers/new/by-hand/", body)
    assert answer.status_code == 422
    assert "须写明个人信息处理目的" in words(answer)


def test_the_shape_of_a_ledger_is_copied_by_another_office(clerk, street):
    shape = clerk.get(SETTINGS + "shape/").content
    assert "示例路" not in shape.decode()
    answer = clerk.post("/registers/new/shapes/", {"file": SimpleUploadedFile("房屋.json", shape)})
    assert answer.status_code == 302, words(answer)[:600]
    with open_scope(street.scope("office")):
        register = register_by_key(answer["Location"].split("/")[2])
        assert register.fields["fields"] == register_by_key("houses").fields["fields"]
    for wrong in (b"{}", b"nothing", json.dumps({"jingwei-shape": 1, "fields": 3}).encode()):
        refused = clerk.post("/registers/new/shapes/", {"file": SimpleUploadedFile("x.json", wrong)})
        assert refused.status_code == 422
        assert "字段定义" in words(refused)


def test_a_standard_ledger_is_taken_up(clerk):
    assert "住宅小区台账" in words(clerk.get("/registers/new/shapes/"))
    assert clerk.post("/registers/new/shapes/", {"pack": "compounds"}).status_code == 302
    assert "住宅小区台账" in words(clerk.get("/registers/"))


def test_a_ledger_is_retired_with_a_reason_and_taken_back(clerk, street):
    assert clerk.post(SETTINGS + "retire/", {"reason": ""}).status_code == 422
    assert clerk.post(SETTINGS + "retire/", {"reason": "并入市级平台"}).status_code == 302
    assert "并入市级平台" in words(clerk.get(SETTINGS))
    listing = html.fromstring(clerk.get("/registers/houses/").content.decode())
    assert "登记" not in [link.text_content().strip() for link in listing.xpath("//main//a")]
    assert clerk.post(SETTINGS + "revive/", {"reason": "仍需使用"}).status_code == 302
    with open_scope(street.scope("office")):
        assert register_by_key("houses").retired_on is None


def test_who_may_only_read_sees_the_settings_without_buttons(client, street):
    client.raise_request_exception = False
    reader = street.sign_in(client, "leader")
    page = words(reader.get(SETTINGS))
    assert "居住人数" in page
    assert "停用台账" not in page
    assert reader.get(FIELDS).status_code == 403
