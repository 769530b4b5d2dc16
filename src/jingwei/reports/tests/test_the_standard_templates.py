"""The half-year and the year report that come along, over the definitions that come along."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from importlib import resources
from typing import Any

import pytest
import yaml

from jingwei.core.periods import Period
from jingwei.reports.tests.writing_samples import Resolver, occasion, parts, value
from jingwei.reports.writing.compose import compose
from jingwei.reports.writing.composed import Composed
from jingwei.reports.writing.docx_file import write_docx
from jingwei.reports.writing.figures import FigureRequest, FigureValue
from jingwei.reports.writing.printing import is_rate
from jingwei.reports.writing.round_trip import compare, extract_numbers
from jingwei.reports.writing.template import standard_template, standard_templates

SECTIONS = ["经济运行", "城市建设与管理", "民生保障", "平安建设", "基层治理", "存在问题", "下步打算"]
DEFINITIONS: dict[str, dict[str, Any]] = yaml.safe_load(
    (resources.files("jingwei.indicators") / "pack" / "street.yaml").read_text(encoding="utf-8")
)


class Street:
    """Answers every definition of the pack with a made-up value: shares stay below their wholes, some things fell."""

    def __init__(self, **fixed: Decimal) -> None:
        self.fixed = fixed

    def __call__(self, requests: Sequence[FigureRequest]) -> dict[FigureRequest, FigureValue]:
        return {request: self.answer(request) for request in requests}

    def answer(self, request: FigureRequest) -> FigureValue:
        body = DEFINITIONS[request.key]
        order = list(DEFINITIONS).index(request.key) + 1
        number = self.fixed.get(request.key, Decimal(50 if is_rate(body["unit"]) else 10_000 - order * 7))
        if request.period.end.year < 2025:
            number = number * 2 if order % 3 == 0 else number / 2
        answer = value(
            number,
            body["unit"],
            definition=request.key,
            name=body["name"],
            kind="reported" if "reported" in body else "counted",
            period=request.period,
            decimals=body.get("decimals"),
        )
        return replace(answer, parts=parts(听涛社区=5, 望海社区=7, 金沙社区=3, 东屿村=1)) if request.by else answer


def drafted(period: str, resolver: Any) -> Composed:
    return compose(standard_template(Period.parse(period)), occasion(Period.parse(period)), resolver)


@pytest.mark.parametrize(
    ("period", "key"), [("2025", "year"), ("2025-01/2025-11", "year"), ("2025H1", "half_year"), ("2024H2", "half_year")]
)
def test_each_kind_of_period_has_its_report(period: str, key: str) -> None:
    assert standard_template(Period.parse(period)).key == key


@pytest.mark.parametrize("key", ["year", "half_year"])
def test_every_slot_names_a_defined_indicator(key: str) -> None:
    standard_templates()[key].refuse_unknown(DEFINITIONS)


@pytest.mark.parametrize(("period", "at_least"), [("2025", 45), ("2025H1", 40)])
def test_a_full_street_has_all_sections_and_no_doubtful_figure(period: str, at_least: int) -> None:
    report = drafted(period, Street())
    headings = [block.text.partition("、")[2] for block in report.blocks if block.kind == "heading1"]
    assert headings == SECTIONS
    assert len(report.figures) >= at_least
    assert report.missing == ()
    assert report.notes == ()
    assert compare(extract_numbers(write_docx(report)), report).whole


@pytest.mark.parametrize("period", ["2025", "2025-01/2025-11", "2025H1"])
def test_an_empty_street_prints_too(period: str) -> None:
    report = drafted(period, Resolver({}))
    assert len(report.missing) == len(report.figures) >= 40
    assert compare(extract_numbers(write_docx(report)), report).whole


@pytest.mark.parametrize(
    ("period", "right", "wrong"),
    [("2025", "比上年", "同比"), ("2025H1", "同比", "比上年增"), ("2025-01/2025-11", "同比", "比上年增")],
)
def test_a_whole_year_is_compared_with_the_year_a_part_with_the_same_part(period: str, right: str, wrong: str) -> None:
    text = "".join(drafted(period, Street()).text())
    assert right in text
    assert wrong not in text.replace("比上年末", "")


@pytest.mark.parametrize("period", ["2025", "2025H1"])
def test_problems_come_from_the_figures(period: str) -> None:
    def problems(report: Composed) -> str:
        texts = list(report.text())
        first = next(at for at, text in enumerate(texts) if text.endswith("、存在问题"))
        last = next(at for at, text in enumerate(texts) if text.endswith("、下步打算"))
        return "".join(texts[first:last])

    assert "待修和缺失" in problems(drafted(period, Street(fire_repair=Decimal(9))))
    assert "待修和缺失" not in problems(drafted(period, Street(fire_repair=Decimal(0))))
    satisfied = {"hotline_closed": Decimal(1000), "hotline_satisfied": Decimal(960)}
    assert "满意率" not in problems(drafted(period, Street(**satisfied)))
    satisfied["hotline_satisfied"] = Decimal(940)
    assert "满意率为94.0%" in problems(drafted(period, Street(**satisfied)))


@pytest.mark.parametrize("period", ["2025", "2025H1"])
def test_the_prose_is_clean(period: str) -> None:
    for text in drafted(period, Street()).text():
        assert not {"  ", "，，", "。。", "，。", "、。", "；。", "{{", "}}", "，、"} & {
            text[at : at + 2] for at in range(len(text))
        }
        assert "," not in text
        assert "(" not in text
