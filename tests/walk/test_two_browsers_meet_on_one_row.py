"""Two clerks open the same house; the second is shown what the first changed, chooses, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def test_the_second_is_shown_the_first_ones_change(visit: Callable[..., Any]) -> None:
    first, second = visit("office"), visit("statistician")
    first.open("/registers/houses/?q=临海路40号")
    first.page.click("a.row-link:has-text('临海路40号')")
    first.page.wait_for_selector("a:has-text('变更')")
    form = first.page.get_attribute("a:has-text('变更')", "href")
    first.open(form)
    second.open(form)
    first.page.fill("input[name=residents]", "7")
    first.page.click("form.form button:has-text('变更')")
    first.page.wait_for_selector(".events .changes")

    page = second.page
    page.fill("input[name=residents]", "9")
    page.fill("input[name=address]", "临海路40号乙")
    page.click("form.form button:has-text('变更')")
    page.wait_for_selector("h1:has-text('已被他人修改')")
    said = second.text()
    assert "居住人数" in said
    assert "7" in said
    assert "9" in said
    page.check("input[name='take.residents'][value=theirs]")
    page.click("button:has-text('按所选保存')")
    page.wait_for_selector("h1:has-text('临海路40号乙')")
    assert page.inner_text(".items div:has(dt:text-is('居住人数')) dd").startswith("7")
