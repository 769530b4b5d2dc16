"""A statistician makes an indicator by choosing, sees value and rows, saves it, finds it in the list, changes it, and
sees where the definition changed; by keys too, and on a narrow screen."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from typing import Any

SIZES = ((1440, 900), (360, 740))


def _fits(seen: Any, name: str) -> None:
    for width, height in SIZES:
        seen.page.set_viewport_size({"width": width, "height": height})
        assert seen.overflow() <= 0, f"{name} at {width} px"
        if folder := os.environ.get("JINGWEI_PICTURES"):
            seen.page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
    seen.page.set_viewport_size({"width": 1440, "height": 900})


def test_a_share_is_chosen_saved_changed_and_its_break_seen(visit: Callable[..., Any]) -> None:
    clerk = visit("statistician")
    page = clerk.page
    clerk.open("/indicators/")
    page.click(".head-actions summary:has-text('更多')")
    page.click("a:has-text('定义指标')")
    page.wait_for_selector("h1:has-text('定义指标')")
    page.fill("input[name=name]", "住宅中住了三人以上的占比")
    page.fill("input[name=unit]", "%")
    page.select_option("[id='e-d.verb']", "share")
    page.fill("[id='e-d.source']", "房屋台账")
    page.keyboard.press("Tab")
    page.wait_for_selector("button[value='add:where:field']")
    page.click("button[value='add:where:field']")
    page.wait_for_selector("[id='e-where.0']")
    page.select_option("[id='e-where.0']", label="居住人数")
    page.wait_for_selector("[id='e-where.0.op']")
    page.select_option("[id='e-where.0.op']", label="大于")
    page.wait_for_selector("[id='e-where.0.op'] option[value=over][selected]", state="attached")
    page.fill("[id='e-where.0.value']", "2")
    # The key that leaves the field must not press the button it comes to.
    page.keyboard.press("Tab")
    page.click("button[value='add:of:field']")
    page.wait_for_selector("[id='e-of.0']")
    page.select_option("[id='e-of.0']", label="房屋性质")
    page.wait_for_selector("[id='e-of.0.value']")
    page.select_option("[id='e-of.0.value']", label="住宅")
    page.select_option("[id='e-p.period']", "2025")
    page.wait_for_selector("#preview >> text=/[0-9]+／[0-9]+/")
    page.wait_for_selector("#preview >> text=分母范围：房屋性质为住宅")
    said = page.inner_text("#preview")
    # Other walks record houses in the same office.
    found = re.search(r"([0-9]+)／([0-9]+)", said)
    assert found is not None
    crowded, homes = int(found[1]), int(found[2])
    assert 10 <= crowded < homes
    for word in ("条件：居住人数大于2人", f"{round(100 * crowded / homes)}", f"计入 {crowded} 行", "临海路"):
        assert word in said
    assert page.input_value("[id='e-where.0.value']") == "2"
    _fits(clerk, "define")
    page.fill("input[name=decimals]", "1")
    page.fill("input[name=valid_from]", "2025-01-01")
    page.click("button[value=save]")
    page.wait_for_selector("text=已建立指标“住宅中住了三人以上的占比”")
    clerk.open("/indicators/?period=2025")
    assert "住宅中住了三人以上的占比" in clerk.text()

    page.click("a:has-text('住宅中住了三人以上的占比')")
    page.wait_for_selector("h1:has-text('住宅中住了三人以上的占比')")
    page.click("a:has-text('修改口径')")
    page.wait_for_selector("[id='e-where.0.value']")
    page.fill("[id='e-where.0.value']", "3")
    page.keyboard.press("Tab")
    page.select_option("[id='e-p.period']", "2025")
    page.fill("input[name=valid_from]", "2025-12-01")
    page.keyboard.press("Tab")
    page.wait_for_selector("#preview >> text=成为第2版")
    page.wait_for_selector("#preview >> text=/\\d+ 行/ >> nth=0")
    _fits(clerk, "redefine")
    page.click("button[value=save]")
    page.wait_for_selector("text=请写明原因")
    page.fill("[id='f-reason']", "按区里新口径，四人以上才计")
    page.click("button[value=save]")
    page.wait_for_selector("text=已另存为新的一版")
    page.wait_for_selector("#series >> text=以上与以下不可比")
    assert "自2025年12月1日起按第2版口径（按区里新口径，四人以上才计）" in page.inner_text("#series")
    _fits(clerk, "break")
    page.click("a:has-text('两版对照')")
    page.wait_for_selector("text=居住人数大于3")
    assert "居住人数大于2" in clerk.text()
    _fits(clerk, "versions")
    clerk.open("/indicators/definitions/import/")
    _fits(clerk, "import")
