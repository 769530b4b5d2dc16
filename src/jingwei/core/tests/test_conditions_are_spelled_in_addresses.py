"""A condition and the filter of a list are two spellings of one thing: written into an address and read back alike."""

from urllib.parse import parse_qsl, urlencode

import pytest
from django.utils.datastructures import MultiValueDict
from hypothesis import given
from hypothesis import strategies as st

from jingwei.core.errors import JingweiError
from jingwei.core.facts.facts import Facts, UnknownFact
from jingwei.core.facts.source import Source
from jingwei.core.facts.spelling import joined, parts_of, read_conditions, write_conditions
from jingwei.core.facts.words import in_words
from jingwei.core.fields import Choice, Field, FieldSet
from jingwei.core.scope import Reader, Scope
from jingwei.core.scope import _current as scope_in_force

HOUSES = FieldSet(
    "houses",
    1,
    (
        Field("key", "编号", "text"),
        Field("use", "性质", "choice", choices=(Choice("home", "住宅"), Choice("shop", "商铺"))),
        Field("tags", "标签", "choices", choices=(Choice("old", "老旧"), Choice("big", "成套"))),
        Field("rented", "出租", "yesno"),
        Field("residents", "人数", "integer"),
        Field("area", "面积", "area", unit="平方米"),
        Field("price", "租金", "amount", unit="元"),
        Field("opened", "日期", "date"),
        Field("phone", "电话", "phone", personal="phone"),
        Field("firm", "企业", "link", link="firms"),
    ),
)
FIRMS = FieldSet(
    "firms", 1, (Field("key", "代码", "text"), Field("sector", "行业", "text"), Field("staff", "人数", "integer"))
)
ALONE = {
    "houses": Facts(Source("houses", "房屋", HOUSES, "key", "houses")),
    "firms": Facts(Source("firms", "企业", FIRMS, "key", "firms")),
}
FACTS = Facts(ALONE["houses"].source, ALONE)


@pytest.fixture(autouse=True)
def street():
    token = scope_in_force.set(Scope(Reader.STREET, "990101001"))
    yield
    scope_in_force.reset(token)


words = st.text("东湖 a&=+%#'\"\\?", min_size=1, max_size=6).filter(lambda text: text == text.strip())
numbers = st.one_of(st.integers(-999, 10**9), st.decimals(0, 10**6, places=2).map(float), st.just("100万元"))
days = st.dates().filter(lambda day: 1950 <= day.year <= 2090).map(lambda day: day.isoformat())


def several(values):
    return st.one_of(values, st.lists(values, min_size=1, max_size=3, unique=True))


fields = st.one_of(
    st.fixed_dictionaries({}, optional={"key": several(words), "use": several(st.sampled_from(["home", "shop"]))}),
    st.fixed_dictionaries({}, optional={"tags": several(st.sampled_from(["old", "big"])), "rented": st.booleans()}),
    st.fixed_dictionaries({}, optional={"residents": several(st.integers(-99, 10**6)), "firm.sector": several(words)}),
    st.fixed_dictionaries({}, optional={"use": st.none(), "opened": st.none(), "firm.staff": st.integers(0, 99)}),
    st.fixed_dictionaries(
        {"area": st.dictionaries(st.sampled_from(["min", "max", "over", "under"]), st.integers(0, 999), min_size=1)}
    ),
    st.fixed_dictionaries({"price": st.dictionaries(st.sampled_from(["min", "under"]), numbers, min_size=1)}),
    st.fixed_dictionaries({"opened": st.dictionaries(st.sampled_from(["min", "max"]), days, min_size=1)}),
    st.sampled_from(
        [{"opened": {"in": "2021H1"}}, {"opened": {"last": 30}}, {"aged": {"born": "opened", "under": 35}}]
    ),
)
linked = st.builds(
    lambda where, least: {"rows": "houses.firm", **({"where": where} if where else {}), **least},
    fields, st.sampled_from([{}, {"at_least": 2}]),
)  # fmt: skip
conditions = st.recursive(
    fields,
    lambda inner: st.one_of(
        st.builds(joined, inner, inner),
        inner.map(lambda one: {"not": one}),
        st.lists(inner, min_size=2, max_size=3).map(lambda many: {"either": many}),
        st.lists(inner, min_size=2, max_size=2).map(lambda many: {"not": many}),
    ),
    max_leaves=5,
)


def read_back(facts: Facts, where: dict) -> dict:
    address = urlencode(write_conditions(facts, where))
    given_: MultiValueDict[str, str] = MultiValueDict()
    for name, value in parse_qsl(address, keep_blank_values=True):
        given_.appendlist(name, value)
    return read_conditions(facts, given_)


@given(conditions)
def test_whatever_conditions_there_are_the_address_gives_them_again(where):
    assert read_back(FACTS, where) == where


@given(linked)
def test_conditions_over_links_too(one):
    firms = Facts(ALONE["firms"].source, ALONE)
    for way in ("having", "having_no"):
        assert read_back(firms, {way: one}) == {way: one}
    assert read_back(firms, {"having": [one, {"rows": "houses.firm"}]}) == {"having": [one, {"rows": "houses.firm"}]}


@given(conditions)
def test_each_condition_can_be_taken_away_and_is_told_in_words(where):
    parts = parts_of(where)
    for part, _ in parts:
        assert all(list(in_words(FACTS, part)))
    left, steps = where, 0
    while left:
        left, steps = parts_of(left)[0][1], steps + 1
    assert steps == len(parts)


def test_plain_conditions_are_spelled_plainly():
    where = {
        "use": ["home", "shop"], "rented": False, "area": {"min": 80, "under": 200}, "price": {"max": "100万元"},
        "opened": {"in": "2021H1"}, "firm.sector": "工业", "not": [{"residents": 0}, {"key": None}],
    }  # fmt: skip
    assert write_conditions(FACTS, where) == [
        ("f.use", "home"), ("f.use", "shop"), ("f.rented", "no"), ("f.area-min", "80"), ("f.area-under", "200"),
        ("f.price-max", "100万元"), ("f.opened-in", "2021H1"), ("f.firm.sector", "工业"), ("f.residents-not", "0"),
        ("f.key-is", "filled"),
    ]  # fmt: skip


def test_a_bound_is_read_in_the_unit_of_its_field():
    from jingwei.core.facts.conditions import met

    assert met(FACTS, {"price": {"min": "1.5万元"}}).values == (15000,)
    assert met(FACTS, {"area": {"max": "2公顷"}}).values == (20000,)
    with pytest.raises(UnknownFact, match="不同币种"):
        met(FACTS, {"price": {"min": "5美元"}})


@pytest.mark.parametrize(
    "text",
    ["1", "[]", "{", '{"use":{"min":1}}', '{"having":3}', '{"having":{"rows":"firms.x"}}', '{"phone":"1"}',
     '{"not":5}', '{"either":[7]}', '{"opened":{"in":"x"}}', '{"opened":{"last":"-1"}}', "[" * 3000,
     '{"a":' * 500 + "1" + "}" * 500, '{"use":"\\u0000"}', '{"in_force":1}', '{"aged":{"born":"use","min":1}}'],
)  # fmt: skip
def test_a_condition_that_is_none_is_answered_with_a_sentence(text):
    with pytest.raises(JingweiError) as caught:
        read_conditions(FACTS, MultiValueDict({"w": [text]}))
    assert caught.value.message.endswith("。")


def test_personal_fields_filter_nothing():
    assert (
        read_conditions(FACTS, MultiValueDict({"f.phone": ["1"], "f.phone-is": ["filled"], "f.nothing": ["1"]})) == {}
    )
