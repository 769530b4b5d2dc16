"""What was built on rows that an import made: each module tells what of its own stands on them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from jingwei.core.errors import Conflict
from jingwei.core.imports.showing import some
from jingwei.core.ports import Port
from jingwei.core.records import Record


@dataclass(frozen=True, slots=True)
class Standing:
    """So many of something stand on the rows; `unit` counts it (个, 项, 条), `examples` are the first ones by name."""

    what: str
    count: int
    unit: str
    examples: Sequence[str] = ()

    @property
    def words(self) -> str:
        """登录账号2个（甲、乙）."""
        named = some(self.examples) if self.examples else ""
        return f"{self.what}{self.count}{self.unit}" + (f"（{named}）" if named else "")


# (model, keys of its rows that the import made, keys of everything it made) → what else stands on them.
StandingCheck = Callable[[type[Record], Sequence[UUID], Sequence[UUID]], Sequence[Standing]]
standing_checks: Port[StandingCheck] = Port("standing_checks")


def refuse_used(made: dict[type[Record], list[UUID]]) -> None:
    """Raise Conflict where something else stands on what an import made."""
    own: list[UUID] = [key for keys in made.values() for key in keys]
    found: list[Standing] = []
    for model, keys in made.items():
        for ask in standing_checks:
            found += [one for one in ask(model, keys, own) if one.count]
    if found:
        told = "，".join(one.words for one in found)
        raise Conflict(f"这次导入新增的内容已经在用，不能撤销：{told}。请先处理这些，或按现在的情况逐条修改。")


def standing(what: str, unit: str, rows: Any, name: Callable[[Any], str]) -> Standing:
    """What stands on something, counted and exemplified in two queries; `rows` is a query in an order."""
    count = rows.count()
    return Standing(what, count, unit, [name(one) for one in rows[:4]] if count else ())
