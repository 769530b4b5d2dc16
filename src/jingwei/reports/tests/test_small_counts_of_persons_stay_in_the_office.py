"""A report leaves the office: one or two persons are 若干人 in it; who may see the rows opens them from the card."""

import io
import json
from datetime import date
from typing import Any

import docx
import pytest

from jingwei.core.periods import Period
from jingwei.core.scope import open_scope
from jingwei.indicators.tests.test_small_counts_of_persons_are_hidden import aided
from jingwei.people.tests.street import Street, make_street
from jingwei.reports.models import Report
from jingwei.reports.resolving import CellResolver
from jingwei.reports.stored import keep, load, occasion_of
from jingwei.reports.writing.beside import write_beside
from jingwei.reports.writing.compose import compose
from jingwei.reports.writing.docx_file import write_docx
from jingwei.reports.writing.round_trip import compare, extract_numbers
from jingwei.reports.writing.template import parse_template

PROSE = "全街道救助对象{{aided}}，分社区看，{{aided|by:community}}；第2社区另行安置{{aided|place:第2社区}}。"
TEMPLATE = f"key: t\nname: 试\ntitle: 救助报告\nsections: [{{level: 1, heading: 救助, text: '{PROSE}'}}]\n"


@pytest.fixture
def street(db: Any) -> Street:
    made = make_street(communities=3, grids=2)
    with open_scope(made.scope("office")):
        aided(made, {(1, 1): 2, (1, 2): 4, (2, 1): 1, (3, 1): 5, (3, 2): 7})
    return made


def _drafted(street: Street) -> Report:
    with open_scope(street.scope("statistician")):
        resolve = CellResolver(street.code)
        occasion = occasion_of(street.code, Period.parse("2026"), date(2027, 1, 5))
        return keep(compose(parse_template(TEMPLATE, "t"), occasion, resolve), resolve.moment, "统计员")


def test_neither_the_prose_nor_the_word_file_nor_its_list_tells_of_few(street: Street) -> None:
    report = _drafted(street)
    with open_scope(street.scope("statistician")):
        composed = load(report)
        word, listed = write_docx(composed), write_beside(composed)
    text = "".join(paragraph.text for paragraph in docx.Document(io.BytesIO(word)).paragraphs)
    assert text.count("若干人") >= 3  # the second community twice, and what it would follow from
    assert "第2社区若干人" in text
    assert "救助对象19人" in text
    assert compare(extract_numbers(word), composed).whole
    for source in (source for figure in json.loads(listed)["figures"] for source in figure["sources"]):
        if source.get("hidden"):
            told = {source[key] for key in ("value", "numerator", "row_count", "row_ids", "row_digest")}
            assert told == {None}


def test_the_card_says_why_and_opens_the_rows_for_whoever_may_see_them(street: Street, client: Any) -> None:
    report = _drafted(street)
    with open_scope(street.scope("statistician")):
        (number,) = [row.number for row in report.figures.all() if "place:第2社区" in row.card["slot"]]
    street.sign_in(client, "statistician")
    page = client.get(f"/reports/{report.pk}/").content.decode()
    assert "figure-missing" not in page
    card = client.get(f"/reports/{report.pk}/figures/{number}")
    assert "不足3人，或据以能推算出不足3人的数，不显示" in card.content.decode()
    rows = client.get(card.context["actions"][0].url).content.decode()
    assert "计入 1 行" in rows
    assert "台账记录，截至" in client.get(f"/reports/{report.pk}/figures/").content.decode()


def test_a_report_of_before_prints_what_it_printed(street: Street) -> None:
    report = _drafted(street)
    with open_scope(street.scope("statistician")):
        row = report.figures.get(number=1)
        row.card = {**row.card, "value": "2", "sources": [{**row.card["sources"][0], "value": "2", "row_count": 2}]}
        row.printed = "2人"
        row.save()
        loaded = load(report)
    assert (loaded.figures[0].printed, loaded.figures[0].sources[0].value) == ("2人", 2)
