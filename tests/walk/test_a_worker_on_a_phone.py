"""A grid worker with a phone of 360 pixels: own rows only, recording at the door, a number shown for a reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def test_a_worker_records_inside_the_own_grid(visit: Callable[..., Any], live: Any) -> None:
    worker = visit("grid_worker", (360, 740))
    page = worker.page
    worker.open("/registers/houses/")
    rows = worker.text()
    assert "临海路2号" in rows
    assert "临海路3号" not in rows
    assert worker.overflow() <= 0

    page.click("main a:has-text('登记')")
    page.fill("input[name=code]", "P0001")
    page.fill("input[name=address]", "临海路门口1号")
    page.fill("input[name=grid]", live.street.grid(2, 1).code)
    page.click("form.form button:has-text('登记')")
    page.wait_for_selector("#problems")
    assert "不在您负责的网格内" in page.inner_text("#problems")
    assert page.input_value("input[name=address]") == "临海路门口1号"

    page.fill("input[name=grid]", live.street.grid(1, 1).code)
    page.click("form.form button:has-text('登记')")
    page.wait_for_selector("h1:has-text('临海路门口1号')")
    assert worker.overflow() <= 0


def test_a_phone_number_is_shown_for_a_reason(visit: Callable[..., Any], live: Any) -> None:
    worker = visit("grid_worker", (360, 740))
    page = worker.page
    worker.open("/registers/enterprises/")
    page.click("a.row-link:has-text('示例船具')")
    page.wait_for_selector(".masked")
    assert "19900001234" not in page.content()
    page.locator(".btn-reveal").last.click()
    page.fill("#ask-reason input", "上门走访前联系")
    page.click("#ask button[value=yes]")
    page.wait_for_selector(".masked:has-text('19900001234')")

    from jingwei.core.models import AuditEntry

    with live.as_role("audit_admin"):
        told = AuditEntry.objects.filter(event="unmasked").values_list("reason", flat=True)
        assert list(told) == ["上门走访前联系"]
