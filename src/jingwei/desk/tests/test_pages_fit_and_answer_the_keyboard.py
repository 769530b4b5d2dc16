"""Every layout in a real browser: it fits, it says nothing wrong to the console, the keyboard works."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from jingwei.desk.look.pages import PAGES

ON_SCREEN = [page for page in PAGES if not page.startswith(("print", "map"))]


class Watched:
    """A page of a browser, with what its console complained of."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.complaints: list[str] = []
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda message: self._hear(message.type, message.text))

    def _hear(self, kind: str, text: str) -> None:
        # A page that is itself an error is reported as one; drivers without a graphics card grumble as warnings.
        if kind == "error" and "409" not in text:
            self.complaints.append(text)


@pytest.fixture
def desktop(browser: Browser) -> Iterator[Watched]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    yield Watched(context.new_page())
    context.close()


@pytest.fixture
def phone(browser: Browser) -> Iterator[Watched]:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    yield Watched(context.new_page())
    context.close()


def overflow(page: Page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth")


@pytest.mark.parametrize("name", ON_SCREEN)
def test_a_page_fits_both_widths(desktop: Watched, look_url: str, name: str) -> None:
    page = desktop.page
    page.goto(f"{look_url}?page={name}")
    for width, large in ((1440, False), (360, False), (360, True)):
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate("large => document.documentElement.classList.toggle('large', large)", large)
        assert overflow(page) <= 0, f"{width} px, large print: {large}"
    assert desktop.complaints == []


def test_rows_are_walked_chosen_and_left(desktop: Watched, look_url: str) -> None:
    page = desktop.page
    page.goto(f"{look_url}?page=list")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("x")
    assert page.evaluate("document.activeElement.closest('tr').rowIndex") == 2
    assert page.inner_text("[data-bulk-count]") == "1"
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.closest('tr').rowIndex") == 1


def test_search_is_reached_and_left_by_keys(desktop: Watched, look_url: str) -> None:
    page = desktop.page
    page.goto(f"{look_url}?page=list")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "list-search"
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    assert page.evaluate("document.activeElement.id") == "seek"


def test_large_print_is_remembered(desktop: Watched, look_url: str) -> None:
    page = desktop.page
    page.goto(look_url)
    before = page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
    page.click("[data-large]")
    page.reload()
    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") >= before * 1.3


def test_a_masked_value_is_shown_for_a_reason(desktop: Watched, look_url: str) -> None:
    page = desktop.page
    page.goto(f"{look_url}?page=record")
    page.click(".btn-reveal >> nth=0")
    page.fill("#ask-reason input", "核实信息")
    page.click("#ask button[value=yes]")
    page.wait_for_selector(".masked:has-text('13800001234')")


def test_a_dangerous_button_asks_first(desktop: Watched, look_url: str) -> None:
    page = desktop.page
    page.goto(f"{look_url}?page=record")
    posts: list[str] = []
    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    page.click("form[data-confirm] button")
    page.click("#ask button[value=no]")
    assert posts == []
    page.click("form[data-confirm] button")
    with page.expect_request(lambda request: request.method == "POST"):
        page.click("#ask button[value=yes]")


def test_a_figure_opens_its_card_and_keeps_its_key_while_edited(desktop: Watched, look_url: str) -> None:
    page = desktop.page
    page.goto(f"{look_url}?page=report")
    page.click(".figure >> nth=0")
    page.wait_for_selector("#side .figure-card")
    page.click("button:has-text('改写') >> nth=0")
    page.wait_for_selector("form.editing")
    with page.expect_request(lambda request: request.method == "POST") as sent:
        page.click("form.editing .btn-primary")
    assert "%7B%7Bf1%7D%7D" in (sent.value.post_data or "")


def test_the_menu_opens_on_a_phone(phone: Watched, look_url: str) -> None:
    page = phone.page
    page.goto(f"{look_url}?page=list")
    assert not page.is_visible("#menu")
    page.click(".menu-open")
    page.wait_for_selector("#menu", state="visible")
    page.keyboard.press("Escape")
    page.wait_for_selector("#menu", state="hidden")


def test_the_map_asks_for_what_is_in_view(desktop: Watched, look_url: str) -> None:
    page = desktop.page
    with page.expect_response(lambda response: "page=points" in response.url) as answered:
        page.goto(f"{look_url}?page=map")
    answer = answered.value.json()
    assert answer["clustered"]
    assert sum(answer["n"]) == answer["total"] > 70_000
    page.wait_for_function("document.getElementById('map-status').textContent.includes('73441')")
    page.set_viewport_size({"width": 360, "height": 740})
    assert overflow(page) <= 0
    assert desktop.complaints == []


def test_without_a_map_there_are_a_picture_and_a_table(browser: Browser, look_url: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    page.goto(f"{look_url}?page=map")
    page.wait_for_selector(".map-table[open] table")
    assert page.is_visible(".map-picture")
    context.close()


@pytest.mark.parametrize(("name", "sheets", "width"), [("print", 5, "841"), ("print-board", 1, "594")])
def test_paper_is_numbered_and_signed(
    desktop: Watched, look_url: str, tmp_path: Path, name: str, sheets: int, width: str
) -> None:
    page = desktop.page
    page.goto(f"{look_url}?page={name}")
    page.wait_for_selector("body.laid")
    # Sheets out of view are not drawn until they are looked at or printed, so that a long list is there at once.
    numbers = page.locator(".paper-number").all_text_contents()
    assert numbers == [f"第 {number} 页 共 {sheets} 页" for number in range(1, sheets + 1)]
    assert page.locator(".signers span").all_text_contents()[1:] == ["审核人：", "负责人："]
    paper = page.pdf(prefer_css_page_size=True)
    assert paper.count(b"/Type /Page\n") == sheets
    assert f"/MediaBox [0 0 {width}".encode() in paper


@pytest.mark.parametrize("code", ["403", "404", "500"])
def test_an_error_page_stands_alone(desktop: Watched, look_url: str, code: str) -> None:
    answer = desktop.page.goto(look_url.replace("/look/", f"/broken/?code={code}"))
    assert answer is not None
    assert answer.status == int(code)
    assert desktop.page.is_visible("a:has-text('回工作台')")
