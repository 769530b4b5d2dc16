"""Every page that a menu leads to, and what its first links lead to: it answers, it fits, its console is silent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

SIZES = ((1440, 900), (360, 740))


@pytest.mark.parametrize("role", ["office", "grid_worker", "system_admin", "security_admin", "audit_admin"])
def test_the_pages_of_the_menu(visit: Callable[..., Any], role: str) -> None:
    seen = visit(role)
    page = seen.page
    seen.open("/")
    menu = page.eval_on_selector_all("#menu li a", "links => links.map(link => link.getAttribute('href'))")
    assert "/" in menu
    assert len(menu) >= 3
    for path in dict.fromkeys([*menu, "/mine/", "/search/?q=临海"]):
        assert seen.open(path) == 200, path
        assert page.inner_text("h1").strip(), path
        page.wait_for_function("!document.querySelector('.htmx-request')")
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            assert seen.overflow() <= 0, f"{path} at {width} px"


@pytest.mark.parametrize(
    "path", ["/registers/houses/", "/registers/enterprises/", "/registers/houses/record/", "/registers/houses/import/"]
)
def test_the_pages_of_a_ledger(visit: Callable[..., Any], path: str) -> None:
    seen = visit("office")
    assert seen.open(path) == 200
    for width, height in SIZES:
        seen.page.set_viewport_size({"width": width, "height": height})
        assert seen.overflow() <= 0, f"{width} px"
