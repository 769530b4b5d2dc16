"""The six fields of GB/T 47678.5 leave for chosen matters and come in again, each checked; an import is taken back."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from jingwei.core.codes import credit_code_check
from jingwei.core.models import AuditEntry, ImportRecord
from jingwei.core.scope import open_scope
from jingwei.matters.models import Matter
from jingwei.matters.tests.asking import move, receive
from jingwei.people.models import Department
from jingwei.people.tests.street import Street, make_street

pytestmark = pytest.mark.django_db
BODY = "11990101MA0000001"
CODE = BODY + credit_code_check(BODY)
HEADS = ["SXDM", "SXMC", "ZGBMDM", "ZGBMMC", "SFWZ", "SZDYWGBSM"]


@pytest.fixture
def street() -> Street:
    made = make_street()
    with open_scope(made.keeper()):
        Department.objects.filter(key="urban").update(credit_code=CODE)
    return made


def told(street: Street, **more: str) -> Matter:
    values = {"kind": "grid", "channel": "grid", "category": "m06010", "address": "=望澜路3号", **more}
    matter = receive(street, **values)
    return move(street, "dispatcher", "dispatch", matter, lead=str(street.departments["urban"].pk))


def upload(client: Client, rows: list[list[str]], heads: list[str] = HEADS, encoding: str = "utf-8-sig") -> str:
    """The page of the preview."""
    stream = io.StringIO()
    csv.writer(stream).writerows([heads, *rows])
    file = SimpleUploadedFile("事项.csv", stream.getvalue().encode(encoding))
    return client.post("/matters/standard/import/", {"file": file}).content.decode()


def apply(client: Client, page: str) -> str:
    kept = page.partition('name="kept" value="')[2].partition('"')[0]
    assert kept, page
    return client.post("/matters/standard/import/", {"kept": kept, "skip": "1"}, follow=True).content.decode()


def test_chosen_matters_leave_in_six_columns_and_the_others_are_told_with_why(street: Street, client: Client) -> None:
    fit, classless = told(street), told(street, category="")
    led = receive(street, kind="grid", channel="grid", category="m06010")
    street.sign_in(client, "dispatcher")
    keys = {"row": [str(one.pk) for one in (fit, classless, led)]}
    page = client.post("/matters/standard/export/", keys, follow=True).content.decode()
    assert "勾选3件，可以导出1件" in page
    assert f"没有国家标准的分类的1件不能导出：{classless.number}" in page
    assert f"没有主办部门的1件不能导出：{led.number}" in page
    answer = client.post("/matters/standard/export/", {"row": [str(fit.pk)], "agreed": "1"})
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    grid = street.grid().code
    assert rows == [HEADS, ["99010106010", "暴露垃圾", CODE, "城市建设办公室", "＝望澜路3号", grid]]
    assert (len(grid), answer["Content-Type"]) == (15, "text/csv; charset=utf-8")
    with open_scope(street.keeper()):
        (line,) = AuditEntry.objects.filter(event="exported")
    assert line.detail["numbers"] == [fit.number]
    street.sign_in(client, "handler")
    assert client.post("/matters/standard/export/", {"row": [str(fit.pk)], "agreed": "1"}).status_code == 403


def test_a_file_of_the_standard_comes_in_once_and_is_taken_back(street: Street, client: Client) -> None:
    street.sign_in(client, "dispatcher")
    grid = street.grid().code
    row = ["99010106010", "暴露垃圾", CODE, "市建设局", "望澜路3号", grid]
    page = upload(client, [row, [*row[:4], "望澜路5号", grid]], encoding="gb18030")
    assert page.count("新增") >= 1
    apply(client, page)
    with open_scope(street.scope("dispatcher")):
        matters = list(Matter.objects.select_related("lead").order_by("address"))
    assert [(one.kind, one.category, one.title, one.address) for one in matters] == [
        ("grid", "m06010", "暴露垃圾", "望澜路3号"),
        ("grid", "m06010", "暴露垃圾", "望澜路5号"),
    ]
    assert {one.lead.name for one in matters if one.lead} == {"城市建设办公室"}, "known by its code, whatever its name"
    # The same file again: what is open is known by class, place and address.
    again = upload(client, [row])
    if 'name="kept"' in again:
        apply(client, again)
    with open_scope(street.scope("dispatcher")):
        assert Matter.objects.count() == 2
    with open_scope(street.scope("dispatcher")):
        record = ImportRecord.objects.order_by("id").first()
    client.post(f"/imports/{record.pk}/undo/", {"reason": "传错文件"})
    with open_scope(street.scope("dispatcher")):
        assert set(Matter.objects.values_list("stage", flat=True)) == {"void"}


def test_what_is_wrong_is_named_with_its_row_and_column(street: Street, client: Client) -> None:
    street.sign_in(client, "dispatcher")
    grid = street.grid().code
    good = ["99010106010", "暴露垃圾", CODE, "城市建设办公室", "望澜路3号", grid]
    wrong = {
        "前6位应是本区划代码990101": ["11010506010", *good[1:]],
        "分类目录里没有“99010199999”": ["99010199999", *good[1:]],
        "校验": [*good[:2], CODE[:-1] + ("A" if CODE[-1] != "A" else "B"), *good[3:]],
        "部门名册里没有代码为": [*good[:2], OTHER, "没有的局", *good[4:]],
        "没有编码为“990101001009009”的区域": [*good[:5], "990101001009009"],
        "不能留空": [*good[:4], "", grid],
    }
    for sentence, row in wrong.items():
        assert sentence in upload(client, [row]), sentence
    with open_scope(street.scope("dispatcher")):
        assert not Matter.objects.exists()


OTHER = "11990101MA0000002" + credit_code_check("11990101MA0000002")
