"""A resident reports a lamp on a phone, keeps number and code, and sees that it is being seen to."""

from __future__ import annotations

from tests.walk.conftest import PHONE, WIDE


def test_a_lamp_is_reported_and_looked_up(visit) -> None:
    for size in (PHONE, WIDE):
        seen = visit(None, size)
        page = seen.page
        assert seen.open("/ask/") == 200
        assert seen.overflow() == 0
        page.get_by_role("button", name="提交").click()
        page.locator(".has-problems").first.wait_for()
        page.select_option("[name=kind]", index=1)
        page.fill("[name=text]", "望澜路3号门前的路灯三天不亮")
        page.select_option("[name=place]", index=1)
        page.fill("[name=contact_phone]", "19900001234")
        page.get_by_role("button", name="提交").click()
        page.get_by_text("查询码只在这里显示一次").wait_for()
        assert seen.overflow() == 0
        number, code = page.locator("dd").all_inner_texts()
        page.get_by_role("link", name="查询办理情况").click()
        page.fill("[name=number]", number)
        page.fill("[name=code]", code)
        page.get_by_role("button", name="查询").click()
        page.get_by_text("待响应").wait_for()
        assert seen.overflow() == 0
