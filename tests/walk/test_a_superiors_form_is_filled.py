"""A superior's form in the browser: uploaded, bound by its heads, filled, opened and sent; next month it is known."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from jingwei.core.tests.received_forms import month_form

SIZES = ((1440, 900), (360, 740))


def _fits(seen: Any, name: str) -> None:
    for width, height in SIZES:
        seen.page.set_viewport_size({"width": width, "height": height})
        assert seen.overflow() <= 0, f"{name} at {width} px"
        if folder := os.environ.get("JINGWEI_PICTURES"):
            seen.page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
    seen.page.set_viewport_size({"width": 1440, "height": 900})


def _upload(page: Any, data: bytes) -> None:
    file = {
        "name": "房屋人口情况月报表.xlsx",
        "mimeType": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "buffer": data,
    }
    page.set_input_files("input[name=file]", files=[file])
    page.click("main button:has-text('上传')")


def test_a_form_is_bound_once_and_fills_itself(visit: Callable[..., Any]) -> None:
    clerk = visit("statistician")
    page = clerk.page
    names = tuple(clerk.live.street.community(number).name for number in (1, 2))
    clerk.open("/reports/forms/")
    _fits(clerk, "forms-empty")
    page.click("a:has-text('上传表格')")
    _fits(clerk, "form-upload")
    _upload(page, month_form(month=9, rows=names))
    page.wait_for_selector("h1:has-text('登记上级的表')")
    _fits(clerk, "form-keep")
    page.fill("input[name=issuer]", "区住建局")
    page.click("button:has-text('登记，下一步绑定')")
    page.wait_for_selector("text=还没有绑定")
    _fits(clerk, "form-unbound")

    page.click("main a:has-text('整块绑定')")
    _fits(clerk, "form-area")
    page.click("button:has-text('下一步')")
    page.wait_for_selector("text=各列是指标")
    page.select_option("select[name=column-2]", "houses")
    page.select_option("select[name=column-3]", "-")
    page.select_option("select[name=column-4]", "-")
    page.select_option("select[name=column-5]", "-")
    _fits(clerk, "form-block")
    page.click("main button:has-text('绑定')")
    page.wait_for_selector("text=已绑定 2 格")
    page.click("td a[aria-label=B2]")
    page.wait_for_selector("h1:has-text('B2 填什么')")
    _fits(clerk, "form-words")
    page.click("main button:has-text('绑定')")
    page.wait_for_selector("text=B2已绑定")
    page.click("td a[aria-label=D5]")
    _fits(clerk, "form-cell")
    clerk.open(page.url.split("/bind/")[0].removeprefix(clerk.live.url) + "/")
    _fits(clerk, "form-bound")

    page.click("main a:has-text('填表')")
    assert page.input_value("input[name=period]") == "2026年9月"
    _fits(clerk, "form-fill")
    page.click("main button:has-text('填表')")
    page.wait_for_selector("text=没有填的")
    page.wait_for_selector("text=现在重数，各格都和表里一样")
    _fits(clerk, "form-filled")
    page.click("a:has-text('登记报送')")
    _fits(clerk, "form-send")
    page.click("main button:has-text('登记')")
    page.wait_for_selector("text=已登记：报区住建局")

    clerk.open("/reports/forms/new/")
    _upload(page, month_form(month=10, rows=names))
    page.wait_for_selector("text=认出来了")
    assert page.input_value("input[name=period]") == "2026年10月"
    page.click("main button:has-text('填表')")
    page.wait_for_selector("text=和上次（2026年9月）不同的")
    clerk.open("/reports/forms/")
    _fits(clerk, "forms")
