"""What a clerk does with a ledger in the browser: find, open, change, meet a colleague, bring a sheet in and out."""

import io
import re
from datetime import date

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from jingwei.core.facts.point import Point
from jingwei.core.scope import open_scope
from jingwei.people.tests.street import make_street
from jingwei.registers.models import Source
from jingwei.registers.packs import load_pack
from jingwei.registers.query import versions
from jingwei.registers.tests.ledgers import define_firms, define_houses, house, record

pytestmark = pytest.mark.django_db
HEADS = ["房屋编号", "地址", "网格编码", "房屋性质", "居住人数", "是否出租"]


@pytest.fixture
def street():
    return make_street()


@pytest.fixture
def clerk(street, client):
    return street.sign_in(client, "office")


def _sheet(rows, heads=HEADS):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["望澜街道房屋情况表"])
    sheet.append(heads)
    for row in rows:
        sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _ledger(street, rows=3):
    with open_scope(street.scope("office")):
        register = define_houses()
        entries = record(register, [house(n, street.grid().code) for n in range(1, rows + 1)])
    return register, entries


def _import(clerk, data, on=""):
    file = SimpleUploadedFile("房屋.xlsx", data)
    answer = clerk.post("/registers/houses/import/", {"file": file})
    assert answer.status_code == 302, answer.content.decode()
    preview = answer["Location"]
    if "/match/" in preview:
        assert clerk.get(preview).status_code == 200
        preview = clerk.post(preview, {"on": on})["Location"]
    return clerk.get(preview), preview


def test_the_list_shows_counts_facets_and_finds_words_in_any_order(street, clerk):
    _ledger(street, 12)
    page = clerk.get("/registers/houses/").content.decode()
    assert "在册 12 套" in page
    assert "房屋性质" in page
    assert "住宅" in page
    found = clerk.get("/registers/houses/", {"q": "7号 示例"}).content.decode()
    assert "示例路7号" in found
    assert "示例路8号" not in found
    assert "示例路7号" in clerk.get("/registers/houses/", {"q": "sll7"}).content.decode()


def test_a_facet_narrows_the_list(street, clerk):
    with open_scope(street.scope("office")):
        register = define_houses()
        record(register, [house(1, street.grid().code), house(2, street.grid().code, use="商铺")])
    page = clerk.get("/registers/houses/", {"f.use": "shop"}).content.decode()
    assert "在册 1 套" in page
    assert "示例路2号" in page


def test_a_form_changes_an_entry_and_its_file_tells_the_story(street, clerk):
    _, entries = _ledger(street, 1)
    form = clerk.get(f"/registers/entries/{entries[0]}/change/")
    assert form.status_code == 200
    values = {"address": "示例路1号", "grid": street.grid().code, "use": "home", "residents": "4", "expect": "1"}
    answer = clerk.post(f"/registers/entries/{entries[0]}/change/", values)
    assert answer.status_code == 302, answer.content.decode()
    page = clerk.get(answer["Location"]).content.decode()
    assert "变更" in page
    assert "居住人数" in page
    with open_scope(street.scope("office")):
        assert versions(define_houses()).get().data["residents"] == 4


def test_a_wrong_value_comes_back_beside_its_field_and_nothing_is_written(street, clerk):
    _, entries = _ledger(street, 1)
    values = {"address": "示例路1号", "residents": "三四个", "expect": "1"}
    answer = clerk.post(f"/registers/entries/{entries[0]}/change/", values)
    assert answer.status_code == 422
    assert "三四个" in answer.content.decode()
    with open_scope(street.scope("office")):
        assert versions(define_houses()).get().data["residents"] == 2


def test_the_second_clerk_chooses_field_by_field(street, clerk):
    _, entries = _ledger(street, 1)
    url = f"/registers/entries/{entries[0]}/change/"
    base = {"address": "示例路1号", "grid": street.grid().code, "use": "home"}
    assert clerk.post(url, {**base, "residents": "4", "expect": "1"}).status_code == 302
    answer = clerk.post(url, {**base, "residents": "9", "address": "示例路1号乙", "expect": "1"})
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "已被他人修改" in text
    assert re.search(r'name="expect" value="2"', text)
    chosen = {**base, "residents": "9", "address": "示例路1号乙", "expect": "2", "take.residents": "theirs"}
    assert clerk.post(url, chosen).status_code == 302
    with open_scope(street.scope("office")):
        data = versions(define_houses()).get().data
    assert (data["residents"], data["address"]) == (4, "示例路1号乙")


def test_a_sheet_is_previewed_applied_and_taken_back_as_one(street, clerk):
    _ledger(street, 2)
    grid = street.grid().code
    rows = [
        ["H00001", "示例路1号", grid, "住宅", 2, None],
        ["H00002", "示例路2号", grid, "商铺", 0, "否"],
        ["H00003", "示例路3号", grid, "住宅", 5, "是"],
        ["H00004", "示例路4号", "没有这个网格", "住宅", 1, "否"],
    ]
    preview, url = _import(clerk, _sheet(rows))
    text = preview.content.decode()
    assert preview.status_code == 200
    assert "没有这个网格" in text
    assert "先收下无误的 3 行，有误的 1 行退回" in text
    assert re.search(r"示例路2号.*?房屋性质.*?住宅.*?商铺", text, re.DOTALL)
    assert "恢复使用" not in text
    with open_scope(street.scope("office")):
        assert versions(define_houses()).count() == 2
    done = clerk.post(url, {"partial": "yes"})
    assert done.status_code == 302, done.content.decode()
    with open_scope(street.scope("office")):
        register = define_houses()
        assert versions(register).count() == 3
        source = Source.objects.get()
        assert (source.new, source.changed, source.same, source.refused) == (1, 1, 1, 1)
    assert clerk.post(f"/registers/imports/{source.pk}/undo/", {"reason": ""}).status_code == 200
    assert clerk.post(f"/registers/imports/{source.pk}/undo/", {"reason": "导错了月份"}).status_code == 302
    with open_scope(street.scope("office")):
        states = {v.title: v.data["use"] for v in versions(register)}
    assert states == {"示例路1号": "home", "示例路2号": "home"}


def test_a_grid_may_be_named_and_is_kept_by_its_code(street, clerk):
    _ledger(street, 1)
    _, url = _import(clerk, _sheet([["H00001", "示例路1号", street.grid().name, "住宅", 2, None]]))
    assert "确认导入 0 行" in clerk.get(url).content.decode()


def test_refused_rows_come_back_as_the_same_sheet_with_remarks(street, clerk):
    _ledger(street, 1)
    rows = [
        ["H00009", "示例路9号", "乱写", "住宅", 1, "否"],
        ["H00010", "示例路10号", street.grid().code, "住宅", 1, "否"],
    ]
    _, url = _import(clerk, _sheet(rows))
    answer = clerk.get(url.replace("/preview/", "/remarks/"))
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    text = "\n".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value)
    assert "网格体系中没有这个代码或名称" in text
    assert "H00009" in text
    assert "H00010" not in text


def test_what_goes_out_returnable_comes_back_unchanged(street, clerk):
    _ledger(street, 5)
    sheet = clerk.get("/registers/houses/export/", {"shape": "returnable"})
    assert sheet.status_code == 200
    preview, _ = _import(clerk, sheet.content)
    text = preview.content.decode()
    assert "确认导入 0 行" in text


def test_columns_that_are_missing_from_a_sheet_erase_nothing(street, clerk):
    _ledger(street, 1)
    _, url = _import(clerk, _sheet([["H00001", 7]], heads=["房屋编号", "居住人数"]), on="2025-06-30")
    clerk.post(url)
    with open_scope(street.scope("office")):
        then = versions(define_houses(), Point(date(2025, 7, 1))).get().data
    assert (then["address"], then["residents"]) == ("示例路1号", 7)
    with open_scope(street.scope("office")):
        now = versions(define_houses()).get().data
    assert (now["address"], now["residents"]) == ("示例路1号", 2)


def test_a_phone_is_masked_everywhere_and_shown_for_a_reason(street, clerk):
    with open_scope(street.scope("office")):
        register = define_firms()
        entry = record(
            register, [{"code": "F1", "name": "示例企业", "grid": street.grid().code, "phone": "19900001234"}]
        )[0]
    for url in ("/registers/firms/", f"/registers/entries/{entry}/", "/registers/firms/print/"):
        assert "19900001234" not in clerk.get(url).content.decode()
    reveal = f"/registers/entries/{entry}/reveal/phone/"
    assert clerk.post(reveal, {"reason": ""}).status_code == 422
    assert clerk.post(reveal, {"reason": "走访前联系"}).content.decode() == "19900001234"
    with open_scope(street.scope("audit_admin")):
        from jingwei.core.models import AuditEntry

        line = AuditEntry.objects.get(event="unmasked")
    assert line.reason == "走访前联系"
    assert "19900001234" not in str(line.detail) + line.subject


def test_a_grid_worker_sees_and_records_only_inside_the_own_grid(street, client):
    with open_scope(street.scope("office")):
        register = define_houses()
        record(register, [house(1, street.grid(1, 1).code), house(2, street.grid(2, 1).code)])
    worker = street.sign_in(client, "grid_worker")
    page = worker.get("/registers/houses/").content.decode()
    assert "在册 1 套" in page
    with open_scope(street.scope("grid_worker")):
        visible = versions(register).get()
        others_grid = (
            street.grid(2, 1).code if visible.data["grid"] == street.grid(1, 1).code else street.grid(1, 1).code
        )
    answer = worker.post("/registers/houses/record/", {"number": "H9", "address": "示例路9号", "grid": others_grid})
    assert answer.status_code == 422
    assert "不在您负责的网格内" in answer.content.decode()
    answer = worker.post("/registers/houses/record/", {"number": "H9", "address": "示例路9号"})
    assert "请填您负责的网格的编码" in answer.content.decode()


def test_who_serves_a_place_is_not_asked_to_write_what_has_none(street, client):
    with open_scope(street.scope("office")):
        load_pack("party_bodies").define()
    secretary = street.sign_in(client, "community_secretary")
    page = secretary.get("/registers/party_bodies/").content.decode()
    assert "/registers/party_bodies/record/" not in page
    assert "/registers/party_bodies/import/" not in page
    answer = secretary.post("/registers/party_bodies/record/", {"code": "P1", "name": "临时党支部", "kind": "branch"})
    assert answer.status_code == 422
    assert "“临时党组织台账”不分网格，由办公室或责任部门登记。" in answer.content.decode()
    assert (
        "/registers/party_bodies/record/"
        in street.sign_in(client, "office").get("/registers/party_bodies/").content.decode()
    )


def test_the_number_of_queries_does_not_grow_with_the_rows(street, clerk, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    _ledger(street, 20)
    clerk.get("/registers/houses/")
    with CaptureQueriesContext(connection) as few:
        clerk.get("/registers/houses/")
    with open_scope(street.scope("office")):
        from jingwei.registers.query import register_by_key

        record(register_by_key("houses"), [house(n, street.grid().code) for n in range(21, 201)])
    with CaptureQueriesContext(connection) as many:
        clerk.get("/registers/houses/")
    assert len(many) == len(few)
