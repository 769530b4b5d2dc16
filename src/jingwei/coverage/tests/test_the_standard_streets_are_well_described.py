"""The streets that come along: every row can be made, every figure is bound to an indicator, every indicator counts."""

from pathlib import Path

import pytest
from django.db import transaction

from jingwei.coverage.bindings import read_bindings
from jingwei.coverage.bring import bring_rows, found
from jingwei.coverage.description import read_descriptions
from jingwei.coverage.figures import read_reports
from jingwei.coverage.indicators import define
from jingwei.coverage.ledgers import make_ledgers
from jingwei.coverage.measure import standard_streets
from jingwei.coverage.rows import make_rows
from jingwei.coverage.systems import read_systems
from jingwei.coverage.territory import make_land

STREETS = read_descriptions(standard_streets())
SHARED = Path(__file__).parents[5] / "shared" / "figures"
# The lists of the reports lie beside the project, not in it; the list of the tests is always there.
LISTS = [Path(__file__).parent / "sixth", *([SHARED] if SHARED.is_dir() else [])]


@pytest.mark.parametrize("number", STREETS)
def test_rows_are_made_alike_and_each_has_its_own_number(number):
    street = STREETS[number]
    ledgers, land = make_ledgers(street), make_land(street)
    rows = make_rows(street, ledgers, land)
    keys = {(row.ledger, row.values[ledgers[row.ledger].key_field]) for row in rows}
    assert len(keys) == len({row.id for row in rows}) == len(rows) > 100
    assert rows == make_rows(street, ledgers, land)
    told = list(ledgers)[: len(street.ledgers)]
    assert {row.ledger for row in rows} == set(told), "every ledger of a street is used"


@pytest.mark.parametrize("number", STREETS)
def test_figures_are_bound_to_indicators_that_are_there(number):
    bindings = read_bindings(standard_streets(), number)
    systems = read_systems(standard_streets() / "systems.yaml")
    assert {bound.key for bound in bindings.figures.values() if bound.key} <= set(bindings.indicators)
    assert {f"{number}:{figure}" for figure in bindings.figures} <= set(systems.row)


@pytest.mark.django_db
@pytest.mark.parametrize("number", STREETS)
def test_indicators_can_be_counted_in_the_ledgers_of_their_street(number):
    street = STREETS[number]
    with transaction.atomic():
        found(street)
        bring_rows(street, make_ledgers(street), [])
        wrong = define(street, read_bindings(standard_streets(), number))
        transaction.set_rollback(True)
    assert wrong == {}


def test_what_is_typed_is_no_value_of_a_figure_that_is_counted():
    """Nothing outside a statistic's own list says a figure: the values sent are those of reported indicators."""
    for number, street in STREETS.items():
        reported = {
            key for key, said in read_bindings(standard_streets(), number).indicators.items() if "reported" in said
        }
        assert {said["of"] for said in street.statistics} <= reported


@pytest.mark.parametrize("folder", LISTS, ids=lambda folder: folder.parent.name)
def test_lists_of_figures_are_read(folder):
    for report in read_reports(folder):
        assert [figure.number for figure in report.figures] == list(range(1, len(report.figures) + 1))
