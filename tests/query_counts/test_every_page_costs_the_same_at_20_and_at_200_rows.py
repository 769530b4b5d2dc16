"""How often each page of the desk asks the database, pinned; more rows never mean more queries."""

import pytest
from django.urls import resolve
from tests.query_counts.full_street import Full
from tests.query_counts.page import Page
from tests.query_counts.pages import PAGES

from jingwei.core.tests.query_counts import assert_queries, counted, taken_back


@pytest.mark.parametrize("name", PAGES)
def test_a_page(streets: tuple[Full, Full], name: str) -> None:
    page, found = PAGES[name], []
    for full in streets:
        address = page.address.format(**full.keys).partition("?")[0]
        assert resolve(address).view_name.replace(":", ".") == name.partition(",")[0]
        with taken_back():
            # What the process keeps for the next request (a template, a key) is made by the first one.
            _opened(full, page)
            with counted() as one:
                answer = _opened(full, page)
        if page.lists:
            assert full.rows <= _rows(answer) <= 5 * full.rows
        found.append(one.queries)
    assert_queries(f"desk {name}", *found)


def _opened(full: Full, page: Page) -> object:
    answer = page.open(full)
    assert answer.status_code < 400, answer.content.decode()[-2000:]
    assert not answer.headers.get("Location", "").startswith("/login")
    return answer


def _rows(answer: object) -> int:
    """How many rows the list has; a page of it shows 50."""
    pager, table = answer.context.get("pager"), answer.context["table"]
    return pager.total if pager else len(table.rows)
