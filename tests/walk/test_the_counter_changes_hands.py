"""One PC at a counter: changing the user by a short code, signing out, and what too many wrong passwords lead to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jingwei.people.tests.street import PASSWORD


def _sign_in(seen: Any, role: str, password: str = PASSWORD) -> None:
    seen.page.fill("#username", seen.live.street.accounts[role].username)
    seen.page.fill("#password", password)
    seen.page.click("button:has-text('登录')")


def test_two_people_share_a_browser(visit: Callable[..., Any]) -> None:
    counter = visit(None)
    page = counter.page
    counter.open("/login/")
    _sign_in(counter, "handler")
    page.wait_for_selector("h1:has-text('工作台')")
    counter.open("/quick-code/")
    page.fill("input[name=password]", PASSWORD)
    page.fill("input[name=code]", "2846")
    page.click("main button.btn-primary")
    page.wait_for_selector(".alert-success, .messages")
    handler = page.inner_text("header .who").strip()

    page.click("header .drop summary")
    page.click("a:has-text('其他人登录')")
    _sign_in(counter, "dispatcher")
    page.wait_for_selector("h1:has-text('工作台')")
    assert page.inner_text("header .who").strip() != handler

    page.click("header .drop summary")
    page.click(f".dropdown-menu a:has-text('{handler}')")
    page.fill("#code", "0000")
    page.click(f"button:has-text('换成 {handler}')")
    page.wait_for_selector("text=切换码不正确")
    page.fill("#code", "2846")
    page.click(f"button:has-text('换成 {handler}')")
    page.wait_for_selector(f"header .who:has-text('{handler}')")

    page.click("header .drop summary")
    page.click("button:has-text('退出')")
    page.wait_for_selector("h2:has-text('登录')")
    counter.open("/registers/")
    assert "/login/" in page.url


def test_too_many_wrong_passwords_lock_for_a_while(visit: Callable[..., Any]) -> None:
    stranger = visit(None)
    page = stranger.page
    stranger.open("/login/")
    for _ in range(5):
        _sign_in(stranger, "deputy_leader", "not-the-password")
        page.wait_for_selector("[role=alert]")
    _sign_in(stranger, "deputy_leader")
    page.wait_for_selector("[role=alert]:has-text('输错次数过多')")
    assert "系统管理员" in page.inner_text("[role=alert]")
    assert page.locator("header.top").count() == 0
