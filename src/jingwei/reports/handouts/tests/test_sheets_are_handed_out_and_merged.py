"""Every community gets its own sheet and gives it back; all come together, with who is missing and what is wrong."""

import io
import re
import zipfile
from datetime import timedelta
from uuid import UUID

import openpyxl
import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase
from django.utils import timezone

from jingwei.core.actions import perform
from jingwei.core.errors import Conflict, Invalid, JingweiError, Missing
from jingwei.core.files import keep_file, read_file
from jingwei.core.scope import open_scope
from jingwei.core.sheets import XLSX
from jingwei.people.tests.street import make_street
from jingwei.registers.actions import ChangeEntry
from jingwei.registers.models import Source, Version
from jingwei.registers.query import register_by_key
from jingwei.registers.tests.ledgers import define_firms, define_houses, house, record
from jingwei.reports.handouts.actions import CloseHandout, GiveBack, HandOut
from jingwei.reports.handouts.keeping import KEPT_DAYS, forget_returned
from jingwei.reports.handouts.merging import merge
from jingwei.reports.handouts.models import Handout, HandoutPart
from jingwei.reports.handouts.pages.handout import reminder
from jingwei.reports.handouts.query import part_by_id, parts_of

DUE = str(timezone.localdate() + timedelta(days=5))


@pytest.fixture
def street(db):
    made = make_street()
    with open_scope(made.scope("office")):
        ledger = define_houses()
        record(ledger, [house(n, made.grid(1 + n % 2).code) for n in range(1, 6)])
    return made


def hand_out(street, **more):
    with open_scope(street.scope("office")):
        values = {"title": "房屋核对", "register": "houses", "level": "community", "due": DUE} | more
        context = {"blank": values.pop("blank", None)}
        done = perform(HandOut(), [values], context=context)
        handout = Handout.objects.get(pk=done.result["handout"])
        return handout, parts_of(handout)


def desk_of(street, client, role="office"):
    return street.sign_in(client, role)


def fetched(client, part):
    answer = client.get(f"/reports/handouts/parts/{part.pk}/sheet/")
    return openpyxl.load_workbook(io.BytesIO(answer.content))


def saved(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def column(sheet, label):
    head = next(row for row in sheet.iter_rows() if any(str(cell.value or "").startswith(label) for cell in row))
    return next(cell.column for cell in head if str(cell.value or "").startswith(label)), head[0].row


def give_back(street, role, part, data, name="交表.xlsx"):
    with open_scope(street.scope(role)):
        return perform(GiveBack(), targets=[part.pk], context={"data": data, "filename": name}).result


def text_of(answer):
    return re.sub(r"<[^>]+>", " ", answer.content.decode())


def test_each_community_gets_its_own_rows(street, client):
    handout, parts = hand_out(street)
    assert [part.place.name for part in parts] == ["第1社区", "第2社区"]
    answer = desk_of(street, client).get(f"/reports/handouts/{handout.pk}/zip/")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert len(archive.namelist()) == 2
        first = openpyxl.load_workbook(io.BytesIO(archive.read(archive.namelist()[0])))
    words = str([[cell.value for cell in row] for row in first.active.iter_rows()])
    assert "H00002" in words
    assert "H00001" not in words


def test_a_blank_sheet_that_asks_for_what_nobody_may_keep_is_not_handed_out(street, client):
    book = openpyxl.Workbook()
    book.active.append(["姓名", "宗教信仰", "车牌号", "备注"])
    blank = SimpleUploadedFile("摸排表.xlsx", saved(book))
    values = {"title": "摸排", "source": "blank", "level": "community", "due": DUE, "blank": blank}
    said = text_of(desk_of(street, client).post("/reports/handouts/new/", values))
    assert "请删去下面这2列再分发" in said
    assert "“宗教信仰”记录人的思想" in said
    with open_scope(street.scope("office")):
        assert not Handout.objects.exists()
        kept = keep_file(saved(book), "摸排表.xlsx", XLSX)
    with pytest.raises(JingweiError, match="“车牌号”是住户或来往车辆的信息"):
        hand_out(street, register="", blank=kept)


def test_a_community_fetches_and_gives_back_from_its_own_home_page(street, client):
    _, parts = hand_out(street)
    secretary = desk_of(street, client, "community_secretary")
    home = secretary.get("/")
    assert "待填报的表" in text_of(home)
    assert "房屋核对（第1社区）" in text_of(home)
    assert "第2社区" not in text_of(home)
    here = f"/reports/handouts/parts/{parts[0].pk}/"
    book = fetched(secretary, parts[0])
    sheet = book.active
    at, head = column(sheet, "居住人数")
    sheet.cell(head + 1, at, 9)
    done = secretary.post(here, {"file": SimpleUploadedFile("表.xlsx", saved(book))}, follow=True)
    assert "已交表，2 行都没有问题" in text_of(done)
    assert "待填报的表" not in text_of(secretary.get("/"))
    # Another community's part is not there for it at all.
    assert secretary.get(f"/reports/handouts/parts/{parts[1].pk}/").status_code == 404
    assert secretary.get("/reports/handouts/").status_code == 403


def test_who_is_missing_is_told_with_a_text_to_remind(street, client):
    handout, parts = hand_out(street, note="请核对居住人数")
    desk = desk_of(street, client)
    with open_scope(street.scope("office")):
        said = reminder(handout, parts_of(handout))
    assert "还没有交的2个单位：第1社区、第2社区" in said
    assert "请核对居住人数" in said
    give_back(street, "office", parts[0], saved(fetched(desk, parts[0])))
    page = desk.get(f"/reports/handouts/{handout.pk}/")
    assert "还没有交的 1 个单位" in text_of(page)
    assert "还没有交的1个单位：第2社区" in page.context["copy_text"]
    assert "1个未交" in text_of(desk.get("/"))


def test_wrong_rows_stay_out_and_are_told_in_the_usual_words(street, client):
    handout, parts = hand_out(street)
    desk = desk_of(street, client)
    book = fetched(desk, parts[0])
    sheet = book.active
    at, head = column(sheet, "居住人数")
    sheet.cell(head + 1, at, "很多")
    result = give_back(street, "community_secretary", parts[0], saved(book))
    assert result == {"rows": 2, "wrong": 1}
    part = text_of(desk.get(f"/reports/handouts/parts/{parts[0].pk}/"))
    assert "很多" in part
    assert "不是数字" in part
    assert desk.get(f"/reports/handouts/parts/{parts[0].pk}/remarks/").status_code == 200
    rows = text_of(desk.get(f"/reports/handouts/{handout.pk}/rows/"))
    assert "可以合并 1 行" in rows


def test_rows_of_another_community_and_deleted_columns_are_refused(street, client):
    handout, parts = hand_out(street)
    desk = desk_of(street, client)
    # The first community's sheet given back as the second's: not one row of it is its own.
    data = saved(fetched(desk, parts[0]))
    assert give_back(street, "office", parts[1], data) == {"rows": 2, "wrong": 2}
    assert "不是发给第2社区的" in text_of(desk.get(f"/reports/handouts/parts/{parts[1].pk}/"))
    book = fetched(desk, parts[0])
    at, head = column(book.active, "居住人数")
    book.active.delete_cols(at)
    assert give_back(street, "office", parts[0], saved(book))["wrong"] == 2
    assert "表里少了“居住人数”" in text_of(desk.get(f"/reports/handouts/parts/{parts[0].pk}/"))
    book = fetched(desk, parts[0])
    sheet = book.active
    for label, value in (("房屋编号", "H09999"), ("地址", "示例路99号"), ("网格编码", street.grid(2).code)):
        at, head = column(sheet, label)
        sheet.cell(head + 3, at, value)
    assert give_back(street, "office", parts[0], saved(book)) == {"rows": 3, "wrong": 1}
    assert "不在第1社区范围内" in text_of(desk.get(f"/reports/handouts/{handout.pk}/rows/"))


def test_what_came_back_goes_into_the_ledger_by_its_importer_and_can_be_undone(street, client):
    handout, parts = hand_out(street)
    desk = desk_of(street, client)
    for part in parts:
        book = fetched(desk, part)
        at, head = column(book.active, "居住人数")
        book.active.cell(head + 1, at, 9)
        give_back(street, "office", part, saved(book))
    merged = desk.get(f"/reports/handouts/{handout.pk}/merged/")
    assert openpyxl.load_workbook(io.BytesIO(merged.content)).active.max_row == 4 + 5
    preview = desk.post(f"/reports/handouts/{handout.pk}/import/", follow=True)
    where = preview.request["PATH_INFO"].replace("match", "preview")
    desk.post(where, {})
    with open_scope(street.scope("office")):
        source = Source.objects.get()
        assert (source.new, source.changed, source.same, source.refused) == (0, 2, 3, 0)
        now = Version.objects.filter(known_to=None, valid_to="9999-12-31", data__residents=9)
        assert now.count() == 2
    desk.post(f"/registers/imports/{source.pk}/undo/", {"reason": "重新核对"})
    with open_scope(street.scope("office")):
        assert Source.objects.get().state == Source.State.UNDONE


def test_what_others_recorded_while_a_sheet_was_out_is_kept(street, client):
    handout, parts = hand_out(street)
    desk = desk_of(street, client)
    book = fetched(desk, parts[0])
    at, head = column(book.active, "居住人数")
    book.active.cell(head + 1, at, 9)
    with open_scope(street.scope("office")):
        row = Version.objects.get(entry__key="H00004", known_to=None)
        perform(ChangeEntry(), [{"residents": 7}], targets=[row.entry_id], context={"given": ["residents"]})
    give_back(street, "office", parts[0], saved(book))
    preview = desk.post(f"/reports/handouts/{handout.pk}/import/", follow=True)
    desk.post(preview.request["PATH_INFO"].replace("match", "preview"), {})
    with open_scope(street.scope("office")):
        rows = Version.objects.filter(known_to=None, valid_to="9999-12-31")
        known = dict(rows.values_list("entry__key", "data__residents"))
    assert (known["H00002"], known["H00004"]) == (9, 7)


def test_one_number_from_two_grids_of_one_name_is_taken_once(street, client):
    desk = desk_of(street, client)
    handout, parts = hand_out(street, level="grid")
    filled = [part for part in parts if part.place_id in {street.grid(1).pk, street.grid(2).pk}]
    for part in filled:
        book = fetched(desk, part)
        sheet = book.active
        _, head = column(sheet, "居住人数")
        for label, value in (("房屋编号", "H09999"), ("地址", "示例路99号"), ("网格编码", part.place.code)):
            at, _ = column(sheet, label)
            sheet.cell(head + 4, at, value)
        give_back(street, "office", part, saved(book))
    with open_scope(street.scope("office")):
        parts = parts_of(handout)
        for part in parts:
            part.place.name = "第一网格"
        merged = merge(handout, parts)
    assert [problem.value for _, problem in merged.twice] == ["H09999"]
    assert "第一网格也报了这个编号" in merged.twice[0][1].message


def test_who_only_looks_on_is_offered_no_part(street, client):
    handout, _ = hand_out(street)
    page = desk_of(street, client, "leader").get(f"/reports/handouts/{handout.pk}/").content.decode()
    assert "第1社区" in page
    assert "/reports/handouts/parts/" not in page


def test_personal_fields_neither_leave_nor_come(street, client):
    with open_scope(street.scope("office")):
        firms = define_firms()
        row = {"code": "91X", "name": "示例企业", "grid": street.grid(1).code, "phone": "19900001234"}
        record(firms, [row])
    handout, parts = hand_out(street, register="firms", title="企业核对")
    desk = desk_of(street, client)
    book = fetched(desk, parts[0])
    words = str([[cell.value for cell in row] for row in book.active.iter_rows()])
    assert "示例企业" in words
    assert "联系电话" not in words
    assert "1990000" not in words
    assert give_back(street, "office", parts[0], saved(book)) == {"rows": 1, "wrong": 0}
    with open_scope(street.scope("office")):
        assert HandoutPart.objects.get(pk=parts[0].pk).returned.data_key is not None
    preview = desk.post(f"/reports/handouts/{handout.pk}/import/", follow=True)
    desk.post(preview.request["PATH_INFO"].replace("match", "preview"), {})
    with open_scope(street.scope("office")):
        found = Version.objects.get(register=register_by_key("firms"), known_to=None, valid_to="9999-12-31")
        assert found.data["phone"]


def blank_sheet():
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("摸底")
    head = book.add_format({"bold": True})
    sheet.merge_range("A1:D1", "文化能人摸底表", head)
    for at, words in enumerate(("序号", "姓名", "特长", "数量")):
        sheet.write(1, at, words, head)
    sheet.write("A6", "说明：每人一行")
    book.close()
    return out.getvalue()


def test_a_blank_sheet_comes_back_and_is_put_together(street, client):
    desk = desk_of(street, client)
    with open_scope(street.scope("office")):
        blank = keep_file(blank_sheet(), "摸底表.xlsx", XLSX)
    handout, parts = hand_out(street, register="", title="文化能人摸底", blank=blank)
    with open_scope(street.scope("office")):
        assert desk.get(f"/reports/handouts/parts/{parts[0].pk}/sheet/").content == read_file(blank)
    for number, part in enumerate(parts):
        book = openpyxl.load_workbook(io.BytesIO(blank_sheet()))
        for row in range(2):
            for at, value in enumerate((row + 1, f"能人{number}{row}", "书法", row + 1), 1):
                book.active.cell(3 + row, at, value)
        assert give_back(street, "office", part, saved(book)) == {"rows": 2, "wrong": 0}
    merged = openpyxl.load_workbook(io.BytesIO(desk.get(f"/reports/handouts/{handout.pk}/merged/").content)).active
    assert [[cell.value for cell in row] for row in merged.iter_rows(min_row=2)] == [
        ["序号", "单位", "姓名", "特长", "数量"],
        [1, "第1社区", "能人00", "书法", 1], [2, "第1社区", "能人01", "书法", 2],
        [3, "第2社区", "能人10", "书法", 1], [4, "第2社区", "能人11", "书法", 2],
    ]  # fmt: skip
    book = openpyxl.load_workbook(io.BytesIO(blank_sheet()))
    book.active["C2"] = "爱好"
    book.active["B3"] = "能人"
    assert give_back(street, "office", parts[0], saved(book))["wrong"] == 1
    assert "C2原来是“特长”，现在是“爱好”" in text_of(desk.get(f"/reports/handouts/{handout.pk}/rows/"))


def test_a_returned_blank_sheet_is_kept_encrypted_and_erased_in_time(street, client):
    desk = desk_of(street, client)
    with open_scope(street.scope("office")):
        blank = keep_file(blank_sheet(), "摸底表.xlsx", XLSX)
    handout, parts = hand_out(street, register="", title="文化能人摸底", blank=blank)
    book = openpyxl.load_workbook(io.BytesIO(blank_sheet()))
    book.active["B3"] = "能人"
    give_back(street, "office", parts[0], saved(book))
    last = timezone.localdate() + timedelta(days=5 + KEPT_DAYS)
    assert forget_returned(last) == []
    assert "1 行都可以合并" in text_of(desk.get(f"/reports/handouts/{handout.pk}/rows/"))
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert forget_returned(last + timedelta(days=1)) == [f"{street.code} 删除交回的空表：密钥1个"]
    assert "不能再打开" in text_of(desk.get(f"/reports/handouts/{handout.pk}/rows/"))
    assert "已交" in text_of(desk.get(f"/reports/handouts/{handout.pk}/"))


def test_what_cannot_be_handed_out_or_given_back_is_refused(street, client):
    for values, words in (
        ({"register": ""}, "请选一本台账"),
        ({"due": "2020-01-01"}, "截止日期已经过了"),
        ({"list": "?on=甲"}, "写法不对"),
    ):
        with pytest.raises(Invalid) as refused:
            hand_out(street, **values)
        assert words in refused.value.problems[0].message
    handout, parts = hand_out(street)
    desk = desk_of(street, client)
    wrong = desk.post(f"/reports/handouts/parts/{parts[0].pk}/", {"file": SimpleUploadedFile("a.pdf", b"%PDF-1.4")})
    assert wrong.status_code == 422
    assert "PDF" in text_of(wrong)
    desk.post(f"/reports/handouts/{handout.pk}/close/")
    with pytest.raises(Conflict, match="已经结束收表"):
        give_back(street, "office", parts[0], b"PK")
    with open_scope(street.scope("office")), pytest.raises(Conflict, match="已经结束了"):
        perform(CloseHandout(), targets=[handout.pk])
    with open_scope(street.scope("grid_lead")), pytest.raises(Missing):
        part_by_id(UUID(int=1))


def test_grids_get_theirs_and_the_filter_narrows(street, client):
    _, parts = hand_out(street, level="grid", list="/registers/houses/?f.use=home&q=示例路2号")
    assert len(parts) == 4
    book = fetched(desk_of(street, client, "grid_lead"), parts[0])
    words = str([[cell.value for cell in row] for row in book.active.iter_rows()])
    assert "H00002" in words
    assert "H00004" not in words
