"""Long lists leave by a job and are offered for some days; a community takes along all ledgers it sees."""

import io
import zipfile
from datetime import timedelta

import openpyxl
import pytest
from django.test import Client
from django.utils import timezone

from jingwei.core.files import storage
from jingwei.core.jobs.clearing import drop_old_files
from jingwei.core.jobs.running import run_waiting
from jingwei.core.models import AuditEntry, Job
from jingwei.core.scope import open_scope
from jingwei.people.tests.street import Street, make_street
from jingwei.registers.jobs import take_list
from jingwei.registers.tests.ledgers import define_firms, define_houses, house, record
from jingwei.registers.tests.returned_sheets import dropped_in, sheet

pytestmark = pytest.mark.django_db


@pytest.fixture
def street() -> Street:
    street = make_street()
    with open_scope(street.scope("office")):
        rows = [house(n, street.grid(1 + n % 2, 1).code) for n in range(1, 9)]
        record(define_houses(), rows)
        row = {"code": "F1", "name": "示例企业", "grid": street.grid(1, 1).code, "phone": "19900001234"}
        record(define_firms(), [row])
    return street


def led(street: Street, page: str) -> str:
    """Where the job of that page leads when the worker has done it."""
    run_waiting(street.code)
    with open_scope(street.scope("office")):
        job = Job.objects.get(pk=page.split("/")[2])
        assert job.state == Job.State.DONE, job.message
        return job.url


def rows_of(data: bytes) -> list[tuple]:
    return list(openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True))


def test_a_long_list_leaves_by_a_job_and_is_removed_after_its_days(street: Street, settings) -> None:
    settings.JOB_ROWS = 5
    client = street.sign_in(Client(), "office")
    page = client.get("/registers/houses/export/?shape=official")["Location"]
    assert page == client.get("/registers/houses/export/?shape=official")["Location"], "asked for twice it is done once"
    assert "排队中" in client.get(page).content.decode()
    with open_scope(street.scope("office")):
        job = Job.objects.get()
        assert "8行" in job.label
        outcome = take_list(job.given)
        assert outcome.file is not None
        job.file, job.state, job.file_until = outcome.file, Job.State.DONE, timezone.localdate() + timedelta(days=3)
        job.save()
        path = f"{street.code}/{job.file.sha256[:2]}/{job.file.sha256}"
    assert "下载（保留至" in client.get(page).content.decode()
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{page}file/").content))
    assert sum(1 for row in book.active.iter_rows(values_only=True) if "住宅" in row) == 8
    assert street.sign_in(Client(), "statistician").get(f"{page}file/").status_code == 404, "others do not get it"
    assert storage().exists(path)
    with open_scope(street.keeper()):
        assert drop_old_files(timezone.localdate() + timedelta(days=3)) == 0
        assert drop_old_files(timezone.localdate() + timedelta(days=4)) == 1
    assert not storage().exists(path)
    assert client.get(f"{page}file/").status_code == 409


def test_a_short_list_leaves_at_once(street: Street) -> None:
    answer = street.sign_in(Client(), "office").get("/registers/houses/export/?shape=returnable")
    assert answer.status_code == 200
    assert run_waiting("000000000") == []


def test_a_community_takes_along_its_own_rows_of_all_ledgers(street: Street) -> None:
    client = street.sign_in(Client(), "grid_worker")
    page = client.get("/registers/take-out/").content.decode()
    assert "房屋台账4套" in page
    answer = client.post("/registers/take-out/", {"shape": "returnable"})
    assert answer["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        names = archive.namelist()
        assert {name.partition("（")[0] for name in names} == {"房屋台账", "企业台账"}
        told = {name.partition("（")[0]: rows_of(archive.read(name)) for name in names}
    assert sum("住宅" in row for row in told["房屋台账"]) == 4
    assert "19900001234" not in str(told["企业台账"])
    with open_scope(street.scope("audit_admin")):
        subjects = set(AuditEntry.objects.filter(event="exported").values_list("subject", flat=True))
    assert {"台账“房屋台账”4 条", "台账“企业台账”1 条", "全部台账2本"} <= subjects


def test_a_sheet_too_long_for_a_page_goes_in_by_a_job(street: Street, settings) -> None:
    settings.JOB_ROWS = 2
    client = street.sign_in(Client(), "office")
    rows = [[f"N{n}", f"新路{n}号", street.grid(1, 1).code, "住宅", 1] for n in range(3)]
    data = sheet(["房屋编号", "地址", "网格编码", "房屋性质", "居住人数"], *rows)
    match = led(street, dropped_in(client, "houses", data))
    preview = led(street, client.post(match, {"on": ""})["Location"])
    page = client.post(preview, {"on": "2025-01-01"})["Location"]
    said = client.get(page).content.decode()
    assert "排队中" in said
    assert "后台没有在运行，这项任务不会开始" in said, "nobody waits without a word"
    assert client.post(f"{page}stop/").status_code == 302
    assert "已停止" in client.get(page).content.decode()
    assert street.sign_in(Client(), "statistician").post(f"{page}again/").status_code == 404
    client.post(f"{page}again/")
    assert run_waiting(street.code) == ["导入《表.xlsx》到房屋台账：已完成"]
    said = client.get(page).content.decode()
    assert "新增3行" in said
    assert "/registers/imports/" in said
    assert client.post(f"{page}again/").status_code == 409
    assert "导入《表.xlsx》到房屋台账" in client.get("/jobs/").content.decode()


def test_what_cannot_go_in_is_said_on_the_page_of_the_job(street: Street, settings) -> None:
    settings.JOB_ROWS = 2
    client = street.sign_in(Client(), "office")
    rows = [[f"N{n}", f"新路{n}号", "没有的网格", "住宅", 1] for n in range(3)]
    data = sheet(["房屋编号", "地址", "网格编码", "房屋性质", "居住人数"], *rows)
    match = led(street, dropped_in(client, "houses", data))
    preview = led(street, client.post(match, {"on": ""})["Location"])
    page = client.post(preview, {"on": "2025-01-01"})["Location"]
    run_waiting(street.code)
    said = client.get(page).content.decode()
    assert "未完成" in said
    assert "没有写入任何内容。第2行“网格编码”" in said
