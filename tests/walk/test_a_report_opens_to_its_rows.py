"""A report is drafted from a page, a number in it is clicked, its card leads to the rows it was counted from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def test_a_chip_leads_to_the_rows(visit: Callable[..., Any]) -> None:
    clerk = visit("statistician")
    page = clerk.page
    clerk.open("/reports/")
    page.click("a:has-text('起草报告')")
    page.fill("input[name=period]", "2025")
    page.click("form.form button:has-text('起草')")
    page.wait_for_selector(".figure")
    assert page.locator(".figure").count() >= 40
    assert "【待核】" in clerk.text()
    assert clerk.overflow() <= 0

    page.click(".figure:text-is('40处') >> nth=0")
    page.wait_for_selector("#side .figure-card")
    page.click("#side a:has-text('40 行明细')")
    page.wait_for_selector("h1:has-text('房屋')")
    assert "40 行" in clerk.text()
    page.click("a.row-link >> nth=0")
    page.wait_for_selector("h1:has-text('临海路')")


def test_a_drafted_report_is_taken_along_as_a_file(visit: Callable[..., Any]) -> None:
    clerk = visit("office", (360, 740))
    page = clerk.page
    clerk.open("/reports/new/")
    page.fill("input[name=period]", "2025")
    page.click("form.form button:has-text('起草')")
    page.wait_for_selector(".figure")
    assert clerk.overflow() <= 0
    with page.expect_download() as taken:
        page.click("a:has-text('Word')")
    assert taken.value.suggested_filename.endswith(".docx")


def test_an_indicator_opens_to_its_rows(visit: Callable[..., Any]) -> None:
    leader = visit("leader")
    page = leader.page
    leader.open("/indicators/?period=2025")
    page.click("a:has-text('房屋总数') >> nth=0")
    page.wait_for_selector("h1:has-text('房屋总数')")
    assert leader.overflow() <= 0
