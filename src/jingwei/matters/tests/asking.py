"""Requests and moves for tests of matters."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from jingwei.core.actions import perform
from jingwei.core.actions.registry import find_action
from jingwei.core.scope import open_scope
from jingwei.matters.models import Matter
from jingwei.people.tests.street import Street


def asked(street: Street, **values: Any) -> dict[str, Any]:
    """A request as the form sends it: of the first grid, by the hotline, unless told otherwise."""
    told = {"kind": "hotline", "channel": "hotline", "title": "望澜路路灯不亮", "place": str(street.grid().pk)}
    # A hazard is graded before it is given to anybody.
    return {**told, **({"grade": "general"} if values.get("kind") == "hazard" else {}), **values}


def receive(street: Street, role: str = "dispatcher", **values: Any) -> Matter:
    """A matter opened by the holder of a role."""
    with open_scope(street.scope(role)):
        done = perform(find_action("matters.receive"), [asked(street, **values)])
    return read(street, done.result["ids"][0])


def move(street: Street, role: str, verb: str, matter: Matter, reason: str = "按通知办理", **values: Any) -> Matter:
    """The matter after a move by the holder of a role."""
    with open_scope(street.scope(role)):
        perform(find_action(f"matters.{verb}"), [values], targets=[matter.pk], reason=reason)
    return read(street, matter.pk)


def read(street: Street, pk: UUID | str) -> Matter:
    """The matter as it stands."""
    with open_scope(street.street_reader()):
        return Matter.objects.select_related("lead", "place").get(pk=pk)


def walk(street: Street, matter: Matter, *steps: tuple[str, str] | tuple[str, str, Mapping[str, Any]]) -> Matter:
    """Move after move: (role, verb) or (role, verb, values)."""
    for role, verb, *told in steps:
        matter = move(street, role, verb, matter, **(told[0] if told else {}))
    return matter


def dispatched(street: Street, department: str = "urban", **values: Any) -> Matter:
    """A matter of the hotline that a department leads."""
    lead = {"lead": str(street.departments[department].pk)}
    return walk(street, receive(street, **values), ("dispatcher", "accept"), ("dispatcher", "dispatch", lead))


DONE = {"outcome": "solved", "reply": "已更换灯泡。", "met": "是"}
