"""Definitions leave as a pack and come back: previewed, with the line of every mistake, undone whole."""

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from jingwei.core.actions import perform
from jingwei.core.errors import Conflict, Invalid
from jingwei.core.files import keep_file
from jingwei.core.imports.undo import UndoImport
from jingwei.core.models import ImportRecord
from jingwei.core.scope import open_scope
from jingwei.indicators.actions import ImportDefinitions, LockPeriod
from jingwei.indicators.definitions import load_definitions
from jingwei.indicators.editing.yaml_pack import read_pack, write_pack
from jingwei.indicators.editing.yaml_text import YamlError
from jingwei.indicators.models import Definition
from jingwei.indicators.packs import load_pack
from jingwei.indicators.tests.counting import define
from jingwei.people.tests.street import make_street
from jingwei.registers.packs import all_packs
from jingwei.registers.tests.ledgers import define_houses

pytestmark = pytest.mark.django_db
TENS = (f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 8))
BOMB = "\n".join(["a0: &a0 [1,1,1,1,1,1,1,1,1,1]", *TENS])


def fill():
    define_houses()
    define("houses", name="房屋总数", unit="处", count="houses", owner="综合指挥中心")
    define("residents", name="居住人口", unit="人", sum="houses.residents", basis="期末登记。")
    define("per_house", name="户均人口", unit="人", decimals=1, ratio="residents / houses")


@pytest.fixture
def street():
    made = make_street()
    with open_scope(made.scope("statistician")):
        fill()
        yield made


def pack():
    return write_pack(one.row for one in load_definitions().values())


def bring(text, reason=""):
    stored = keep_file(text.encode(), "指标.yaml", "application/yaml")
    return perform(ImportDefinitions(), targets=[stored.pk], reason=reason).result


def test_what_left_comes_back_the_same(street):
    text = pack()
    assert yaml.safe_load(text)["houses"] == {
        "name": "房屋总数", "unit": "处", "count": "houses", "version": 1, "owner": "综合指挥中心",
        "valid_from": "2020-01-01",
    }  # fmt: skip
    plan = read_pack(text.encode())
    assert (plan.problems, plan.counts["same"]) == ([], 3)
    assert bring(text) | {"import": ""} == {"new": 0, "changed": 0, "same": 3, "refused": 0, "import": ""}


def test_the_packs_that_come_along_are_of_the_same_format(street):
    for one in all_packs():
        if one.key != "houses":
            one.define()
    text = yaml.safe_dump(dict(load_pack().bodies), allow_unicode=True)
    plan = read_pack(text.encode())
    lines = text.splitlines()
    missing = {lines[one.row - 1].rstrip(":") for one in plan.problems}
    # The houses of the tests are smaller than those of the pack; everything else fits.
    assert all("houses" in str(load_pack().bodies[key]) for key in missing)
    assert len(plan.changes) == len(load_pack().rows)


def test_new_changed_and_worded_go_in_and_are_taken_back(street):
    data = yaml.safe_load(pack())
    data["houses"]["where"] = {"rented": True}
    data["residents"]["basis"] = "期末在册。"
    data["rented"] = {"name": "出租房屋", "unit": "处", "count": "houses", "where": {"rented": True}}
    done = bring(yaml.safe_dump(data, allow_unicode=True), "按新制度")
    assert (done["new"], done["changed"], done["same"]) == (2, 1, 1)
    now = load_definitions()
    assert (now["houses"].row.version, now["houses"].row.why) == (2, "按新制度")
    assert now["residents"].row.basis == "期末在册。"
    perform(UndoImport(), targets=[ImportRecord.objects.get().pk], reason="导错了")
    now = load_definitions()
    assert (now["houses"].row.version, now["residents"].row.basis, "rented" in now) == (1, "期末登记。", False)
    assert bring(yaml.safe_dump(data, allow_unicode=True))["new"] == 2
    assert load_definitions()["houses"].row.version == 3


def test_what_a_lock_keeps_is_not_taken_back(street):
    bring("rented: {name: 出租房屋, unit: 处, count: houses, where: {rented: true}, valid_from: 2019-01-01}")
    perform(LockPeriod(), [{"period": "2024"}])
    with pytest.raises(Conflict, match="出租房屋"):
        perform(UndoImport(), targets=[ImportRecord.objects.get().pk], reason="导错了")


def test_what_others_are_made_of_is_not_taken_back(street):
    bring("rented: {name: 出租房屋, unit: 处, count: houses, where: {rented: true}}")
    record = ImportRecord.objects.get()
    bring("share: {name: 出租房屋比重, unit: '%', ratio: rented / houses}")
    with pytest.raises(Conflict, match="出租房屋比重"):
        perform(UndoImport(), targets=[record.pk], reason="导错了")


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("a: {name: 甲, unit: 处, count: houses}\nb: {name: 乙, unit: 处, count: ships}\n", 2, "ships"),
        ("a:\n  name: 甲\n  unit: 处\n  count: houses\n  colour: red\n", 5, "colour"),
        ("a:\n  name: 甲\n  count: houses\n", 1, "单位"),
        ("a:\n  name: 甲\n  unit: 处\n  count: houses\n  decimals: 许多\n", 5, "许多"),
        ("甲: {name: 甲, unit: 处, count: houses}\n", 1, "代号"),
        ("a: {name: 房屋总数, unit: 处, count: houses}\n", 1, "已是“houses”的"),
        ("a: {name: 甲, unit: 处, formula: b}\nb: {name: 乙, unit: 处, formula: a}\n", 1, "互相引用"),
    ],
)
def test_a_mistake_has_its_line(street, text, line, said):
    problems = read_pack(text.encode()).problems
    assert said in (problems[0].message + problems[0].label + problems[0].value)
    assert problems[0].row == line
    with pytest.raises(Invalid):
        bring(text)
    assert not Definition.objects.filter(key="a").exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: {name: 甲\nb: x", "第2行"),
        ("a: {name: 甲}\na: {name: 乙}", "第2行：“a”写了两次"),
        ("- 1", "没有指标定义"),
        ("a: &x [*x]", "引用了自己"),
        (BOMB, "太大"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_in_one_sentence(street, text, said):
    with pytest.raises(YamlError, match=said):
        read_pack(text.encode())


def test_the_pages_lead_from_a_list_to_the_import_and_back():
    made, client = make_street(), Client()
    with open_scope(made.scope("statistician")):
        fill()
    made.sign_in(client, "statistician")
    text = client.get("/indicators/definitions/yaml/?q=人口").content.decode()
    assert set(yaml.safe_load(text)) == {"residents", "per_house"}
    assert set(yaml.safe_load(client.get("/indicators/houses/yaml/").content)) == {"houses"}
    asked = client.get("/indicators/definitions/import/").content.decode()
    assert 'accept=".yaml,.yml"' in asked
    assert "对列" not in asked
    assert "下载空表" not in asked
    wrong = client.post("/indicators/definitions/import/", {"file": SimpleUploadedFile("a.yaml", b"- 1")})
    assert wrong.status_code == 422
    text = text.replace("期末登记。", "期末在册。")
    sent = client.post("/indicators/definitions/import/", {"file": SimpleUploadedFile("指标.yaml", text.encode())})
    shown = client.get(sent.url).content.decode()
    for word in ("期末登记。", "期末在册。", "只改文字", "确认导入 1 项", "换一个文件"):
        assert word in shown
    done = client.post(sent.url, {}, follow=True)
    assert "只改文字 1 个" in done.content.decode()
