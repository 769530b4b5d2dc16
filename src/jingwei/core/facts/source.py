"""Sources of facts: what a module declares once so that it can be counted, filtered and opened."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from jingwei.core.facts.sql import ALWAYS, Sql
from jingwei.core.fields import FieldSet
from jingwei.core.ports import Port


@dataclass(frozen=True, slots=True)
class Source:
    """One source of facts: a ledger, the grids, the appointments.

    `table` is what stands after FROM: a table or a query in brackets with the columns id, entry_id, subdistrict,
    place_id, places, title, sort, data (jsonb, field key → stored value), valid_from, valid_to, known_from, known_to.
    `only` says which of its rows are meant; `{v}` in it stands for the alias. Other rows link to a row by the value of
    its field `key_field`, which no two rows share at one point in time. `owner` is what the declaring module knows the
    source by (the ledger). `persons`: a row is a person in private life, so that a small count tells of somebody (what
    an office holder does in office is public).
    """

    key: str
    name: str
    fieldset: FieldSet
    key_field: str
    table: str
    only: Sql = ALWAYS
    owner: Any = None
    persons: bool = False


# The sources of the scope's subdistrict.
Declare = Callable[[], Iterable[Source]]
fact_sources: Port[Declare] = Port("fact_sources")
