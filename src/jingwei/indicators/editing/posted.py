"""The editor's form: what it sends, and a button of it that changes the conditions."""

from collections.abc import Iterator
from typing import Any, Protocol

from jingwei.indicators.editing.members import FEWEST, Member
from jingwei.indicators.editing.nodes import DEEPEST, MOST, SEVERAL, STATES, WORDS, Node
from jingwei.indicators.editing.state import State
from jingwei.indicators.editing.told_days import ANCHORS, ToldDay

_TEXTS = (
    "verb", "source", "field", "date", "dated", "measure", "born", "born_at", "span_from", "span_to", "span_in", "base",
    "base_dated", "operand", "plan", "formula", "said", "flow", "parts_of", "rest", "raw",
)  # fmt: skip
_LONGEST = 20_000
_MEMBER = ("source", "field", "date", "dated")


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
    state.over = list(_members(body))
    values = _values(body, "d.meets", "")
    state.meets = Node("meets", "", body.get("d.meets.op") or "", values, was=body.get("d.meets.was") or "")
    return state


def _members(body: Body) -> Iterator[Member]:
    for at in range(MOST):
        here = f"over.{at}"
        if f"{here}.source" not in body:
            return
        said = {name: (body.get(f"{here}.{name}") or "").strip()[:200] for name in _MEMBER}
        yield Member(**said, where=list(_nodes(body, f"{here}.where", 0)))


def _nodes(body: Body, name: str, depth: int) -> Iterator[Node]:
    if depth > 2 * DEEPEST:
        return
    for at in range(MOST):
        here = f"{name}.{at}"
        kind = body.get(f"{here}.kind")
        if kind is None:
            return
        if kind not in WORDS:
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
    anchor = body.get(f"{here}.anchor") or ""
    if anchor in ANCHORS:
        number, unit = ((body.get(f"{here}.{part}") or "").strip()[:20] for part in ("number", "unit"))
        turn = "-" if body.get(f"{here}.turn") == "-" else "+"
        return [ToldDay(anchor, turn, number, unit or "days").said]
    values = [one[:_LONGEST] for one in body.getlist(f"{here}.value")]
    if kind == "raw":
        return values[:1]
    # Several values of a text field are written one a line.
    return [line.strip() for one in values for line in one.splitlines() if line.strip()]


def pressed(state: State, said: str) -> None:
    """Do what a button says: add:where.1.in:field, drop:where.0. What makes no sense does nothing."""
    verb, _, rest = said.partition(":")
    name, _, kind = rest.partition(":")
    if verb == "add" and name == "over":
        state.over.append(Member())
    elif verb == "add" and kind in WORDS:
        nodes = _list(state, name)
        if nodes is not None and len(nodes) < MOST:
            nodes.append(_fresh(kind))
    elif verb == "drop":
        inside, _, at = name.rpartition(".")
        there: list[Any] | None = state.over if inside == "over" else _list(state, inside)
        if there is not None and at.isdigit() and int(at) < len(there):
            del there[int(at)]


def filled_up(state: State) -> None:
    """Several ledgers are at least two: where fewer are named, empty ones stand ready."""
    if state.needs("over"):
        state.over += [Member() for _ in range(FEWEST - len(state.over))]


_OPS = {"aged": "under", "within": "working_days", "no_worse": "value"}


def _fresh(kind: str) -> Node:
    if kind in SEVERAL:
        return Node(kind, inner=[_fresh("group"), _fresh("group")])
    if kind in ("group", "not", "to", *STATES):
        return Node(kind, inner=[Node("field")])
    if kind == "became":
        return Node(kind, inner=[Node("from"), _fresh("to")])
    return Node(kind, op=_OPS.get(kind, ""))


def _list(state: State, name: str) -> list[Node] | None:
    """The list of conditions that a name means: where, where.2.in, over.1.where.2.in."""
    first, *steps = name.split(".")
    nodes: list[Node] | None = {"where": state.where, "of": state.of}.get(first)
    if first == "over" and len(steps) > 1 and steps[0].isdigit() and int(steps[0]) < len(state.over):
        nodes, steps = state.over[int(steps[0])].where if steps[1] == "where" else None, steps[2:]
    for at, word in zip(steps[::2], steps[1::2], strict=False):
        if nodes is None or word != "in" or not at.isdigit() or int(at) >= len(nodes):
            return None
        nodes = nodes[int(at)].inner
    return nodes if len(steps) % 2 == 0 else None
