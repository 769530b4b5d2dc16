"""Conditions on one field: read from a mapping of conditions, and written back to it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from jingwei.core.facts.bounds import BOUNDS, DAYS
from jingwei.indicators.editing.nodes import ConditionError, Node, as_json, scalar, was
from jingwei.indicators.editing.told_days import checked, same, told_day

BETWEEN = frozenset({"min", "max"})
NOT = {"is": "is_not", "one_of": "none_of", "empty": "filled"}
_POSITIVE = {word: other for other, word in NOT.items()}
_COMPARED = {*BOUNDS, *DAYS}


def read_field(key: str, wanted: Any) -> Iterator[Node]:
    """The nodes of what is wanted of a field; none for a shape that is not known."""
    if isinstance(wanted, Mapping):
        yield from read_bounds(key, wanted)
    elif isinstance(wanted, bool):
        yield Node("field", key, "yes" if wanted else "no")
    elif wanted is None:
        yield Node("field", key, "empty")
    elif isinstance(wanted, list):
        if all(scalar(one) for one in wanted):
            yield Node("field", key, "one_of", [str(one) for one in wanted], was=as_json(wanted))
    elif scalar(wanted):
        yield Node("field", key, "is", [str(wanted)], was=as_json(wanted))


def read_bounds(key: str, wanted: Mapping[str, Any]) -> Iterator[Node]:
    """The nodes of bounds. Two days relative to the period are two conditions: each is a choice of its own."""
    if not wanted or set(wanted) - _COMPARED or not all(scalar(one) for one in wanted.values()):
        return
    if set(wanted) == BETWEEN and not any(told_day(str(one)) for one in wanted.values()):
        values = [str(wanted["min"]), str(wanted["max"])]
        yield Node("field", key, "between", values, was=as_json([wanted["min"], wanted["max"]]))
        return
    for word, bound in wanted.items():
        yield Node("field", key, word, [str(bound)], was=as_json(bound))


def denied(one: Node) -> Node | None:
    """The node that says the contrary of a condition on a field; None where only 不符合 does."""
    if one.kind != "field" or one.op not in NOT:
        return None
    return Node("field", one.path, NOT[one.op], one.values, was=one.was)


def write_field(node: Node) -> dict[str, Any]:
    """What a node wants of its field. Raises ConditionError."""
    if not node.path:
        raise ConditionError("有一个条件还没有选字段。")
    key = node.path
    if node.op in _POSITIVE:
        positive = Node("field", key, _POSITIVE[node.op], node.values, was=node.was)
        return {"not": write_field(positive)}
    fixed = {"yes": True, "no": False, "empty": None}
    if node.op in fixed:
        return {key: fixed[node.op]}
    values = [checked(one.strip()) for one in node.values if one.strip()]
    if not values:
        raise ConditionError(f"“{key}”的条件还没有写值。")
    kept = was(node, None)
    if node.op == "is":
        return {key: kept if scalar(kept) and str(kept) == values[0] else values[0]}
    if node.op == "one_of":
        known = {str(one): one for one in kept} if isinstance(kept, list) else {}
        return {key: [known.get(one, one) for one in values]}
    if node.op == "between":
        if len(values) != 2:
            raise ConditionError(f"“{key}”介于要写两个值。")
        known = {str(one): one for one in kept} if isinstance(kept, list) else {}
        return {key: bounds_of("between", [known.get(one, _bound(one)) for one in values])}
    if node.op in _COMPARED:
        return {key: {node.op: kept if scalar(kept) and same(kept, values[0]) else _bound(values[0])}}
    raise ConditionError(f"“{key}”的条件还没有选怎样比较。")


def bounds_kept(node: Node, kept: Any) -> dict[str, Any]:
    """The bounds of a node, to the letter those of `kept` where nobody touched them. Raises ConditionError."""
    if isinstance(kept, Mapping):
        before = next(read_bounds("", kept), None)
        if before is not None and (before.op, before.values) == (node.op, node.values):
            return dict(kept)
    return bounds_of(node.op, [number(one) for one in node.values])


def bounds_of(op: str, values: Sequence[Any]) -> dict[str, Any]:
    """A comparison as bounds. Raises ConditionError."""
    if op == "between" and len(values) == 2:
        return {"min": values[0], "max": values[1]}
    if op in BOUNDS and values:
        return {op: values[0]}
    raise ConditionError("要选怎样比较，并写上数。")


def number(text: str) -> int | float:
    """A number that was typed. Raises ConditionError."""
    try:
        return int(text)
    except ValueError:
        pass
    try:
        found = float(text)
    except ValueError as error:
        raise ConditionError(f"“{text[:20]}”应为数字。") from error
    if found - found != 0:
        raise ConditionError(f"“{text[:20]}”应为数字。")
    return found


def _bound(text: str) -> Any:
    """A bound as YAML would read it: a number, or a date as text."""
    try:
        return number(text)
    except ConditionError:
        return text
