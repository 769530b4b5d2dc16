"""The pages on which a superior's form is uploaded, bound, filled, opened and sent."""

import io
import re

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from jingwei.core.models import AuditEntry
from jingwei.core.scope import open_scope
from jingwei.core.tests.received_forms import month_form
from jingwei.indicators.tests.forms import posted_from
from jingwei.people.tests.street import make_street
from jingwei.registers.query import register_by_key
from jingwei.registers.tests.ledgers import define_firms, house, record
from jingwei.reports.forms.bindings import load_all
from jingwei.reports.forms.models import FormFilling, SuperiorForm
from jingwei.reports.forms.tests.filling import SINCE, bind, fill_street, filled, make_form, month_bindings


@pytest.fixture
def street(db):
    made = make_street()
    with open_scope(made.scope("office")):
        fill_street(made)
    return made


@pytest.fixture
def desk(street, client):
    return street.sign_in(client, "office")


def upload(data, name="月报表.xlsx"):
    return {"file": SimpleUploadedFile(name, data)}


def text_of(answer):
    return re.sub(r"<[^>]+>", " ", answer.content.decode())


def form_in(street):
    with open_scope(street.scope("office")):
        return SuperiorForm.objects.get()


def test_a_new_form_is_kept_bound_by_its_heads_and_filled(street, desk):
    answer = desk.post("/reports/forms/new/", upload(month_form(month=6)), follow=True)
    assert posted_from(answer.content.decode())["name"] == "房屋人口情况月报表"
    body = posted_from(answer.content.decode())
    body["issuer"] = "区住建局"
    desk.post(answer.request["PATH_INFO"], body)
    form = form_in(street)
    here = f"/reports/forms/{form.pk}/"
    assert "还没有绑定" in text_of(desk.get(here))
    assert form.bindings == []
    # The rectangle is guessed; its rows are communities, its columns indicators, each proposed from the heads.
    first = desk.get(f"{here}area/?sheet=0")
    assert 'value="C5:F6"' in first.content.decode()
    second = desk.post(f"{here}area/?sheet=0", {"area": "C5:F6"})
    proposed = posted_from(second.content.decode())
    assert proposed["row-4"] == street.community(1).code
    assert (proposed["column-2"], proposed["column-3"], proposed["column-4"]) == ("houses", "residents", "floor_area")
    assert proposed["column-4-unit"] == "万平方米"
    done = desk.post(f"{here}area/?sheet=0", proposed, follow=True)
    assert "已绑定 8 格" in text_of(done)
    assert {one.unit for one in load_all(form_in(street).bindings) if one.key == "floor_area"} == {"万平方米"}
    # Words are proposed from what stands beside the cell.
    cell = desk.get(f"{here}bind/?sheet=0&cell=B2")
    assert posted_from(cell.content.decode())["text"] == "{填报单位}"
    desk.post(f"{here}bind/?sheet=0&cell=B2", {"text": "{填报单位}"})
    fill = desk.get(f"{here}fill/")
    assert posted_from(fill.content.decode())["period"] == "2026年6月"
    page = desk.post(f"{here}fill/", {"period": "2026年6月"}, follow=True)
    assert "已填 9 格" in text_of(page)
    assert "C8" in text_of(page)


def test_the_same_form_of_the_next_month_is_recognised(street, desk):
    with open_scope(street.scope("office")):
        form = bind(make_form(month_form(month=6)), *month_bindings(street))
        filled(form)
    answer = desk.post("/reports/forms/new/", upload(month_form(month=7)), follow=True)
    assert "认出来了" in text_of(answer)
    assert posted_from(answer.content.decode())["period"] == "2026年7月"
    where = answer.redirect_chain[-1][0]
    page = desk.post(where, {"period": "2026年7月"}, follow=True)
    assert "和上次（2026年6月）不同的 0 处" in text_of(page)
    with open_scope(street.scope("office")):
        assert FormFilling.objects.count() == 2


def test_a_filled_cell_opens_to_its_rows_and_the_copy_is_downloaded_and_logged(street, desk):
    with open_scope(street.scope("office")):
        filling = filled(bind(make_form(), *month_bindings(street)))
    here = f"/reports/forms/fillings/{filling.pk}/"
    page = desk.get(here).content.decode()
    link = re.search(r'<a href="(/indicators/houses/rows/[^"]+)"', page)[1].replace("&amp;", "&")
    rows = desk.get(link)
    assert rows.context["pager"].total == 3
    data = desk.get(f"{here}file/").content
    assert openpyxl.load_workbook(io.BytesIO(data))["月报表"]["C5"].value == 3
    with open_scope(street.keeper()):
        assert AuditEntry.objects.filter(event="exported", detail__filling=str(filling.pk)).count() == 1


def test_what_was_sent_is_kept_and_later_differences_are_shown(street, desk):
    with open_scope(street.scope("office")):
        filling = filled(bind(make_form(), *month_bindings(street)))
    here = f"/reports/forms/fillings/{filling.pk}/"
    assert "现在重数，各格都和表里一样" in text_of(desk.get(f"{here}now/"))
    desk.post(f"{here}send/", {"recipient": "区住建局", "sent_on": "2026-07-03"})
    assert "区住建局" in text_of(desk.get(here))
    assert "07-03已报" in text_of(desk.get("/reports/forms/"))
    with open_scope(street.scope("office")):
        record(register_by_key("houses"), [house(7, street.grid(2).code) | {"valid_from": "2026-06-20"}])
    later = text_of(desk.get(f"{here}now/"))
    assert "现在重数不同的 2 处" in later
    assert "需要更正的，重新填一份" in later


def test_a_table_is_bound_to_a_ledger(street, desk):
    with open_scope(street.scope("office")):
        form = make_form(month_form(rows=("", "")))
        rows = [{"code": f"91{n}", "name": f"示例企业{n}", "grid": street.grid(1).code} for n in range(2)]
        record(define_firms(), [row | SINCE for row in rows])
    here = f"/reports/forms/{form.pk}/rows/?sheet=0"
    first = posted_from(desk.get(here).content.decode())
    assert (first["first"], first["last"]) == ("5", "6")
    first["ledger"] = "firms"
    second = desk.post(here, first)
    assert "现在共 2 家" in text_of(second)
    proposed = posted_from(second.content.decode())
    assert proposed["column-0"] == "#"
    assert 'value="phone"' not in second.content.decode()
    proposed["column-1"] = "name"
    desk.post(here, proposed)
    bound = load_all(form_in(street).bindings)
    assert [(one.cell, one.columns, one.serial, one.last) for one in bound] == [("A5", ((1, "name"),), 0, 5)]


def test_a_file_that_cannot_be_filled_is_refused_in_one_sentence(street, desk):
    for data, name, words in (
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "表.xls", "另存为 .xlsx"),
        (b"%PDF-1.4", "表.pdf", "这是 PDF 文件"),
        (b"", "表.xlsx", "文件是空的"),
    ):
        answer = desk.post("/reports/forms/new/", upload(data, name))
        assert answer.status_code == 422
        assert words in text_of(answer)
    assert "请先选择" in text_of(desk.post("/reports/forms/new/", {}))


def test_wrong_bindings_are_told_on_the_page(street, desk):
    with open_scope(street.scope("office")):
        form = make_form()
    here = f"/reports/forms/{form.pk}/"
    wrong = desk.post(f"{here}bind/?sheet=0&cell=C7", {"indicator": "houses", "period": "this", "measure": "value"})
    assert "是公式" in text_of(wrong)
    wrong = desk.post(f"{here}bind/?sheet=0&cell=C5&as=indicator", {"indicator": "houses", "unit": "万元"})
    assert "换算不了" in text_of(wrong)
    assert desk.get(f"{here}bind/?sheet=0&cell=甲").status_code == 400
    assert "不是表上的一块" in text_of(desk.post(f"{here}area/", {"area": "甲乙"}))
    assert desk.get(f"{here}area/?area=C5:F6&rows=x&columns=indicator").status_code == 200


def test_only_the_office_fills(street, client):
    with open_scope(street.scope("office")):
        form = make_form()
    leader = street.sign_in(client, "leader")
    assert leader.get(f"/reports/forms/{form.pk}/").status_code == 200
    assert leader.get("/reports/forms/new/").status_code == 403
    secretary = street.sign_in(client, "community_secretary")
    assert secretary.get("/reports/forms/").status_code == 403
