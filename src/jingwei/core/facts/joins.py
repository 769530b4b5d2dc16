"""What a scan joins to its rows: what links lead to, and what other tables tell of them; each once, whoever asks."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jingwei.core.facts.sql import Sql

if TYPE_CHECKING:
    from jingwei.core.facts.facts import Facts


@dataclass(frozen=True, slots=True)
class LinkJoin:
    """A link followed: the facts it leads to, whose pieces are taken out within the join; `named` must be their key."""

    there: "Facts"
    named: str

    def sql(self) -> Sql:
        """The join; it neither adds nor drops rows."""
        there, alias, here = self.there, self.there.alias, self.there.here
        pieces = "".join(f", {text} AS {name}" for text, name in (there.taken or {}).items())
        key = f"{alias}.data->>'{there.source.key_field}'"
        rows = f"SELECT {key} AS k{pieces} FROM {there.table} {alias} WHERE {here.text} OFFSET 0"  # noqa: S608
        return Sql(f" LEFT JOIN ({rows}) {alias} ON {alias}.k = {self.named}", here.values)


@dataclass(frozen=True, slots=True)
class ToldJoin:
    """What another table tells of the rows under `of`, whose entry is `named`."""

    told: Sql
    alias: str
    of: str
    named: str

    def sql(self) -> Sql:
        """The join; it neither adds nor drops rows."""
        return Sql(
            f" LEFT JOIN ({self.told.text}) {self.alias} ON {self.alias}.entry_id = {self.named}", self.told.values
        )


def joined_sql(joins: Iterable[LinkJoin | ToldJoin]) -> Sql:
    """Joins one after the other."""
    parts = [join.sql() for join in joins]
    return Sql("".join(part.text for part in parts), tuple(value for part in parts for value in part.values))
