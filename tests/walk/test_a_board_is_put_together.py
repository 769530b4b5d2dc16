"""The statistician puts a board together, sees its chart, arranges it by keyboard, and takes it along as a picture."""

from collections.abc import Callable
from typing import Any

from tests.walk.conftest import PHONE, Seen

from jingwei.indicators.models import Reported


def test_a_board_is_put_together(visit: Callable[..., Seen], live: Any) -> None:
    with live.as_role("statistician"):
        for month in range(1, 13):
            Reported.objects.create(
                subdistrict=live.street.code, indicator="hotline_received", period=f"2025-01/2025-{month:02d}",
                value=month * 100, unit="件", supplier="区热线办", paper="月报", known_from="2026-01-05T00:00Z",
                actor_label="测试",
            )  # fmt: skip
    seen = visit("statistician")
    page = seen.page
    seen.open("/indicators/boards/new/")
    page.fill("#f-title", "热线情况")
    page.select_option("#f-period", "fixed")
    page.fill("#f-fixed", "2025年")
    page.click("main form.form button.btn-primary")
    page.click("text=加一块 >> nth=0")
    page.check("input[name=kind][value=trend]")
    page.fill("#pick", "热线转办件")
    assert page.locator(".picker li:visible").count() == 1
    page.check(".picker li:visible input")
    page.wait_for_selector("#preview .chart.on canvas")
    page.click("text=保存到看板")
    page.wait_for_selector(".board .chart.on canvas")
    page.click("text=加一块 >> nth=0")
    page.check("input[name=kind][value=parts]")
    page.fill("#pick", "房屋总数")
    page.check(".picker li:visible input")
    page.wait_for_selector("#preview .bars")
    page.click("text=保存到看板")
    titles = ".board .card-title"
    assert page.locator(titles).all_inner_texts() == ["12345热线转办件", "房屋总数"]
    page.focus("button[aria-label='上移：房屋总数']")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator(titles).all_inner_texts() == ["房屋总数", "12345热线转办件"]
    page.click("text=加一块 >> nth=0")
    page.check("input[name=kind][value=table]")
    page.fill("#pick", "房屋")
    for at in range(5):
        page.locator(".picker li:visible input").nth(at).check()
    page.click("text=保存到看板")
    page.click("text=完成")
    page.click("text=发到群")
    assert "12345热线转办件" in page.input_value("#chat-text")
    page.wait_for_selector("#picture:visible")
    with page.expect_download() as saved:
        page.click("#picture-save")
    with open(saved.value.path(), "rb") as file:
        assert file.read(8) == b"\x89PNG\r\n\x1a\n"
    page.go_back()
    address = page.url.removeprefix(live.url)
    seen.open(f"{address}paper/")
    page.wait_for_selector("body.laid")
    assert "第 1 页 共" in page.inner_text(".sheet-a4 >> nth=0")
    # A table of many indicators breaks its heads: it neither leaves the sheet nor squeezes the names of places.
    assert (
        page.evaluate("""Math.max(...[...document.querySelectorAll(".paper-content")].map(
        (one) => one.scrollWidth - one.clientWidth))""")
        <= 0
    )
    assert (
        page.evaluate("""Math.min(...[...document.querySelectorAll("td.c-text")].map((one) => one.clientWidth))""") > 50
    )
    phone = visit("statistician", PHONE)
    phone.open(address)
    assert phone.overflow() <= 0
