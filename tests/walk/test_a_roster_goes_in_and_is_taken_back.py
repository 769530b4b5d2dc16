"""A roster goes in, its record shows what it changed, an undo that is in the way is told, and one that is not works."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

WIDTHS = (1440, 360)


@pytest.fixture
def roster(live: Any, tmp_path: Path) -> Path:
    """Ten new members of staff and one whose phone and name of the department changed."""
    known = live.street.staff["statistician"]
    book = openpyxl.Workbook()
    page = book.active
    page.append(["望澜街道工作人员花名册"])
    page.append(["工号", "姓名", "职务", "人员类别", "部门", "工作电话", "备注"])
    page.append([known.number, known.name, "四级主任科员", "公务员", "应急管理办公室", "19900009999", "调整"])
    for number in range(1, 11):
        page.append(
            [f"W{number:03d}", f"测新{number}", "科员", "事业人员", "城市建设办公室", "19900001234", "虚构人员"]
        )
    page.append(["W011", "测错", "科员", "事业人员", "后勤处", "19900001234", "虚构人员"])
    path = tmp_path / "花名册（2026年11月）.xlsx"
    book.save(path)
    return path


def look(seen: Any, name: str) -> None:
    """At both widths the page fits; pictures are kept where a folder is named for them."""
    folder = os.environ.get("JINGWEI_PICTURES")
    for width in WIDTHS:
        seen.page.set_viewport_size({"width": width, "height": 900})
        seen.page.wait_for_timeout(400)
        assert seen.overflow() <= 0, f"{name} at {width} px"
        if folder:
            seen.page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
    seen.page.set_viewport_size({"width": 1440, "height": 900})


def test_a_roster_is_undone_from_its_record(visit: Callable[..., Any], live: Any, roster: Path) -> None:
    keeper = visit("system_admin")
    page = keeper.page
    keeper.open("/import/staff/")
    page.set_input_files("input[type=file]", roster)
    page.click("button:has-text('下一步：预览')")
    page.click("button:has-text('确认导入 11 行')")
    look(keeper, "applied")
    page.click("a:has-text('看改了什么')")

    page.wait_for_selector("h1:has-text('花名册')")
    text = keeper.text()
    for word in ("人员花名册", "新增", "19900009999", "测新1（W001）", "应急管理办公室"):
        assert word in text
    look(keeper, "record")
    page.click("a:has-text('撤销导入')")
    page.wait_for_selector("textarea[name=reason]")
    look(keeper, "undo")

    # Meanwhile somebody got an account.
    with live.as_role("system_admin"):
        from jingwei.core.actions import perform
        from jingwei.people.actions.open_account import OpenAccount
        from jingwei.people.models import Staff

        one = Staff.objects.get(number="W003")
        perform(OpenAccount(), [{"username": "w003.walk"}], targets=[one.pk], context={"password": "Wanglan-2026-x"})
    page.fill("textarea[name=reason]", "传错了文件")
    page.click("form.form button:has-text('撤销导入')")
    page.wait_for_selector("text=已开立的登录账号1个（测新3（W003））")
    assert page.input_value("textarea[name=reason]") == "传错了文件"
    look(keeper, "refused")


def test_departments_are_undone_and_gone_from_the_list(visit: Callable[..., Any], tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["机构代号", "机构名称", "机构类别", "主要职责"])
    book.active.append(["walk-culture", "宣传文化办公室", "内设机构", "宣传、文明实践、文化体育"])
    path = tmp_path / "机构设置一览表.xlsx"
    book.save(path)
    keeper = visit("system_admin")
    page = keeper.page
    keeper.open("/import/departments/")
    page.set_input_files("input[type=file]", path)
    page.click("button:has-text('下一步：预览')")
    page.click("button:has-text('确认导入 1 行')")
    page.click("a:has-text('看改了什么')")
    page.click("a:has-text('撤销导入')")
    page.fill("textarea[name=reason]", "名称未定")
    page.click("form.form button:has-text('撤销导入')")
    page.wait_for_selector("text=已撤销，恢复到导入之前")
    assert "名称未定" in keeper.text()
    look(keeper, "undone")
    keeper.open("/departments/")
    assert "宣传文化办公室" not in keeper.text()
    keeper.open("/imports/")
    assert "机构设置一览表.xlsx" in keeper.text()
    look(keeper, "list")


def test_a_sheet_of_statistics_is_shown_and_undone(visit: Callable[..., Any], tmp_path: Path) -> None:
    head = "统计期,指标代号,指标名称,计量单位,口径,数值,同比增速(%),供数单位,来源文件"
    lines = [
        f"2025-{month:02d},budget_revenue,,万元,1月至当月累计,{month * 3100},5.5,区财政局,《财政收支月报》"
        for month in range(1, 8)
    ]
    path = tmp_path / "财政收支月报.csv"
    path.write_text("\n".join([head, *(one.replace(",,", ",一般公共预算收入,", 1) for one in lines)]), "utf-8-sig")
    clerk = visit("statistician")
    page = clerk.page
    clerk.open("/indicators/values/import/")
    page.set_input_files("input[type=file]", path)
    page.click("button:has-text('预览'), button:has-text('下一步')")
    page.click("button:has-text('确认导入')")
    page.wait_for_selector("a:has-text('撤销导入')")
    look(clerk, "reported-record")
    page.click("a:has-text('撤销导入')")
    page.fill("textarea[name=reason]", "传错了年份")
    page.click("form.form button:has-text('撤销导入')")
    page.wait_for_selector("text=已撤销，恢复到导入之前")
    clerk.open("/imports/")
    look(clerk, "list-statistician")
    clerk.open("/registers/imports/")
    look(clerk, "list-ledgers")
    clerk.open("/places/")
    look(clerk, "places")
