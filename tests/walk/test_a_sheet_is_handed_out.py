"""A sheet handed out in the browser: a community finds it on its home page and gives it back, the office sees it."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import openpyxl
from django.utils import timezone

SIZES = ((1440, 900), (360, 740))


def _fits(seen: Any, name: str) -> None:
    for width, height in SIZES:
        seen.page.set_viewport_size({"width": width, "height": height})
        assert seen.overflow() <= 0, f"{name} at {width} px"
        if folder := os.environ.get("JINGWEI_PICTURES"):
            seen.page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
    seen.page.set_viewport_size({"width": 1440, "height": 900})


def _blank(folder: Any) -> Any:
    book = openpyxl.Workbook()
    book.active.append(["序号", "姓名", "特长"])
    book.save(folder / "空表.xlsx")
    return folder / "空表.xlsx"


def test_a_community_gives_back_its_sheet(visit: Callable[..., Any], tmp_path: Any) -> None:
    office = visit("office")
    page = office.page
    office.open("/reports/handouts/")
    page.click("a:has-text('分发表格')")
    _fits(office, "handout-new")
    page.fill("input[name=title]", "房屋核对")
    page.select_option("select[name=register]", "houses")
    page.fill("input[name=due]", str(timezone.localdate() + timedelta(days=5)))
    page.click("main button:has-text('分发')")
    page.wait_for_selector("text=已分发 2 份")
    _fits(office, "handout-open")

    secretary = visit("community_secretary")
    secretary.open("/")
    _fits(secretary, "handout-home")
    secretary.page.click("text=房屋核对（第1社区）")
    _fits(secretary, "handout-part")
    with secretary.page.expect_download() as fetched:
        secretary.page.click("a:has-text('下载要填的表')")
    fetched.value.save_as(tmp_path / "表.xlsx")
    book = openpyxl.load_workbook(tmp_path / "表.xlsx")
    head = next(row for row in book.active.iter_rows() if any(cell.value == "居住人数（人）" for cell in row))
    at = next(cell for cell in head if cell.value == "居住人数（人）")
    book.active.cell(at.row + 1, at.column, "很多")
    book.save(tmp_path / "错.xlsx")
    secretary.page.set_input_files("input[name=file]", tmp_path / "错.xlsx")
    secretary.page.click("main button:has-text('交表')")
    secretary.page.wait_for_selector("text=其中 1 行有问题")
    _fits(secretary, "handout-wrong")
    secretary.page.set_input_files("input[name=file]", tmp_path / "表.xlsx")
    secretary.page.click("main button:has-text('再交一次')")
    secretary.page.wait_for_selector("text=都没有问题")
    _fits(secretary, "handout-given")

    page.reload()
    page.wait_for_selector("text=行都可以合并")
    assert "还没有交的 1 个单位" in office.text()
    _fits(office, "handout")
    page.click("button:has-text('合并后导入台账')")
    page.wait_for_selector("text=导入 · ")
    _fits(office, "handout-import")

    office.open("/reports/handouts/new/")
    page.fill("input[name=title]", "文化能人摸底")
    page.fill("input[name=due]", str(timezone.localdate() + timedelta(days=5)))
    page.set_input_files("input[name=blank]", _blank(tmp_path))
    page.click("main button:has-text('分发')")
    page.wait_for_selector("text=截止后60天")
    _fits(office, "handout-blank")
    office.open("/reports/handouts/")
    _fits(office, "handouts")
