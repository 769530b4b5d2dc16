"""A small count reads 若干人 and a comparison across two definitions 口径不可比: settled words, never a number."""

import pytest

from jingwei.reports.tests.test_a_draft_always_prints import composed_of
from jingwei.reports.tests.writing_samples import Resolver, value
from jingwei.reports.writing.figures import FigureValue


def test_a_change_in_what_a_value_is_made_of_breaks_its_series_too() -> None:
    now, before = value(26, "%", made_of=(("rented", 2),)), value(24, "%", made_of=(("rented", 1),))
    composed = composed_of("{{rate|change}}{{if}}，{{rate|growth}}{{end}}", Resolver({"rate": now}, {"rate": before}))
    assert composed.blocks[1].text == "与上年口径不可比，与上年口径不可比"
    assert "所用指标的口径已有变动" in composed.figures[0].note
    assert composed_of("{{rate|change}}", Resolver({"rate": now}, {"rate": now})).blocks[1].text == "与上年持平"


def _few(unit: str = "人") -> FigureValue:
    return value(None, unit, name="救助对象", hidden=True, why="不足3人，或据以能推算出不足3人的数，不显示")


def test_what_is_not_told_reads_as_some_and_says_why_on_its_card() -> None:
    resolver = Resolver({"aided": _few(), "houses": value(40, "人")}, {"aided": value(12, "人"), "houses": _few()})
    composed = composed_of(
        "{{aided}}，{{aided|growth}}，{{aided|bare}}名，占{{aided|share:houses}}，{{houses|change}}，{{aided|about:1}}",
        resolver,
    )
    text = "若干人，与上年不作比较，若干名，占一定比例，与上年不作比较，若干人"
    assert composed.blocks[1].text == text
    assert (composed.missing, {figure.value for figure in composed.figures}) == ((), {None})
    assert all("不足3人" in figure.note for figure in composed.figures)


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("aided", True), ("aided > 0", True), ("aided >= 1", True), ("aided > 1", False), ("aided = 0", False),
        ("aided|growth > 0", False),
    ],
)  # fmt: skip
def test_a_condition_tells_no_more_of_a_hidden_number_than_that_it_is_there(condition: str, holds: bool) -> None:
    prose = f"{{{{if {condition}}}}}有{{{{aided}}}}{{{{else}}}}无{{{{end}}}}"
    assert composed_of(prose, Resolver({"aided": _few()})).blocks[1].text == ("有若干人" if holds else "无")
