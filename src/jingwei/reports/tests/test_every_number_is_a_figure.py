"""Out as a file and back: the multiset of numbers in the text is that of its figures."""

import io
import json
import zipfile
from dataclasses import replace
from decimal import Decimal

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jingwei.reports.tests.writing_samples import Resolver, occasion, parts, value
from jingwei.reports.writing.beside import beside, write_beside
from jingwei.reports.writing.compose import compose
from jingwei.reports.writing.composed import Composed
from jingwei.reports.writing.docx_file import write_docx
from jingwei.reports.writing.numbers import numbers_in
from jingwei.reports.writing.round_trip import compare, extract_numbers
from jingwei.reports.writing.template import parse_template

TEXT = """\
key: t
name: 试验
version: 2
title: '{{office}}{{year}}年工作总结'
opening: |
  截至2025年12月31日，共有房屋{{houses}}，{{houses|growth}}，占{{houses|share:all}}。12345热线办结{{calls}}，
  {{calls|growth}}；投资{{invested}}，{{invested|growth}}；大致{{houses|over:1}}、{{houses|near:2}}。
sections:
  - {level: 1, heading: 甲, text: '分社区看，{{houses|by:community}}。'}
  - {level: 2, heading: 乙, text: 第3批PM2.5监测。}
  - {level: 3, heading: 丙, text: '{{missing}}。'}
"""


def composed(houses: Decimal, base: Decimal, calls: Decimal, invested: Decimal) -> Composed:
    now = {
        "houses": replace(value(houses), parts=parts(听涛社区=houses, 望海社区=base)),
        "all": value(base),
        "calls": value(calls, "件"),
        "invested": value(invested, "亿元"),
    }
    before = {"houses": value(base), "calls": value(0, "件"), "invested": value(base - calls, "亿元")}
    return compose(parse_template(TEXT, "t"), occasion(), Resolver(now, before))


SAMPLE = composed(Decimal(73441), Decimal(70000), Decimal(12345), Decimal("12.5"))
COUNTS = st.integers(0, 10**7).map(Decimal)


@settings(max_examples=25, deadline=None)
@given(COUNTS, COUNTS, COUNTS, st.decimals(min_value=-1000, max_value=1000, places=2, allow_nan=False))
def test_every_number_of_the_file_is_matched_and_none_is_lost(
    houses: Decimal, base: Decimal, calls: Decimal, invested: Decimal
) -> None:
    report = composed(houses, base, calls, invested)
    compared = compare(extract_numbers(write_docx(report)), report)
    assert compared.whole, compared


def test_dates_headings_and_names_are_not_taken_for_figures() -> None:
    extracted = extract_numbers(write_docx(SAMPLE))
    assert extracted.loose == ()
    numbers = extracted.numbers()
    assert numbers["12345"] == 1
    assert not {"2025", "31", "1", "3", "2.5"} & set(numbers)


def edited(old: str, new: str) -> bytes:
    """The file after somebody's hand in a word processor."""
    source = zipfile.ZipFile(io.BytesIO(write_docx(SAMPLE)))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "word/document.xml":
                assert old.encode() in content
                content = content.replace(old.encode(), new.encode(), 1)
            target.writestr(name, content)
    return buffer.getvalue()


def test_a_changed_figure_is_seen() -> None:
    compared = compare(extract_numbers(edited(">73441套<", ">80000套<")), SAMPLE)
    assert [(chip.figure, chip.text) for chip in compared.changed] == [(1, "80000套")]
    assert not compared.whole


def test_a_number_written_beside_the_figures_is_seen() -> None:
    compared = compare(extract_numbers(edited("分社区看", "新增社区7个，分社区看")), SAMPLE)
    assert [loose.text for loose in compared.loose] == ["7"]
    assert compared.loose[0].paragraph.startswith("新增社区7个")
    assert not compared.whole


def test_a_figure_taken_out_is_seen() -> None:
    data = edited('w:name="fig_0001"', 'w:name="other"')
    compared = compare(extract_numbers(data), SAMPLE)
    assert compared.lost == (1,)
    assert [loose.text for loose in compared.loose] == ["73441"]


def test_other_wording_is_nothing_to_remark() -> None:
    assert compare(extract_numbers(edited("大致", "总体上看大致")), SAMPLE).whole


def test_a_file_that_went_through_a_word_processor_still_matches() -> None:
    document = docx.Document(io.BytesIO(write_docx(SAMPLE)))
    for paragraph in document.paragraphs:
        for run in paragraph.runs:
            run.font.bold = True
    buffer = io.BytesIO()
    document.save(buffer)
    assert compare(extract_numbers(buffer.getvalue()), SAMPLE).whole


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("实现营收31.3亿元，同比增长9.5%", ["31.3", "9.5"]),
        ("1.抓项目，完成3个", ["3"]),
        ("（2）完成3个", ["3"]),
        ("2025年1—11月完成12家", ["12"]),
        ("6月底前拆除5处，9月份2处", ["5", "2"]),
        ("全区第3位", ["3"]),
        ("第12批次入选2家", ["2"]),
        ("12345热线受理12345件", ["12345"]),
        ("净流入-3.2万人", ["-3.2"]),
        ("“1586”行动和“5+2”模式", []),
        ("PM10下降，4S店2家，5G基站8个", ["2", "8"]),
        ("1.5万人参与", ["1.5"]),
        ("7×24小时", []),
        ("沪府〔2025〕12号", []),
    ],
)
def test_which_numbers_state_something(text: str, numbers: list[str]) -> None:
    assert [number.text for number in numbers_in(text)] == numbers


def test_the_list_beside_names_everything_about_a_figure() -> None:
    first = beside(SAMPLE)["figures"][0]
    assert {name: first[name] for name in ("id", "bookmark", "indicator", "definition", "period", "place")} == {
        "id": 1,
        "bookmark": "fig_0001",
        "indicator": "houses",
        "definition": "houses@1",
        "period": "2025",
        "place": "990101001",
    }
    assert (first["value"], first["unit"], first["printed"]) == ("73441", "套", "73441套")
    assert (first["source_kind"], first["source_word"]) == ("counted", "系统取数")


def test_the_list_beside_is_json_in_chinese_and_as_long_as_the_text_has_figures() -> None:
    text = write_beside(SAMPLE)
    assert "房屋总数" in text
    read = json.loads(text)
    assert len(read["figures"]) == len(SAMPLE.figures) == len(extract_numbers(write_docx(SAMPLE)).chips)
    assert read["template"] == "t@2"
    assert read["counts"]["missing"] == 1


@pytest.mark.parametrize(
    ("more", "ids", "digest"),
    [
        ({"row_ids": ("a", "b"), "row_count": 2}, ["a", "b"], None),
        ({"row_ids": (), "row_count": 0}, [], None),
        ({"row_count": 73441, "row_digest": "sha256:ab"}, None, "sha256:ab"),
        (
            {"row_ids": tuple(map(str, range(10_001))), "row_count": 10_001, "row_digest": "sha256:cd"},
            None,
            "sha256:cd",
        ),
        ({"kind": "reported", "supplier": "区统计局", "paper": "12月快报"}, None, None),
    ],
)
def test_rows_are_named_or_digested(more: dict[str, object], ids: list[str] | None, digest: str | None) -> None:
    answer = value(5, **more)
    text = "key: t\nname: 试\ntitle: 题\nopening: '{{houses}}'\nsections: []\n"
    (figure,) = beside(compose(parse_template(text, "t"), occasion(), Resolver({"houses": answer})))["figures"]
    (source,) = figure["sources"]
    assert source["row_ids"] == ids
    assert source["row_digest"] == digest
    assert source["row_count"] == more.get("row_count")
    assert (source["supplier"], source["paper"]) == (more.get("supplier", ""), more.get("paper", ""))


def test_a_derived_figure_names_both_its_operands() -> None:
    growth = beside(SAMPLE)["figures"][1]
    assert growth["source_kind"] == "derived"
    assert [source["value"] for source in growth["sources"]] == ["73441", "70000"]
