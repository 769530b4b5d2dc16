"""From the file on her disk to a ledger with its rows, in three clicks; a change is seen at once, on a phone too."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from tests.walk.conftest import PHONE, WIDE


@pytest.fixture
def sheet(live: Any, tmp_path: Path, size: tuple[int, int]) -> Path:
    """Shops as an office lists them: a title, a unit line, a column that may not be kept, a total, signatures."""
    grid = live.street.grid().code
    book = openpyxl.Workbook()
    page = book.active
    page.append(["望澜街道沿街商铺摸排情况表"])
    page.append(["填报单位：望澜街道", None, None, None, None, None, "单位：平方米"])
    page.append(["序号", "商铺名称", "所属网格", "面积", "业态", "开业日期", "密级"])
    page.merge_cells("A1:G1")
    for number in range(1, 13):
        # Shops that a ledger has already would be proposed as links to it.
        street = "听涛" if size == WIDE else "望潮"
        area = "三十平" if number == 11 else 20.5 + number
        kind = ("餐饮", "零售", "服务")[number % 3]
        page.append([number, f"{street}{number}号店", grid, area, kind, f"2021.3.{number}", "内部"])
    page.append(["合计", None, None, 300, None, None, None])
    page.append(["制表人：", None, "审核人："])
    path = tmp_path / "沿街商铺摸排.xlsx"
    book.save(path)
    return path


@pytest.mark.parametrize("size", [WIDE, PHONE])
def test_a_ledger_is_made_and_seen(visit: Callable[..., Any], sheet: Path, size: tuple[int, int]) -> None:
    clerk = visit("office", size)
    page = clerk.page
    clerk.open("/registers/")
    page.click("a:has-text('新建台账')")
    page.set_input_files("input[type=file]", sheet)

    page.wait_for_selector("#plan")
    assert "“密级”是国家秘密的标注" in clerk.text()
    assert "1行读不成面积" in clerk.text()
    assert page.input_value("[name='name']") == "沿街商铺台账"
    assert page.input_value("[name='c3.kind']") == "area"
    assert page.input_value("[name='place_field']") == "f3"
    assert clerk.overflow() <= 0

    page.select_option("[name='c3.kind']", "text")
    page.fill("[name='noun']", "商铺")  # typed while the sheet is read again
    page.wait_for_selector("button:has-text('建账并导入 12 行')")
    assert page.input_value("[name='noun']") == "商铺"
    page.select_option("[name='c3.kind']", "area")
    page.wait_for_selector("button:has-text('建账并导入无误的 11 行')")
    page.click("button:has-text('建账并导入无误的 11 行')")

    page.wait_for_selector("text=已建立“沿街商铺台账”")
    assert page.inner_text(".tally-new dd") == "11"
    page.click("a:has-text('看台账')")
    page.wait_for_selector(".subtitle:has-text('在册 11 家')")
    assert clerk.overflow() <= 0
