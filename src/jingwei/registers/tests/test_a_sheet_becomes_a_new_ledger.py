"""A clerk's own sheet becomes a ledger: proposed, changed, made with its rows in one go, taken back as one."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from jingwei.core.files import read_file
from jingwei.core.jobs import Stopped
from jingwei.core.jobs.progress import Heard, listening
from jingwei.core.jobs.running import run_waiting
from jingwei.core.models import DataKey, Job
from jingwei.core.scope import Reader, Scope, open_scope
from jingwei.core.tests.sheet_makers import by_openpyxl
from jingwei.people.tests.street import make_street
from jingwei.registers.designing.drafts import UNFINISHED, forget_unfinished
from jingwei.registers.jobs import make as make_ledger
from jingwei.registers.models import Draft, Register, Source
from jingwei.registers.tests.ledgers import define_firms, define_houses, record
from jingwei.registers.tests.proposals import PEOPLE, TERMS, Maker, data_of, made_last, shops
from jingwei.registers.tests.spoiled import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def street():
    return make_street()


@pytest.fixture
def maker(client, street):
    client.raise_request_exception = False
    return Maker(client, street)


def test_every_column_is_proposed_with_its_kind_and_why(maker, street):
    page = maker.bring([["沿街商铺登记表"], PEOPLE, *shops(street.grid().code)])
    assert "12行数据" in page
    assert "填了12行" not in page
    with open_scope(street.scope("office")):
        columns = maker.columns
    kinds = {head: (one["kind"], one["personal"]) for head, one in columns.items()}
    assert kinds == {
        "店名": ("text", ""),
        "网格": ("text", ""),
        "经营者姓名": ("text", "name"),
        "联系电话": ("phone", "phone"),
        "面积（㎡）": ("area", ""),
        "开业日期": ("date", ""),
        "业态": ("choice", ""),
    }
    assert columns["面积（㎡）"]["unit"] == "平方米"
    assert columns["业态"]["choices"] == ["餐饮", "零售"]
    assert all(one["required"] for one in columns.values())
    form = maker.form()
    assert (form["name"], form["key_field"], form["title_field"], form["place_field"]) == (
        "沿街商铺台账",
        "f1",
        "f1",
        "f2",
    )
    assert "全部12行都读得成日期" in page


def test_it_is_made_with_its_rows_in_one_go(maker, street):
    maker.bring([PEOPLE, *shops(street.grid().code)])
    answer = maker.make(**TERMS)
    assert answer.status_code == 302, words(answer)[:800]
    with open_scope(street.scope("office")):
        register = made_last()
        rows = data_of(register)
        assert len(rows) == 12
        assert rows[0]["f5"] == {"n": "20.5", "u": "平方米"}
        assert rows[0]["f6"] == "2021-03-01"
        assert rows[0]["f4"]["m"] == "199****0000"
        assert (register.purpose, str(register.keep_until)) == (TERMS["purpose"], TERMS["keep_until"])
        assert Source.objects.get(register=register).new == 12
    listing = words(maker.client.get(f"/registers/{register.key}/"))
    assert "在册 12 家" in listing


def test_a_long_sheet_becomes_a_ledger_by_a_job_and_stopped_leaves_nothing(maker, street, settings):
    settings.JOB_ROWS = 5
    given = {"file": SimpleUploadedFile("沿街商铺.xlsx", by_openpyxl([PEOPLE, *shops(street.grid().code)]))}
    assert maker.client.post("/registers/new/", given)["Location"].startswith("/jobs/")
    run_waiting(street.code)
    with open_scope(street.scope("office")):
        maker.url = Job.objects.get().url
    page = maker.make(**TERMS)["Location"]
    assert page.startswith("/jobs/")
    assert maker.make(**TERMS)["Location"] == page, "asked for twice it is done once"
    assert "建立“沿街商铺台账”" in words(maker.client.get(page))
    with open_scope(street.scope("office")):
        job = Job.objects.get(kind="registers.make")
        before = Register.objects.count()
        token = listening.set(Heard(stop=True))
        with pytest.raises(Stopped), transaction.atomic():
            make_ledger(job.given)
        listening.reset(token)
        assert (Register.objects.count(), Source.objects.count()) == (before, 0)
        outcome = make_ledger(job.given)
        assert outcome.message == "已建立“沿街商铺台账”，登记12行。"
        assert len(data_of(made_last())) == 12
    assert "沿街商铺.xlsx" in words(maker.client.get(outcome.url))


def test_personal_data_is_not_taken_in_without_purpose_basis_and_end(maker, street):
    maker.bring([PEOPLE, *shops(street.grid().code)])
    answer = maker.make()
    assert answer.status_code == 422
    assert "含个人信息，请先填写“处理目的”、“法律依据”、“保存至”" in words(answer)
    with open_scope(street.scope("office")):
        assert not Register.objects.filter(order=9000).exists()


def test_a_column_that_is_left_out_is_not_kept(maker, street):
    maker.bring([PEOPLE, *shops(street.grid().code)])
    answer = maker.make(**{"c2.take": None, "c3.take": None})
    assert answer.status_code == 302, words(answer)[:800]
    with open_scope(street.scope("office")):
        register = made_last()
        assert {one["label"] for one in register.fields["fields"]} == {"店名", "网格", "面积", "开业日期", "业态"}
        assert register.keep_until is None


def test_a_change_is_seen_at_once(maker, street):
    rows = shops(street.grid().code)
    rows[3][4] = "二十平"
    page = maker.bring([PEOPLE, *rows])
    assert "1行读不成面积" in page
    assert "建账并导入无误的 11 行，有误的 1 行退回" in page
    page = words(maker.send(**{"c4.kind": "text"}))
    assert "建账并导入 12 行" in page
    page = words(maker.send(**{"c0.label": "商铺名称", "c6.kind": "text"}))
    assert "商铺名称" in page
    assert "由您指定" in page


def test_rows_without_anything_of_their_own_are_numbered(maker, street):
    rows = [[f"活动{n % 3}", f"2025-03-{n + 1:02d}", n % 4] for n in range(9)]
    maker.bring([["活动名称", "活动日期", "参加人数"], *rows], "活动.xlsx")
    assert maker.form()["key_field"] == "auto_number"
    maker.make()
    with open_scope(street.scope("office")):
        register = made_last()
        numbers = [one["auto_number"] for one in data_of(register)]
    assert len(set(numbers)) == 9
    again = SimpleUploadedFile("活动.xlsx", by_openpyxl([["活动名称", "活动日期", "参加人数"], *rows]))
    preview = words(
        maker.client.get(maker.client.post(f"/registers/{register.key}/import/", {"file": again})["Location"])
    )
    assert "没有变化 9" in preview


def test_what_another_ledger_owns_is_linked(maker, street):
    with open_scope(street.scope("office")):
        grid = street.grid().code
        record(define_firms(), [{"code": f"F{n}", "name": f"示例{n}公司", "grid": grid} for n in range(6)])
        record(define_houses(), [{"number": "H00001", "address": "示例路1号", "grid": grid}])
    names = [[f"检查{n}", f"示例{n}公司", ("好", "差")[n % 2]] for n in range(8)]
    page = maker.bring([["检查编号", "被检查企业", "结果"], *names], "检查.xlsx")
    with open_scope(street.scope("office")):
        column = maker.columns["被检查企业"]
    assert (column["kind"], column["link"]) == ("link", "firms")
    assert "8行中6行对上了" in page
    assert "没有对上的：示例6公司、示例7公司。这些行会退回" in page
    maker.make()
    with open_scope(street.scope("office")):
        rows = data_of(made_last())
    # A name becomes the number of the entry; a row that names what is not there stays out, and was told so.
    assert [one["f2"] for one in rows] == [f"F{n}" for n in range(6)]


def test_next_months_sheet_goes_straight_to_the_preview(maker, street):
    maker.bring([PEOPLE, *shops(street.grid().code)])
    maker.make(**TERMS, **{"c2.take": None})
    with open_scope(street.scope("office")):
        register = made_last()
        assert register.heads["经营者姓名"] is None
    rows = shops(street.grid().code, 14)
    rows[0][6] = "零售"
    later = SimpleUploadedFile("七月.xlsx", by_openpyxl([PEOPLE, *rows]))
    assert "生效日期" in words(maker.client.get(f"/registers/{register.key}/import/"))
    answer = maker.client.post(f"/registers/{register.key}/import/", {"file": later, "on": "2026-07-01"})
    assert answer["Location"].endswith("/preview/?on=2026-07-01")
    page = words(maker.client.get(answer["Location"]))
    assert "生效日期 2026-07-01" in page
    assert "新增 2" in page
    assert "有变化 1" in page
    # What was remembered can be forgotten: then it is asked again.
    assert "经营者姓名" in words(maker.client.get(f"/registers/{register.key}/settings/"))
    maker.client.post(f"/registers/{register.key}/settings/forget/", {"head": "经营者姓名"})
    later = SimpleUploadedFile("八月.xlsx", by_openpyxl([PEOPLE, *rows]))
    answer = maker.client.post(f"/registers/{register.key}/import/", {"file": later})
    assert answer["Location"].endswith("/match/")


def test_undoing_it_takes_the_empty_ledger_out_of_use_too(maker, street):
    maker.bring([PEOPLE[:2], *[row[:2] for row in shops(street.grid().code)]])
    source = maker.make()["Location"]
    assert "这本台账里只有这次导入的内容，一并停用台账" in words(maker.client.get(source + "undo/"))
    maker.client.post(source + "undo/", {"reason": "导错了表", "retire": "yes"})
    with open_scope(street.scope("office")):
        register = made_last()
        assert register.retired_on is not None
        assert data_of(register) == []
    assert "已停用" in words(maker.client.get(f"/registers/{register.key}/settings/"))
    refused = maker.client.post(f"/registers/{register.key}/record/", {"f1": "新店", "f2": street.grid().code})
    assert refused.status_code == 409
    assert "不再登记和导入" in words(refused)


def test_a_table_pasted_from_a_chat_becomes_a_ledger(maker, street):
    text = "店名\t业态\t面积\n" + "".join(f"听涛{n}号店\t{'餐饮' if n % 2 else '零售'}\t{n + 20}㎡\n" for n in range(8))
    answer = maker.client.post("/registers/new/", {"text": text})
    maker.url = answer["Location"]
    assert "粘贴的表格台账" not in words(maker.client.get(maker.url))
    assert maker.make(name="商铺台账", noun="商铺", unit="家").status_code == 302
    with open_scope(street.scope("office")):
        assert len(data_of(made_last())) == 8


def test_a_sheet_of_a_ledger_that_is_there_is_led_to_it(maker, street):
    with open_scope(street.scope("office")):
        define_houses()
    rows = [[f"H{n:05d}", f"示例路{n}号", street.grid().code, "住宅", 2] for n in range(9)]
    page = maker.bring([["房屋编号", "地址", "网格编码", "房屋性质", "居住人数"], *rows], "房屋.xlsx")
    assert "这张表的列和“房屋台账”大多相同" in page
    answer = maker.send(then="into:houses")
    assert "/match/" in answer["Location"]
    assert "导入 · 房屋台账" in words(maker.client.get(answer["Location"]))


def test_who_may_not_make_ledgers_is_told_who_may(client, street):
    client.raise_request_exception = False
    for role in ("grid_worker", "leader"):
        answer = street.sign_in(client, role).get("/registers/new/")
        assert answer.status_code == 403
        assert "建立台账" in words(answer)


def test_only_who_brought_a_sheet_sees_it(client, street):
    maker = Maker(client, street)
    maker.bring([PEOPLE, *shops(street.grid().code)])
    client.raise_request_exception = False
    street.sign_in(client, "statistician")
    assert client.get(maker.url).status_code == 404


def test_a_sheet_nobody_makes_a_ledger_of_is_erased(maker, street):
    maker.bring([PEOPLE, *shops(street.grid().code)])
    with open_scope(street.scope("office")):
        draft = Draft.objects.get(pk=maker.url.split("/")[3])
        assert b"PK" in read_file(draft.file)[:4]
        last = DataKey.objects.get(ledger=UNFINISHED).end_on
    with open_scope(Scope(Reader.ADMIN, street.code)):
        assert forget_unfinished(last) == 0
        assert forget_unfinished(last.replace(year=last.year + 1)) == 1
        assert DataKey.objects.get(ledger=UNFINISHED).state == DataKey.State.DESTROYED
    assert maker.client.get(maker.url).status_code in (404, 410)
