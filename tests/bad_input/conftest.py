"""The office whose ledger is to be spoiled."""

from __future__ import annotations

import pytest
from django.test import Client

from jingwei.registers.tests.spoiled import Office, spoiled_office


@pytest.fixture
def office(client: Client) -> Office:
    """A clerk with a ledger of two rows, inside a square; a failure of the server is an answer here, no exception."""
    client.raise_request_exception = False
    return spoiled_office(client)
