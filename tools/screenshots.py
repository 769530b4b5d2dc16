"""Makes the pictures of the docs from the demo: `tools/screenshots.py [--url http://127.0.0.1:8000/] [--out DIR]`.

Without an address the demo is started on a free port and stopped again. Times that pass are kept out of the pictures,
so that the same data gives the same picture; each is a PNG of at most 256 colours, well below 200 kB.
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

import openpyxl
from playwright.sync_api import Browser, Page, sync_playwright
from png_palette import with_palette

ROOT = Path(__file__).resolve().parents[1]
WIDE = (1440, 900)
PHONE = (360, 740)
MOST_BYTES = 200_000


# The moment at which a picture is taken is no part of it.
_STILL = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const today = new Date().toLocaleDateString("sv-SE", { timeZone: "Asia/Shanghai" });
  for (let node = walker.nextNode(); node; node = walker.nextNode())
    node.data = node.data
      .replace(/20\\d\\d-\\d\\d-\\d\\d \\d\\d:\\d\\d/g, "2026-01-05 09:30")
      .replaceAll(today, "2026-01-05");
}"""


@dataclass(frozen=True)
class Picture:
    """One picture: its file, who looks, how wide, and the way to the page."""

    name: str
    user: str
    size: tuple[int, int]
    go: Callable[[Page, str], None]


def board(page: Page, url: str) -> None:
    """The first page after signing in."""
    page.goto(url)


def houses(page: Page, url: str) -> None:
    """The ledger of houses, narrowed by two facets."""
    page.goto(f"{url}registers/houses/?f.use=shop&f.let=yes")
    page.wait_for_selector(".facet .count")


def report(page: Page, url: str) -> None:
    """The yearly report with a card open beside it; drafted where there is none yet."""
    page.goto(f"{url}reports/")
    if not page.locator("a.row-link").count():
        page.click("a:has-text('起草报告')")
        page.fill("input[name=period]", "2025")
        page.click("form.form button:has-text('起草')")
        page.wait_for_selector(".figure")
        page.goto(f"{url}reports/")
    page.click("a.row-link >> nth=0")
    page.click(".figure >> nth=2")
    page.wait_for_selector("#side .figure-card")


def territory(page: Page, url: str) -> None:
    """The map with the outlines of grids and the houses in them."""
    page.goto(f"{url}places/map/")
    page.wait_for_selector(".maplibregl-canvas")
    page.wait_for_function("document.getElementById('map-status').textContent.trim() !== ''")
    page.wait_for_timeout(3000)


def doorstep(page: Page, url: str) -> None:
    """The same ledger on a grid worker's phone: only the rows of the own grid."""
    page.goto(f"{url}registers/houses/")


def preview(page: Page, url: str) -> None:
    """An import before it is confirmed: what is new, what stays out and why. Nothing is written."""
    with tempfile.TemporaryDirectory() as folder:
        sheet = Path(folder) / "房屋摸排表.xlsx"
        _sheet(page, url, sheet)
        page.goto(f"{url}registers/houses/import/")
        page.set_input_files("input[type=file]", sheet)
        page.click("button:has-text('下一步：对列')")
        page.wait_for_selector("button:has-text('下一步：预览')")
        page.click("button:has-text('下一步：预览')")
        page.wait_for_selector(".tally")


def proposal(page: Page, url: str) -> None:
    """A ledger as a sheet proposes it, on the sheet's own rows. Nothing is made."""
    page.goto(f"{url}registers/houses/")
    grid = page.locator("tbody tr >> nth=0 >> td").last.inner_text()
    book = openpyxl.Workbook()
    book.active.append(["沿街商铺摸排情况表", *[None] * 7])
    book.active.merge_cells("A1:H1")
    book.active.append(["序号", "商铺名称", "所属网格", "面积（㎡）", "业态", "年租金", "开业日期", "密级"])
    for number in range(1, 13):
        area = "三十平" if number == 3 else 20.5 + number
        kind, rent = ("餐饮", "零售", "服务")[number % 3], f"{number / 2 + 1:.1f}万元"
        book.active.append([number, f"听涛{number}号店", grid, area, kind, rent, f"2021.3.{number}", "内部"])
    with tempfile.TemporaryDirectory() as folder:
        sheet = Path(folder) / "沿街商铺摸排.xlsx"
        book.save(sheet)
        page.goto(f"{url}registers/new/")
        page.set_input_files("input[type=file]", sheet)
        page.wait_for_selector("#plan")
    page.evaluate("window.scrollTo(0, 0)")


PICTURES = (
    Picture("board", "wl.office", WIDE, board),
    Picture("list", "wl.office", WIDE, houses),
    Picture("report", "wl.statistician", WIDE, report),
    Picture("map", "wl.office", WIDE, territory),
    Picture("import-preview", "wl.statistician", WIDE, preview),
    Picture("new-ledger", "wl.office", (1440, 1000), proposal),
    Picture("list-phone", "wl.grid_worker", PHONE, doorstep),
)


def main() -> int:
    """Take all pictures, or those named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="only these")
    parser.add_argument("--url", default="", help="address of a running demo")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "pictures")
    asked = parser.parse_args()
    wanted = [picture for picture in PICTURES if not asked.names or picture.name in asked.names]
    asked.out.mkdir(parents=True, exist_ok=True)
    served = nullcontext(asked.url.rstrip("/") + "/") if asked.url else _demo()
    with served as url, sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=_chromium(), args=["--no-sandbox", "--disable-gpu", "--lang=zh-CN"]
        )
        for picture in wanted:
            target = asked.out / f"{picture.name}.png"
            data = with_palette(_taken(browser, picture, url))
            assert len(data) < MOST_BYTES, f"{target.name} has {len(data)} bytes"
            target.write_bytes(data)
            sys.stdout.write(f"{target.name}  {len(data) // 1000} kB\n")
        browser.close()
    return 0


def _taken(browser: Browser, picture: Picture, url: str) -> bytes:
    width, height = picture.size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(f"{url}login/")
    page.click(f"button[name='as'][value='{picture.user}']")
    page.wait_for_selector("#main")
    picture.go(page, url)
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    page.evaluate(_STILL)
    data = page.screenshot(animations="disabled", caret="hide")
    context.close()
    return data


def _sheet(page: Page, url: str, path: Path) -> None:
    """A sheet as a community sends it: a title, other words, two houses of the ledger changed, two new, two wrong."""
    page.goto(f"{url}registers/houses/")
    known = page.eval_on_selector_all("a.row-link", "links => links.slice(0, 2).map(link => link.href)")
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "摸排表"
    sheet.append(["望澜街道房屋摸排情况表"])
    sheet.append(["序号", "房屋编码", "详细地址", "所属网格", "用途", "常住人数", "出租"])
    grid = "990101001001001"
    for number, address in enumerate(known, start=1):
        page.goto(address)
        told = [_told(page, label) for label in ("房屋编号", "地址", "网格编码", "房屋性质")]
        sheet.append([number, *told, 6, "是"])
    sheet.append([3, "F990101001990001", "望澜街道听涛路901号", grid, "商铺", 0, "是"])
    sheet.append([4, "F990101001990002", "望澜街道听涛路902号", grid, "居住", 3, "否"])
    sheet.append([5, "F990101001990003", "望澜街道听涛路903号", "听涛第九十网格", "居住", 2, "否"])
    sheet.append([6, "F990101001990004", "望澜街道听涛路904号", grid, "城堡", "三四个", "否"])
    book.save(path)


def _told(page: Page, label: str) -> str:
    """What a record says under a label."""
    return page.locator(f".items div:has(dt:text-is('{label}')) dd").first.inner_text().strip()


@contextmanager
def _demo() -> Iterator[str]:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    command = [sys.executable, "-P", "-m", "jingwei.cli", "demo", "--port", str(port)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL) as demo:
        try:
            yield _ready(f"http://127.0.0.1:{port}/", demo)
        finally:
            demo.terminate()


def _ready(url: str, demo: subprocess.Popen[bytes]) -> str:
    while demo.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}login/", timeout=5):  # noqa: S310 - our own address
                return url
        except OSError:
            time.sleep(0.5)
    raise SystemExit("the demo did not start")


def _chromium() -> str:
    names = (os.environ.get("JINGWEI_CHROMIUM"), "chromium", "chromium-browser", "google-chrome")
    found = next((place for name in names if name and (place := shutil.which(name))), None)
    if not found:
        raise SystemExit("a browser is needed: install chromium, or name one in JINGWEI_CHROMIUM")
    return found


if __name__ == "__main__":
    sys.exit(main())
