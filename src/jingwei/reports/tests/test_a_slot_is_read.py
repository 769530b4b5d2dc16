from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingwei.reports.writing.slots import Condition, If, Item, Slot, SlotError, Text, Word, parse_prose, slots_in


def only_slot(text: str) -> Slot:
    (slot,) = slots_in(parse_prose(text))
    return slot


def test_prose_and_slots_keep_their_order() -> None:
    nodes = parse_prose("全街道共有房屋{{houses}}，登记居住人口{{residents}}。")
    assert [type(node) for node in nodes] == [Text, Slot, Text, Slot, Text]
    assert [slot.key for slot in slots_in(nodes)] == ["houses", "residents"]


def test_words_of_the_occasion_and_points_are_no_figures() -> None:
    assert parse_prose("{{office}}{{item}}") == (Word("office"), Item())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{houses|last}}", {"shift": "last"}),
        ("{{houses|year_end}}", {"shift": "year_end"}),
        ("{{houses|growth}}", {"compare": "growth", "against": "last"}),
        ("{{houses|growth:year_end}}", {"compare": "growth", "against": "year_end"}),
        ("{{ houses | change : year_end }}", {"compare": "change", "against": "year_end"}),
        ("{{rented|share:houses}}", {"share_of": "houses"}),
        ("{{houses|by:community|top:3}}", {"by": "community", "top": 3}),
        ("{{houses|place:碧溪社区}}", {"place": "碧溪社区"}),
        ("{{invested|unit:亿元|decimals:0|bare}}", {"unit": "亿元", "decimals": 0, "bare": True}),
        ("{{houses|over}}", {"approx": "over", "digits": 2}),
        ("{{houses|near:3}}", {"approx": "near", "digits": 3}),
        ("{{houses|about:1|unit:万套}}", {"approx": "about", "digits": 1, "unit": "万套"}),
    ],
)
def test_modifiers(text: str, expected: dict[str, object]) -> None:
    slot = only_slot(text)
    assert {name: getattr(slot, name) for name in expected} == expected


def test_a_phrase_may_depend_on_figures() -> None:
    (node,) = parse_prose("{{if houses|growth > 0 and rented}}多了{{houses}}{{else}}没有多{{end}}")
    assert isinstance(node, If)
    assert [condition.slot.key for condition in node.conditions] == ["houses", "rented"]
    assert node.conditions[0].op == ">"
    assert node.conditions[0].limit == Decimal(0)
    assert node.conditions[1] == Condition(node.conditions[1].slot)
    assert node.otherwise == (Text("没有多"),)


def test_phrases_lie_inside_each_other() -> None:
    (outer,) = parse_prose("{{if a}}甲{{if}}乙{{b}}{{end}}{{end}}")
    assert isinstance(outer, If)
    assert isinstance(outer.then[1], If)
    assert [slot.key for slot in slots_in((outer,))] == ["a", "b"]


def test_line_breaks_are_nothing_and_slots_know_their_line() -> None:
    nodes = parse_prose("房屋\n  {{houses}}\n共有", line=12)
    assert nodes[0] == Text("房屋")
    assert nodes[2] == Text("共有")
    assert only_slot("房屋\n{{houses}}").line == 2


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("甲\n{{Houses}}", 2, "不是指标代号"),
        ("{{houses|grow}}", 1, "“grow”不认识"),
        ("{{houses|growth:2019}}", 1, "“2019”不认识"),
        ("{{houses|share}}", 1, "缺少内容"),
        ("{{houses|last:1}}", 1, "不用写冒号"),
        ("{{houses|top:x|by:community}}", 1, "1到9的整数"),
        ("{{houses|decimals:2.5}}", 1, "0到9的整数"),
        ("{{houses|growth|share:rented}}", 1, "只能用一个"),
        ("{{houses|by:community|over:2}}", 1, "只能用一个"),
        ("{{houses|growth|last}}", 1, "已含比较对象"),
        ("{{houses|top:3}}", 1, "只能与 by 同用"),
        ("{{houses|over:2|decimals:1}}", 1, "概数不带小数"),
        ("甲\n乙{{if houses}}丙", 2, "没有对应的 {{end}}"),
        ("甲{{end}}", 1, "前面没有 {{if}}"),
        ("甲{{else}}", 1, "前面没有 {{if}}"),
        ("{{if}}甲{{end}}", 1, "没有数据槽"),
        ("{{if houses|by:community > 3}}甲{{end}}", 1, "不能用 by"),
        ("甲\n乙{{houses", 2, "没有配对"),
        ("甲}}乙", 1, "没有配对"),
        ("{{}}", 1, "不是指标代号"),
    ],
)
def test_a_wrong_mark_is_told_with_its_line(text: str, line: int, says: str) -> None:
    with pytest.raises(SlotError) as caught:
        parse_prose(text)
    assert says in caught.value.message
    assert caught.value.line == line


@given(st.text(alphabet="{}|:abif end甲，\n>0", max_size=40))
def test_any_text_is_read_or_refused_in_a_sentence(text: str) -> None:
    problem = None
    try:
        parse_prose(text)
    except SlotError as wrong:
        problem = wrong
    if problem is not None:
        assert problem.message.endswith("。")
        assert 1 <= problem.line <= text.count("\n") + 1
