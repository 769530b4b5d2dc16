"""The editor without script: a sentence of choices, buttons that add and drop conditions, a preview that writes nothing
and shows each reader the own rows, saving as a version or as other words."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jingwei.core.actions import perform
from jingwei.core.models import Change
from jingwei.core.scope import open_scope
from jingwei.indicators.actions import LockPeriod
from jingwei.indicators.editing.preview import TooLong, hurried
from jingwei.indicators.models import Definition
from jingwei.indicators.tests.counting import define
from jingwei.indicators.tests.forms import posted_from
from jingwei.people.tests.street import make_street
from jingwei.registers.tests.ledgers import define_houses, house, record

pytestmark = pytest.mark.django_db
NEW, PREVIEW = "/indicators/definitions/new/", "/indicators/definitions/preview/"


@pytest.fixture
def street():
    made = make_street()
    with open_scope(made.scope("statistician")):
        grids = [made.grid().code, made.grid(2).code]
        rows = [
            house(n, grids[n % 2], rented=n < 3, residents=n, use="住宅" if n % 3 else "商铺", valid_from="2020-01-01")
            for n in range(1, 7)
        ]
        record(define_houses(), rows)
        define("houses", name="房屋总数", unit="处", count="houses")
        define("residents", name="居住人口", unit="人", sum="houses.residents")
        define("per_house", name="户均人口", unit="人", decimals=1, ratio="residents / houses")
    return made


@pytest.fixture
def desk(street):
    client = Client()
    street.sign_in(client, "statistician")
    return client


def main(answer):
    return answer.content.decode().partition("<main")[2]


def form(answer):
    body = posted_from(main(answer))
    body.pop("do", None)
    return body


def press(desk, at, body, do, **fields):
    for name, value in fields.items():
        body.setlist(name, value if isinstance(value, list) else [value])
    body["do"] = do
    return desk.post(at, dict(body.lists()))


def begun(desk, **fields):
    body = form(desk.get(NEW))
    return press(
        desk,
        NEW,
        body,
        "update",
        **{"d.verb": "share", "d.source": "房屋台账", "name": "出租占比", "unit": "%", **fields},
    )


def said(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_a_share_is_made_by_choosing_and_saved(desk, street):
    answer = begun(desk)
    answer = press(desk, NEW, form(answer), "add:where:field")
    answer = press(desk, NEW, form(answer), "update", **{"where.0.path": "rented"})
    body = form(answer)
    assert body["where.0.op"] == "yes"
    told = said(press(desk, NEW, body, "preview", **{"p.period": "2024"}).content.decode())
    for word in ("“房屋台账”中符合条件的行所占百分比", "33 %", "2／6", "计入 2 行", "示例路1号"):
        assert word in told
    done = press(desk, NEW, body, "save", decimals="1", exclusions="停用的", valid_from="2024-01-01")
    assert done.status_code == 302
    with open_scope(street.scope("statistician")):
        row = Definition.objects.get(name="出租占比")
    assert (row.key, row.body, row.decimals) == ("houses_share", {"share": "houses", "where": {"rented": True}}, 1)
    assert "出租占比" in desk.get("/indicators/").content.decode()


def test_conditions_nest_and_can_be_dropped(desk, street):
    answer = press(desk, NEW, form(begun(desk)), "add:where:either")
    body = form(answer)
    assert body["where.0.in.1.in.0.kind"] == "field"
    answer = press(
        desk, NEW, body, "update",
        **{"where.0.in.0.in.0.path": "use", "where.0.in.1.in.0.path": "residents"},
    )  # fmt: skip
    body = form(answer)
    answer = press(
        desk, NEW, body, "update",
        **{"where.0.in.0.in.0.op": "one_of", "where.0.in.0.in.0.value": ["shop"], "where.0.in.1.in.0.op": "between",
           "where.0.in.1.in.0.value": ["4", "5"]},
    )  # fmt: skip
    body = form(answer)
    saved = press(desk, NEW, body, "save")
    assert saved.status_code == 302, said(main(saved))[:600]
    with open_scope(street.scope("statistician")):
        kept = Definition.objects.get(key="houses_share").body["where"]
    assert kept == {"either": [{"use": ["shop"]}, {"residents": {"min": 4, "max": 5}}]}
    answer = press(desk, NEW, body, "drop:where.0")
    assert "where.0.kind" not in form(answer)


def test_a_preview_writes_nothing_and_names_what_is_wrong(desk, street):
    body = form(begun(desk))
    with open_scope(street.scope("statistician")):
        before = (Definition.objects.count(), Change.objects.count())
    told = said(desk.post(PREVIEW, body).content.decode())
    assert "须用 where 写明分子的条件" in told
    body["d.verb"], body["unit"] = "sum", "万元"
    assert "要选按哪个字段" in said(desk.post(PREVIEW, body).content.decode())
    body["d.field"] = "area"
    told = said(desk.post(PREVIEW, body).content.decode())
    assert "单位应写“平方米”" in told
    assert "合计" in told
    with open_scope(street.scope("statistician")):
        assert (Definition.objects.count(), Change.objects.count()) == before


def test_a_formula_is_typed_by_names_and_a_mistake_shown_at_its_place(desk, street):
    body = form(begun(desk, **{"d.verb": "formula", "name": "人房合计", "unit": "个"}))
    answer = press(desk, NEW, body, "insert", **{"d.formula": "“居住人口” +", "d.insert": "房屋总数"})
    body = form(answer)
    assert body["d.formula"] == "“居住人口” + “房屋总数”"
    assert "第" in said(desk.post(PREVIEW, {**body.dict(), "d.formula": "“居住人口” + * 2"}).content.decode())
    told = said(desk.post(PREVIEW, {**body.dict(), "d.formula": "“居住人囗” * 2"}).content.decode())
    assert "没有名为“居住人囗”的指标" in told
    assert press(desk, NEW, body, "save").status_code == 302
    with open_scope(street.scope("statistician")):
        row = Definition.objects.get(name="人房合计")
    assert row.body == {"formula": "residents + houses"}
    again = form(desk.get(f"/indicators/{row.key}/define/"))
    assert again["d.formula"] == "“居住人口” + “房屋总数”"


def changed(desk, **fields):
    at = "/indicators/houses/define/"
    answer = press(desk, at, form(desk.get(at)), "add:where:field")
    return at, form(press(desk, at, form(answer), "update", **{"where.0.path": "rented", **fields}))


def test_a_change_shows_what_comes_in_and_goes_out_and_what_uses_it(desk, street):
    with open_scope(street.scope("statistician")):
        perform(LockPeriod(), [{"period": "2023"}])
    at, body = changed(desk, **{"p.period": "2024", "valid_from": "2024-07-01"})
    told = said(desk.post(PREVIEW, body).content.decode())
    for word in (
        "现行（第1版） 6处",
        "本次 2处",
        "多计入 0 行",
        "不再计入 4 行",
        "成为第2版",
        "2023年（第1版）",
        "户均人口",
    ):
        assert word in told
    refused = press(desk, at, body, "save")
    assert refused.status_code == 422
    assert "请写明原因" in main(refused)
    done = press(desk, at, form(refused), "save", reason="只计出租的")
    assert done.status_code == 302
    told = said(desk.get("/indicators/houses/versions/").content.decode())
    assert "只计出租的" in told
    assert "不同" in told
    assert "以上与以下不可比" in desk.get("/indicators/houses/series/").content.decode()


def test_other_words_are_saved_without_a_version(desk, street):
    at = "/indicators/houses/define/"
    done = desk.post(at, {**form(desk.get(at)).dict(), "do": "save", "basis": "期末在册。"}, follow=True)
    assert "未另成一版" in done.content.decode()
    with open_scope(street.scope("statistician")):
        assert Definition.objects.get(key="houses").basis == "期末在册。"
    told = said(desk.get("/indicators/houses/versions/").content.decode())
    assert "只有这一版" in told
    assert "相同" not in told, "a version is not compared with itself"


def test_who_comes_second_sees_what_the_first_one_did_and_keeps_the_own_words(desk, street):
    at = "/indicators/houses/define/"
    mine = form(desk.get(at))
    desk.post(at, {**form(desk.get(at)).dict(), "do": "save", "basis": "甲写的。"})
    answer = desk.post(at, {**mine.dict(), "do": "save", "basis": "乙写的。"})
    assert answer.status_code == 409
    assert "甲写的。" in main(answer)
    body = form(answer)
    assert body["basis"] == "乙写的。"
    assert desk.post(at, {**body.dict(), "do": "save"}).status_code == 302


def test_a_definition_the_editor_does_not_know_is_kept(desk, street):
    with open_scope(street.scope("statistician")):
        define(
            "odd", name="怪指标", unit="处", count="houses", where={"in_force": {"from": "built", "to": "x", "and": 1}}
        )
    body = form(desk.get("/indicators/odd/define/"))
    assert body["where.0.kind"] == "raw"
    assert "and: 1" in body["where.0.value"]


def test_only_those_who_define_reach_the_editor(street):
    client = Client()
    street.sign_in(client, "leader")
    for at in (NEW, PREVIEW, "/indicators/houses/define/", "/indicators/houses/retire/"):
        assert client.get(at).status_code == 403
    assert "定义指标" not in client.get("/indicators/").content.decode()


def test_what_takes_too_long_is_given_up_with_a_sentence_and_the_rest_goes_on(street):
    with open_scope(street.scope("statistician")):
        with pytest.raises(TooLong, match="没有数完"), hurried(50), connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(2)")
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(0.1)")
        assert Definition.objects.filter(key="houses").exists()


def test_a_preview_costs_the_same_with_more_conditions(desk, street):
    def asked(body):
        desk.post(PREVIEW, body)
        with CaptureQueriesContext(connection) as queries:
            assert desk.post(PREVIEW, body).status_code == 200
        return len(queries)

    few = form(begun(desk, **{"d.verb": "count", "unit": "处"}))
    many = few.copy()
    for at in range(5):
        many[f"where.{at}.kind"], many[f"where.{at}.path"] = (
            "field",
            ("rented", "use", "residents", "area", "number")[at],
        )
        many[f"where.{at}.op"] = "filled"
    assert asked(few) == asked(many)


def test_an_indicator_is_taken_out_of_use_with_a_reason(desk, street):
    at = "/indicators/per_house/retire/"
    done = desk.post(at, {**posted_from(main(desk.get(at))).dict(), "reason": "不再统计"}, follow=True)
    assert "已停用“户均人口”" in done.content.decode()
    assert "户均人口" not in main(desk.get("/indicators/?q=户均"))


def test_a_list_under_conditions_becomes_an_indicator(street, desk):
    listed = desk.get("/registers/houses/?f.rented=yes").content.decode()
    offered = re.search(r'href="(/indicators/definitions/new/[?]body=[^"]+)"', listed)
    assert offered, "存为指标"
    body = form(desk.get(unescape(offered[1])))
    assert (body["d.source"], body["d.verb"], body["name"]) == ("房屋台账", "count", "房屋台账（是否出租：是）")
    answer = desk.post(NEW, {**body, "do": "save"}, follow=True)
    assert answer.status_code == 200, main(answer)
    with open_scope(street.scope("statistician")):
        made = Definition.objects.get(name="房屋台账（是否出租：是）")
    assert (made.body, made.unit) == ({"count": "houses", "where": {"rented": True}}, body["unit"])


def test_a_definition_in_an_address_that_is_none_is_told_in_one_sentence(desk):
    answer = desk.get(NEW, {"body": "{"})
    assert answer.status_code in (400, 422)
    assert "定义" in main(answer)


@pytest.mark.parametrize(
    ("fields", "body"),
    [
        ({"d.verb": "count", "d.date": "start"}, {"count": "houses", "as_at": "start"}),
        ({"d.verb": "lowest_month", "d.operand": "户均人口"}, {"lowest_month": "per_house"}),
        ({"d.verb": "highest_month", "d.operand": "户均人口"}, {"highest_month": "per_house"}),
        ({"d.verb": "months_with", "d.operand": "户均人口"}, {"months_with": "per_house"}),
    ],
)
def test_the_opening_state_and_months_are_picked_and_come_back(desk, street, fields, body):
    answer = begun(desk, name="新的", unit="个", **fields)
    assert 'name="d.dated"' not in main(answer)
    assert press(desk, NEW, form(answer), "save", valid_from="2020-01-01").status_code == 302
    with open_scope(street.scope("statistician")):
        row = Definition.objects.get(name="新的")
    assert row.body == body
    again = form(desk.get(f"/indicators/{row.key}/define/"))
    assert {name: again[name] for name in fields} == fields
    assert press(desk, f"/indicators/{row.key}/define/", again, "save").status_code == 302
    with open_scope(street.scope("statistician")):
        assert [one.body for one in Definition.objects.filter(key=row.key)] == [body]
