"""Rows leave for one of the reasons that their ledger declares; what has left is listed, narrowed and counted by it."""

from datetime import date
from io import BytesIO
from uuid import UUID

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from jingwei.core.actions import perform
from jingwei.core.errors import Invalid
from jingwei.core.facts.point import Point
from jingwei.core.facts.table import count_facets, count_rows, rows_at_most
from jingwei.core.scope import open_scope
from jingwei.people.tests.street import make_street
from jingwei.registers.actions import CorrectEntry, EndEntry, ImportSheet, RestoreEntry, SetLeaving, UndoImport
from jingwei.registers.incoming import open_draft, upload
from jingwei.registers.models import Entry, FieldsVersion, Source
from jingwei.registers.pages.exports import write_export
from jingwei.registers.query import register_by_key, state_of
from jingwei.registers.selection import Selection, facts_in, selection_of
from jingwei.registers.tests.ledgers import define_houses, house, record

pytestmark = pytest.mark.django_db
REASONS = [{"label": "拆除", "key": "demolished"}, {"label": "征收"}]
ON = date(2025, 6, 1)


@pytest.fixture
def street():
    made = make_street()
    with open_scope(made.scope("office")):
        yield made


@pytest.fixture
def houses(street):
    register = define_houses()
    perform(SetLeaving(), [{"reasons": REASONS, "free": True}], targets=[register.pk])
    return register_by_key("houses")


@pytest.fixture
def three(street, houses):
    rows = [{**house(n, street.grid().code), "valid_from": "2024-01-01"} for n in (1, 2, 3)]
    return [UUID(key) for key in record(houses, rows)]


def end(entries, on="2025-03-01", why="", words=""):
    perform(EndEntry(), [{"ended_on": on, **({"left_for": why} if why else {})}], targets=entries, reason=words)


def left(register, where=None, point=None) -> Selection:
    return Selection(facts_in(register, ended=True, point=point or Point()), where or {})


def told(register, **more):
    return {row.title: (row.data["left_on"], row.data["left_for"], row.data["left_told"]) for row in
            rows_at_most(left(register, **more))}  # fmt: skip


def strict(register):
    perform(SetLeaving(), [{"reasons": REASONS, "free": False}], targets=[register.pk])


def bring(register, text, on=ON, **more):
    draft = upload(register, text.encode(), "房屋.csv")
    return perform(ImportSheet(), [{"valid_from": on.isoformat(), **more}], targets=[draft.pk]).result


def problems_of(register, text):
    with pytest.raises(Invalid) as caught:
        bring(register, text)
    return [problem.sentence() for problem in caught.value.problems]


def test_one_of_the_list_is_said_by_its_word_or_its_key(houses, three):
    end(three[:1], why="拆除")
    end(three[1:2], why="demolished", words="棚改二期")
    end(three[2:], words="拆除")
    assert told(houses) == {
        "示例路1号": ("2025-03-01", "demolished", "拆除"),
        "示例路2号": ("2025-03-01", "demolished", "拆除：棚改二期"),
        "示例路3号": ("2025-03-01", "demolished", "拆除"),
    }
    assert Entry.objects.get(pk=three[1]).ended_reason == "拆除：棚改二期"


def test_another_reason_is_written_where_the_ledger_lets_it(houses, three):
    end(three[:1], words="塌了")
    assert told(houses)["示例路1号"] == ("2025-03-01", "other", "塌了")
    strict(houses)
    for given in ({"left_for": "塌了"}, {}):
        with pytest.raises(Invalid) as caught:
            perform(EndEntry(), [{"ended_on": "2025-03-01", **given}], targets=three[1:2], reason="塌了")
        assert caught.value.problems[0].field == "left_for"
    assert "应填下列之一：拆除、征收" in problem_of({"left_for": "塌了"}, three[1])
    assert Entry.objects.get(pk=three[1]).ended_on is None


def problem_of(given, entry):
    with pytest.raises(Invalid) as caught:
        perform(EndEntry(), [{"ended_on": "2025-03-01", **given}], targets=[entry])
    return caught.value.problems[0].sentence()


def test_of_many_rows_the_wrong_one_is_named(houses, three):
    strict(houses)
    rows = [{"ended_on": "2025-03-01", "left_for": one} for one in ("拆除", "搬走了", "征收")]
    with pytest.raises(Invalid) as caught:
        perform(EndEntry(), rows, targets=three)
    assert [problem.sentence() for problem in caught.value.problems] == [
        "第2行“停用原因”填的是“搬走了”：没有这个选项，应填下列之一：拆除、征收"
    ]
    assert not Entry.objects.exclude(ended_on=None).exists()


def test_a_ledger_without_a_list_asks_for_words(street):
    register = define_houses()
    (entry,) = record(register, [{**house(1, street.grid().code), "valid_from": "2024-01-01"}])
    with pytest.raises(Invalid, match="请写明原因"):
        end([UUID(entry)])
    end([UUID(entry)], words="拆了")
    assert told(register)["示例路1号"][1:] == ("other", "拆了")


def test_the_reason_outlives_corrections(houses, three):
    end(three[:1], why="征收")
    perform(CorrectEntry(), [{"residents": 9}], targets=three[:1], reason="数错了", context={"given": ["residents"]})
    assert told(houses) == {"示例路1号": ("2025-03-01", "r1", "征收")}
    assert rows_at_most(left(houses))[0].data["residents"] == 9
    # Stated anew, day and reason are other ones, and what was believed stays readable.
    before = timezone.now()
    end(three[:1], on="2025-04-01", why="拆除")
    assert told(houses) == {"示例路1号": ("2025-04-01", "demolished", "拆除")}
    assert told(houses, point=Point(date(2025, 5, 1), before)) == {"示例路1号": ("2025-03-01", "r1", "征收")}
    assert selection_of(houses, point=Point(date(2025, 3, 15))).rows().count() == 3


def test_what_came_back_has_left_only_until_then(houses, three):
    end(three[:2], why="拆除")
    perform(RestoreEntry(), [{"valid_from": "2025-05-01"}], targets=three[:1], reason="误拆的又建了")
    perform(RestoreEntry(), [{"valid_from": "2025-03-01"}], targets=three[1:2], reason="停用错了")
    assert told(houses) == {}
    assert list(told(houses, point=Point(date(2025, 4, 1)))) == ["示例路1号"]
    assert told(houses, point=Point(date(2025, 5, 1))) == {}


def test_ended_rows_are_narrowed_and_parted_by_reason(houses, three):
    end(three[:2], why="拆除")
    end(three[2:], on="2025-04-10", words="塌了")
    counts = {one.value: one.count for one in count_facets(left(houses))["left_for"]}
    assert counts == {"demolished": 2, "other": 1}
    assert count_rows(left(houses, {"left_for": "demolished", "left_on": {"in": "2025Q1"}})) == 2
    assert count_rows(left(houses, {"left_on": {"in": "2025Q2"}})) == 1
    assert count_rows(left(houses, point=Point(date(2025, 3, 31)))) == 2
    sheet, _, rows = write_export(left(houses), "official")
    cells = {str(cell.value) for row in load_workbook(BytesIO(sheet)).active.iter_rows() for cell in row}
    assert rows == 3
    assert {"停用日期", "停用原因", "拆除", "塌了"} <= cells


def test_reasons_change_by_versions_and_none_is_lost(houses, three):
    end(three[:1], why="征收")
    perform(SetLeaving(), [{"reasons": [{"label": "拆除了", "key": "demolished"}], "free": True}], targets=[houses.pk])
    known = register_by_key("houses")
    assert known.leaving["reasons"] == [
        {"key": "demolished", "label": "拆除了"},
        {"key": "r1", "label": "征收", "closed": True},
    ]
    versions = FieldsVersion.objects.filter(register=houses).order_by("version")
    assert [bool(one.leaving) for one in versions] == [False, True, True]
    assert "这个选项已关闭，不再使用，应填下列之一：拆除了" in problem_of({"left_for": "征收"}, three[1])
    assert told(known)["示例路1号"][1] == "r1"


@pytest.mark.parametrize(
    ("reasons", "said"),
    [
        ([{"label": "拆除"}, {"label": "拆除"}], "写了两次"),
        ([{"label": "其他原因"}], "系统已有"),
        ([{"label": "拆除", "key": "other"}], "不能用"),
        ([{"label": "拆除", "key": "a"}, {"label": "征收", "key": "a"}], "重复"),
    ],
)
def test_a_list_that_contradicts_itself_is_refused(street, reasons, said):
    register = define_houses()
    with pytest.raises(Invalid, match=said):
        perform(SetLeaving(), [{"reasons": reasons}], targets=[register.pk])
    assert not register_by_key("houses").leaving


def test_a_sheet_says_which_rows_left_and_is_taken_back_as_one(houses, three):
    grid = Entry.objects.get(pk=three[0]).place.code
    done = bring(
        houses,
        "房屋编号,地址,网格编码,居住人数,停用日期,停用原因\n"
        f"H00001,示例路1号,{grid},7,2025-05-20,拆除\n"
        f"H00002,示例路2号,{grid},5,,\n"
        f"H00009,示例路9号,{grid},1,2025-06-20,塌了\n",
    )
    assert (done["new"], done["changed"], done["same"], done["ended"]) == (1, 1, 0, 2)
    assert told(houses) == {
        "示例路1号": ("2025-05-20", "demolished", "拆除"),
        "示例路9号": ("2025-06-20", "other", "塌了"),
    }
    # What else the leaving row says is not taken.
    assert rows_at_most(left(houses))[0].data["residents"] == 2
    assert Source.objects.get(pk=done["source"]).ended == 1
    perform(UndoImport(), targets=[UUID(done["source"])], reason="传错了文件")
    assert told(houses) == {}
    assert state_of(three[0]).data["residents"] == 2
    assert Entry.objects.get(pk=three[0]).ended_on is None
    assert Entry.objects.get(key="H00009").ended_reason == "导入已撤销"


def test_two_columns_beside_the_number_are_enough(houses, three):
    sheet = "房屋编号,停用日期,停用原因\nH00001,2025-05-20,征收\nH00002,2025-05-21,拆除\n"
    done = bring(houses, sheet)
    assert (done["ended"], done["new"], done["changed"], done["same"]) == (2, 0, 0, 0)
    again = bring(houses, sheet)
    assert (again["ended"], again["same"]) == (0, 2)


def test_a_sheet_is_told_what_is_wrong_in_which_row(houses, three):
    strict(houses)
    end(three[2:], why="拆除")
    sheet = (
        "房屋编号,停用日期,停用原因\n"
        "H00001,2025-05-20,搬走了\n"
        "H00002,2025-05-20,\n"
        "H00003,2025-05-20,征收\n"
        "H00007,2025-05-20,征收\n"
    )
    found = problems_of(houses, sheet)
    assert [one.partition("：")[0].removeprefix("工作表“CSV”") for one in found] == [
        "第2行“停用原因”填的是“搬走了”",
        "第3行“停用原因”",
        "第4行“停用日期”填的是“2025-05-20”",
        "第5行“停用日期”填的是“2025-05-20”",
    ]
    words = ("应填下列之一：拆除、征收", "还要写停用原因：拆除、征收", "已于2025-03-01停用（拆除）", "没有这个编号")
    assert all(word in one for word, one in zip(words, found, strict=True)), found
    assert "应晚于" in problems_of(houses, "房屋编号,停用日期,停用原因\nH00001,2023-05-20,征收\n")[0]
    assert "编号重复" in problems_of(
        houses, "房屋编号,停用日期,停用原因\nH00001,2025-05-20,征收\nH00001,2025-05-20,征收\n"
    )[0]  # fmt: skip
    done = bring(houses, sheet.replace("H00002,2025-05-20,", "H00002,2025-05-20,拆除"), partial=True)
    assert (done["ended"], done["refused"]) == (1, 3)


def test_a_sheet_that_comes_back_ends_what_left_meanwhile(houses, three):
    data, name, _ = write_export(selection_of(houses), "returnable")
    book = load_workbook(BytesIO(data))
    sheet = book.active
    heads = {str(cell.value): cell.column for row in sheet.iter_rows() for cell in row if cell.value}
    at = next(cell.row for row in sheet.iter_rows() for cell in row if cell.value == "H00002")
    sheet.cell(at, heads["停用日期"]).value = "2025-05-20"
    sheet.cell(at, heads["停用原因"]).value = "征收"
    out = BytesIO()
    book.save(out)
    draft = upload(houses, out.getvalue(), name)
    assert not open_draft(draft, ON).problems
    done = perform(ImportSheet(), [{"valid_from": ON.isoformat()}], targets=[draft.pk]).result
    assert (done["ended"], done["changed"], done["same"]) == (1, 0, 2)
    assert told(houses) == {"示例路2号": ("2025-05-20", "r1", "征收")}
