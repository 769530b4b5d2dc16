"""Conditions as an editor shows them: a list of nodes, read from a mapping of conditions and written back to it.

What the editor does not know is a `raw` node, kept as it is. A node remembers what it was read from (`was`), so that
what nobody touched comes back to the letter."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from jingwei.core.errors import JingweiError
from jingwei.core.facts.bounds import BOUNDS
from jingwei.core.facts.conditions import SPECIAL
from jingwei.core.facts.facts import each
from jingwei.indicators.editing.yaml_text import read_mapping, yaml_of

LINKED = ("having", "having_no", "having_only")
GROUPS = ("either", "not")
BETWEEN = frozenset({"min", "max"})
NOT = {"is": "is_not", "one_of": "none_of", "empty": "filled"}
_POSITIVE = {word: other for other, word in NOT.items()}
DEEPEST = 6
MOST = 60


class ConditionError(JingweiError):
    """Conditions that cannot be written down; the sentence says which and what would be right."""

    code = "condition.wrong"
    status = 422


@dataclass
class Node:
    """One condition. What `path` names depends on `kind`.

    field: the field (`person.department`), `op` one of is, is_not, one_of, none_of, empty, filled, yes, no, between,
    min, max, over, under, with `values` (two for between). having…: `path` is ledger.link, `second` how many rows at
    least, `inner` their conditions. either: `inner` are groups, each with conditions in `inner`. not: `inner`.
    in_force: from `path` to `second`. aged: born at `path`, at `second`, bounds as `op` and `values`. raw: `values`
    holds YAML.
    """

    kind: str
    path: str = ""
    op: str = ""
    values: list[str] = field(default_factory=list)
    second: str = ""
    inner: list["Node"] = field(default_factory=list)
    was: str = ""


def read(conditions: Mapping[str, Any]) -> list[Node]:
    """The nodes of a mapping of conditions."""
    return [node for key, wanted in conditions.items() for node in _nodes(key, wanted)]


def _nodes(key: str, wanted: Any) -> Iterator[Node]:
    try:
        found = list(_known(key, wanted))
    except (KeyError, TypeError, ValueError, AttributeError):
        found = []
    yield from found or [raw(key, wanted)]


def raw(key: str, wanted: Any) -> Node:
    """A condition that is only kept."""
    return Node("raw", key, values=[yaml_of({key: wanted})])


def _known(key: str, wanted: Any) -> Iterator[Node]:
    if key in LINKED:
        for one in each(wanted):
            if set(one) - {"rows", "where", "at_least"}:
                yield raw(key, one)
                continue
            yield Node(
                key, str(one["rows"]), second=str(one.get("at_least", "")), inner=read(one.get("where") or {}),
                was=_json([isinstance(wanted, list), "where" in one, one.get("at_least")]),
            )  # fmt: skip
    elif key == "either":
        groups = [Node("group", inner=read(one)) for one in each(wanted)]
        yield Node("either", inner=groups, was=_json([isinstance(wanted, list)]))
    elif key == "not":
        yield from _negated(wanted)
    elif key == "in_force":
        if set(wanted) <= {"from", "to"}:
            yield Node(key, str(wanted["from"]), second=str(wanted.get("to") or ""), was=_json(["to" in wanted]))
    elif key == "aged":
        bounds = {word: bound for word, bound in wanted.items() if word in BOUNDS}
        if bounds and set(wanted) <= {"born", "at", *BOUNDS} and len(found := list(_ranges("", bounds))) == 1:
            one = found[0]
            born, at = str(wanted["born"]), str(wanted.get("at") or "")
            yield Node("aged", born, one.op, one.values, at, was=_json(["at" in wanted, bounds]))
    elif key not in SPECIAL:
        yield from _plain(key, wanted)


def _negated(wanted: Mapping[str, Any]) -> Iterator[Node]:
    inner = read(wanted)
    if len(inner) == 1 and inner[0].kind == "field" and inner[0].op in NOT:
        one = inner[0]
        yield Node("field", one.path, NOT[one.op], one.values, was=one.was)
    else:
        yield Node("not", inner=inner)


def _plain(key: str, wanted: Any) -> Iterator[Node]:
    if isinstance(wanted, Mapping):
        yield from _ranges(key, wanted)
    elif isinstance(wanted, bool):
        yield Node("field", key, "yes" if wanted else "no")
    elif wanted is None:
        yield Node("field", key, "empty")
    elif isinstance(wanted, list):
        if all(_scalar(one) for one in wanted):
            yield Node("field", key, "one_of", [str(one) for one in wanted], was=_json(wanted))
    elif _scalar(wanted):
        yield Node("field", key, "is", [str(wanted)], was=_json(wanted))


def _ranges(key: str, wanted: Mapping[str, Any]) -> Iterator[Node]:
    if not wanted or set(wanted) - set(BOUNDS) or not all(_scalar(one) for one in wanted.values()):
        return
    if set(wanted) == BETWEEN:
        values = [str(wanted["min"]), str(wanted["max"])]
        yield Node("field", key, "between", values, was=_json([wanted["min"], wanted["max"]]))
        return
    for word, bound in wanted.items():
        yield Node("field", key, word, [str(bound)], was=_json(bound))


def write(nodes: Iterable[Node], depth: int = 0) -> dict[str, Any]:
    """The mapping of conditions that nodes say. Raises ConditionError."""
    if depth > DEEPEST:
        raise ConditionError(f"条件最多套{DEEPEST}层，请拆成几个指标。")
    out: dict[str, Any] = {}
    denied: list[dict[str, Any]] = []
    lists: dict[str, bool] = {}
    for node in nodes:
        for key, wanted in _written(node, depth).items():
            if key == "not":
                denied.append(wanted)
            elif key in LINKED and node.kind != "raw":
                lists[key] = lists.get(key, False) or bool(_was(node, [False])[0])
                out.setdefault(key, []).append(wanted)
            elif key in out:
                out[key] = _joined(key, out[key], wanted)
            else:
                out[key] = wanted
    for key, listed in lists.items():
        if len(out[key]) == 1 and not listed:
            out[key] = out[key][0]
    if denied:
        out["not"] = denied[0] if len(denied) == 1 else {"either": denied}
    return out


def _joined(key: str, first: Any, second: Any) -> dict[str, Any]:
    ranges = isinstance(first, dict) and isinstance(second, dict) and key not in SPECIAL
    if ranges and not set(first) & set(second):
        return {**first, **second}
    if key == "either":
        raise ConditionError("同一层只能有一组“或者”，请把另一组放进其中一个分支里。")
    raise ConditionError(f"“{key}”写了两个条件，请合成一个（用“是其中之一”或“介于”），或放进“或者”的两个分支里。")


def _written(node: Node, depth: int) -> dict[str, Any]:
    match node.kind:
        case "raw":
            return read_mapping(node.values[0] if node.values else "", "按原文保留的条件")
        case "either":
            groups = [write(group.inner, depth + 1) for group in node.inner]
            if not groups or not all(groups):
                raise ConditionError("“或者”的每个分支都要写条件；不要的分支请去掉。")
            listed = bool(_was(node, [True])[0])
            return {"either": groups if listed or len(groups) > 1 else groups[0]}
        case "not":
            inner = write(node.inner, depth + 1)
            if not inner:
                raise ConditionError("“不符合”里面要写条件。")
            return {"not": inner}
        case "having" | "having_no" | "having_only":
            return {node.kind: _linked(node, depth)}
        case "in_force":
            if not node.path:
                raise ConditionError("“在有效期内”要选起始日期的字段。")
            to = {"to": node.second} if node.second else {}
            return {"in_force": {"from": node.path, **to}}
        case "aged":
            if not node.path:
                raise ConditionError("“周岁”要选出生日期的字段。")
            at = {"at": node.second} if node.second else {}
            bounds = _was(node, [False, {}])[1]
            if list(_ranges("", bounds))[:1] != [_range_of(node, bounds)]:
                bounds = _bounds(node.op, [_number(one) for one in node.values])
            return {"aged": {"born": node.path, **bounds, **at}}
    return _field(node)


def _range_of(node: Node, bounds: Mapping[str, Any]) -> Node:
    kept = _json([bounds["min"], bounds["max"]]) if node.op == "between" else _json(next(iter(bounds.values()), None))
    return Node("field", "", node.op, node.values, was=kept)


def _linked(node: Node, depth: int) -> dict[str, Any]:
    if not node.path:
        raise ConditionError("“有关联的”要选是哪本台账。")
    out: dict[str, Any] = {"rows": node.path}
    inner = write(node.inner, depth + 1)
    if inner or _was(node, [False, False])[1]:
        out["where"] = inner
    if node.second:
        kept = _was(node, [False, False, None])[2]
        out["at_least"] = kept if str(kept) == node.second else _whole(node.second)
    return out


def _field(node: Node) -> dict[str, Any]:
    if not node.path:
        raise ConditionError("有一个条件还没有选字段。")
    key = node.path
    if node.op in _POSITIVE:
        positive = Node("field", key, _POSITIVE[node.op], node.values, was=node.was)
        return {"not": _field(positive)}
    fixed = {"yes": True, "no": False, "empty": None}
    if node.op in fixed:
        return {key: fixed[node.op]}
    values = [one.strip() for one in node.values if one.strip()]
    if not values:
        raise ConditionError(f"“{key}”的条件还没有写值。")
    kept = _was(node, None)
    if node.op == "is":
        return {key: kept if _scalar(kept) and str(kept) == values[0] else values[0]}
    if node.op == "one_of":
        known = {str(one): one for one in kept} if isinstance(kept, list) else {}
        return {key: [known.get(one, one) for one in values]}
    if node.op == "between":
        if len(values) != 2:
            raise ConditionError(f"“{key}”介于要写两个值。")
        known = {str(one): one for one in kept} if isinstance(kept, list) else {}
        return {key: _bounds("between", [known.get(one, _bound(one)) for one in values])}
    if node.op in BOUNDS:
        return {key: {node.op: kept if _scalar(kept) and str(kept) == values[0] else _bound(values[0])}}
    raise ConditionError(f"“{key}”的条件还没有选怎样比较。")


def _bounds(op: str, values: Sequence[Any]) -> dict[str, Any]:
    if op == "between" and len(values) == 2:
        return {"min": values[0], "max": values[1]}
    if op in BOUNDS and values:
        return {op: values[0]}
    raise ConditionError("要选怎样比较，并写上数。")


def _bound(text: str) -> Any:
    """A bound as YAML would read it: a number, or a date as text."""
    try:
        return _number(text)
    except ConditionError:
        return text


def _number(text: str) -> int | float:
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


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 10**6):
        raise ConditionError(f"至少几行应为正整数，写的是“{text[:20]}”。")
    return int(text)


def _scalar(value: Any) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def _was(node: Node, otherwise: Any) -> Any:
    """What a node was read from; `otherwise` gives the shape that is needed where nothing fitting was kept."""
    try:
        found = json.loads(node.was) if node.was else None
    except ValueError:
        found = None
    if otherwise is None:
        return found
    return found if isinstance(found, list) and len(found) >= len(otherwise) else otherwise
