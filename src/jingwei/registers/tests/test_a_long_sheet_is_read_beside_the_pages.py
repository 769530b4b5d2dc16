"""A sheet with very many rows is read, shown, changed and given back without a page waiting for it."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.utils import timezone
from lxml import html

from jingwei.core.actions import perform
from jingwei.core.errors import Conflict, JingweiError
from jingwei.core.files import read_file, storage
from jingwei.core.jobs.actions import AskAgain
from jingwei.core.jobs.kinds import Outcome, give_up, kind_named
from jingwei.core.jobs.progress import Heard, Stopped, listening
from jingwei.core.models import Job
from jingwei.core.scope import open_scope
from jingwei.core.sheets import read_workbook
from jingwei.core.tests.sheet_makers import by_openpyxl
from jingwei.people.tests.street import Street, make_street
from jingwei.registers.actions import ChangeEntry, ImportSheet
from jingwei.registers.incoming import upload
from jingwei.registers.models import Draft, Entry, Register, Source, Version
from jingwei.registers.query import register_by_key
from jingwei.registers.tests.ledgers import define_firms, define_houses
from jingwei.registers.tests.proposals import PEOPLE, TERMS, Maker, made_last, shops
from jingwei.registers.tests.spoiled import words

pytestmark = pytest.mark.django_db
HEADS = ["房屋编号", "地址", "网格编码", "房屋性质", "居住人数"]


class Clerk:
    """A clerk before pages whose sheets are long, and the worker beside them."""

    def __init__(self, street: Street, client: Client) -> None:
        self.street, self.client = street, street.sign_in(client, "office")

    def houses(self, *numbers: int, people: int = 2) -> list[list[Any]]:
        grid = self.street.grid().code
        return [HEADS, *([f"H{n}", f"示例路{n}号", grid, "住宅", people] for n in numbers)]

    def bring(self, rows: list[list[Any]], ledger: str = "houses", **more: str) -> str:
        file = SimpleUploadedFile("房屋.xlsx", by_openpyxl(rows))
        answer = self.client.post(f"/registers/{ledger}/import/", {"file": file, **more})
        assert answer.status_code == 302, words(answer)[:600]
        return answer["Location"]

    def work(self, page: str) -> Outcome:
        """Do the job of that page, as the worker does; gives where it leads."""
        assert page.startswith("/jobs/"), page
        with open_scope(self.street.scope("office")):
            job = Job.objects.get(pk=page.split("/")[2])
            outcome = kind_named(job.kind).run(job.given)
            job.state, job.message, job.file = Job.State.DONE, outcome.message, outcome.file
            job.url = outcome.url or job.url
            job.save()
        return outcome

    def fail(self, page: str) -> str:
        """Do it where it cannot be done; gives what is told."""
        with open_scope(self.street.scope("office")):
            job = Job.objects.get(pk=page.split("/")[2])
            with pytest.raises(JingweiError) as told, transaction.atomic():
                kind_named(job.kind).run(job.given)
            job.message = f"{told.value.message}{give_up(job)}"
            job.state, job.ended_at = Job.State.FAILED, timezone.now()
            job.save()
        return job.message

    def page(self, url: str) -> str:
        answer = self.client.get(url)
        assert answer.status_code == 200, (answer.status_code, answer.headers)
        return words(answer)

    def bring_in(self, rows: list[list[Any]]) -> None:
        """All the way, with the heads as they are proposed."""
        match = self.work(self.bring(rows)).url
        preview = match
        if "/match/" in match:
            form = {f"column-{n}": key for n, key in enumerate(("number", "address", "grid", "use", "residents"))}
            preview = self.work(self.client.post(match.split("?")[0], form)["Location"]).url
        self.work(self.confirm(preview))

    def confirm(self, preview: str, **more: str) -> str:
        answer = self.client.post(preview.split("?", maxsplit=1)[0], {**self.hidden(preview), **more})
        assert answer.status_code == 302, words(answer)[:600]
        return answer["Location"]

    def hidden(self, preview: str) -> dict[str, str]:
        page = html.fromstring(self.client.get(preview).content.decode())
        fields = page.xpath("//form//input[@type='hidden' and @name!='csrfmiddlewaretoken']")
        return {field.get("name"): field.get("value") for field in fields}


@pytest.fixture
def street() -> Street:
    return make_street()


@pytest.fixture
def clerk(street: Street, client: Client, settings) -> Clerk:
    settings.JOB_ROWS = 3
    with open_scope(street.scope("office")):
        define_houses()
    return Clerk(street, client)


def test_the_upload_is_answered_with_a_job_and_led_to_the_columns_then_to_the_preview(clerk: Clerk) -> None:
    page = clerk.bring(clerk.houses(1, 2, 3, 4), on="2025-03-01")
    assert "核对《房屋.xlsx》与房屋台账" in clerk.page(page)
    match = clerk.work(page).url
    assert match.endswith("/match/?on=2025-03-01")
    led = clerk.client.get(f"{page}state/", headers={"HX-Request": "true"})
    assert led["HX-Redirect"] == match
    assert "示例路1号、示例路2号" in clerk.page(match)
    form = {f"column-{n}": key for n, key in enumerate(("number", "address", "grid", "use", "residents"))}
    compared = clerk.client.post(match.split("?")[0], {**form, "on": "2025-03-01"})["Location"]
    preview = clerk.work(compared).url
    told = clerk.page(preview)
    assert "新增 4" in told
    assert "生效日期 2025-03-01" in told
    job = clerk.confirm(preview)
    assert "没有变化" not in clerk.page(job)
    assert clerk.work(job).message == "已导入：新增4行，有变化0行，没有变化0行，退回0行。"
    assert clerk.bring(clerk.houses(1, 2, 3, 4)).startswith("/jobs/")


def test_heads_that_are_remembered_lead_straight_to_what_differs_page_by_page(clerk: Clerk) -> None:
    clerk.bring_in(clerk.houses(*range(60)))
    rows = clerk.houses(*range(60), people=5)
    preview = clerk.work(clerk.bring(rows)).url
    assert "/preview/" in preview
    told = clerk.page(preview)
    assert "有变化 60" in told
    assert "H0" in told or "示例路0号" in told
    assert "示例路59号" not in told
    assert "示例路59号" in clerk.page(f"{preview}&page=2")
    with open_scope(clerk.street.scope("office")):
        draft = Draft.objects.get(done=False)
        storage().delete(f"{draft.subdistrict}/{draft.file.sha256[:2]}/{draft.file.sha256}")
    assert "有变化 60" in clerk.page(preview), "the page reads what was made ready, not the sheet"


def test_another_day_is_compared_again_and_the_columns_can_be_looked_at(clerk: Clerk) -> None:
    clerk.bring_in(clerk.houses(1, 2, 3, 4))
    preview = clerk.work(clerk.bring(clerk.houses(1, 2, 3, 4, people=3))).url
    other = clerk.client.get(preview.split("?")[0], {"on": "2031-01-01"})["Location"]
    assert clerk.client.get(preview)["Location"] == other, "while it is compared nothing else is shown"
    assert "生效日期 2031-01-01" in clerk.page(clerk.work(other).url)
    assert "房屋性质" in clerk.page(preview.replace("/preview/", "/match/"))


def test_stopped_nothing_stays_of_the_sheet(clerk: Clerk) -> None:
    page = clerk.bring(clerk.houses(1, 2, 3, 4))
    assert "已要求停止" in words(clerk.client.post(f"{page}stop/", follow=True))
    told = clerk.page(page)
    assert "传上来的表格没有保留" in told
    assert "重新开始" not in told
    with open_scope(clerk.street.scope("office")):
        draft = Draft.objects.get()
        assert draft.done
        with pytest.raises(JingweiError, match="已不在存储中"):
            read_file(draft.file)
        job = Job.objects.get()
        with pytest.raises(Conflict, match="没有保留"):
            perform(AskAgain(), targets=[job.pk])


def test_stopped_in_the_middle_it_has_read_nothing(clerk: Clerk) -> None:
    page = clerk.bring(clerk.houses(1, 2, 3, 4))
    with open_scope(clerk.street.scope("office")):
        job = Job.objects.get(pk=page.split("/")[2])
        token = listening.set(Heard(stop=True))
        with pytest.raises(Stopped), transaction.atomic():
            kind_named(job.kind).run(job.given)
        listening.reset(token)
        assert "没有保留" in give_up(job)
        assert Draft.objects.get().done


def test_comparing_again_that_is_stopped_leaves_what_there_was(clerk: Clerk) -> None:
    clerk.bring_in(clerk.houses(1, 2, 3, 4))
    preview = clerk.work(clerk.bring(clerk.houses(1, 2, 3, 4, people=3))).url
    other = clerk.client.get(preview.split("?")[0], {"on": "2031-01-01"})["Location"]
    clerk.client.post(f"{other}stop/")
    assert "有变化 4" in clerk.page(preview)


def test_what_is_no_table_is_refused_and_not_kept(clerk: Clerk) -> None:
    page = clerk.bring([["随便"], *[[n] for n in range(9)]])
    assert "传上来的表格没有保留" in clerk.fail(page)
    with open_scope(clerk.street.scope("office")):
        assert Draft.objects.get().done


def test_rows_that_stay_out_are_told_by_reason_and_written_as_a_sheet_by_a_job(clerk: Clerk) -> None:
    clerk.bring_in(clerk.houses(1, 2, 3, 4))
    rows = clerk.houses(*range(5, 90))
    for row in rows[3:70]:
        row[4] = "三口人"
    rows.append(list(rows[1]))
    preview = clerk.work(clerk.bring(rows)).url
    told = clerk.page(preview)
    assert "退回的 68 行错在哪里" in told
    assert "67行：第4、5、6、7、8、9、10、11行等" in told
    link = preview.replace("/preview/", "/remarks/")
    outcome = clerk.work(clerk.client.get(link)["Location"])
    assert outcome.message == "共68行。"
    with open_scope(clerk.street.scope("office")):
        sheet = read_workbook(read_file(outcome.file), "退回.xlsx").sheets[0]
    assert len(sheet.rows) == 69


def test_a_sheet_with_personal_data_is_made_ready_under_its_key(clerk: Clerk) -> None:
    with open_scope(clerk.street.scope("office")):
        define_firms()
    grid = clerk.street.grid().code
    rows = [[f"91330{n}", f"甲{n}公司", grid, f"1990000000{n}"] for n in range(5)]
    clerk.work(clerk.bring([["统一社会信用代码", "企业名称", "网格编码", "联系电话"], *rows], "firms"))
    with open_scope(clerk.street.scope("office")):
        draft = Draft.objects.get()
        assert draft.prepared is not None
        assert draft.prepared.data_key == draft.file.data_key
        assert draft.prepared.data_key is not None


def test_a_preview_waits_unchanged_for_its_job(clerk: Clerk) -> None:
    clerk.bring_in(clerk.houses(1, 2, 3, 4))
    preview = clerk.work(clerk.bring(clerk.houses(1, 2, 3, 4, people=3))).url
    job = clerk.confirm(preview)
    assert "这一页现在不能改" in clerk.page(preview)
    assert "这一页现在不能改" in clerk.page(preview.replace("/preview/", "/match/"))
    posted = clerk.client.post(preview.replace("/preview/", "/match/").split("?")[0], {"column-0": ""})
    assert posted["Location"] == job
    assert clerk.confirm(preview, others="mine") == job
    with open_scope(clerk.street.scope("office")):
        assert Job.objects.filter(kind="registers.import", state=Job.State.WAITING).count() == 1
    clerk.work(job)


def test_who_changed_a_row_meanwhile_is_told_and_nothing_is_overwritten(clerk: Clerk) -> None:
    clerk.bring_in(clerk.houses(1, 2, 3, 4))
    preview = clerk.work(clerk.bring(clerk.houses(1, 2, 3, 4, people=3))).url
    job = clerk.confirm(preview)
    with open_scope(clerk.street.scope("statistician")):
        entry = Entry.objects.get(key="H2")
        context = {"register": register_by_key("houses"), "given": ["residents"]}
        perform(ChangeEntry(), [{"residents": 9}], targets=[entry.pk], context=context)
    told = clerk.fail(job)
    assert "有 1 条记录在您预览之后又由他人办理过：“H2 示例路2号”由" in told
    assert "变更：“居住人数”由“2”改为“9”" in told
    with open_scope(clerk.street.scope("office")):
        known = Version.objects.filter(known_to=None)
        assert sorted(one.data["residents"] for one in known) == [2, 2, 2, 9]
        assert Source.objects.count() == 1
    again = clerk.client.get(preview)["Location"]
    preview = clerk.work(again).url
    clerk.work(clerk.confirm(preview))
    with open_scope(clerk.street.scope("office")):
        assert {one.data["residents"] for one in Version.objects.filter(known_to=None)} == {3}


@pytest.fixture
def maker(street: Street, client: Client, settings) -> Maker:
    settings.JOB_ROWS = 5
    return Maker(client, street)


def _work(maker: Maker, page: str) -> str:
    return Clerk(maker.street, maker.client).work(page).url


def test_a_proposal_is_read_by_a_job_changed_read_again_and_made(maker: Maker, street: Street) -> None:
    rows = shops(street.grid().code)
    rows[3][4] = "二十平"
    given = {"file": SimpleUploadedFile("沿街商铺.xlsx", by_openpyxl([PEOPLE, *rows]))}
    page = maker.client.post("/registers/new/", given)["Location"]
    assert "读取《沿街商铺.xlsx》" in words(maker.client.get(page))
    maker.url = _work(maker, page)
    told = words(maker.client.get(maker.url))
    assert "1行读不成面积" in told
    assert "退回的 1 行错在哪里" in told
    assert "建账并导入无误的 11 行，有误的 1 行退回" in told

    assert maker.send(name="沿街店铺台账", **{"c0.label": "商铺名称"}).status_code == 200, "names need no reading"
    assert "商铺名称" in words(maker.client.get(maker.url))
    again = maker.make(**{"c4.kind": "text"})["Location"]
    assert "列有改动，先重新核对" in words(maker.client.get(again))
    assert maker.client.get(maker.url)["Location"] == again
    assert _work(maker, again) == maker.url
    told = words(maker.client.get(maker.url))
    assert "由您指定" in told
    assert "建账并导入 12 行" in told
    made = maker.make(**TERMS)["Location"]
    _work(maker, made)
    with open_scope(street.scope("office")):
        register = made_last()
        assert register.name == "沿街店铺台账"
        draft = Draft.objects.get()
        assert draft.prepared is None
        assert Source.objects.get(register=register).new == 12


def test_a_proposal_that_waits_to_be_made_cannot_be_changed(maker: Maker, street: Street) -> None:
    given = {"file": SimpleUploadedFile("沿街商铺.xlsx", by_openpyxl([PEOPLE, *shops(street.grid().code)]))}
    maker.url = _work(maker, maker.client.post("/registers/new/", given)["Location"])
    form = maker.form()
    job = maker.make(**TERMS)["Location"]
    assert job.startswith("/jobs/")
    told = words(maker.client.get(maker.url))
    assert "这一页现在不能改" in told
    answer = maker.client.post(maker.url, {**form, "name": "改了的名称", "c0.label": "改了的列"})
    assert answer.status_code == 409
    assert maker.client.post(maker.url, {**form, "then": "make"})["Location"] == job
    with open_scope(street.scope("office")):
        assert Draft.objects.get().plan["name"] == "沿街商铺台账"
    _work(maker, job)
    with open_scope(street.scope("office")):
        assert made_last().name == "沿街商铺台账"


def test_a_long_proposal_goes_into_a_ledger_that_is_there(maker: Maker, street: Street) -> None:
    with open_scope(street.scope("office")):
        define_houses()
    rows = [[f"H{n}", f"示例路{n}号", street.grid().code, "住宅", 2] for n in range(8)]
    given = {"file": SimpleUploadedFile("房屋.xlsx", by_openpyxl([HEADS, *rows]))}
    maker.url = _work(maker, maker.client.post("/registers/new/", given)["Location"])
    page = maker.send(then="into:houses")["Location"]
    assert page.startswith("/jobs/")
    assert "/match/" in _work(maker, page)
    assert maker.client.get(maker.url).status_code == 404


def test_a_proposal_that_is_stopped_leaves_no_file(maker: Maker, street: Street) -> None:
    given = {"file": SimpleUploadedFile("沿街商铺.xlsx", by_openpyxl([PEOPLE, *shops(street.grid().code)]))}
    page = maker.client.post("/registers/new/", given)["Location"]
    maker.client.post(f"{page}stop/")
    with open_scope(street.scope("office")):
        draft = Draft.objects.get()
        with pytest.raises(JingweiError, match="已不在存储中"):
            read_file(draft.file)
        assert not Register.objects.exists()
    assert maker.client.get(f"/registers/plans/{draft.pk}/").status_code == 404


def test_a_long_sheet_that_comes_without_its_pages_goes_in_too(clerk: Clerk) -> None:
    with open_scope(clerk.street.scope("office")):
        draft = upload(register_by_key("houses"), by_openpyxl(clerk.houses(1, 2, 3, 4)), "房屋.xlsx")
        assert draft.sheet == ""
        assert perform(ImportSheet(), targets=[draft.pk]).result["new"] == 4
