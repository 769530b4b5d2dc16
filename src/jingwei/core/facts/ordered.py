"""Choices that stand in an order, the best first: one is no worse than another.

no_worse: {field: quality, than: target}     a choice against another of the row, or of the row a link leads to
no_worse: {field: quality, than: {value: '3'}}     against one that is named
"""

from collections.abc import Mapping
from typing import Any

from jingwei.core.facts.facts import Facts, UnknownFact
from jingwei.core.facts.sql import Sql


def no_worse(facts: Facts, wanted: Any) -> Sql:
    """The one choice stands no later in the field's list than the other. Where one of them is empty, nothing can be
    said. Raises UnknownFact."""
    if not isinstance(wanted, Mapping) or set(wanted) != {"field", "than"}:
        raise UnknownFact("no_worse 应写作 {field: 选择字段, than: 另一选择字段}，或 than: {value: 选项}。")
    path, than = str(wanted["field"]), wanted["than"]
    order = _order(facts, path)
    if isinstance(than, Mapping):
        value = str(than.get("value", ""))
        if value not in order:
            raise UnknownFact(f"“{facts.path(path).label}”没有“{value}”这个选项，可用：{'、'.join(order)}。")
        limit = Sql("%s", (value,))
    else:
        if _order(facts, str(than)) != order:
            raise UnknownFact(
                f"“{facts.path(path).label}”和“{facts.path(str(than)).label}”的选项不同，分不出先后，不能比较。"
            )
        limit = facts.text(str(than))
    said = facts.text(path)
    return Sql(
        f"array_position(%s::text[], {said.text}) <= array_position(%s::text[], {limit.text})",
        (order, *said.values, order, *limit.values),
    )


def _order(facts: Facts, path: str) -> list[str]:
    """The values of a choice in their order. Raises UnknownFact for another kind of field."""
    found = facts.path(path)
    if found.kind != "choice":
        raise UnknownFact(f"“{found.label}”不是单选字段，分不出先后。")
    return [choice.value for choice in found.choices]
