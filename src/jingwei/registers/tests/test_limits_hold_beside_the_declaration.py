"""What no column may say is not said by a saved view, a photo, a late choice, a formula or a condition either."""

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from jingwei.core.actions import perform
from jingwei.core.errors import Invalid, JingweiError
from jingwei.core.facts.conditions import met
from jingwei.core.facts.facts import Facts
from jingwei.core.facts.point import NOW
from jingwei.core.fields import Choice, Field, FieldSet, FieldSetError
from jingwei.core.scope import open_scope
from jingwei.people.tests.street import make_street
from jingwei.registers.actions import ChangeField, DefineRegister
from jingwei.registers.facts import source_of
from jingwei.registers.models import SavedView
from jingwei.registers.query import register_by_key, versions
from jingwei.registers.tests.ledgers import define_firms, define_houses, record
from jingwei.registers.tests.spoiled import words
from jingwei.registers.tests.test_files_are_attached import PHOTO

pytestmark = pytest.mark.django_db
PHONE = "19900001234"


@pytest.fixture
def street() -> Any:
    return make_street()


def _ledger(key: str, *fields: Field) -> None:
    own = FieldSet(key, 1, (Field("code", "编号", "text", required=True), Field("grid", "网格", "text"), *fields))
    values = {"key": key, "name": "测试台账", "noun": "记录", "unit": "条", "key_field": "code", "title_field": "code"}
    perform(DefineRegister(), [{**values, "place_field": "grid"}], context={"fields": own})


@pytest.mark.parametrize("name", ["重点人员", "上访老户", "不文明住户", "吸毒人员住处"])
def test_no_view_is_kept_under_such_a_name(client: Any, street: Any, name: str) -> None:
    with open_scope(street.scope("office")):
        define_houses()
    office = street.sign_in(client, "office")
    answer = office.post("/registers/houses/views/?f.use=home", {"name": name})
    assert answer.status_code == 422
    assert "本系统不收" in words(answer)
    assert office.post("/registers/houses/views/?f.use=home", {"name": "东湖社区住宅"}).status_code == 302
    with open_scope(street.scope("office")):
        assert [view.name for view in SavedView.objects.all()] == ["东湖社区住宅"]


@pytest.mark.parametrize("name", ["租客身份证照片.jpg", "门口人脸.JPG", "监控截图0305.jpeg", "来访车牌号.jpg"])
def test_no_picture_is_kept_that_says_it_shows_a_person(client: Any, street: Any, name: str) -> None:
    with open_scope(street.scope("office")):
        _ledger("dangers", Field("photos", "现场照片", "attachment"))
    office = street.sign_in(client, "office")

    def send(file_name: str, code: str) -> Any:
        sent = {"code": code, "photos.asked": "1", "photos": SimpleUploadedFile(file_name, PHOTO)}
        return office.post("/registers/dangers/record/", sent)

    answer = send(name, "D1")
    assert answer.status_code == 422
    assert "请换一张只照事情和地点的照片" in words(answer)
    assert send("疏散通道.jpg", "D2").status_code == 302
    with open_scope(street.scope("office")):
        assert [one.data["code"] for one in versions(register_by_key("dangers"))] == ["D2"]


def test_a_choice_added_later_inside_lines_is_refused(street: Any) -> None:
    kinds = (Choice("a", "普通"),)
    with open_scope(street.scope("office")):
        _ledger("stays", Field("lines", "明细", "parts", parts=(Field("kind", "类别", "choice", True, kinds),)))
        register = register_by_key("stays")
        known = next(one for one in register.fields["fields"] if one["key"] == "lines")
        for added in ("重点人员", "钉子户", "违规投放户"):
            part = {**known["parts"][0], "choices": [{"value": "a", "label": "普通"}, {"value": "b", "label": added}]}
            declared = json.dumps({**known, "parts": [part]})
            values = {"what": "change", "field": "lines", "declaration": declared}
            with pytest.raises((Invalid, FieldSetError), match="本系统不收"):
                perform(ChangeField(), [values], targets=[register.pk], savepoint=True)


@pytest.mark.parametrize("label", ["信访风险分", "人员评分", "上访预测"])
def test_a_formula_makes_no_score_of_a_person(label: str) -> None:
    number = Field("visits", "次数", "integer")
    with pytest.raises(FieldSetError, match="本系统不收"):
        FieldSet("x", 1, (number, Field("score", label, "formula", formula="visits * 2")))


def test_a_formula_reads_no_personal_value() -> None:
    born = Field("born", "出生日期", "date", personal="other")
    with pytest.raises(FieldSetError, match="是个人信息"):
        FieldSet("x", 1, (born, Field("age", "周岁", "formula", formula="age(born)")))


@pytest.mark.parametrize("wanted", [PHONE, {"min": "1"}, None, [PHONE]])
def test_no_condition_asks_what_a_personal_value_is(client: Any, street: Any, wanted: Any) -> None:
    with open_scope(street.scope("office")):
        define_firms()
        firm = {"code": "91990101TEST000011", "name": "测试公司", "grid": street.grid().code, "phone": PHONE}
        record(register_by_key("firms"), [firm])
        with pytest.raises(JingweiError):
            met(Facts(source_of(register_by_key("firms")), NOW), {"phone": wanted})
    office = street.sign_in(client, "office")
    asked = urlencode({"w": json.dumps({"phone": wanted})})
    assert office.get(f"/registers/firms/?{asked}").status_code == 422


def test_a_list_tells_nobody_by_the_phone(client: Any, street: Any) -> None:
    with open_scope(street.scope("office")):
        define_firms()
        firm = {"code": "91990101TEST000011", "name": "测试公司", "grid": street.grid().code, "phone": PHONE}
        record(register_by_key("firms"), [firm])
    office = street.sign_in(client, "office")
    assert "在册 0 家" in words(office.get("/registers/firms/", {"q": PHONE}))
    for phone in (PHONE, "19900009999"):
        assert "在册 1 家" in words(office.get("/registers/firms/", {"f.phone": phone}))
