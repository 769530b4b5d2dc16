"""A condition as an editor shows it, and what its readers and writers share."""

import json
from dataclasses import dataclass, field
from typing import Any

from jingwei.core.errors import JingweiError

LINKED = ("having", "having_no", "having_only")
SEVERAL = ("either", "all")
STATES = ("at_start", "at_end")
SIDES = ("from", "to")
DEEPEST = 6
MOST = 60
ADDABLE: tuple[tuple[str, str], ...] = (
    ("field", "字段条件"), ("having", "有关联的…"), ("having_no", "没有关联的…"), ("having_only", "关联的全部…"),
    ("either", "或者"), ("all", "同时符合"), ("not", "不符合…"), ("within", "两个日期之间不超过…"),
    ("not_after", "一个日期不晚于另一个"), ("became", "期内由…变为…"), ("at_start", "期初…"), ("at_end", "期末…"),
    ("in_force", "在有效期内"), ("aged", "周岁"), ("no_worse", "达到或好于…"),
    ("near", "离…多少米以内"),
)  # fmt: skip
MATCH = ("match", "与本行相同的…")
WORDS = {**dict((*ADDABLE, MATCH)), "group": "一种情形", "from": "原来", "to": "变为", "raw": "按原文保留"}


class ConditionError(JingweiError):
    """Conditions that cannot be written down; the sentence says which and what would be right."""

    code = "condition.wrong"
    status = 422


@dataclass
class Node:
    """One condition. What `path` names depends on `kind`.

    field: the field (`person.department`), `op` one of is, is_not, one_of, none_of, empty, filled, yes, no, between,
    min, max, over, under, in, last with `values` (two for between). having…: `path` is ledger.link, or a ledger whose
    rows match, `second` how many rows at least, `inner` their conditions. match (only within having…): their field
    `path` has the value of ours, `second`. either, all: `inner` are groups, each with conditions in `inner`. not,
    at_start, at_end: `inner`. became: `inner` are the sides `from` and `to`, each with conditions in `inner`.
    in_force: from `path` to `second`, `op` when: empty, start, whole, any. aged: born at `path`, at `second`, bounds as
    `op` and `values`. within: from `path` to `second`, at most `values` of the unit `op`. not_after: `path` not later
    than `second`. no_worse: `path` against the field `second`, or against the choice `values`, as `op` says: than,
    value. near: the ledger `path`, `values` the metres, `inner` the conditions of its rows. raw: `values` holds YAML.
    """

    kind: str
    path: str = ""
    op: str = ""
    values: list[str] = field(default_factory=list)
    second: str = ""
    inner: list["Node"] = field(default_factory=list)
    was: str = ""

    @property
    def first(self) -> str:
        """The first value."""
        return self.values[0] if self.values else ""


def as_json(value: Any) -> str:
    """What a node remembers of what it was read from."""
    return json.dumps(value, ensure_ascii=False, default=str)


def was(node: Node, otherwise: Any) -> Any:
    """What a node was read from; `otherwise` gives the shape that is needed where nothing fitting was kept."""
    try:
        found = json.loads(node.was) if node.was else None
    except ValueError:
        found = None
    if otherwise is None:
        return found
    return found if isinstance(found, list) and len(found) >= len(otherwise) else otherwise


def whole(text: str, what: str, least: int = 0, most: int = 9999) -> int:
    """A whole number that was typed. Raises ConditionError."""
    if not (text.isascii() and text.isdigit() and least <= int(text[:9]) <= most):
        said = f"写的是“{text[:20]}”" if text else "还没有写"
        raise ConditionError(f"{what}应为{least}到{most}的整数，{said}。")
    return int(text)


def scalar(value: Any) -> bool:
    """A text or a number."""
    return isinstance(value, str | int | float) and not isinstance(value, bool)
