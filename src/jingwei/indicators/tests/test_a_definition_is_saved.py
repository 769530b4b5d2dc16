"""An indicator is made, changed, retired: counting is told apart from words, mistakes are answered in a sentence."""

from datetime import date

import pytest

from jingwei.core.actions import perform
from jingwei.core.errors import Conflict, Invalid, Refused
from jingwei.core.scope import open_scope
from jingwei.indicators.actions import DefineIndicator, RedefineIndicator, RetireIndicator
from jingwei.indicators.dependents import users_of
from jingwei.indicators.editing.keys import wrong
from jingwei.indicators.engine import evaluate
from jingwei.indicators.models import Definition
from jingwei.indicators.tests.counting import ask, define
from jingwei.indicators.urls import urlpatterns
from jingwei.people.tests.street import make_street
from jingwei.registers.tests.ledgers import define_houses

pytestmark = pytest.mark.django_db


@pytest.fixture
def street():
    made = make_street()
    with open_scope(made.scope("statistician")):
        define_houses()
        define("houses", name="房屋总数", unit="处", count="houses")
        define("residents", name="居住人口", unit="人", sum="houses.residents")
        define("revenue", name="财政收入", unit="万元", reported="revenue", flow="cumulative")
        define("foreign", name="实际利用外资", unit="万美元", reported="foreign", flow="cumulative")
        define("rate", name="出租占比", unit="%", share="houses", where={"rented": True})
        yield made


def make(body, key="new_one", name="新指标", unit="处", **more):
    return perform(DefineIndicator(), [{"key": key, "name": name, "unit": unit, "body": body, **more}]).result


def change(key, body, *, reason="按新口径", expect=None, **more):
    row = Definition.objects.filter(key=key).order_by("-version").first()
    values = {"name": row.name, "unit": row.unit, "body": body, **more}
    seen = {row.pk: expect if expect is not None else row.revision}
    return perform(RedefineIndicator(), [values], targets=[row.pk], expect=seen, reason=reason).result


def test_a_new_one_has_all_its_words(street):
    words = {"owner": "综合指挥中心", "exclusions": "停用的", "source": "房屋台账", "basis": "期末在册。"}
    body = "{share: houses, where: {rented: true}}"
    make(body, "rented_share", "出租房占比", "%", decimals=1, valid_from="2025-01-01", **words)
    row = Definition.objects.get(key="rented_share")
    assert (row.version, row.decimals, row.exclusions, row.source) == (1, 1, "停用的", "房屋台账")
    assert row.body == {"share": "houses", "where": {"rented": True}}


def test_another_way_of_counting_is_a_version_with_its_reason_and_other_words_are_not(street):
    assert change("houses", "count: houses", basis="期末在册。", reason="")["words"] == 1
    with pytest.raises(Invalid, match="请写明原因"):
        change("houses", "{count: houses, where: {rented: true}}", reason="")
    done = change("houses", "{count: houses, where: {rented: true}}", valid_from="2025-07-01")
    assert done["version"] == 1
    kept = Definition.objects.filter(key="houses").order_by("version").values_list("version", "valid_from", "why")
    assert list(kept) == [(1, date(2020, 1, 1), ""), (2, date(2025, 7, 1), "按新口径")]
    assert change("houses", "{count: houses, where: {rented: true}}", reason="")["same"] == 1


def test_who_comes_second_is_told(street):
    change("houses", "count: houses", basis="甲写的。", reason="")
    with pytest.raises(Conflict, match="已被他人修改"):
        change("houses", "count: houses", basis="乙写的。", expect=1)
    first = Definition.objects.get(key="houses")
    change("houses", "{count: houses, where: {rented: true}}")
    with pytest.raises(Conflict, match="已有第2版"):
        perform(
            RedefineIndicator(), [{"name": "房屋", "unit": "处", "body": "count: houses"}], targets=[first.pk],
            reason="再改",
        )  # fmt: skip


@pytest.mark.parametrize(
    ("body", "unit", "said"),
    [
        ("count: ships", "艘", "没有代号为“ships”的台账"),
        ("{count: houses, where: {colour: red}}", "处", "colour"),
        ("sum: houses.area", "万元", "单位应写“平方米”"),
        ("count: houses", "平方米", "请用“合计”"),
        ("share: houses", "%", "须用 where"),
        ("{share: houses, where: {rented: true}}", "处", "单位应为“%”"),
        ("formula: revenue + foreign", "万元", "不同币种"),
        ("formula: houses + revenue", "万元", "不是同一类数"),
        ("formula: rate + rate", "%", "率（%）不能相加"),
        ("formula: houses + nothing", "处", "没有代号为“nothing”的指标"),
        ("formula: houses +", "处", "写法不对"),
        ("[1, 2]", "处", "应为“项: 值”"),
        ("count: houses\nwhere: {rented: true", "处", "第2行"),
        ("count: houses\ncount: houses", "处", "写了两次"),
        ("&a {count: houses, where: *a}", "处", "引用了自己"),
        ("{count: houses, where: {having: 3}}", "处", "having"),
        ("ratio: revenue / foreign", "", "币种"),
    ],
)
def test_a_mistake_is_answered_with_what_would_be_right(street, body, unit, said):
    with pytest.raises(Invalid) as caught:
        make(body, unit=unit or "倍")
    assert said in "".join(one.message for one in caught.value.problems)
    assert not Definition.objects.filter(key="new_one").exists()


@pytest.mark.parametrize(("key", "said"), [("houses", "已经有了"), ("Fang Wu", "写法不对"), ("values", "别的用处")])
def test_a_key_is_short_unique_and_free(street, key, said):
    with pytest.raises(Invalid, match=said):
        make("count: houses", key=key)


def test_a_name_is_borne_once(street):
    with pytest.raises(Invalid, match="已有名为“房屋总数”的指标"):
        make("count: houses", name="房屋总数")


def test_a_circle_is_refused_by_its_names(street):
    make("ratio: residents / houses", key="per_house", name="户均人口", unit="人")
    with pytest.raises(Invalid) as caught:
        change("houses", "formula: per_house * 2")
    assert "“房屋总数” → “户均人口” → “房屋总数”" in caught.value.problems[0].message


def test_what_uses_it_is_listed_also_at_second_hand(street):
    make("ratio: residents / houses", key="per_house", name="户均人口", unit="人")
    make("growth: per_house", key="per_house_growth", name="户均人口增长", unit="%")
    told = [(one.what, one.name, one.note) for one in users_of("houses")]
    assert told == [("指标", "户均人口", ""), ("指标", "户均人口增长", "通过“户均人口”")]


def test_one_in_use_stays_and_a_retired_one_is_counted_no_more(street):
    make("ratio: residents / houses", key="per_house", name="户均人口", unit="人")
    row = {key: Definition.objects.get(key=key) for key in ("houses", "per_house")}
    with pytest.raises(Conflict, match="“户均人口”用到“房屋总数”"):
        perform(RetireIndicator(), targets=[row["houses"].pk], reason="不用了")
    perform(RetireIndicator(), targets=[row["houses"].pk, row["per_house"].pk], reason="不用了")
    assert "没有代号" in evaluate([ask("houses")])[ask("houses")].why
    with pytest.raises(Conflict, match="已经停用"):
        perform(RetireIndicator(), targets=[row["houses"].pk], reason="再停")


def test_a_retired_one_comes_back_as_a_version(street):
    row = Definition.objects.get(key="houses")
    perform(RetireIndicator(), targets=[row.pk], reason="不用了")
    assert change("houses", "count: houses", reason="恢复使用")["version"] == 1
    assert evaluate([ask("houses")])[ask("houses")].version == 2


def test_no_key_hides_behind_an_address():
    words = {str(one.pattern).partition("/")[0] for one in urlpatterns}
    fixed = {word for word in words if word and not word.startswith("<")}
    assert {"values", "boards", "targets", "ties"} <= fixed
    assert all("有别的用处" in wrong(word, ()) for word in fixed)


def test_many_go_in_or_none(street):
    rows = [{"key": f"n{n}", "name": f"新{n}", "unit": "处", "body": "count: houses"} for n in range(2)]
    assert perform(DefineIndicator(), rows).result["new"] == 2
    rows = [{**rows[0], "key": "m0", "name": "又一"}, {**rows[1], "key": "m1", "name": "再一", "body": "count: ships"}]
    with pytest.raises(Invalid) as caught:
        perform(DefineIndicator(), rows)
    assert [one.row for one in caught.value.problems] == [2]
    assert not Definition.objects.filter(key__startswith="m").exists()


def test_a_grid_worker_defines_nothing():
    made = make_street()
    with open_scope(made.scope("grid_worker")), pytest.raises(Refused, match="统计员"):
        make("count: houses")
