"""The security administrator asks, a leader confirms, a clerk sees what is left; each page at both widths."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

SIZES = ((360, 740), (1440, 900))


@pytest.fixture
def firms(live: Any) -> str:
    """A ledger of this test's own; gives the address of its page of end dates."""
    from jingwei.registers.tests.ledgers import define_firms, record

    with live.as_role("office"):
        register = define_firms()
        record(register, [{"code": "F1", "name": "示例商店", "phone": "19900001111"}])
        return f"/registers/end-dates/{register.pk}/"


def fits(seen: Any) -> None:
    for width, height in SIZES:
        seen.page.set_viewport_size({"width": width, "height": height})
        assert seen.overflow() <= 0, f"{seen.page.url} at {width} px"


def step(seen: Any, here: str, link: str, button: str, **typed: str) -> None:
    """From the ledger's page through a form and back."""
    seen.page.click(f"main .section a:has-text('{link}')")
    fits(seen)
    for name, value in typed.items():
        seen.page.fill(f"[name={name}]", value)
    seen.page.click(f"main button.btn-primary:has-text('{button}')")
    seen.page.wait_for_url(f"**{here}")
    fits(seen)


def test_it_is_sealed_opened_and_erased(visit: Callable[..., Any], firms: str) -> None:
    admin, leader, clerk = visit("security_admin"), visit("leader"), visit("office")
    assert admin.open("/registers/end-dates/") == 200
    fits(admin)
    assert admin.open(firms) == 200
    fits(admin)
    step(admin, firms, "封存", "封存", reason="清查期间停用")
    clerk.open("/registers/firms/")
    assert "已封存" in clerk.text()
    step(admin, firms, "启封", "启封", basis="民事诉讼法第六十七条", reason="法院调取")
    step(admin, firms, "申请删除", "申请删除个人信息", reason="本人撤回同意")
    assert admin.page.query_selector("main a:has-text('确认删除')") is None
    leader.open("/")
    leader.page.click("main a:has-text('待另一人确认')")
    step(leader, firms, "确认删除", "确认删除", ledger="企业台账", reason="情况属实")
    clerk.open("/registers/firms/")
    fits(clerk)
    assert "已按期限删除" in clerk.text()
    assert "示例商店" in clerk.text()
    assert clerk.page.query_selector("main [hx-post*=reveal]") is None
