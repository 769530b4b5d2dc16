"""Nothing is left out: what the desk offers is measured, or an exception says why not."""

import json
from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver
from tests.query_counts.actions import ACTIONS
from tests.query_counts.pages import PAGES, UNMEASURED_ADDRESSES

from jingwei.api import urls as api_urls
from jingwei.api.interface import api
from jingwei.core.actions import all_actions
from jingwei.core.tests.query_counts import PINNED


def _addresses(resolver: URLResolver, space: str = "") -> Iterator[str]:
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            yield from _addresses(each, each.namespace or space)
        elif isinstance(each, URLPattern):
            yield f"{space}.{each.name}"


def _pinned() -> set[str]:
    return set(json.loads(PINNED.read_text()))


def _named(table: dict[str, object]) -> set[str]:
    return {name.partition(",")[0] for name in table}


def test_every_address_of_the_desk_is_measured() -> None:
    # Those of the interface are measured as operations, below.
    interface = {f"api.{one.name}" for one in api_urls._operations()}
    assert set(_addresses(get_resolver())) - interface == _named(PAGES) | set(UNMEASURED_ADDRESSES)
    assert not _named(PAGES) & set(UNMEASURED_ADDRESSES)


def test_every_action_is_measured() -> None:
    assert {action.name for action in all_actions()} == _named(ACTIONS)


def test_every_operation_of_the_interface_is_measured() -> None:
    pinned = {name.removeprefix("api ").partition(",")[0] for name in _pinned() if name.startswith("api ")}
    paths = api.get_openapi_schema(path_prefix="")["paths"].values()
    operations = {one["operationId"] for path in paths for one in path.values()}
    assert operations <= pinned | {f"actions.{name}" for name in _named(ACTIONS)}


def test_nothing_is_pinned_that_is_not_measured() -> None:
    measured = {f"desk {name}" for name in PAGES} | {f"action {name}" for name in ACTIONS}
    assert {name for name in _pinned() if not name.startswith("api ")} == measured
