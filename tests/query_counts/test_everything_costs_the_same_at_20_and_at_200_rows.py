"""How often each page of the desk and each action asks the database, pinned; more rows never mean more queries.

Pages and actions share the two streets: to fill them takes as long as to measure half of the pages.
"""

from collections.abc import Callable

import pytest
from django.urls import resolve
from tests.query_counts.actions import ACTIONS
from tests.query_counts.doing import do
from tests.query_counts.full_street import Full
from tests.query_counts.page import Page
from tests.query_counts.pages import PAGES

from jingwei.core.tests.query_counts import assert_queries, counted, pinned, taken_back


@pytest.mark.parametrize("name", PAGES)
def test_a_page(streets: tuple[Full, Full], name: str) -> None:
    page = PAGES[name]

    def ask(full: Full) -> int:
        with counted() as one:
            answer = _opened(full, page)
        if page.lists:
            assert full.rows <= _rows(answer) <= 5 * full.rows
        return one.queries

    found = []
    for full in streets:
        address = page.address.format(**full.keys).partition("?")[0]
        assert resolve(address).view_name.replace(":", ".") == name.partition(",")[0]
        with taken_back():
            found.append(_steady(f"desk {name}", ask, full))
    assert_queries(f"desk {name}", *found)


@pytest.mark.parametrize("name", ACTIONS)
def test_an_action(streets: tuple[Full, Full], name: str) -> None:
    def ask(full: Full) -> int:
        with taken_back():
            doing = ACTIONS[name](full)
            with counted() as one:
                do(full, name.partition(",")[0], doing)
        return one.queries

    assert_queries(f"action {name}", *(_steady(f"action {name}", ask, full) for full in streets))


def _steady(name: str, ask: Callable[[Full], int], full: Full) -> int:
    """How many queries it is from the second time on: what the process keeps (a template, a key) is made by the first.

    Who asks as often as is pinned already the first time is not asked again.
    """
    first = ask(full)
    return first if first == pinned(name) else ask(full)


def _opened(full: Full, page: Page) -> object:
    answer = page.open(full)
    assert answer.status_code < 400, answer.content.decode()[-2000:]
    assert not answer.headers.get("Location", "").startswith("/login")
    return answer


def _rows(answer: object) -> int:
    """How many rows the list has; a page of it shows 50."""
    pager, table = answer.context.get("pager"), answer.context["table"]
    return pager.total if pager else len(table.rows)
