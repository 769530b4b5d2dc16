"""Text files: UTF-8 with and without mark, UTF-16, GB 18030 (GBK, GB 2312); comma, tab, semicolon."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jingwei.core.sheets import Limits, SheetError, read_workbook
from jingwei.core.tests.sheet_makers import parsed_of

TEXT = "企业名称,联系电话,从业人数\n望澜餐饮店,013800138000,3\n镕记㐂店,,4\n"


def rows_of(data, limits=None):
    workbook = read_workbook(data, "表.csv", limits or Limits())
    return workbook.sheets[0].rows


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
def test_every_encoding_gives_the_same(encoding):
    assert rows_of(TEXT.encode(encoding)) == list(csv.reader(io.StringIO(TEXT)))


def test_the_old_encoding_of_a_short_file_is_known():
    assert rows_of("姓名\n张示例".encode("gbk")) == [["姓名"], ["张示例"]]


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "，", "|"])
def test_the_delimiter_is_found(delimiter):
    text = TEXT.replace(",", delimiter)
    assert rows_of(text.encode())[1] == ["望澜餐饮店", "013800138000", "3"]


def test_a_comma_in_the_text_of_a_tab_separated_file_is_text():
    assert rows_of("企业名称\t地址\n甲店\t望澜路1号,2号\n".encode()) == [
        ["企业名称", "地址"],
        ["甲店", "望澜路1号,2号"],
    ]


def test_line_breaks_and_quotes_inside_a_cell_stay():
    assert rows_of('企业名称,备注\n甲店,"第一行\n第""二""行"\n'.encode())[1] == ["甲店", '第一行\n第"二"行']


def test_what_keeps_zeros_in_office_programs_is_taken_off():
    assert rows_of('企业名称,电话\n甲店,="0591"\n乙店,\t0592\t\n'.encode()) == [
        ["企业名称", "电话"],
        ["甲店", "0591"],
        ["乙店", "0592"],
    ]


def test_rows_of_unequal_length_are_filled_up():
    assert rows_of("甲,乙,丙\n1\n1,2,3,\n\n\n".encode()) == [
        ["甲", "乙", "丙", ""],
        ["1", "", "", ""],
        ["1", "2", "3", ""],
    ]


def test_a_broken_encoding_is_refused():
    data = TEXT.encode("gb18030") * 3 + b"\x81\xff\xff\xfe"
    with pytest.raises(SheetError, match="文字编码") as caught:
        rows_of(data)
    assert caught.value.error_code == "file.encoding"


def test_text_that_would_be_garbage_is_refused():
    with pytest.raises(SheetError) as caught:
        rows_of(bytes(range(0x80, 0x100)) * 20)
    assert caught.value.error_code in {"file.encoding", "file.not_a_sheet"}


def test_too_many_columns_rows_and_characters_are_refused():
    for data, code in [
        (",".join(["名"] * 300), "sheet.too_many_columns"),
        ("名\n" * 60, "sheet.too_many_rows"),
        ("名\n甲店,\n" + "长" * 40_000, "cell.too_long"),
        ("名\n" + "长" * 200_000, "file.csv"),
    ]:
        with pytest.raises(SheetError) as caught:
            rows_of(data.encode(), Limits(max_rows=50))
        assert caught.value.error_code == code


def test_a_long_cell_is_named():
    with pytest.raises(SheetError, match="第3行第2列单元格有40000个字"):
        rows_of(("名,备注\n甲,\n乙," + "长" * 40_000).encode())


def test_a_text_file_is_parsed_like_a_workbook():
    parsed = parsed_of(TEXT.encode("gb18030"), filename="表.csv")
    assert parsed.rows == [
        {"name": "望澜餐饮店", "staff": 3},
        {"name": "镕记㐂店", "staff": 4},
    ]
    assert [problem.row for problem in parsed.problems] == [2]


CELL = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Co", "Cn")), max_size=12)


@settings(max_examples=40)
@given(
    st.lists(
        st.lists(CELL.filter(lambda text: not text.startswith("=")), min_size=2, max_size=2), min_size=1, max_size=6
    ),
    st.sampled_from(["utf-8-sig", "utf-16"]),
)
def test_what_a_program_wrote_is_read(rows, encoding):
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows([["甲", "乙"], *rows])
    read = rows_of(out.getvalue().encode(encoding))
    expected = [["甲", "乙"], *rows]
    while not any(expected[-1]):
        expected.pop()
    assert read == expected
