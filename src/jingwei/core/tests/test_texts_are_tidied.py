from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingwei.core.fields import KINDS
from jingwei.core.tests.reading import field_of, read, refusal


@pytest.mark.parametrize(
    ("raw", "stored"),
    [
        ("　张某某 ", "张某某"),
        ("a\u200bb", "ab"),
        ("\ufeff文", "文"),
        ("一\n二\t三", "一 二 三"),
        ("东湖路，12号（西侧）", "东湖路，12号（西侧）"),
        ("a  b", "a b"),
        ("x_x000D_\ny", "x y"),
        ("a\x00b", "ab"),
        (1001.0, "1001"),
        (12.5, "12.5"),
        (7, "7"),
        (True, "是"),
        (date(2021, 3, 5), "2021-03-05"),
        (datetime(2021, 3, 5), "2021-03-05"),
        (datetime(2021, 3, 5, 14, 30), "2021-03-05 14:30"),
        ("无", "无"),
        ("/", "/"),
        ("#3楼", "#3楼"),
        ("C++", "C++"),
    ],
)
def test_a_line_keeps_its_words_and_loses_what_nobody_sees(raw, stored):
    assert read("text", raw) == stored


def test_a_line_of_nothing_but_invisible_characters_is_empty():
    assert read("text", "\u200b\ufeff") is None
    assert refusal("text", "\u200b", required=True).code == "field.required"


def test_long_text_keeps_its_lines():
    assert read("longtext", " 一、\r\n\r\n\r\n\r\n二、 \n　三 ") == "一、\n\n二、\n 三"


def test_long_text_keeps_what_its_lines_are_set_in_by():
    written = "grids:\n  count: territory\n  where:\n    level: grid\n"
    assert read("longtext", written) == written.strip()
    assert read("longtext", "\n".join(f"    {line}" for line in written.splitlines())) == written.strip()
    assert read("longtext", "一、  甲\n      \n   （1） 乙　　丙") == "一、 甲\n\n   （1） 乙 丙"


def test_an_address_loses_full_width_letters_and_blanks():
    assert read("address", "望澜区 海滨街道 东湖路１２号 Ａ座－３０２") == "望澜区海滨街道东湖路12号A座-302"
    assert read("address", "Block A 3F") == "Block A 3F"


@pytest.mark.parametrize("raw", [3.7e17, "3.70283E+17", "3.7e+17"])
def test_a_code_turned_into_scientific_notation_is_refused(raw):
    wrong = refusal("text", raw)
    assert wrong.code == "cell.scientific"
    assert "文本" in wrong.message


def test_text_that_is_too_long_says_how_long_it_may_be():
    wrong = refusal("text", "字" * 11, max_length=10)
    assert wrong.code == "text.too_long"
    assert "11" in wrong.message
    assert "10" in wrong.message
    assert refusal("text", "x" * 1_000_000).code == "text.too_long"


def test_broken_text_is_refused():
    assert refusal("text", "好\ud800").code == "text.broken"
    assert refusal("text", {"a": 1}).code == "cell.not_text"
    assert refusal("text", "#REF!").code == "cell.formula_error"


@given(st.text(max_size=60), st.sampled_from(["text", "longtext", "address"]))
def test_tidy_text_stays_as_it_is(raw, kind):
    [stored], wrongs = KINDS[kind].parse_column([raw], field_of(kind))
    assert {wrong.code for wrong in wrongs.values()} <= {"text.broken", "cell.scientific", "cell.formula_error"}
    if stored is not None:
        assert stored == stored.strip() != ""
        assert "\x00" not in stored
        stored.encode()
        assert read(kind, stored) == stored
