"""The ledgers that one indicator reads together: read from `distinct_over`, and written back to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as column
from typing import Any

from jingwei.indicators.editing.conditions import read, write
from jingwei.indicators.editing.nodes import ConditionError, Node

FEWEST = 2
MEMBER_DATES = {"": "按上面选的状态", "at": "期内发生", "until": "累计到期末"}


@dataclass
class Member:
    """One of the ledgers: the field told apart, its conditions and its date."""

    source: str = ""
    field: str = ""
    where: list[Node] = column(default_factory=list)
    date: str = ""
    dated: str = ""


def read_members(said: Any) -> list[Member]:
    """The ledgers; none for a shape that the editor has no place for."""
    if not isinstance(said, Sequence) or isinstance(said, str):
        return []
    out = []
    for one in said:
        if not _usual(one):
            return []
        source, _, field = one["of"].partition(".")
        date = next((word for word in ("at", "until") if word in one), "")
        out.append(Member(source, field, read(one.get("where", {})), date, one.get(date, "")))
    return out


def _usual(one: Any) -> bool:
    if not isinstance(one, Mapping) or set(one) - {"of", "where", "at", "until"} or {"at", "until"} <= set(one):
        return False
    texts = all(isinstance(one[word], str) and one[word] for word in ("of", "at", "until") if word in one)
    where = one.get("where", {"": ""})
    return texts and "." in one.get("of", "") and isinstance(where, Mapping) and bool(where)


def write_members(members: Sequence[Member]) -> list[dict[str, Any]]:
    """What the ledgers say. Raises ConditionError."""
    if len(members) < FEWEST:
        raise ConditionError("“几本台账合并去重”至少要选两本台账。")
    return [_written(f"第{number}本台账", one) for number, one in enumerate(members, 1)]


def _written(which: str, one: Member) -> dict[str, Any]:
    if not one.source:
        raise ConditionError(f"{which}还没有选。")
    if not one.field:
        raise ConditionError(f"{which}还没有选按哪个字段去重，如人员、企业。")
    if one.date and not one.dated:
        raise ConditionError(f"{which}选了“{MEMBER_DATES[one.date]}”，还要选按哪个日期字段。")
    out: dict[str, Any] = {"of": f"{one.source}.{one.field}"}
    where = write(one.where)
    if where:
        out["where"] = where
    if one.date:
        out[one.date] = one.dated
    return out
