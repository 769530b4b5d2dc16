from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingwei.core.periods import Period
from jingwei.reports.tests.writing_samples import HALF, YEAR, Resolver, occasion, parts, value
from jingwei.reports.writing.compose import compose, requests_of
from jingwei.reports.writing.composed import Composed
from jingwei.reports.writing.template import Template, parse_template


def template(prose: str, sections: str = "[]") -> Template:
    indented = "\n".join("  " + line for line in prose.split("\n"))
    return parse_template(f"key: t\nname: 试验\ntitle: 工作总结\nopening: |\n{indented}\nsections: {sections}\n", "t")


def said(prose: str, resolver: Resolver, period: Period = YEAR) -> str:
    composed = compose(template(prose), occasion(period), resolver)
    return "".join(block.text for block in composed.blocks if block.kind == "body")


def composed_of(prose: str, resolver: Resolver) -> Composed:
    return compose(template(prose), occasion(), resolver)


STREET = Resolver(
    {
        "houses": value(73441),
        "rented": value(19589, definition="rented", name="出租房屋"),
        "residents": value(109863, "人"),
        "invested": value("123456.789", "万元", kind="reported", supplier="区统计局", paper="12月快报"),
        "satisfaction": value("88.04", "%"),
    },
    {
        "houses": value(70000),
        "rented": value(0),
        "invested": value("130000", "万元", kind="reported"),
        "satisfaction": value("85.5", "%"),
    },
)


@pytest.mark.parametrize(
    ("prose", "text"),
    [
        ("共有房屋{{houses}}，登记居住人口{{residents}}。", "共有房屋73441套，登记居住人口109863人。"),
        ("房屋{{houses|growth}}。", "房屋比上年增长4.9%。"),
        ("房屋{{houses|change}}。", "房屋比上年增加3441套。"),
        ("房屋{{houses|change:year_end}}。", "房屋比上年末增加3441套。"),
        ("上年有{{houses|last}}。", "上年有70000套。"),
        ("出租房屋{{rented|growth}}。", "出租房屋与上年口径不可比。"),
        ("占{{rented|share:houses}}。", "占26.7%。"),
        ("满意率{{satisfaction}}，{{satisfaction|growth}}。", "满意率88.0%，比上年提高2.5个百分点。"),
        ("完成{{invested|unit:亿元}}，{{invested|growth}}。", "完成12.35亿元，比上年下降5.0%。"),
        ("完成{{invested|decimals:1}}。", "完成123456.8万元。"),
        ("{{houses|over:2}}、{{residents|unit:万人}}", "73000余套、10.99万人"),
        ("{{houses|bare}}、{{rented|bare}}套", "73441、19589套"),
    ],
)
def test_slots_become_prose(prose: str, text: str) -> None:
    assert said(prose, STREET) == text


def test_half_a_year_is_compared_with_the_same_part_of_last_year() -> None:
    assert said("{{houses|growth}}", STREET, HALF) == "同比增长4.9%"
    asked = requests_of(template("{{houses|growth}}{{houses|year_end}}"), occasion(HALF))
    assert [str(request.period) for request in asked] == ["2025H1", "2024H1", "2024"]


def test_all_figures_are_asked_in_one_call_each_once() -> None:
    resolver = Resolver(STREET.now, STREET.before)
    composed_of("{{houses}}{{houses|growth}}{{rented|share:houses}}{{if houses > 0}}{{houses}}{{end}}", resolver)
    (requests,) = resolver.calls
    assert [(request.key, str(request.period)) for request in requests] == [
        ("houses", "2025"),
        ("houses", "2024"),
        ("rented", "2025"),
    ]


def test_what_is_missing_is_marked_and_told() -> None:
    composed = composed_of(
        "{{nothing}}，{{nothing|growth}}，{{nothing|share:houses}}，{{houses|by:community}}，{{late}}",
        Resolver(
            {"houses": value(73441), "late": value(None, "件", name="办结件数", why="9月数据尚未报送")},
        ),
    )
    assert composed.blocks[1].text == "【待核】，比上年【待核】，【待核】%，【待核】，【待核】件"
    assert [figure.id for figure in composed.missing] == [1, 2, 3, 4, 5]
    assert composed.figures[0].note == "指标“nothing”2025年：没有取到数"
    assert composed.figures[3].note == "“房屋总数”2025年：没有可以列举的分项"
    assert composed.figures[4].note == "“办结件数”2025年：9月数据尚未报送"


def test_a_missing_base_is_named_with_its_period() -> None:
    composed = composed_of("{{houses|growth}}", Resolver({"houses": value(73441)}))
    assert composed.blocks[1].text == "比上年【待核】"
    assert composed.figures[0].note == "指标“houses”2024年：没有取到数"


def test_values_of_two_definitions_are_not_compared() -> None:
    resolver = Resolver({"houses": value(73441, version=2)}, {"houses": value(70000, version=1)})
    composed = composed_of("{{houses|growth}}", resolver)
    assert composed.blocks[1].text == "与上年口径不可比"
    assert "口径已由houses@1改为houses@2" in composed.figures[0].note
    assert (composed.missing, composed.figures[0].value) == ((), None)


def test_growth_from_the_bulletin_is_printed_not_recomputed() -> None:
    now = replace(STREET.now["invested"], stated_growth=Decimal("3.25"))
    composed = composed_of("{{invested|growth}}", Resolver({"invested": now}, STREET.before))
    assert composed.blocks[1].text == "比上年增长3.3%"
    assert composed.figures[0].kind == "reported"
    alone = replace(now, value=None)
    assert composed_of("{{invested|growth}}", Resolver({"invested": alone})).blocks[1].text == "比上年增长3.3%"


def test_estimates_are_told_to_the_drafter() -> None:
    now = replace(STREET.now["invested"], stage="estimate")
    assert composed_of("{{invested}}", Resolver({"invested": now})).figures[0].note == "预计数"


@pytest.mark.parametrize(
    ("part", "whole", "prints", "note"),
    [
        (value(5), value(0), "【待核】%", "分母“房屋总数”为0"),
        (value(5, "户"), value(10, "人"), "【待核】%", "单位不同"),
        (value(12), value(10), "120.0%", "不在0到100之间"),
        (value(50, "万元"), value(1, "亿元"), "0.5%", ""),
    ],
)
def test_a_share_needs_a_whole_of_its_kind(part: object, whole: object, prints: str, note: str) -> None:
    composed = composed_of("{{part|share:whole}}", Resolver({"part": part, "whole": whole}))
    assert composed.blocks[1].text == prints
    assert note in composed.figures[0].note


def test_a_unit_that_cannot_be_had_is_told_and_the_figure_printed_as_it_is() -> None:
    composed = composed_of("{{houses|unit:亿元}}", STREET)
    assert composed.blocks[1].text == "73441套"
    assert composed.figures[0].note == "套不能换算成亿元，按原单位写出"


def test_a_unit_so_large_that_nothing_is_left_is_not_used() -> None:
    resolver = Resolver({"capital": value("42", "万元"), "area": value("42", "平方米"), "none": value("0", "万元")})
    said_small = said("{{capital|unit:亿元}}、{{area|unit:万平方米}}、{{none|unit:亿元}}", resolver)
    assert said_small == "42万元、42平方米、0亿元"


def test_no_more_decimals_are_printed_than_the_definition_keeps() -> None:
    power = value("10533.84", "万千瓦时", decimals=1)
    resolver = Resolver({"power": power, "rate": value("88.04", "%", decimals=0)})
    assert said("{{power}}、{{rate}}、{{power|decimals:2}}", resolver) == "10533.8万千瓦时、88%、10533.84万千瓦时"


def test_the_letter_of_a_section_is_not_read_aloud() -> None:
    firms = replace(value(60, "家"), parts=parts(**{"F 批发和零售业": 40, "C 制造业": 20}))
    assert said("{{firms|by:section}}", Resolver({"firms": firms})) == "批发和零售业40套、制造业20套"


def test_parts_are_listed_and_the_largest_picked() -> None:
    houses = replace(value(60), parts=parts(听涛社区=10, 望海社区=0, 金沙社区=30, 东屿村=20))
    resolver = Resolver({"houses": houses})
    assert said("{{houses|by:community}}。", resolver) == "听涛社区10套、金沙社区30套、东屿村20套。"
    assert said("{{houses|by:community|top:2}}。", resolver) == "金沙社区30套、东屿村20套。"
    composed = composed_of("{{houses|by:community}}", resolver)
    assert [(figure.printed, figure.measure) for figure in composed.figures] == [
        ("10套", "part"),
        ("30套", "part"),
        ("20套", "part"),
    ]


@pytest.mark.parametrize(
    ("prose", "text"),
    [
        ("{{if}}，其中出租{{rented}}{{end}}", "，其中出租19589套"),
        ("{{if}}，其中闲置{{idle}}{{end}}", ""),
        ("{{if rented and idle}}甲{{else}}乙{{end}}", "乙"),
        ("{{if houses|growth > 0}}稳步增加{{else}}有所减少{{end}}", "稳步增加"),
        ("{{if invested|growth > 0}}稳步增加{{else}}有所减少{{end}}", "有所减少"),
        ("{{if houses|last = 70000}}甲{{end}}{{if houses >= 73442}}乙{{end}}{{if houses <= 73441}}丙{{end}}", "甲丙"),
        ("{{if idle < 5}}甲{{else}}乙{{end}}", "乙"),
    ],
)
def test_a_phrase_appears_only_when_its_figures_exist(prose: str, text: str) -> None:
    assert said(prose + "。", STREET) == text + "。"


def test_points_are_counted_anew_in_each_section_and_skip_what_falls_away() -> None:
    sections = """
  - level: 1
    heading: 甲
    text: |
      {{item}}抓早。{{if}}{{item}}闲置{{idle}}。{{end}}{{item}}抓小。

      {{item}}抓细。
  - level: 1
    heading: 乙
    text: |
      {{item}}抓实。"""
    composed = compose(template("开头。", sections), occasion(), STREET)
    bodies = [block.text for block in composed.blocks if block.kind == "body"]
    assert bodies == ["开头。", "一是抓早。二是抓小。", "三是抓细。", "一是抓实。"]


def test_a_heading_whose_every_paragraph_fell_away_goes_with_them() -> None:
    sections = """
  - {level: 1, heading: 甲}
  - {level: 2, heading: 甲一, text: '{{if idle}}有{{idle}}{{end}}'}
  - {level: 2, heading: 甲二, text: '房屋{{houses}}'}
  - {level: 1, heading: 乙, text: '{{if idle}}有{{idle}}{{end}}'}
  - {level: 1, heading: 丙, text: '出租{{rented}}'}
  - {level: 2, heading: 丙一, text: 尾。}
  - {level: 3, heading: 丙一一, text: 尾。}
  - {level: 4, heading: 丙一一一, text: 尾。}"""
    composed = compose(template("开头。", sections), occasion(), STREET)
    headings = [block.text for block in composed.blocks if block.kind.startswith("heading")]
    assert headings == ["一、甲", "（一）甲二", "二、丙", "（一）丙一", "1.丙一一", "（1）丙一一一"]


def test_figures_are_numbered_in_reading_order_and_know_their_sources() -> None:
    composed = composed_of("{{houses}}{{houses|growth}}{{invested}}{{rented|share:houses}}{{idle}}", STREET)
    assert [figure.id for figure in composed.figures] == [1, 2, 3, 4, 5]
    chips = [run.figure for run in composed.blocks[1].runs if run.figure]
    assert chips == [1, 2, 3, 4, 5]
    assert [len(figure.sources) for figure in composed.figures] == [1, 2, 1, 2, 0]
    assert composed.counts_by_kind() == {"counted": 1, "derived": 2, "reported": 1, "typed": 0, "missing": 1}


def test_the_length_is_that_of_all_characters() -> None:
    assert composed_of("共 有房屋{{houses}}。", STREET).length == len("工作总结共有房屋73441套。")


def test_the_signature_gives_office_and_date() -> None:
    signed = parse_template("key: t\nname: 试\ntitle: 题\nsections: []\nsignature: '{{office}}'\n", "t")
    composed = compose(signed, occasion(), STREET)
    assert [(block.kind, block.text) for block in composed.blocks[-2:]] == [
        ("signer", "望澜街道办事处"),
        ("date", "2026年1月5日"),
    ]


@pytest.mark.parametrize(
    ("period", "text"),
    [
        ("2025", "2025年/全年/2026年/12月底"),
        ("2025H1", "2025年上半年/上半年/下半年/6月底"),
        ("2025-01/2025-11", "2025年1—11月/1—11月/下一步/11月底"),
    ],
)
def test_words_follow_the_period(period: str, text: str) -> None:
    assert said("{{period}}/{{span}}/{{rest}}/{{as_of}}", STREET, Period.parse(period)) == text


_NUMBER = st.none() | st.decimals(min_value=-(10**9), max_value=10**9, places=3, allow_nan=False)


@given(
    st.dictionaries(st.sampled_from("abcd"), st.tuples(_NUMBER, st.sampled_from(["人", "万元", "%", "亩"]))),
    st.dictionaries(st.sampled_from("abcd"), st.tuples(_NUMBER, st.sampled_from(["人", "万元", "%", "亩"]))),
)
def test_whatever_the_answers_the_draft_prints(
    now: dict[str, tuple[Decimal, str]], before: dict[str, tuple[Decimal, str]]
) -> None:
    levels = "{{a}}{{d|over:2}}{{a|near:1}}{{b|unit:亿元}}{{c|by:x}}"
    prose = levels + "{{a|growth}}{{b|change}}{{c|share:d}}{{if}}{{d|last}}{{end}}"
    resolver = Resolver(
        {key: value(*answer) for key, answer in now.items()}, {key: value(*answer) for key, answer in before.items()}
    )
    composed = composed_of(prose, resolver)
    assert len(composed.figures) >= 8
    assert all(figure.printed for figure in composed.figures)
    assert all(("【待核】" in figure.printed) == figure.missing for figure in composed.figures)
