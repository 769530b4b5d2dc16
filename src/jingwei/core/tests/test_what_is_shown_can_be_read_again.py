"""Stored → shown or in a cell → read is the same, so that a returned sheet changes nothing."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from jingwei.core.codes import citizen_number_check, credit_code_check
from jingwei.core.fields import KINDS, Choice, Field
from jingwei.core.units import UNITS

USES = (Choice("home", "住宅"), Choice("shop", "商铺 (临街)"), Choice("store", "仓库和车库"), Choice("4", "无"))
INSURED = (Choice("true", "已参保"), Choice("false", "未参保"))
PHONE = r"1[3-9][0-9]{9}|0591-?[2-9][0-9]{7}(-[0-9]{3})?|400[0-9]{7}"
NUMBERS = st.decimals(min_value=-(10**12), max_value=10**12, allow_nan=False, allow_infinity=False, places=2)
LON, LAT = st.floats(73.5, 135.0), st.floats(4.0, 53.5)


def _field(kind, **declared):
    return Field("f", "某项", kind, **declared)


@st.composite
def outlines(draw):
    west, south = draw(st.floats(100, 101)), draw(st.floats(30, 31))
    width, height = draw(st.floats(0.001, 1)), draw(st.floats(0.001, 1))
    east, north = west + width, south + height
    return {
        "type": "Polygon",
        "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]],
    }


def _credit_code(serial):
    body = f"91990101{serial:09}"
    return body + credit_code_check(body)


def _citizen_number(born, serial):
    body = f"990101{born:%Y%m%d}{serial:03}"
    return body + citizen_number_check(body)


TITLES = _field(
    "parts",
    parts=(
        Field("value", "称号", "choice", required=True, choices=USES),
        Field("from", "起始日期", "date"),
        Field("to", "终止日期", "date"),
        Field("sum", "金额", "amount", unit="万元", decimals=2),
        Field("note", "说明", "text", max_length=40),
    ),
)
KEEPERS = _field("parts", parts=(Field("value", "经营单位", "text", required=True), *TITLES.parts[1:3]))
DAYS = st.dates(date(1990, 1, 1), date(2030, 1, 1)).map(str)
PLAIN = st.text(st.characters(categories=["Lo", "Nd", "P"], exclude_characters="|｜"), max_size=12)


def _titled(value, begun, lasts, amount, note):
    ended = str(date.fromisoformat(begun) + timedelta(days=lasts)) if lasts else ""
    return {"value": value, "from": begun, "to": ended, "sum": str(amount), "note": note}


TITLE_LINES = st.lists(
    st.builds(_titled, st.sampled_from(["home", "shop", "store"]), DAYS, st.integers(0, 4000), NUMBERS, PLAIN),
    max_size=5,
)
KEEPER_LINES = st.lists(
    st.builds(lambda said, begun: {"value": f"甲{said}", "from": begun}, PLAIN, st.just("") | DAYS), max_size=4
)

CASES = st.one_of(
    st.tuples(st.just(TITLES), TITLE_LINES),
    st.tuples(st.just(_field("industry")), st.sampled_from(["C", "13", "C1311", "051", "0111", 111, 1311])),
    st.tuples(st.just(_field("division_code")), st.sampled_from(["35", "3505", 350502, "350502001", "350502001001"])),
    st.tuples(
        st.sampled_from([_field("approximate"), _field("approximate", unit="人"), _field("approximate", unit="元")]),
        st.builds(
            "{}{}{}".format,
            st.sampled_from(["", "约", "近", "超", "不低于"]),
            st.integers(0, 10**9),
            st.sampled_from(["", "余", "多", "左右", "以上", "万", "余万"]),
        ),
    ),
    st.tuples(
        st.just(_field("loose_date")),
        st.dates(date(1900, 1, 1), date(2100, 12, 31)).flatmap(
            lambda day: st.sampled_from([f"{day}", f"{day:%Y-%m}", f"{day:%Y}", f"{day:%Y年%m月}", day])
        ),
    ),
    st.tuples(st.just(KEEPERS), KEEPER_LINES),
    st.tuples(st.just(_field("text")), st.text(max_size=30)),
    st.tuples(st.just(_field("longtext")), st.text(max_size=60)),
    st.tuples(st.just(_field("address")), st.text(st.characters(categories=["Lo", "Nd", "Zs", "P"]), max_size=30)),
    st.tuples(st.just(_field("link", link="r")), st.uuids().map(str)),
    st.tuples(st.just(_field("integer", unit="人")), st.integers(-(10**15) + 1, 10**15 - 1)),
    st.tuples(
        st.sampled_from([_field("number"), _field("number", unit="%"), _field("number", unit="米", decimals=2)]),
        NUMBERS,
    ),
    st.tuples(st.just(_field("number", decimals=0)), st.integers(-(10**12), 10**12)),
    st.tuples(st.sampled_from([_field("amount", unit=unit.name) for unit in UNITS.values() if unit.currency]), NUMBERS),
    st.tuples(st.sampled_from([_field("area", unit=unit) for unit in ("平方米", "亩", "公顷", "平方公里")]), NUMBERS),
    st.tuples(st.just(_field("date")), st.dates(date(1900, 1, 1), date(2100, 12, 31))),
    st.tuples(st.just(_field("choice", choices=USES)), st.sampled_from([choice.value for choice in USES])),
    st.tuples(st.just(_field("choices", choices=USES)), st.lists(st.sampled_from([choice.value for choice in USES]))),
    st.tuples(st.sampled_from([_field("yesno"), _field("yesno", choices=INSURED)]), st.booleans()),
    st.tuples(st.just(_field("phone")), st.from_regex(PHONE, fullmatch=True)),
    st.tuples(st.just(_field("credit_code")), st.integers(0, 10**9 - 1).map(_credit_code)),
    st.tuples(
        st.just(_field("id_number")),
        st.builds(_citizen_number, st.dates(date(1900, 1, 1), date(2025, 1, 1)), st.integers(0, 999)),
    ),
    st.tuples(st.just(_field("location")), st.tuples(LON, LAT)),
    st.tuples(st.just(_field("outline")), outlines()),
    st.tuples(
        st.just(_field("line")),
        outlines().map(lambda shape: {"type": "LineString", "coordinates": shape["coordinates"][0]}),
    ),
)


@given(CASES)
def test_a_stored_value_is_read_again_from_where_it_is_shown(case):
    field, raw = case
    kind = KINDS[field.kind]
    [stored], wrongs = kind.parse_column([raw], field)
    assert {wrong.code for wrong in wrongs.values()} <= {"cell.scientific", "cell.formula_error"}
    if stored is None:
        return
    assert kind.parse(stored, field) == stored
    assert kind.parse(kind.display(stored, field), field) == stored
    cell = kind.excel(stored, field)
    assert kind.parse(cell.value, field) == stored
    assert cell.type == {float: "number", int: "number", date: "date", str: "text"}[type(cell.value)]


def test_codes_and_phones_leave_as_text():
    assert KINDS["phone"].excel("13800138000", _field("phone")) == ("13800138000", "text", "@")
    assert KINDS["id_number"].excel("990101199003071234", _field("id_number")).type == "text"
    assert KINDS["number"].excel("12.50", _field("number", decimals=2)) == (12.5, "number", "0.00")
    assert KINDS["number"].excel("123456789012345.678", _field("number")).type == "text"
    assert KINDS["date"].excel("2021-03-05", _field("date")) == (date(2021, 3, 5), "date", "yyyy-mm-dd")
    assert KINDS["text"].excel(None, _field("text")).value is None
