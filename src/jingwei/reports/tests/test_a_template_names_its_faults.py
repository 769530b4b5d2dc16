from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingwei.core.periods import Period
from jingwei.reports.writing.slots import Slot, Text
from jingwei.reports.writing.template import TemplateError, load_template, parse_template, standard_template

GOOD = """\
key: trial
name: 试验总结
version: 3
fits: [half, year]
title: |
  {{office}}
  {{period}}工作总结
opening: |
  今年以来，全街道共有房屋{{houses}}，
  登记居住人口{{residents}}。

  另起一段。
sections:
  - level: 1
    heading: 经济运行稳中有进
    text: |
      规上工业企业{{industry}}。
  - level: 2
    heading: 抓实体
signature: '{{office}}'
"""


def fault(text: str) -> str:
    with pytest.raises(TemplateError) as caught:
        parse_template(text, "trial")
    return caught.value.message


def test_a_template_is_read_whole() -> None:
    template = parse_template(GOOD, "trial")
    assert (template.key, template.name, template.version, template.fits) == ("trial", "试验总结", 3, ("year", "half"))
    assert len(template.title) == 2
    assert len(template.opening) == 2
    assert [section.level for section in template.sections] == [1, 2]
    assert template.keys() == {"houses", "residents", "industry"}
    assert [slot.line for slot in template.slots()] == [9, 10, 17]


def test_an_empty_line_parts_paragraphs_and_a_single_break_is_nothing() -> None:
    first, second = parse_template(GOOD, "trial").opening
    assert [node.text for node in first if isinstance(node, Text)] == [
        "今年以来，全街道共有房屋",
        "，登记居住人口",
        "。",
    ]
    assert [node for node in first if isinstance(node, Slot)][1].key == "residents"
    assert second == (Text("另起一段。"),)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            "{{industry}}",
            "{{industry|grow}}",
            "模板“试验总结”“经济运行稳中有进”一节第17行：“{{industry|grow}}”里的“grow”不认识",
        ),
        ("{{industry}}", "77家", "“经济运行稳中有进”一节第17行：写着没有来源的数字“77”"),
        ("另起一段。", "另起一段，实现增收3.5亿元。", "第12行：写着没有来源的数字“3.5”"),
        ("登记居住人口{{residents}}", "登记居住人口{{residents", "第10行：“{{”没有配对"),
        ("  - level: 2", "  - level: 3", "从第1级跳到第3级"),
        ("  - level: 2", "  - level: 5", "level 应是 1 到 4，写的是5"),
        ("  - level: 2", "  - level: 二", "第18行：应是整数，写的是“二”"),
        ("heading: 抓实体", "heading: 抓{{houses}}", "小标题里不能有数据"),
        ("{{period}}工作总结", "{{houses}}工作总结", "第7行：标题里不能有数据"),
        ("signature: '{{office}}'", "signed: x", "第20行：不认识“signed”"),
        ("fits: [half, year]", "fits: [half, decade]", "第4行：fits 里的“decade”不认识"),
        ("fits: [half, year]", "fits: half", "方括号"),
        ("key: trial\n", "", "缺少 key"),
        ("    heading: 抓实体\n", "", "缺少 heading"),
        ("name: 试验总结", "name: [甲", "不是有效的 YAML"),
        ("version: 3", "version: {{x}}", "第3行：这里应是一段文字"),
        ("version: 3", "version: \x07", "不是有效的 YAML"),
        ("    heading: 抓实体", "    heading: |\n      甲\n      乙", "应是一行字"),
    ],
)
def test_a_fault_is_named_with_template_section_and_line(old: str, new: str, says: str) -> None:
    assert old in GOOD
    assert says in fault(GOOD.replace(old, new))


@pytest.mark.parametrize("text", ["", "甲", "- 甲", "sections: 甲"])
def test_what_is_no_template_is_refused(text: str) -> None:
    assert fault(text).startswith("模板“trial”")


@pytest.mark.parametrize(
    "prose",
    [
        "2025年以来，截至6月30日，1—11月",
        "12345政务服务便民热线",
        "实施“1586”专项行动和5G建设",
        "PM2.5持续改善",
        "7×24小时值守",
        "印发〔2025〕12号文件",
        "第3批次",
    ],
)
def test_dates_and_names_may_hold_digits(prose: str) -> None:
    assert parse_template(GOOD.replace("另起一段。", prose), "trial").opening[1] == (Text(prose),)


def test_unknown_indicators_are_all_named() -> None:
    template = parse_template(GOOD.replace("{{industry}}", "{{industry|share:firms}}"), "trial")
    template.refuse_unknown({"houses", "residents", "industry", "firms"})
    with pytest.raises(TemplateError) as caught:
        template.refuse_unknown({"houses", "industry"})
    assert "第10行“{{residents}}”" in caught.value.message
    assert "“经济运行稳中有进”一节第17行“{{industry|share:firms}}”" in caught.value.message
    assert "{{houses}}" not in caught.value.message


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "旧模板.yaml"
    path.write_bytes(GOOD.encode("gb18030"))
    with pytest.raises(TemplateError, match=r"旧模板\.yaml.*UTF-8"):
        load_template(path)
    path.write_text(GOOD, encoding="utf-8")
    assert load_template(path).key == "trial"


def test_a_week_has_no_standard_report() -> None:
    with pytest.raises(TemplateError, match="2025年第23周"):
        standard_template(Period.parse("2025-W23"))


@given(st.text(alphabet="keyname: |-\n甲{}[]'\"title", max_size=60))
def test_any_text_is_read_or_refused_in_a_sentence(text: str) -> None:
    said = ""
    try:
        parse_template(text, "trial")
    except TemplateError as wrong:
        said = wrong.message
    assert said == "" or said.startswith("模板“")
