"""Conditions on two fields of a row, most of them dates: read from what is wanted, and written back to it."""

from collections.abc import Callable, Mapping
from typing import Any

from jingwei.core.facts.bounds import BOUNDS
from jingwei.core.facts.days import UNITS
from jingwei.indicators.editing.comparing import bounds_kept, read_bounds
from jingwei.indicators.editing.nodes import ConditionError, Node, as_json, was, whole

MOMENTS = {"": "期末", "start": "统计期首日", "whole": "统计期内始终", "any": "统计期内曾经"}


def _read_in_force(wanted: Mapping[str, Any]) -> Node | None:
    if set(wanted) - {"from", "to", "on", "during"} or {"on", "during"} <= set(wanted):
        return None
    moment = str(wanted.get("during", ""))
    if "on" in wanted:
        moment = "start" if wanted["on"] == "period.start" else "?"
    if moment not in MOMENTS:
        return None
    return Node("in_force", str(wanted["from"]), moment, second=str(wanted.get("to") or ""))


def _write_in_force(node: Node) -> dict[str, Any]:
    if not node.path:
        raise ConditionError("“在有效期内”要选起始日期的字段。")
    to = {"to": node.second} if node.second else {}
    if node.op == "start":
        return {"from": node.path, **to, "on": "period.start"}
    return {"from": node.path, **to, **({"during": node.op} if node.op in ("whole", "any") else {})}


def _read_aged(wanted: Mapping[str, Any]) -> Node | None:
    bounds = {word: bound for word, bound in wanted.items() if word in BOUNDS}
    found = list(read_bounds("", bounds))
    if set(wanted) - {"born", "at", *BOUNDS} or len(found) != 1:
        return None
    born, at = str(wanted["born"]), str(wanted.get("at") or "")
    return Node("aged", born, found[0].op, found[0].values, at, was=as_json([bounds]))


def _write_aged(node: Node) -> dict[str, Any]:
    if not node.path:
        raise ConditionError("“周岁”要选出生日期的字段。")
    if not node.values:
        raise ConditionError("“周岁”还没有写多少岁。")
    at = {"at": node.second} if node.second else {}
    return {"born": node.path, **bounds_kept(node, was(node, [{}])[0]), **at}


def _read_within(wanted: Mapping[str, Any]) -> Node | None:
    units = [unit for unit in UNITS if unit in wanted]
    if set(wanted) - {"from", "to", *UNITS} or len(units) != 1:
        return None
    number = wanted[units[0]]
    if not isinstance(number, int) or isinstance(number, bool):
        return None
    return Node("within", str(wanted["from"]), units[0], [str(number)], str(wanted.get("to") or ""))


def _write_within(node: Node) -> dict[str, Any]:
    if not node.path:
        raise ConditionError("“两个日期之间不超过…”要选从哪个日期算起。")
    if node.op not in UNITS:
        raise ConditionError("“两个日期之间不超过…”要选按天、工作日、月还是年。")
    most = whole(node.first, f"“两个日期之间不超过…”的{UNITS[node.op]}数")
    return {"from": node.path, **({"to": node.second} if node.second else {}), node.op: most}


def _read_not_after(wanted: Mapping[str, Any]) -> Node | None:
    if set(wanted) != {"date", "than"}:
        return None
    return Node("not_after", str(wanted["date"]), second=str(wanted["than"]))


def _write_not_after(node: Node) -> dict[str, Any]:
    if not node.path or not node.second:
        raise ConditionError("“一个日期不晚于另一个”要选两个日期字段。")
    return {"date": node.path, "than": node.second}


def _read_no_worse(wanted: Mapping[str, Any]) -> Node | None:
    than = wanted.get("than")
    if set(wanted) != {"field", "than"}:
        return None
    if not isinstance(than, Mapping):
        return Node("no_worse", str(wanted["field"]), "than", second=str(than))
    if set(than) != {"value"}:
        return None
    return Node("no_worse", str(wanted["field"]), "value", [str(than["value"])], was=as_json([than["value"]]))


def _write_no_worse(node: Node) -> dict[str, Any]:
    if not node.path:
        raise ConditionError("“达到或好于…”要选比较哪个字段。")
    if node.op == "than":
        if not node.second:
            raise ConditionError("“达到或好于…”要选与哪个字段比。")
        return {"field": node.path, "than": node.second}
    if not node.first:
        raise ConditionError("“达到或好于…”要选一个选项。")
    kept = was(node, [None])[0]
    return {"field": node.path, "than": {"value": kept if str(kept) == node.first else node.first}}


READ: Mapping[str, Callable[[Mapping[str, Any]], Node | None]] = {
    "in_force": _read_in_force, "aged": _read_aged, "within": _read_within, "not_after": _read_not_after,
    "no_worse": _read_no_worse,
}  # fmt: skip
WRITE: Mapping[str, Callable[[Node], dict[str, Any]]] = {
    "in_force": _write_in_force, "aged": _write_aged, "within": _write_within, "not_after": _write_not_after,
    "no_worse": _write_no_worse,
}  # fmt: skip
