"""Statistics from outside, as a sheet and as a bulletin: a wrong file gets one sentence, a wrong row is named, and
nothing is half written."""

from __future__ import annotations

import html
from collections.abc import Sequence

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl.styles import Border, Side
from tests.bad_input.test_a_wrong_file_is_refused_in_one_sentence import FILES

from jingwei.core.scope import open_scope
from jingwei.core.tests.sheet_makers import saved, xlsx
from jingwei.indicators.models import Reported
from jingwei.indicators.tests.counting import define
from jingwei.people.tests.street import Street, make_street

pytestmark = pytest.mark.django_db
HEADS = ("统计期", "指标名称", "计量单位", "数值", "同比增速", "位次", "排名范围", "供数单位", "来源文件")
GOOD = ("2025年1—11月", "财政总收入", "万元", "25764", "3.2", "5", "全区各镇街", "区财政局", "《月报》第11期")
TOLD = {"text": "", "supplier": "区统计局", "paper": "《快报》", "year": "2025", "stage": "flash"}


@pytest.fixture
def street(client: Client) -> Street:
    client.raise_request_exception = False
    made = make_street()
    with open_scope(made.scope("statistician")):
        define("revenue", reported="revenue", flow="cumulative", unit="万元", name="财政总收入")
        define("foreign", reported="foreign", flow="cumulative", unit="万美元", name="实际利用外资")
    made.sign_in(client, "statistician")
    return made


def _file(data: bytes, name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, "application/octet-stream")


def _kept(street: Street) -> int:
    with open_scope(street.scope("statistician")):
        return Reported.objects.count()


def _rows(*rows: Sequence[object]) -> bytes:
    return xlsx([list(HEADS), *map(list, rows)])


def _with(**changed: object) -> list[object]:
    return [changed.get(head, value) for head, value in zip(HEADS, GOOD, strict=True)]


@pytest.mark.parametrize("way", ["/indicators/values/import/", "/reports/bulletin/"])
@pytest.mark.parametrize("which", FILES)
def test_a_wrong_file_is_refused(client: Client, street: Street, way: str, which: str) -> None:
    name, make, said = FILES[which]
    answer = client.post(way, {**(TOLD if "bulletin" in way else {}), "file": _file(make(), name)})
    text = html.unescape(answer.content.decode())
    assert answer.status_code == 422, text[:400]
    assert said in text
    assert "Traceback" not in text
    assert _kept(street) == 0


ROWS = [
    ({"统计期": "2021-13"}, "2021-13"),
    ({"统计期": "去年"}, "去年"),
    ({"计量单位": "万美元"}, "不能填“万美元”"),
    ({"数值": "约两万"}, "约两万"),
    ({"位次": "第五"}, "第五"),
    ({"位次": "0"}, "位次"),
    ({"排名范围": ""}, "在哪些单位中排名"),
    ({"指标名称": "财政总支出"}, "没有名称“财政总支出”的外部指标"),
    ({"供数单位": ""}, "供数单位"),
    ({"同比增速": "1/0"}, "1/0"),
]  # fmt: skip


@pytest.mark.parametrize(("changed", "said"), ROWS, ids=[next(iter(one)) + said[:6] for one, said in ROWS])
def test_a_wrong_row_is_named_and_the_others_wait_for_the_reader(
    client: Client, street: Street, changed: dict[str, object], said: str
) -> None:
    data = _rows(_with(统计期="2025年1—10月", 数值="23000", 位次="", 排名范围=""), _with(**changed))
    answer = client.post("/indicators/values/import/", {"file": _file(data, "月报.xlsx")}, follow=True)
    text = html.unescape(answer.content.decode())
    assert answer.status_code == 200, text[:300]
    tally = answer.context["wizard"].tally
    assert (tally.new, tally.refused) == (1, 1), text
    assert said in text
    assert [problem.row for problem in answer.context["wizard"].problems] == [3]
    assert _kept(street) == 0, "nothing is written before it is confirmed"


def test_the_same_figure_twice_in_a_file_is_named(client: Client, street: Street) -> None:
    data = _rows(list(GOOD), _with(数值="25765"))
    answer = client.post("/indicators/values/import/", {"file": _file(data, "月报.xlsx")}, follow=True)
    assert "与第2行是同一指标、同一时期，只能有一行" in html.unescape(answer.content.decode())


def test_a_formula_counts_by_its_value_and_an_unworked_one_is_named(client: Client, street: Street) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(list(HEADS))
    sheet.append(_with(数值="=20000+5764"))
    answer = client.post("/indicators/values/import/", {"file": _file(saved(book), "公式.xlsx")}, follow=True)
    text = html.unescape(answer.content.decode())
    assert answer.context["wizard"].tally.new == 0 or "公式" in text, text


def test_twenty_thousand_formatted_empty_rows_are_none(client: Client, street: Street) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(list(HEADS))
    sheet.append(list(GOOD))
    for row in range(3, 20_003):
        sheet.cell(row, 1).border = Border(bottom=Side(style="thin"))
    data = saved(book)
    answer = client.post("/indicators/values/import/", {"file": _file(data, "月报.xlsx")}, follow=True)
    assert (answer.context["wizard"].tally.new, answer.context["wizard"].tally.refused) == (1, 0)
    answer = client.post("/reports/bulletin/", {**TOLD, "file": _file(data, "通报.xlsx")}, follow=True)
    assert (answer.context["wizard"].tally.new, answer.context["wizard"].tally.refused) == (1, 0)


@pytest.mark.parametrize("encoding", ["gb18030", "gbk", "utf-8", "utf-8-sig", "utf-16"])
def test_a_csv_in_any_usual_encoding(client: Client, street: Street, encoding: str) -> None:
    text = ",".join(HEADS) + "\r\n" + ",".join(GOOD) + "\r\n"
    answer = client.post("/indicators/values/import/", {"file": _file(text.encode(encoding), "导出.csv")}, follow=True)
    assert answer.context["wizard"].tally.new == 1


PASTED = {
    "nothing": ("　", "粘贴"),
    "prose without a figure": ("各部门要高度重视，狠抓落实。", "没有读出指标数"),
    "a table without a name": ("甲\t乙\t丙\n1\t2\t3\n4\t5\t6", "指标名称"),
    "a control character": ("财政总收入\x00 25764万元", ""),
    "far too much": ("财政总收入25764万元。" * 6000, "50000"),
}


@pytest.mark.parametrize("which", PASTED)
def test_pasted_nonsense_gets_one_sentence(client: Client, street: Street, which: str) -> None:
    pasted, said = PASTED[which]
    answer = client.post("/reports/bulletin/", {**TOLD, "text": pasted}, follow=True)
    text = html.unescape(answer.content.decode())
    assert answer.status_code in (200, 422), text[:300]
    assert said in text
    assert "Traceback" not in text
    assert _kept(street) == 0


def test_a_period_that_is_none_is_named_where_it_was_typed(client: Client, street: Street) -> None:
    answer = client.post(
        "/reports/bulletin/", {**TOLD, "text": "财政总收入25764万元。", "period": "2021-13"}, follow=True
    )
    assert "2021-13" in html.unescape(answer.content.decode())
    form = {"indicator": "revenue", "period": "2021-13", "value": "1", "supplier": "甲", "paper": "乙"}
    answer = client.post("/indicators/values/enter/", form)
    assert answer.status_code == 422
    assert "2021-13" in html.unescape(answer.content.decode())
    assert _kept(street) == 0


def test_an_absurd_number_is_named_not_a_failure(client: Client, street: Street) -> None:
    for value in ("3.7E+17", "1e400", "NaN", "１２３，４５６，７８９，０１２，３４５，６７８", "9" * 60):
        form = {"indicator": "revenue", "period": "2025", "value": value, "supplier": "甲", "paper": "乙"}
        answer = client.post("/indicators/values/enter/", form)
        assert answer.status_code in (302, 422), (value, answer.status_code)
        data = _rows(_with(数值=value))
        answer = client.post("/indicators/values/import/", {"file": _file(data, "月报.xlsx")}, follow=True)
        assert answer.status_code == 200, (value, answer.status_code)
        answer = client.post(answer.request["PATH_INFO"], {"confirmed": ""}, follow=True)
        assert answer.status_code in (200, 422), (value, answer.status_code)


def test_an_address_of_a_value_that_is_none_is_answered(client: Client, street: Street) -> None:
    for address in (
        "/indicators/revenue/?period=2021-13",
        "/indicators/?period=2021-13",
        "/indicators/locks/new/?period=x",
    ):
        answer = client.get(f"/indicators/{address}")
        assert answer.status_code in (400, 404, 422) or "2021-13" not in address, address
