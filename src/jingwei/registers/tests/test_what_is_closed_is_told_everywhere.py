"""Sealed and erased values on lists, entry pages, paper and exports; sheets that come too late."""

import io
from datetime import date
from uuid import UUID

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from jingwei.core.scope import open_scope
from jingwei.people.tests.street import make_street
from jingwei.registers.models import Version
from jingwei.registers.tests.ledgers import record
from jingwei.registers.tests.spoiled import words
from jingwei.registers.tests.terms import erase, firms, ledger, put_end, seal

pytestmark = pytest.mark.django_db
MASK = "199****1111"
PATHS = ("/registers/firms/", "/registers/firms/print/")


@pytest.fixture
def street():
    return make_street()


@pytest.fixture
def entry(street):
    return firms(street)[0]


@pytest.fixture
def clerk(street, entry, client):
    return street.sign_in(client, "office")


CLOSING = pytest.mark.parametrize(
    ("close", "word", "state"), [(seal, "已封存", "sealed"), (erase, "已按期限删除", "destroyed")]
)


@CLOSING
def test_lists_paper_and_pages_say_it_and_offer_nothing_to_reveal(street, clerk, entry, close, word, state):
    pages = (*PATHS, f"/registers/entries/{entry}/")
    assert all(MASK in clerk.get(page).content.decode() for page in pages)
    close(street)
    for page in pages:
        answer = clerk.get(page)
        assert word in words(answer)
        assert MASK not in words(answer)
        assert "reveal" not in answer.content.decode()
        assert "企业1" in words(answer)


@CLOSING
def test_asking_for_it_is_answered_410(street, clerk, entry, close, word, state):
    close(street)
    answer = clerk.post(f"/registers/entries/{entry}/reveal/phone/", {"reason": "联系"})
    assert answer.status_code == 410
    assert word.removeprefix("已按期限") in words(answer)


@CLOSING
def test_the_sheet_to_hand_in_says_it(street, clerk, close, word, state):
    close(street)
    book = openpyxl.load_workbook(io.BytesIO(clerk.get("/registers/firms/export/?shape=official").content))
    cells = [cell.value for row in book.active.iter_rows() for cell in row]
    assert cells.count(word) == 2
    assert MASK not in cells
    returned = openpyxl.load_workbook(io.BytesIO(clerk.get("/registers/firms/export/").content))
    assert word not in [cell.value for sheet in returned for row in sheet.iter_rows() for cell in row]


def sheet(*heads):
    book = openpyxl.Workbook()
    book.active.append(heads)
    book.active.append(["F7", "新企业", "19900007777"][: len(heads)])
    data = io.BytesIO()
    book.save(data)
    return SimpleUploadedFile("企业.xlsx", data.getvalue())


def test_a_sheet_that_comes_after_the_end_date_gets_one_sentence(street, clerk):
    put_end(street, date(2024, 12, 31))
    answer = clerk.post("/registers/firms/import/", {"file": sheet("统一社会信用代码", "企业名称", "联系电话")})
    assert answer.status_code == 422
    said = "“企业台账”的个人信息保存期限已于2024-12-31届满，不能再登记或导入个人信息。"
    assert said in words(answer)
    assert "请安全管理员先延长保存期限" in words(answer)
    form = {"code": "F8", "name": "某企业", "phone": "19900008888"}
    assert said in words(clerk.post("/registers/firms/record/", form))


def test_a_row_without_personal_values_still_goes_in(street, clerk):
    put_end(street, date(2024, 12, 31))
    with open_scope(street.scope("office")):
        (made,) = record(ledger(street), [{"code": "F8", "name": "某企业", "grid": street.grid().code}])
        assert Version.objects.get(entry_id=UUID(made)).data["name"] == "某企业"


def test_a_kept_sheet_cannot_be_opened_any_more(street, clerk):
    heads = ("统一社会信用代码", "企业名称", "联系电话")
    match = clerk.post("/registers/firms/import/", {"file": sheet(*heads)})["Location"]
    assert clerk.get(match).status_code == 200
    seal(street)
    answer = clerk.get(match)
    assert answer.status_code == 410
    assert "原表“企业.xlsx”不能再打开：这部分个人信息已封存" in words(answer)


def test_a_sheet_that_does_not_speak_of_the_phone_carries_it_along(street, clerk, entry):
    put_end(street, date(2031, 12, 31))
    seal(street)
    with open_scope(street.scope("office")):
        known = Version.objects.get(entry_id=entry).data["phone"]
    answer = clerk.post("/registers/firms/import/", {"file": sheet("统一社会信用代码", "企业名称")})
    assert "已封存，不能再登记或导入个人信息" in words(answer), "the file itself could not be kept"
    with open_scope(street.scope("office")):
        assert Version.objects.get(entry_id=entry).data["phone"] == known
