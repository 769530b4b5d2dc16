"""Conditions as an editor shows them: a list of nodes, read from a mapping of conditions and written back to it.

What the editor does not know is a `raw` node, kept as it is. A node remembers what it was read from (`was`), so that
what nobody touched comes back to the letter."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from jingwei.core.facts.conditions import SPECIAL
from jingwei.core.facts.facts import each
from jingwei.core.facts.nearby import FARTHEST
from jingwei.indicators.editing import dated_conditions
from jingwei.indicators.editing.comparing import denied, read_field, write_field
from jingwei.indicators.editing.nodes import (
    DEEPEST,
    LINKED,
    SEVERAL,
    SIDES,
    STATES,
    WORDS,
    ConditionError,
    Node,
    as_json,
    was,
    whole,
)
from jingwei.indicators.editing.yaml_text import read_mapping, yaml_of


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
        yield from _read_linked(key, wanted)
    elif key in SEVERAL:
        groups = [Node("group", inner=read(one)) for one in each(wanted)]
        yield Node(key, inner=groups, was=as_json([isinstance(wanted, list)]))
    elif key == "not":
        inner = read(wanted)
        contrary = denied(inner[0]) if len(inner) == 1 else None
        yield contrary or Node("not", inner=inner)
    elif key == "near":
        if set(wanted) <= {"rows", "where", "metres"}:
            where = read(wanted.get("where") or {})
            yield Node(
                key, str(wanted["rows"]), values=[str(wanted["metres"])], inner=where, was=as_json(wanted["metres"])
            )
    elif key in STATES:
        yield Node(key, inner=read(wanted))
    elif key == "became":
        if set(wanted) <= set(SIDES):
            sides = [Node(side, inner=read(wanted.get(side, {})), was=as_json([side in wanted])) for side in SIDES]
            yield Node(key, inner=sides)
    elif key in dated_conditions.READ:
        found = dated_conditions.READ[key](wanted)
        yield from [found] if found else []
    elif key not in SPECIAL:
        yield from read_field(key, wanted)


def _read_linked(key: str, wanted: Any) -> Iterator[Node]:
    for one in each(wanted):
        if set(one) - {"rows", "where", "at_least", "match"}:
            yield raw(key, one)
            continue
        matched = [Node("match", str(theirs), second=str(ours)) for theirs, ours in one.get("match", {}).items()]
        yield Node(
            key, str(one["rows"]), second=str(one.get("at_least", "")), inner=[*matched, *read(one.get("where") or {})],
            was=as_json([isinstance(wanted, list), "where" in one, one.get("at_least")]),
        )  # fmt: skip


def write(nodes: Iterable[Node], depth: int = 0) -> dict[str, Any]:
    """The mapping of conditions that nodes say. Raises ConditionError."""
    if depth > DEEPEST:
        raise ConditionError(f"条件最多套{DEEPEST}层，请拆成几个指标。")
    out: dict[str, Any] = {}
    contrary: list[dict[str, Any]] = []
    lists: dict[str, bool] = {}
    for node in nodes:
        for key, wanted in _written(node, depth).items():
            if key == "not":
                contrary.append(wanted)
            elif key in LINKED and node.kind != "raw":
                lists[key] = lists.get(key, False) or bool(was(node, [False])[0])
                out.setdefault(key, []).append(wanted)
            elif key in out:
                out[key] = _joined(key, out[key], wanted)
            else:
                out[key] = wanted
    for key, listed in lists.items():
        if len(out[key]) == 1 and not listed:
            out[key] = out[key][0]
    if contrary:
        out["not"] = contrary[0] if len(contrary) == 1 else {"either": contrary}
    return out


def _joined(key: str, first: Any, second: Any) -> dict[str, Any]:
    ranges = isinstance(first, dict) and isinstance(second, dict) and key not in SPECIAL
    if ranges and not set(first) & set(second):
        return {**first, **second}
    if key in SEVERAL:
        raise ConditionError(f"同一层只能有一组“{WORDS[key]}”，请把另一组放进其中一个分支里。")
    if key in SPECIAL:
        raise ConditionError(f"“{WORDS[key]}”写了两个条件，请分别放进“同时符合”（或“或者”）的两个分支里。")
    raise ConditionError(
        f"“{key}”写了两个条件，请合成一个（用“是其中之一”或“介于”），或分别放进“同时符合”（或“或者”）的两个分支里。"
    )


def _written(node: Node, depth: int) -> dict[str, Any]:
    if node.kind in dated_conditions.WRITE:
        return {node.kind: dated_conditions.WRITE[node.kind](node)}
    match node.kind:
        case "raw":
            return read_mapping(node.first, "按原文保留的条件")
        case "either" | "all":
            groups = [write(group.inner, depth + 1) for group in node.inner]
            if not groups or not all(groups):
                raise ConditionError(f"“{WORDS[node.kind]}”的每个分支都要写条件；不要的分支请去掉。")
            listed = bool(was(node, [True])[0])
            return {node.kind: groups if listed or len(groups) > 1 else groups[0]}
        case "not":
            inner = write(node.inner, depth + 1)
            if not inner:
                raise ConditionError("“不符合”里面要写条件。")
            return {"not": inner}
        case "at_start" | "at_end":
            return {node.kind: write(node.inner, depth + 1)}
        case "became":
            return {"became": _sides(node, depth)}
        case "near":
            return {"near": _near(node, depth)}
        case "having" | "having_no" | "having_only":
            return {node.kind: _linked(node, depth)}
    return write_field(node)


def _sides(node: Node, depth: int) -> dict[str, Any]:
    """Before and after; a side without conditions is left out: it is what the other one is not."""
    out = {}
    for side in node.inner:
        inner = write(side.inner, depth + 1)
        if side.kind in SIDES and (inner or was(side, [False])[0]):
            out[side.kind] = inner
    if not any(out.values()):
        raise ConditionError("“期内由…变为…”还没有写条件：至少在“变为”里写一个，如“状态 是 已拆除”。")
    return out


def _near(node: Node, depth: int) -> dict[str, Any]:
    if not node.path:
        raise ConditionError("“离…多少米以内”要选离哪本台账的记录。")
    kept, where = was(node, None), write(node.inner, depth + 1)
    metres = kept if str(kept) == node.first else whole(node.first, "“离…多少米以内”的米数", 1, FARTHEST)
    return {"rows": node.path, **({"where": where} if where else {}), "metres": metres}


def _linked(node: Node, depth: int) -> dict[str, Any]:
    if not node.path:
        raise ConditionError("“有关联的”要选是哪本台账。")
    out: dict[str, Any] = {"rows": node.path}
    matched = [one for one in node.inner if one.kind == "match"]
    if not all(one.path and one.second for one in matched):
        raise ConditionError("“与本行相同的…”两边都要选字段。")
    if matched:
        out["match"] = {one.path: one.second for one in matched}
    inner = write((one for one in node.inner if one.kind != "match"), depth + 1)
    if inner or was(node, [False, False])[1]:
        out["where"] = inner
    if node.second:
        kept = was(node, [False, False, None])[2]
        out["at_least"] = kept if str(kept) == node.second else whole(node.second, "至少几行", 1, 999_999)
    return out
