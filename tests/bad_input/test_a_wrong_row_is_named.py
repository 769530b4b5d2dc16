"""A row that cannot be right stays out, named by row, field and value, with what would be right or whom to ask."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from jingwei.core.codes import credit_code_check
from jingwei.core.scope import open_scope
from jingwei.indicators.models import Reported
from jingwei.indicators.packs import load_pack
from jingwei.registers.packs import all_packs
from jingwei.registers.tests.spoiled import EAST, HEADS, NORTH, SOUTH, WEST, Office, book, words

pytestmark = pytest.mark.django_db
STEM = "91990101MA0000012"
GOOD = STEM + credit_code_check(STEM)
WRONG = STEM + ("A" if GOOD[-1] != "A" else "B")
INSIDE = f"{(WEST + EAST) / 2},{(SOUTH + NORTH) / 2}"


def _row(**more: Any) -> Callable[[str], list[Any]]:
    return lambda grid: [{"编号": "N9", "名称": "示例店", "网格编码": grid, **more}.get(head) for head in HEADS]


ROWS: dict[str, tuple[Callable[[str], list[Any]], tuple[str, ...]]] = {
    "a formula without its result": (_row(人数="=1+2"), ("人数", "公式")),
    "a wrong check character": (_row(信用代码=WRONG), ("信用代码", WRONG, f"末位应为“{GOOD[-1]}”")),
    "a code one too short": (_row(信用代码=GOOD[:-1]), ("信用代码", GOOD[:-1], "18")),
    "a number that lost its digits": (_row(身份证号="3.7E+17"), ("身份证号", "文本")),
    "a number of a person as a number": (_row(身份证号=990101199001011237), ("身份证号",)),
    "a point in the sea": (_row(位置="121.5,38.62"), ("位置", "121.5", "不在本街道范围内")),
    "longitude and latitude swapped": (_row(位置=f"{SOUTH + 0.01},{WEST + 0.01}"), ("位置", "经度")),
    "a point beyond the world": (_row(位置="1198.2,38.62"), ("位置", "1198.2")),
    "words for a number": (_row(人数="三四个"), ("人数", "三四个")),
    "a day that is none": (_row(成立日期="2021-13-01"), ("成立日期", "2021-13-01")),
    "a choice that is none": (_row(性质="城堡"), ("性质", "城堡", "商铺")),
    "a unit of another kind": (_row(面积="12公里"), ("面积", "12公里")),
    "a grid that is none": (_row(网格编码="没有这个网格"), ("网格编码", "没有这个网格", "管理员")),
    "no name": (_row(名称=None), ("名称",)),
    "no number": (_row(编号=None), ("编号",)),
}


@pytest.mark.parametrize("which", ROWS)
def test_the_row_stays_out(office: Office, which: str) -> None:
    make, said = ROWS[which]
    before = office.rows()
    answer = office.upload(book([make(office.grid)]))
    assert (answer.step, answer.status) == ("preview", 200), answer.text[:400]
    assert "第 2 行" in answer.text
    for part in said:
        assert part in answer.text, part
    assert "退回 1" in answer.text
    assert "整表先不收，改好再传" in answer.text
    assert "先收下无误" not in answer.text
    assert office.rows() == before


def test_a_good_row_beside_goes_in(office: Office) -> None:
    rows = [ROWS["a choice that is none"][0](office.grid), _row(编号="N10", 信用代码=GOOD, 位置=INSIDE)(office.grid)]
    answer = office.upload(book(rows))
    assert "先收下无误的 1 行，有误的 1 行退回" in answer.text
    office.confirm(answer.url)
    assert len(office.rows()) == 3


def test_a_key_that_stands_twice_in_the_file(office: Office) -> None:
    before = office.rows()
    answer = office.upload(book([_row(名称="甲店")(office.grid), _row(名称="乙店")(office.grid)]))
    assert answer.status == 200
    assert "N9" in answer.text
    assert "第2行" in answer.text or "第 2 行" in answer.text
    assert "第 3 行" in answer.text
    assert office.rows() == before
    office.confirm(answer.url)
    assert [row[1] for row in office.rows() if row not in before] in ([], ["甲店"])


@pytest.mark.parametrize("heading", ["人脸", "密级", "重点人员"])
def test_a_forbidden_column_is_named_and_left_out(office: Office, heading: str) -> None:
    data = book([["N9", "示例店", office.grid, "某值"]], ["编号", "名称", "网格编码", heading])
    page = office.match_page(data)
    assert "不能导入" in page
    assert f"“{heading}”" in page
    assert "本系统不收" in page
    answer = office.upload(data)
    assert "某值" not in answer.text
    office.confirm(answer.url)
    assert "某值" not in str(office.rows())


@pytest.mark.parametrize("period", ["2021-13", "2021年13月", "去年"])
def test_a_period_that_is_none_in_a_sheet_of_statistics(office: Office, period: str) -> None:
    street = office.street
    with open_scope(street.scope("statistician")):
        for ledger in all_packs():
            ledger.define()
        pack = load_pack()
        pack.define(date(2020, 1, 1))
        name = next(row["name"] for row in pack.rows if pack.bodies[row["key"]].get("reported"))
    street.sign_in(office.client, "statistician")
    data = book(
        [[period, name, "12.3", "区统计局", "统计月报"]], ["统计期", "指标名称", "数值", "供数单位", "来源文件"]
    )
    answer = office.client.post("/indicators/values/import/", {"file": SimpleUploadedFile("统计.xlsx", data)})
    assert answer.status_code == 302, words(answer)[:400]
    page = words(office.client.get(answer["Location"]))
    assert "第 2 行" in page
    assert "统计期" in page
    assert period in page
    office.client.post(answer["Location"])
    with open_scope(street.scope("statistician")):
        assert Reported.objects.count() == 0
