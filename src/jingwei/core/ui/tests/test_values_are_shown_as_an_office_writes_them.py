from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingwei.core.ui.parts import Badge, Cell, Link
from jingwei.core.ui.values import as_html, as_number, as_text


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (73441, "73441"),
        (Decimal("1234567.50"), "1234567.50"),
        (Decimal("1E+3"), "1000"),
        (0, "0"),
        (True, "是"),
        (None, "—"),
        ("", "—"),
        (date(2025, 6, 30), "2025-06-30"),
        (datetime(2025, 6, 30, 16, 5, tzinfo=UTC), "2025-07-01 00:05"),
        (["金沙社区", "东港社区"], "金沙社区、东港社区"),
        (Badge("超期", "bad"), "超期"),
        (Cell(Link("第三网格", "/g/3"), note="长期"), "第三网格"),
    ],
)
def test_a_value_as_text(value: object, shown: str) -> None:
    assert as_text(value) == shown


def test_decimals_can_be_fixed() -> None:
    assert as_number(Decimal("96.3"), 2) == "96.30"


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4))
def test_a_number_keeps_its_value_and_has_no_grouping(number: Decimal) -> None:
    shown = as_number(number)
    assert Decimal(shown) == number
    assert "," not in shown
    assert "E" not in shown


@given(st.text())
def test_no_text_becomes_markup(text: str) -> None:
    for value in (text, Cell(text, note=text), Link(text, "/a"), Badge(text, hint=text)):
        shown = as_html(value)
        for tag in ("span", "svg", "use", "a", "/span", "/svg", "/a"):
            shown = shown.replace(f"<{tag} ", "").replace(f"<{tag}>", "")
        assert "<" not in shown


def test_a_state_has_word_and_shape_beside_its_colour() -> None:
    shown = as_html(Badge("临期", "warn", "还剩1天"))
    assert "临期" in shown
    assert "#tone-warn" in shown
    assert "mark-warn" in shown
    assert 'title="还剩1天"' in shown


def test_a_masked_value_can_be_asked_for() -> None:
    shown = as_html(Cell("138****1234", reveal_url="/reveal/1"))
    assert 'data-reveal="/reveal/1"' in shown
    assert "138****1234" in shown
