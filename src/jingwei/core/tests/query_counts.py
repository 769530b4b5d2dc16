"""Query counts, pinned in query_counts.json at the top of the repository: equal at 20 and at 200 rows, and as written.

A name begins with what it is: api (an operation of the interface), desk (a page), action. A new one is entered there by
running its test once with JINGWEI_PIN_QUERIES=1.
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

PINNED = Path(__file__).resolve().parents[4] / "query_counts.json"
# A test runs inside a transaction of its own, so that a request's BEGIN and COMMIT are savepoints here, and what held
# before them is taken up again afterwards: neither happens in the running system.
_ONLY_HERE = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT", "SELECT set_config('role', 'jingwei_base'")


class Counted:
    """How many queries were made; a transaction's BEGIN and COMMIT are not counted."""

    queries = 0


@contextmanager
def counted() -> Iterator[Counted]:
    """Count the queries of a block."""
    out = Counted()
    # Django keeps the last 9,000 only, and then shows none of a block.
    connection.queries_log.clear()
    with CaptureQueriesContext(connection) as captured:
        yield out
    out.queries = sum(not query["sql"].startswith(_ONLY_HERE) for query in captured.captured_queries)


@contextmanager
def taken_back() -> Iterator[None]:
    """Whatever a block writes is taken back after it."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def assert_queries(name: str, at_20: int, at_200: int) -> None:
    """The operation `name` asks as often at 200 rows as at 20, and as often as query_counts.json says."""
    assert at_20 == at_200, f"{name}: {at_20} queries at 20 rows, {at_200} at 200"
    if os.environ.get("JINGWEI_PIN_QUERIES") == "1":
        PINNED.write_text(json.dumps(dict(sorted((_pins() | {name: at_20}).items())), indent=2) + "\n")
    assert pinned(name) == at_20, f"{name}: {at_20} queries, {pinned(name)} in {PINNED.name}"


def pinned(name: str) -> int | None:
    """What query_counts.json says of it."""
    return _pins().get(name)


def _pins() -> dict[str, int]:
    return json.loads(PINNED.read_text()) if PINNED.exists() else {}
