"""按当时口径: rows lie in the communities, under the names, that were known then; list, facet, filter and sheet."""

import io

import openpyxl
import pytest
from django.test import Client
from django.utils import timezone

from jingwei.core.actions import perform
from jingwei.core.scope import open_scope
from jingwei.people.tests.street import Street, make_street
from jingwei.places.models import Place
from jingwei.registers.actions import SetConfirming
from jingwei.registers.query import register_by_key
from jingwei.registers.tests.ledgers import define_houses, house, record

pytestmark = pytest.mark.django_db
ROLES = ["office", "grid_lead"]


@pytest.fixture
def moved() -> tuple[Street, dict[str, str]]:
    """Two houses in the first grid, one elsewhere; since the moment given the grid belongs to the second community."""
    street = make_street(micro=0)
    with open_scope(street.scope("office")):
        rows = [house(1, street.grid().code), house(2, street.grid().code), house(3, street.grid(2, 1).code)]
        record(define_houses(), [{**row, "valid_from": "2024-01-01"} for row in rows])
    then = {"on": "2025-06-30", "known_at": timezone.now().isoformat()}
    with open_scope(street.keeper()):
        grid, new = Place.objects.get(pk=street.grid().pk), street.community(2)
        grid.name, grid.parent, grid.path = "改名后的网格", new, [*new.path, grid.pk]
        grid.revision += 1
        grid.save()
    return street, then


def _list(client: Client, **asked: str):
    return client.get("/registers/houses/", asked).context


def _communities(context) -> dict[str, int]:
    (facet,) = (one for one in context["facets"] if one.label == "社区")
    return {option.label: option.count for option in facet.options}


@pytest.mark.parametrize("role", ROLES)
def test_the_column_tells_the_grid_by_its_name_of_then(moved, role) -> None:
    street, then = moved
    client = street.sign_in(Client(), role)
    assert "第1社区第1网格" in {row.cells[-1] for row in _list(client, **then)["table"].rows}
    assert "改名后的网格" in {row.cells[-1] for row in _list(client)["table"].rows}


def test_facets_and_filters_go_by_the_communities_of_then(moved) -> None:
    street, then = moved
    client = street.sign_in(Client(), "office")
    assert _communities(_list(client)) == {"第2社区": 3}
    assert _communities(_list(client, **then)) == {"第1社区": 2, "第2社区": 1}
    first, second = str(street.community(1).pk), str(street.community(2).pk)
    assert [_list(client, place=key, **then)["pager"].total for key in (first, second)] == [2, 1]
    assert [_list(client, place=key)["pager"].total for key in (first, second)] == [0, 3]


@pytest.mark.parametrize("shape", ["returnable", "official"])
def test_a_sheet_of_then_holds_the_rows_of_then(moved, shape) -> None:
    street, then = moved
    client = street.sign_in(Client(), "office")
    asked = {"shape": shape, "place": str(street.community(1).pk), **then}
    book = openpyxl.load_workbook(io.BytesIO(client.get("/registers/houses/export/", asked).content))
    told = {str(cell) for row in book.active.iter_rows(values_only=True) for cell in row}
    assert {"示例路1号", "示例路2号"} <= told
    assert "示例路3号" not in told


def test_the_selection_counts_as_its_list(moved) -> None:
    from django.http import QueryDict

    from jingwei.registers.selection import read_selection

    street, then = moved
    with open_scope(street.scope("office")):
        asked = QueryDict(mutable=True)
        asked.update({"place": str(street.community(1).pk), **then})
        selection = read_selection(register_by_key("houses"), asked)
        assert selection.rows().count() == selection.totals()[0] == 2


def test_the_page_of_confirmations_parts_by_the_communities_of_then(moved) -> None:
    street, then = moved
    with open_scope(street.scope("office")):
        perform(SetConfirming(), [{"confirm_every": "year"}], targets=[register_by_key("houses").pk])
    client = street.sign_in(Client(), "office")

    def parted(by: str, **asked: str) -> dict[str, int]:
        rows = client.get("/registers/houses/confirmed/", {"by": by, **asked}).context["table"].rows
        return {row.cells[0]: row.cells[1].value for row in rows}

    assert parted("community") == {"第2社区": 3}
    assert parted("community", **then) == {"第1社区": 2, "第2社区": 1}
    assert "改名后的网格" in parted("grid")
    assert "第1社区第1网格" in parted("grid", **then)


def test_a_circle_of_then_parts_by_the_communities_of_then(moved) -> None:
    street, then = moved
    client = street.sign_in(Client(), "office")

    def parted(**asked: str) -> dict[str, int]:
        page = client.get("/places/circles/", {"points": "houses", "rows": "houses", **asked})
        return {row.cells[0]: row.cells[-1] for row in page.context["table"].rows if row.cells[-1]}

    # None of them has a point: the last column.
    assert parted() == {"第2社区": 3}
    assert parted(**then) == {"第1社区": 2, "第2社区": 1}
    assert parted(on="2023-06-30") == {}
