"""A draft counts once, keeps its figures with their cards, and prints the same ever after."""

from datetime import datetime

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext

from jingwei.core.actions import perform
from jingwei.core.errors import Invalid, Refused
from jingwei.core.scope import open_scope
from jingwei.people.tests.street import make_street
from jingwei.registers.query import register_by_key
from jingwei.registers.tests.ledgers import house, record
from jingwei.reports.actions import DraftReport
from jingwei.reports.models import Figure, Report
from jingwei.reports.stored import load
from jingwei.reports.tests.drafting import draft, fill
from jingwei.reports.writing.beside import beside, write_beside
from jingwei.reports.writing.docx_file import write_docx
from jingwei.reports.writing.round_trip import compare, extract_numbers

pytestmark = pytest.mark.django_db


@pytest.fixture
def street():
    made = make_street()
    with open_scope(made.scope("statistician")):
        fill(made)
        yield made


def _figure(report, key, measure="level"):
    return next(
        row
        for row in report.figures.order_by("number")
        if (row.card["indicator"], row.card["measure"]) == (key, measure)
    )


def test_every_figure_has_a_card_that_names_what_proves_it(street):
    report = draft()
    assert (report.period, report.template) == ("2025", "year@1")
    assert report.title.startswith("望澜街道办事处2025年")
    houses = _figure(report, "houses")
    card = houses.card
    assert (houses.printed, card["definition"], card["value"], card["source_kind"]) == (
        "6处",
        "houses@1",
        "6",
        "counted",
    )
    source = card["sources"][0]
    assert (source["row_count"], len(source["row_ids"])) == (6, 6)
    assert datetime.fromisoformat(source["known_at"]) == report.known_at
    revenue = _figure(report, "budget_revenue", "growth")
    assert (revenue.printed, revenue.card["sources"][0]["supplier"]) == ("5.5%", "区财政局")


def test_a_missing_value_prints_as_to_be_verified_and_the_draft_goes_on(street):
    report = draft()
    missing = [row for row in report.figures.all() if row.card["source_kind"] is None or row.card["value"] is None]
    assert missing
    assert all("【待核】" in row.printed for row in missing)
    growth = _figure(report, "tax_revenue", "growth")
    assert "还没有报来" in growth.card["note"]


def test_what_is_printed_again_is_what_was_drafted(street):
    report = draft()
    composed = load(report)
    before = write_docx(composed), write_beside(composed)
    record(register_by_key("houses"), [{**house(77, street.grid().code), "valid_from": "2025-02-01"}])
    again = load(Report.objects.get(pk=report.pk))
    assert (write_docx(again), write_beside(again)) == before
    told = beside(again)
    assert [figure["printed"] for figure in told["figures"]] == [
        row.printed for row in report.figures.order_by("number")
    ]
    assert all(
        row.card.items() >= figure.items()
        for row, figure in zip(report.figures.order_by("number"), told["figures"], strict=True)
    )
    compared = compare(extract_numbers(before[0]), again)
    assert (compared.changed, compared.lost, compared.loose) == ((), (), ())
    assert _figure(draft(), "houses").printed == "7处"


def test_parts_are_told_by_communities_with_their_rows(street):
    report = draft()
    parts = [
        row
        for row in report.figures.order_by("number")
        if row.card["measure"] == "part" and row.card["indicator"] == "houses"
    ]
    assert [row.printed for row in parts] == ["4处", "2处"]
    source = parts[0].card["sources"][0]
    assert (source["place"], len(source["row_ids"])) == (street.community(1).code, 4)


def test_a_wrong_period_or_template_is_said_in_one_sentence(street):
    with pytest.raises(Invalid, match="“2021-13”不是统计期"):
        draft("2021-13")
    with pytest.raises(Invalid, match="没有这个模板"):
        draft("2025", "sonnet")
    assert Report.objects.count() == Figure.objects.count() == 0


def test_only_statistician_and_office_draft(street):
    for role, allowed in (("office", True), ("leader", False), ("handler", False)):
        with open_scope(street.scope(role)):
            if allowed:
                perform(DraftReport(), [{"period": "2025"}])
            else:
                with pytest.raises(Refused, match="统计员、办公室综合岗"):
                    perform(DraftReport(), [{"period": "2025"}])
    # Readers bound to places have no right on the table itself.
    with (
        open_scope(street.scope("community_secretary")),
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
    ):
        Report.objects.count()


def test_the_cost_of_a_draft_does_not_grow_with_rows(street):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            draft()
        return len(queries)

    few = cost()
    rows = [{**house(n, street.grid().code), "valid_from": "2025-01-01"} for n in range(20, 220)]
    record(register_by_key("houses"), rows)
    assert cost() == few
