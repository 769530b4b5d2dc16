"""Sealed and erased values through the interface: marked, left out, asked for in vain, never written over."""

import pytest

from jingwei.api.tests.calling import machine
from jingwei.people.tests.street import make_street
from jingwei.registers.tests.terms import erase, firms, seal

pytestmark = pytest.mark.django_db
CLOSING = pytest.mark.parametrize(("close", "state"), [(seal, "sealed"), (erase, "destroyed")])


@pytest.fixture
def street():
    return make_street()


@pytest.fixture
def entry(street):
    return firms(street)[0]


@CLOSING
def test_the_interface_marks_it_and_leaves_the_value_out(street, entry, close, state):
    close(street)
    caller = machine(street)
    for path, pick in (
        (f"entries/{entry}", lambda body: body),
        ("registers/firms/entries", lambda body: body["items"][0]),
        (f"entries/{entry}/history", lambda body: body["items"][0]),
    ):
        status, body = caller.get(path)
        assert status == 200
        one = pick(body)
        assert one["closed"] == {"phone": state}
        assert "phone" not in one["values"]
        assert one["values"]["name"] == "企业1"
    status, body = caller.post("actions/registers.unmask", {"targets": [str(entry)], "reason": "联系"})
    assert (status, body["code"]) == (410, "unreadable")


@CLOSING
def test_a_row_is_changed_by_a_machine_without_touching_it(street, entry, close, state):
    close(street)
    caller = machine(street)
    status, _ = caller.post(f"entries/{entry}/change", {"values": {"name": "改名企业"}})
    assert status == 200
    _, body = caller.get(f"entries/{entry}")
    assert (body["title"], body["closed"]) == ("改名企业", {"phone": state})
