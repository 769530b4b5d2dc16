from datetime import date, datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from jingwei.core.fields import KINDS, Choice, Field, Wrong

USES = (Choice("1", "住宅"), Choice("true", "商铺"), Choice("无", "没有用途"))
FIELDS = [
    Field("f", "某项", kind, required=required, **declared)
    for required in (False, True)
    for kind, declared in [
        *((kind, {}) for kind in KINDS if kind not in ("choice", "choices", "link", "parts", "formula")),
        ("link", {"link": "r"}),
        ("choice", {"choices": USES}),
        ("choices", {"choices": USES}),
        ("number", {"decimals": 2, "minimum": Decimal(0)}),
        ("amount", {"unit": "万元", "decimals": 2}),
        ("text", {"max_length": 3}),
    ]
]
RAW = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 50000),
    st.sampled_from([0, 1, 1.0, True, False, 0.0, "1", 13800138000.0, 3.7e17, 44260, 44260.5, Decimal("1.50"), 12.345]),
    st.floats(allow_nan=True, allow_infinity=True),
    st.sampled_from(
        [
            "",
            " ",
            "/",
            "无",
            "是",
            "住宅",
            "1,234.5",
            "12万元",
            "2021.3.5",
            "张某 某",
            "#N/A",
            "118.5,24.5",
            "a+b",
            "　",
            "\ud800",
        ]
    ),
    st.text(max_size=8),
    st.dates(),
    st.datetimes(),
    st.tuples(st.floats(), st.floats()),
    st.lists(st.sampled_from(["住宅", "1", 1]), max_size=2),
    st.fixed_dictionaries({"n": st.sampled_from(["1", "x", 2]), "u": st.sampled_from(["元", "万元", None])}),
)


def _one(kind, raw, field):
    try:
        return kind.parse(raw, field), None
    except Wrong as wrong:
        return wrong.kept, (wrong.code, wrong.severity, wrong.message)


@given(st.sampled_from(FIELDS), st.lists(RAW, max_size=8))
def test_a_column_gives_what_each_cell_gives(field, raws):
    kind = KINDS[field.kind]
    values, wrongs = kind.parse_column(raws, field)
    singles = [_one(kind, raw, field) for raw in raws]
    assert [repr(value) for value in values] == [repr(value) for value, _ in singles]
    told = {index: told for index, (_, told) in enumerate(singles) if told}
    assert {index: (wrong.code, wrong.severity, wrong.message) for index, wrong in wrongs.items()} == told


@given(st.sampled_from(FIELDS), RAW)
def test_whatever_stands_in_a_cell_is_taken_or_refused_in_chinese(field, raw):
    stored, told = _one(KINDS[field.kind], raw, field)
    if told:
        assert any("\u4e00" <= character <= "\u9fff" for character in told[2])
        assert "." in told[0]
    if stored is not None:
        assert KINDS[field.kind].parse(stored, field) == stored


def test_equal_numbers_of_different_types_are_kept_apart():
    text = Field("f", "某项", "text")
    assert KINDS["text"].parse_column([1, True, 1.0, "1"], text) == (["1", "是", "1", "1"], {})


def test_days_and_moments_in_one_column():
    day = Field("f", "某项", "date")
    raws = [date(2021, 3, 5), datetime(2021, 3, 5, 10), "2021.3.5", 44260.0, None]
    assert KINDS["date"].parse_column(raws, day) == (["2021-03-05"] * 4 + [None], {})


def test_the_unit_of_the_head_holds_for_the_whole_column():
    amount = Field("f", "投资额", "amount", unit="元")
    values, wrongs = KINDS["amount"].parse_column([1.5, "2", "3元", "4美元"], amount, unit="万元")
    assert [value and value["n"] for value in values] == ["15000", "20000", "3", None]
    assert [(index, wrong.code) for index, wrong in wrongs.items()] == [(3, "unit.currency")]
