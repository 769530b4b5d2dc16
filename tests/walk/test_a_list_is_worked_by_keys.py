"""Finding and opening without a mouse, narrowing by a click, large print, and the sheet of paper with its signers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def test_search_rows_and_facets(visit: Callable[..., Any]) -> None:
    clerk = visit("office")
    page = clerk.page
    clerk.open("/registers/houses/")

    page.keyboard.press("Control+k")
    page.keyboard.type("lhl 12")
    page.keyboard.press("Enter")
    page.wait_for_selector("h1:has-text('搜索')")
    assert "临海路12号" in clerk.text()
    assert "临海路13号" not in clerk.text()

    clerk.open("/registers/houses/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.closest('tr').sectionRowIndex") == 0
    page.keyboard.press("j")
    wanted = page.evaluate("document.activeElement.textContent").strip()
    page.keyboard.press("Enter")
    page.wait_for_selector(f"h1:has-text('{wanted}')")

    clerk.open("/registers/houses/")
    option = page.locator(".facet a:has-text('商业')").first
    count = option.locator(".count").inner_text()
    option.click()
    page.wait_for_selector(f".subtitle:has-text('在册 {count} 处')")
    assert "f.use=shop" in page.get_attribute("a:has-text('打印')", "href")
    assert page.locator("tbody tr").count() == int(count)
    page.click(".chip:has-text('商业')")
    page.wait_for_selector(".chip", state="detached")


def test_large_print_stays_on(visit: Callable[..., Any]) -> None:
    clerk = visit("office")
    page = clerk.page
    clerk.open("/registers/houses/")
    size = "parseFloat(getComputedStyle(document.querySelector('td')).fontSize)"
    before = page.evaluate(size)
    page.click("[data-large]")
    clerk.open("/registers/houses/")
    assert page.evaluate(size) >= before * 1.3
    assert clerk.overflow() <= 0


def test_the_list_on_paper_is_signed(visit: Callable[..., Any]) -> None:
    clerk = visit("office")
    page = clerk.page
    clerk.open("/registers/houses/")
    with page.context.expect_page() as opened:
        page.click("a:has-text('打印')")
    paper = opened.value
    paper.wait_for_selector("body.laid")
    signers = paper.locator(".signers span").all_inner_texts()
    assert [signer.split("：")[0] for signer in signers] == ["制表人", "审核人", "负责人"]
    assert "临海路1号" in paper.inner_text("main")
    assert paper.locator(".paper-number").last.inner_text().startswith("第 ")
    assert b"/MediaBox [0 0 " in paper.pdf(prefer_css_page_size=True)
