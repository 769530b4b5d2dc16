"""The Content-Security-Policy forbids inline scripts and styles, so no template may have one."""

import re
from pathlib import Path

import pytest

SOURCES = Path(__file__).resolve().parents[2]
TEMPLATES = sorted(path for path in SOURCES.rglob("templates/**/*.html") if "tests" not in path.parts)
FORBIDDEN = {
    "a style attribute": r"<[^>]*\sstyle=",
    "a style element": r"<style\b",
    "a script in the page": r"<script(?![^>]*\bsrc=)",
    "an event attribute": r"<[^>]*\son[a-z]+=",
    "hx-on": r"\shx-on[:=]",
    "a script address": r"javascript:",
    "something from elsewhere": r"(?:src|href)=\"(?:https?:)?//",
}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(SOURCES).as_posix())
def test_a_template_holds_only_markup(path: Path) -> None:
    text = path.read_text("utf-8")
    assert [name for name, pattern in FORBIDDEN.items() if re.search(pattern, text)] == []


def test_the_policy_lets_nothing_inline_through() -> None:
    from jingwei.core.ui.security import policy

    assert "unsafe" not in policy()
    assert "script-src 'self'" in policy()


def test_the_tile_server_is_let_through_when_there_is_one() -> None:
    from jingwei.core.ui.security import policy

    allowed = policy("https://tiles.office.example/{z}/{x}/{y}.png?key=1")
    assert "connect-src 'self' https://tiles.office.example" in allowed
    assert "{z}" not in allowed
