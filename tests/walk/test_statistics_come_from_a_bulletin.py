"""Statistics from outside in the browser: a bulletin is pasted, a name bound, a doubt confirmed, the story told."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

SIZES = ((1440, 900), (360, 740))
BULLETIN = (
    "2024年1—11月，一般公共预算总收入25764万元，完成年度计划81.76%，全区排名第5，同比增长3.2%；"
    "税收收入19850万元，下降1.3%。"
)


def _fits(seen: Any, name: str) -> None:
    for width, height in SIZES:
        seen.page.set_viewport_size({"width": width, "height": height})
        assert seen.overflow() <= 0, f"{name} at {width} px"
        if folder := os.environ.get("JINGWEI_PICTURES"):
            seen.page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
    seen.page.set_viewport_size({"width": 1440, "height": 900})


def test_a_bulletin_goes_in_and_a_slip_is_asked_about(visit: Callable[..., Any]) -> None:
    clerk = visit("statistician")
    page = clerk.page
    clerk.open("/indicators/values/")
    page.click("a:has-text('粘贴通报')")
    page.wait_for_selector("h1:has-text('粘贴通报')")
    _fits(clerk, "paste")
    page.fill("textarea[name=text]", BULLETIN)
    page.fill("input[name=supplier]", "区财政局")
    page.fill("input[name=paper]", "《经济运行快报》2024年第11期")
    page.click("button:has-text('读取并预览')")

    page.wait_for_selector(".tally")
    assert "“一般公共预算总收入”是哪个指标" in clerk.text()
    _fits(clerk, "bind")
    page.select_option("select[name=bind-0]", "budget_revenue")
    page.click("button:has-text('确认导入')")
    page.wait_for_selector("text=已记住 1 个名称")
    assert "是哪个指标" not in clerk.text()
    _fits(clerk, "preview")
    page.click("button:has-text('确认导入')")
    page.wait_for_selector("text=已导入")

    clerk.open("/indicators/values/enter/?indicator=budget_revenue&period=2024年1—11月")
    _fits(clerk, "enter")
    page.fill("input[name=value]", "2.5801")
    page.fill("input[name=supplier]", "区财政局")
    page.fill("input[name=paper]", "《财政收支月报》2024年第11期")
    page.click("button:has-text('登记')")
    page.wait_for_selector("text=有几处请核对")
    assert "已核对以上各处" in clerk.text()
    _fits(clerk, "doubt")
    page.fill("input[name=value]", "25801")
    page.click("button:has-text('登记')")
    page.wait_for_selector("text=已登记")
    _fits(clerk, "values")

    clerk.open("/indicators/budget_revenue/?period=2024-01/2024-11")
    said = clerk.text()
    for word in ("25801", "第5位", "81.76", "已由核定数代替", "快报数"):
        assert word in said
    _fits(clerk, "story")
