"""How often each action asks the database, pinned; more rows at once never mean more queries."""

import pytest
from tests.query_counts.actions import ACTIONS
from tests.query_counts.doing import do
from tests.query_counts.full_street import Full

from jingwei.core.tests.query_counts import assert_queries, counted, taken_back


@pytest.mark.parametrize("name", ACTIONS)
def test_an_action(streets: tuple[Full, Full], name: str) -> None:
    found = []
    for full in streets:
        # What the process keeps for the next time (a key, a template) is made the first time.
        for _ in range(2):
            with taken_back():
                doing = ACTIONS[name](full)
                with counted() as one:
                    do(full, name.partition(",")[0], doing)
        found.append(one.queries)
    assert_queries(f"action {name}", *found)
