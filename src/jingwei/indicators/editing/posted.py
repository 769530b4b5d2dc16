"""The editor's form: what it sends, and a button of it that changes the conditions."""

from collections.abc import Iterator
from typing import Any, Protocol

from jingwei.indicators.editing.conditions import DEEPEST, LINKED, MOST, Node
from jingwei.indicators.editing.state import State

_TEXTS = (
    "verb", "source", "field", "date", "dated", "born", "born_at", "operand", "plan", "formula", "said", "flow",
    "parts_of", "rest", "raw",
)  # fmt: skip
_LONGEST = 20_000
KINDS = ("field", *LINKED, "either", "group", "not", "in_force", "aged", "raw")


class Body(Protocol):
    """The part of a QueryDict that is needed."""

    def get(self, key: str, default: Any = None) -> Any: ...

    def getlist(self, key: str) -> list[Any]: ...

    def __contains__(self, key: object) -> bool: ...


def posted_state(body: Body) -> State:
    """What a form sent."""
    said = {name: (body.get(f"d.{name}", "") or "").strip()[:_LONGEST] for name in _TEXTS}
    said["said"], said["formula"] = body.get("d.said", "") or "", body.get("d.formula", "") or ""
    state = State(**said)  # type: ignore[arg-type]
    state.comparable = body.get("d.comparable") == "yes"
    state.where = list(_nodes(body, "where", 0))
    state.of = list(_nodes(body, "of", 0))
    return state


def _nodes(body: Body, name: str, depth: int) -> Iterator[Node]:
    if depth > 2 * DEEPEST:
        return
    for at in range(MOST):
        here = f"{name}.{at}"
        kind = body.get(f"{here}.kind")
        if kind is None:
            return
        if kind not in KINDS:
            continue
        yield Node(
            kind,
            (body.get(f"{here}.path") or "").strip()[:200],
            body.get(f"{here}.op") or "",
            _values(body, here, kind),
            (body.get(f"{here}.second") or "").strip()[:200],
            list(_nodes(body, f"{here}.in", depth + 1)),
            body.get(f"{here}.was") or "",
        )


def _values(body: Body, here: str, kind: str) -> list[str]:
    values = [one[:_LONGEST] for one in body.getlist(f"{here}.value")]
    if kind == "raw":
        return values[:1]
    # Several values of a text field are written one a line.
    return [line.strip() for one in values for line in one.splitlines() if line.strip()]


def pressed(state: State, said: str) -> None:
    """Do what a button says: add:where.1.in:field, drop:where.0. What makes no sense does nothing."""
    verb, _, rest = said.partition(":")
    name, _, kind = rest.partition(":")
    if verb == "add" and kind in KINDS:
        nodes = _list(state, name)
        if nodes is not None and len(nodes) < MOST:
            nodes.append(_fresh(kind))
    elif verb == "drop":
        inside, _, at = name.rpartition(".")
        nodes = _list(state, inside)
        if nodes is not None and at.isdigit() and int(at) < len(nodes):
            del nodes[int(at)]


def _fresh(kind: str) -> Node:
    if kind == "either":
        return Node(kind, inner=[_fresh("group"), _fresh("group")])
    if kind in ("group", "not"):
        return Node(kind, inner=[Node("field")])
    return Node(kind, op="under" if kind == "aged" else "")


def _list(state: State, name: str) -> list[Node] | None:
    """The list of conditions that a name means: where, where.2.in."""
    first, *steps = name.split(".")
    nodes: list[Node] | None = {"where": state.where, "of": state.of}.get(first)
    for at, word in zip(steps[::2], steps[1::2], strict=False):
        if nodes is None or word != "in" or not at.isdigit() or int(at) >= len(nodes):
            return None
        nodes = nodes[int(at)].inner
    return nodes if len(steps) % 2 == 0 else None
