"""Sources of facts: what a module declares once so that it can be counted, filtered and opened."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from jingwei.core.facts.point import Point
from jingwei.core.facts.sql import ALWAYS, Sql
from jingwei.core.fields import Field, FieldSet
from jingwei.core.ports import Port
from jingwei.core.scope import Actor


@dataclass(frozen=True, slots=True)
class Shown:
    """How the rows of a source are listed.

    `url` is the address of its list, `row_url` gives that of a row (core/facts/table.py; None: rows have no page).
    `columns` are the fields shown beside the name, whose column is called `title`, and the place, called `place`
    (empty: not shown); `unit` is what rows are counted in, `hint` what may be searched. `beside` are columns that are
    no facts: `fill` (question, rows of the page) puts their values into the rows' data. `see` raises Refused for who
    may not see the list, `exports` tells who may take it away.
    """

    url: str
    row_url: Callable[[Any], str] | None
    columns: tuple[str, ...]
    unit: str
    see: Callable[[Actor], None]
    exports: Callable[[Actor], bool]
    title: str = ""
    place: str = "所属区划"
    hint: str = ""
    beside: tuple[Field, ...] = ()
    fill: Callable[[Any, Sequence[Any]], None] | None = None


@dataclass(frozen=True, slots=True)
class Beside:
    """A field whose value is not in the rows' data but told of them by another table, joined when it is asked for.

    `told` (day that is seen, point, since) gives a query with the columns entry_id (each once) and value. `since` is
    the day before which no value is asked for (None: all are); what is told of earlier days may then be passed over.
    `text` is the field's value as text, as SQL over {j}, the alias of that query: NULL in it is a row of which nothing
    is told. `unless` (value of a field of the row as SQL, day that is seen) says without parameters of which rows
    nothing is told whatever stands there.
    """

    told: Callable[[date, Point, date | None], Sql]
    text: str = "{j}.value"
    unless: Callable[[Callable[[Field], str], date], str] | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """One source of facts: a ledger, the grids, the appointments.

    `table` is what stands after FROM: a table or a query in brackets with the columns id, entry_id, subdistrict,
    place_id, places, title, sort, data (jsonb, field key → stored value), valid_from, valid_to, known_from, known_to.
    `only` says which of its rows are meant; `{v}` in it stands for the alias. Other rows link to a row by the value of
    its field `key_field`, which no two rows share at one point in time. `owner` is what the declaring module knows the
    source by (the ledger). `then` gives the same as `table` as it was known at a moment, for sources whose table keeps
    one time and whose history keeps the other.
    `by_day`: rows may have an end that lies ahead, so the state of now is that of today. `bordered`: places bind who
    sees a row. `find` are the words of a search as a condition on alias v. `shown` gives how the rows are listed.
    `silent` is why there is no value where no row holds, of a source that says nothing unless a paper came (0 would be
    wrong). `persons`: a row is a person in private life, so that a small count tells of somebody (what an office holder
    does in office is public). `beside` are the fields that another table tells, by key; `columns` those that stand in a
    column of the table, as SQL over {v}, the alias: text, a number, a boolean or a date. What stands in a column can be
    found by an index and is not read out of data, where it stands as well. `documents` are those that stand in JSON of
    their own, from which they are read instead. `begun` is the table whose rows tell since when the source would know
    of anything (empty: its own): where nothing has left yet, nothing is 0.
    """

    key: str
    name: str
    fieldset: FieldSet
    key_field: str
    table: str
    only: Sql = ALWAYS
    owner: Any = None
    then: Callable[[datetime], str] | None = None
    by_day: bool = False
    bordered: bool = False
    find: Callable[[str], Sql] | None = None
    shown: Callable[[], Shown] | None = None
    silent: str = ""
    persons: bool = False
    beside: Mapping[str, Beside] = field(default_factory=dict)
    begun: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    documents: Mapping[str, str] = field(default_factory=dict)

    def table_at(self, known_at: datetime | None) -> str:
        """What stands after FROM to see the rows as known at a moment (None: now)."""
        return self.table if known_at is None or self.then is None else self.then(known_at)


# The sources of the scope's subdistrict.
Declare = Callable[[], Iterable[Source]]
fact_sources: Port[Declare] = Port("fact_sources")
