"""What may not be kept: refused in the designer, dropped from a sheet by name, never found by the search."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from jingwei.core.fields import Field, FieldSet, FieldSetError
from jingwei.core.scope import open_scope
from jingwei.core.tests.sheet_makers import by_openpyxl
from jingwei.people.tests.street import make_street
from jingwei.registers.query import find_words
from jingwei.registers.tests.proposals import TERMS, Maker, data_of, made_last
from jingwei.registers.tests.spoiled import words

pytestmark = pytest.mark.django_db

# Limit → heads that it forbids, and who lawfully holds such data, as the refusal says it.
LIMITS = {
    "L1 faces and plates": (("人脸照片", "车牌号", "抓拍图片"), "公安机关"),
    "L2 homes and bodies": (("睡眠监测", "心率", "刷脸签到"), ""),
    "L7 persons in disputes": (("稳控措施", "信访次数", "人员风险等级"), ""),
    "L8 residents": (("思想动态", "宗教信仰", "来客登记"), ""),
    "L10 who sleeps where": (("租客名单", "身份证照片", "住宿记录"), "公安机关"),
    "L11 staff on the move": (("实时位置", "轨迹", "在线时长"), ""),
    "L12 everybody's health": (("病史", "就诊记录", "诊断结果"), "医疗机构"),
    "secrets": (("密级", "涉密事项"), "涉密系统"),
}
HEADS = [(limit, head, holder) for limit, (heads, holder) in LIMITS.items() for head in heads]


@pytest.fixture
def street():
    return make_street()


@pytest.mark.parametrize(("limit", "head", "holder"), HEADS)
def test_the_designer_refuses_such_a_field(limit, head, holder):
    with pytest.raises(FieldSetError) as refused:
        FieldSet("x", 1, (Field("name", "名称", "text"), Field("bad", head, "text")))
    assert f"“{head}”" in refused.value.message
    assert "本系统不收" in refused.value.message
    assert holder in refused.value.message


def test_such_a_name_is_refused_by_hand_as_well(client, street):
    maker = Maker(client, street)
    body = {"name": "走访台账", "noun": "走访", "unit": "次", "key_field": "f1", "title_field": "f2"}
    body |= {
        "r1.key": "f1",
        "r1.label": "编号",
        "r2.key": "f2",
        "r2.label": "名称",
        "r3.label": "宗教信仰",
        "r3.kind": "text",
    }
    answer = maker.client.post("/registers/new/by-hand/", body)
    assert answer.status_code == 422
    assert "“宗教信仰”" in words(answer)
    assert "走访只记群众提出的需要" in words(answer)


def test_a_sheet_loses_them_by_name_and_the_rest_goes_in(client, street):
    maker = Maker(client, street)
    heads = ["场所名称", "床位数", *(head for _, head, _ in HEADS)]
    rows = [[f"听涛{n}号", n, *(f"不收{n}" for _ in HEADS)] for n in range(7)]
    page = maker.bring([heads, *rows], "出租房.xlsx")
    for _, head, holder in HEADS:
        assert f"“{head}”" in page
        assert holder in page
    assert "不收1" not in page
    assert maker.make(**TERMS).status_code == 302
    with open_scope(street.scope("office")):
        register = made_last()
        assert [one["label"] for one in register.fields["fields"]] == ["场所名称", "床位数"]
        assert len(data_of(register)) == 7
        assert "不收1" not in str(data_of(register))
        assert find_words("不收1", 5) == []
    # Next month's sheet brings them again, and loses them again.
    again = SimpleUploadedFile("下月.xlsx", by_openpyxl([heads, *rows]))
    preview = maker.client.post(f"/registers/{register.key}/import/", {"file": again})["Location"]
    maker.client.post(preview)
    with open_scope(street.scope("office")):
        assert "不收1" not in str(data_of(register))


def test_a_clerk_cannot_call_it_otherwise(client, street):
    maker = Maker(client, street)
    maker.bring([["名称", "人脸编号", "数量"], *[[f"店{n}", f"F{n}", n] for n in range(6)]])
    maker.send(**{"c1.take": "on", "c1.label": "备用", "c1.kind": "text"})
    maker.make(name="店台账", noun="店", unit="家")
    with open_scope(street.scope("office")):
        assert [one["label"] for one in made_last().fields["fields"]] == ["名称", "数量"]


def test_the_search_finds_nobody_by_a_number_or_a_phone(client, street):
    maker = Maker(client, street)
    rows = [[f"听涛{n}号", f"测{n}某", f"1990000{n:04d}"] for n in range(6)]
    maker.bring([["场所名称", "联系人", "联系电话"], *rows])
    assert maker.make(**TERMS).status_code == 302
    with open_scope(street.scope("office")):
        assert len(find_words("听涛3号", 5)) == 1
        for word in ("测3某", "19900000003", "0003"):
            assert find_words(word, 5) == []
