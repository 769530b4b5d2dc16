"""调整网格 on a touch screen: two areas joined by tapping them, a border dragged, taken back, confirmed and undone."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from jingwei.places.tests.squares import SIDE, SOUTH, WEST, import_features, square

TABLET = (820, 1180)
PADDING = 36  # of the map around what it shows at first


@pytest.fixture
def _halves(live: Any) -> None:
    """A scheme that only counts: a west and an east half of a square."""
    street = live.street.code
    made = [
        square(street, "望澜街道", "街道", "", 0, 0, 1, 1),
        square("W1", "西片", "专项网格", street, 0, 0, 0.5, 1),
        square("E1", "东片", "专项网格", street, 0.5, 0, 1, 1),
    ]
    with live.as_role("office"):
        import_features(made, scheme="touch", scheme_name="专项网格")


def on_screen(page: Page, x: float, y: float) -> tuple[float, float]:
    """Where a spot of the square is on the screen; `x` and `y` from 0 to 1 of its side."""
    box = page.locator("#draw-map").bounding_box()
    assert box is not None
    south, north = _up(SOUTH), _up(SOUTH + SIDE)
    scale = min((box["width"] - 2 * PADDING) / SIDE, (box["height"] - 2 * PADDING) / (north - south))
    across = box["x"] + box["width"] / 2 + (x - 0.5) * SIDE * scale
    down = box["y"] + box["height"] / 2 - (_up(SOUTH + y * SIDE) - (south + north) / 2) * scale
    return across, down


def _up(latitude: float) -> float:
    return math.degrees(math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2)))


def tap(page: Page, x: float, y: float) -> None:
    page.touchscreen.tap(*on_screen(page, x, y))


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    """A finger put down, moved and lifted."""
    finger = page.context.new_cdp_session(page)
    (x0, y0), (x1, y1) = on_screen(page, *start), on_screen(page, *end)

    def touch(kind: str, *at: tuple[float, float]) -> None:
        points = [{"x": x, "y": y} for x, y in at]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", (x0, y0))
    for step in range(1, 6):
        touch("touchMove", (x0 + (x1 - x0) * step / 5, y0 + (y1 - y0) * step / 5))
    touch("touchEnd")


def drawn(page: Page) -> None:
    """The areas are on the map: their names are known, and nothing is loading any more."""
    page.wait_for_selector("#draw-map canvas")
    page.wait_for_function("document.getElementById('draw-status').textContent !== ''")
    page.wait_for_load_state("networkidle")
    page.locator("#draw-map").scroll_into_view_if_needed()


def until(page: Page, act: Callable[[], None], done: str) -> None:
    """Repeat a touch until the page has heard it: the map paints when it can."""
    for _ in range(40):
        act()
        if page.evaluate(done):
            return
        page.wait_for_timeout(150)
    raise AssertionError(f"not heard: {done}; {page.inner_text('#draw-status')}")


@pytest.mark.usefixtures("_halves")
def test_two_areas_are_joined_and_a_border_is_moved_with_a_finger(visit: Callable[..., Any]) -> None:
    office = visit("office", TABLET, touch=True)
    page = office.page
    assert office.open("/places/redraw/touch/") == 200
    drawn(page)

    page.tap("label:has(input[value=join])")
    value = "document.getElementById('draw-form').elements[{!r}].value === {!r}".format
    until(page, lambda: tap(page, 0.25, 0.5), value("place", "W1"))
    until(page, lambda: tap(page, 0.75, 0.5), value("with", "E1"))
    page.tap("button[value=add]")
    page.wait_for_selector(".draw-told li")
    assert "“东片”(E1)并入“西片”(W1)" in page.inner_text(".draw-told")
    page.tap("button[value=back]")
    page.wait_for_selector(".draw-told", state="detached")

    drawn(page)
    page.tap("label:has(input[value=redraw])")
    until(page, lambda: tap(page, 0.25, 0.5), "document.getElementById('draw-form').elements.points.value !== ''")
    before = page.input_value("[name=points]")
    assert len(before.split("\n")) == 4
    page.wait_for_timeout(300)
    drag(page, (0.5, 0.5), (0.4, 0.5))
    page.wait_for_function("document.querySelector('[name=points]').value.split('\\n').length === 5")
    assert any(abs(float(line.split(",")[0]) - (WEST + 0.4 * SIDE)) < 1e-4 for line in _lines(page))
    page.tap("[data-draw=undo]")
    assert page.input_value("[name=points]") == before
    assert not page.is_visible("[data-draw=undo]")

    page.select_option("[name=place]", "E1")
    page.wait_for_function(f"document.querySelector('[name=points]').value !== {before!r}")
    assert not page.is_visible("[data-draw=undo]"), "what was drawn on another area cannot come back"
    page.select_option("[name=place]", "W1")
    page.fill("[name=points]", "\n".join(f"{WEST + x * SIDE},{SOUTH + y * SIDE}" for x, y in RING))
    page.tap("button[value=add]")
    page.wait_for_selector(".draw-told li")
    assert "划给“东片”" in page.inner_text(".draw-told")
    page.fill("[name=reason]", "街道办会议纪要〔2026〕3号")
    page.tap("button[value=confirm]")
    page.wait_for_url("**/imports/**")
    assert "网格调整" in office.text()
    assert office.overflow() <= 0

    page.tap("text=撤销导入")
    page.wait_for_load_state("networkidle")
    page.fill("[name=reason]", "画错了")
    page.tap("form button:has-text('撤销')")
    page.wait_for_selector("text=已撤销")


RING = ((0, 0), (0.5, 0), (0.4, 0.5), (0.5, 1), (0, 1))


def _lines(page: Page) -> list[str]:
    return page.input_value("[name=points]").split("\n")
