"""Whatever is sent within the description is answered within it: no defect, no status and no shape that is not told."""

import os
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from jingwei.api.docs import description
from jingwei.api.operations.verbs import OFFERED
from jingwei.api.tests.conftest import Office
from jingwei.core.actions import all_actions
from jingwei.core.scope import open_scope
from jingwei.matters.models import Request
from jingwei.matters.moves import MOVES
from jingwei.matters.tests.asking import DONE, dispatched, receive, walk
from jingwei.people.tests.street import make_street

EXAMPLES = int(os.environ.get("JINGWEI_API_EXAMPLES", "4"))
MANY = 60
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
ROLES = {
    "actions/people.appoint": "security_admin",
    "actions/people.end_appointment": "security_admin",
    "actions/people.hand_over": "office",
    "actions/people.": "system_admin",
    "actions/places.": "system_admin",
    "actions/api.": "system_admin",
    "tokens": "system_admin",
}
OPERATIONS = sorted(
    (path, method) for path, methods in description()["paths"].items() for method in methods if path != "/openapi.json"
)


@lru_cache(maxsize=1)
def schema() -> object:
    """The description as schemathesis reads it, from the running application."""
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application(), headers={"Host": "localhost"})


@pytest.fixture
def kept_connection(db: None) -> Iterator[None]:
    """Requests leave the connection open: the test's own transaction runs on it, as Django's test client knows."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


def caller(office: Office, path: str) -> dict[str, str]:
    """The headers of one who may: a clerk's token, or for what administrators do their session."""
    role = next((role for start, role in ROLES.items() if path.removeprefix("/api/v1/").startswith(start)), "office")
    if role == "office":
        return {"Authorization": f"Bearer {office.machine().token}"}
    session = office.street.sign_in(Client(), role).cookies["sessionid"].value
    guard = "a" * 32
    return {"Cookie": f"sessionid={session}; csrftoken={guard}", "X-CSRFToken": guard}


def matters_there(office: Office, path: str) -> dict[str, Any]:
    """What a verb of matters may be sent so that it finds something: a matter at a stage from which it moves."""
    if "matters" not in path:
        return {}
    name = path.rpartition("/matters.")[2]
    street = office.street
    made = {
        "received": receive(street, outside_number="A1", contact_phone="19900001234"),
        "working": dispatched(street),
    }
    made["closed"] = walk(street, receive(street, kind="help"), ("dispatcher", "accept"), ("office", "finish", DONE))
    move = MOVES.get(name)
    one = next((made[stage] for stage in made if move and stage in move.sources), made["received"])
    with open_scope(street.scope("office")):
        target = Request.objects.values_list("pk", flat=True).first() if name in ("reveal", "split") else one.pk
    lead = str(street.departments["urban"].pk)
    return {
        "targets": [str(target)], "expect": {}, "place": str(street.grid().pk), "lead": lead, "department": lead,
        "category": "m06010", "into": str(made["working"].pk),
    }  # fmt: skip


def with_known(body: Any, there: Mapping[str, Any]) -> Any:
    """The body with the keys of what exists in the place of random ones."""
    if not there or not isinstance(body, dict):
        return body
    body = {name: there.get(name, value) for name, value in body.items()}
    if isinstance(body.get("rows"), list):
        # One row for the one target.
        body["rows"] = [
            {name: there.get(name, value) for name, value in row.items()} if isinstance(row, dict) else row
            for row in body["rows"][:1]
        ]
    return body


@pytest.mark.parametrize("examples", [EXAMPLES, pytest.param(MANY, marks=pytest.mark.soak)])
@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_every_operation(office: Office, kept_connection: None, path: str, method: str, examples: int) -> None:
    headers = {**caller(office, path), "Host": "localhost"}
    operation = schema()[path][method.upper()]
    sent, there = iter(range(10_000)), matters_there(office, path)
    matter = str(there["into"]) if there else office.near

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def run(case: schemathesis.Case) -> None:
        # Random keys find nothing: two of three times they are those of rows that exist.
        if next(sent) % 3:
            known = {"key": "houses" if "registers" in path else "none", "entry_id": office.near, "matter_id": matter}
            case.path_parameters = {
                name: known.get(name, value) for name, value in (case.path_parameters or {}).items()
            }
            case.body = with_known(case.body, there)
        response = case.call(headers=headers)
        case.validate_response(response, checks=CHECKS)

    run()


def test_every_verb_and_operation_is_named_in_chinese() -> None:
    operations = [one for methods in description()["paths"].values() for one in methods.values()]
    assert all(any("\u4e00" <= sign <= "\u9fff" for sign in one["summary"]) for one in operations)
    assert len({one["operationId"] for one in operations}) == len(operations)
    for action in OFFERED:
        assert f"/api/v1/actions/{action.name}" in description()["paths"]


def test_only_verbs_bound_to_a_target_or_a_page_are_left_out() -> None:
    left_out = {action.name for action in all_actions()} - {action.name for action in OFFERED}
    assert {"registers.record", "registers.change", "registers.correct", "registers.define"} <= left_out
    assert {"registers.end", "registers.restore", "people.appoint"} <= {action.name for action in OFFERED}
    assert not {"people.open_account", "people.reset_password", "people.change_password"} - left_out


@pytest.mark.django_db
def test_the_description_is_read_without_signing_in_and_from_here_alone() -> None:
    client = Client()
    assert client.get("/api/v1/openapi.json").json()["openapi"] == "3.1.0"
    signed_in = make_street().sign_in(Client(), "office")
    assert signed_in.get("/api/v1/docs").status_code == 200
    page = client.get("/api/v1/docs").content.decode()
    assert "/api/v1/registers/{key}/entries" in page
    assert "Idempotency-Key" in page
    assert "//cdn" not in page
    assert 'src="http' not in page
