from datetime import date

import pytest

from jingwei.core.fields import KINDS, Choice, Field, FieldSet, FieldSetError, Wrong
from jingwei.core.fields.parts_kind import current, in_force

CHOICES = (Choice("high_tech", "高新技术企业", ("高企",)), Choice("gazelle", "瞪羚企业"))
PARTS = (
    Field("value", "称号", "choice", required=True, choices=CHOICES),
    Field("from", "起始日期", "date"),
    Field("to", "终止日期", "date"),
    Field("note", "说明", "text"),
)
TITLES = Field("titles", "称号", "parts", parts=PARTS)
GRADES = Field("grades", "星级", "parts", parts=PARTS, single=True)
PARTS_KIND = KINDS["parts"]


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("高企", [{"value": "high_tech"}]),
        ("高企、瞪羚企业", [{"value": "high_tech"}, {"value": "gazelle"}]),
        ("高企；瞪羚企业", [{"value": "high_tech"}, {"value": "gazelle"}]),
        ("高企（2021年3月5日至今）", [{"value": "high_tech", "from": "2021-03-05"}]),
        ("高企(2021.3.5至2024.3.4)", [{"value": "high_tech", "from": "2021-03-05", "to": "2024-03-04"}]),
        ("高企 ｜ 自2021-3-5起", [{"value": "high_tech", "from": "2021-03-05"}]),
        ("高企 | 至 2024-03-04", [{"value": "high_tech", "to": "2024-03-04"}]),
        ("高企 | | 续期", [{"value": "high_tech", "note": "续期"}]),
        (
            "瞪羚企业 | 2022-01-01 至 2023-01-01\n\n高企 | 2021-01-01 起 | 第一批",
            [
                {"value": "high_tech", "from": "2021-01-01", "note": "第一批"},
                {"value": "gazelle", "from": "2022-01-01", "to": "2023-01-01"},
            ],
        ),
        ("无", None),
        ("", None),
        ([], None),
        ([{"value": "", "from": ""}], None),
    ],
)
def test_a_cell_holds_several_lines(written, stored):
    assert PARTS_KIND.parse(written, TITLES) == stored


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("高企\n瞪羊企业", "第2行“称号”：没有这个选项，是否要填“瞪羚企业”"),
        ("高企 | 2021-02-30 起", "第1行“起始日期”：2021年2月没有30日"),
        ("高企 | 2022-01-01 至 2021-01-01", "应晚于开始的2022-01-01"),
        ("高企 | 2022-01-01 | 说明 | 又一段", "有4段，最多3段，应写成“称号 | 起始日期 至 终止日期 | 说明”"),
        ([{"value": "高企", "colour": "red"}], "没有“colour”，每行只能有：称号、起始日期、终止日期、说明"),
        ([{"from": "2021-01-01"}], "第1行“称号”：这一项必填"),
        ([{"value": "高企", "note": "甲|乙"}], "竖线"),
        ([{"value": "高企"}] * 301, "最多300行"),
        (7, "每条一行"),
    ],
)
def test_what_is_wrong_names_the_line(written, says):
    with pytest.raises(Wrong) as found:
        PARTS_KIND.parse(written, TITLES)
    assert says in found.value.message


def test_of_a_single_one_two_never_hold_at_the_same_time():
    kept = PARTS_KIND.parse("高企 | 2021-01-01 至 2022-01-01\n瞪羚企业 | 2022-01-01 起", GRADES)
    assert [line["value"] for line in kept] == ["high_tech", "gazelle"]
    with pytest.raises(Wrong) as found:
        PARTS_KIND.parse("高企 | 2021-01-01 至 2022-01-02\n瞪羚企业 | 2022-01-01 起", GRADES)
    assert "时间重叠" in found.value.message


def test_a_line_holds_from_its_first_day_to_before_its_last():
    line = {"value": "high_tech", "from": "2021-03-05", "to": "2024-03-05"}
    days = (date(2021, 3, 4), date(2021, 3, 5), date(2024, 3, 4), date(2024, 3, 5))
    assert [in_force(line, day) for day in days] == [False, True, True, False]
    assert current([line, {"value": "gazelle"}], TITLES, date(2022, 1, 1)) == "高新技术企业、瞪羚企业"
    assert current(None, TITLES, date(2022, 1, 1)) == ""


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"parts": []}, "没有写明每行有哪些项"),
        ({"personal": "name"}, "不能是个人信息"),
        ({"kind": "text", "single": True}, "不能带 parts"),
        ({"parts": [{"key": "value", "label": "称号", "kind": "text"}]}, "应是必填的内容"),
        ({"parts": [{"key": "from", "label": "起", "kind": "date", "required": True}]}, "不能是起止日期"),
        (
            {"parts": [{"key": "value", "label": "名", "kind": "text", "required": True, "personal": "name"}]},
            "个人信息",
        ),
        (
            {"parts": [{"key": "value", "label": "图", "kind": "attachment", "required": True, "reason": "须有"}]},
            "不能是",
        ),
        (
            {"parts": [{"key": "value", "label": "名", "kind": "text", "required": True}], "single": True},
            "须有起始日期",
        ),
    ],
)
def test_a_declaration_of_lines_that_cannot_be_is_refused(change, says):
    field = {"key": "f", "label": "某项", "kind": "parts", **change}
    with pytest.raises(FieldSetError) as found:
        FieldSet.load({"key": "s", "version": 1, "fields": [field]})
    assert says in found.value.message
