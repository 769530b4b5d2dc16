"""What may be counted of a source, as SQL: its fields, what its links lead to, ages, dates.

From it come the SQL of the engine and the drill-down. What stands behind a link is joined once, never asked per row.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

from django.utils import timezone

from jingwei.core.facts.dated import UnknownFact
from jingwei.core.facts.joins import LinkJoin, ToldJoin, joined_sql
from jingwei.core.facts.point import NOW, Point
from jingwei.core.facts.source import Source, fact_sources
from jingwei.core.facts.sql import ALWAYS, Sql
from jingwei.core.facts.stored import StoredFacts
from jingwei.core.fields import Field, FieldSet
from jingwei.core.periods import Period
from jingwei.core.scope import current_scope

__all__ = ["Facts", "UnknownFact", "World", "all_facts", "each", "facts_of"]
_NUMBERS = frozenset({"integer", "number"})
_AMOUNTS = frozenset({"amount", "area", "approximate"})


@dataclass(frozen=True, slots=True)
class Facts(StoredFacts):
    """The facts of one source, seen at a point in time; its rows stand under `alias` in SQL.

    `world` are the facts of all sources by key: what links lead to, and what leads here. `taken`, where it is given,
    collects what is taken out of a row's data, as SQL → column: a scan takes each piece out once, whatever asks for it.
    `joins` collects the links that were followed to a field, each joined once. `period` is the one that is asked for,
    to which conditions may refer.
    """

    source: Source
    world: Mapping[str, "Facts"] = field(default_factory=dict)
    point: Point = field(default_factory=Point)
    alias: str = "v"
    taken: dict[str, str] | None = field(default=None, compare=False)
    joins: dict[str, LinkJoin | ToldJoin] = field(default_factory=dict, compare=False)
    period: Period | None = None

    def at(self, point: Point, taken: dict[str, str] | None = None) -> "Facts":
        """The same facts at a point in time."""
        return replace(self, point=point, taken=taken, joins={})

    def during(self, period: Period) -> "Facts":
        """The same facts, asked for a period."""
        return replace(self, period=period)

    def inner(self, key: str) -> "Facts":
        """The facts of another source at the same point, under an alias of its own. Raises UnknownFact."""
        found = self.world.get(key)
        if found is None:
            raise UnknownFact(f"没有代号为“{key}”的台账。")
        return replace(found, world=self.world, point=self.point, alias=self.alias + "v", joins={}, period=self.period)

    def again(self, on: date, alias: str = "v") -> "Facts":
        """The same rows as they were on another day, as known at the same moment."""
        there = self.inner(self.source.key)
        return replace(there, alias=self.alias + alias, point=Point(on, self.point.known_at))

    def field(self, key: str) -> Field:
        """The field of that key. Raises UnknownFact."""
        found = self.source.fieldset.by_key.get(key)
        if found is None or found.personal:
            raise UnknownFact(f"台账“{self.source.name}”没有可用于计数的字段“{key}”。")
        return found

    def path(self, path: str) -> Field:
        """The field at the end of a path over links (person.department). Raises UnknownFact."""
        head, dot, rest = path.partition(".")
        if not dot:
            return self.field(path)
        return self.behind(head).path(rest)

    def behind(self, key: str) -> "Facts":
        """What stands behind a field: the lines inside the row, or the source its link leads to. Raises UnknownFact."""
        return self.parts(key) if self.field(key).kind == "parts" else self.follow(key)

    def follow(self, link: str) -> "Facts":
        """The facts of the source that a link leads to. Raises UnknownFact for a field that is no link."""
        found = self.field(link)
        if found.kind != "link" or not found.link:
            raise UnknownFact(f"台账“{self.source.name}”的“{found.label}”不是关联字段，后面不能再接字段。")
        return self.inner(found.link)

    def parts(self, key: str) -> "Facts":
        """The lines inside a row of a field of that kind, under an alias of their own. Raises UnknownFact."""
        found = self.field(key)
        if found.kind != "parts":
            raise UnknownFact(f"台账“{self.source.name}”的“{found.label}”不是多行明细。")
        name = f"{self.source.name}”的“{found.label}"
        lines = Source(key, name, _lines(found.key, found.parts), found.parts[0].key, "")
        return replace(self, source=lines, alias=self.alias + "p", taken=None, joins={})

    def each_line(self, key: str, there: "Facts") -> Sql:
        """What stands after FROM to read the lines of a row; a value of another shape has none."""
        value = self.json(key)
        lines = f"CASE WHEN jsonb_typeof({value.text}) = 'array' THEN {value.text} END"
        return Sql(f"jsonb_array_elements({lines}) AS {there.alias}(data)", (*value.values, *value.values))

    def number(self, path: str) -> Sql:
        """The numeric value of a field, as SQL. Raises UnknownFact for a field that is no number."""
        return self._reached(path, lambda facts, key: facts._number(key))

    def text(self, path: str) -> Sql:
        """The value of a field as text, as SQL; `path` may lead over links."""
        return self._reached(path, lambda facts, key: facts._text(key))

    def rows(self, picked: Sql, where: Sql = ALWAYS) -> Sql:
        """A query for `picked` of this source's rows at its point that meet `where`."""
        here, joined = self.here, self.joined
        of = f"{self.table} {self.alias}{joined.text}"
        text = f"SELECT {picked.text} FROM {of} WHERE {here.text} AND {where.text}"  # noqa: S608
        return Sql(text, (*picked.values, *joined.values, *here.values, *where.values))

    @property
    def joined(self) -> Sql:
        """The joins of all links followed so far; they neither add nor drop rows."""
        return joined_sql(self.joins.values())

    @property
    def joined_beside(self) -> Sql:
        """Of these joins what other tables tell of the rows themselves."""
        return joined_sql(j for j in self.joins.values() if isinstance(j, ToldJoin) and j.of == self.alias)

    @property
    def table(self) -> str:
        """What stands after FROM, as known at the point's moment."""
        return self.source.table_at(self.point.known_at)

    @property
    def here(self) -> Sql:
        """The source's rows in the scope's subdistrict that hold at the point."""
        now, given = self.point.sql(self.alias)
        return self._own(self.alias) & Sql(now, tuple(given))

    def ever(self, alias: str) -> Sql:
        """The source's rows that were known at the point's moment, whenever they were true."""
        known, given = self.point.known_sql(alias)
        return self._own(alias) & Sql(known, tuple(given))

    def member(self, key: str) -> "Facts":
        """The facts of one of several sources that are read together: the same rows, under the same alias."""
        return replace(
            self.inner(key), alias=self.alias, point=self.point, taken=self.taken, joins=self.joins, period=self.period
        )

    @property
    def mine(self) -> Sql:
        """Whether a row is one of this source's, as SQL, where several sources lie in one table."""
        return self._piece(self.source.only.text.format(v=self.alias))

    def _own(self, alias: str) -> Sql:
        only = self.source.only
        street = Sql(f"{alias}.subdistrict = %s", (current_scope().subdistrict,))
        return street & Sql(only.text.format(v=alias), only.values)

    @property
    def day(self) -> date:
        """The day whose state is seen."""
        return self.point.on or timezone.localdate()

    def _reached(self, path: str, make: Callable[["Facts", str], Sql]) -> Sql:
        head, dot, rest = path.partition(".")
        if not dot:
            return make(self, path)
        if self.field(head).kind == "parts":
            return self._of_lines(head, rest, make)
        return self._beyond(head)._reached(rest, make)

    def _beyond(self, link: str) -> "Facts":
        """The row a link leads to, joined to this one."""
        named = self._text(link)
        known = self.joins.get(named.text)
        if not isinstance(known, LinkJoin):
            there = replace(self.follow(link), alias=f"{self.alias}j{len(self.joins)}", taken={})
            known = self.joins[named.text] = LinkJoin(replace(there, joins=self.joins), named.text)
        return known.there

    def told(self, key: str, since: date | None = None) -> Sql:
        """The value of a field that another table tells, joined to this row; NULL may stand for one before `since`."""
        beside, name = self.source.beside[key], f"{self.alias} {self.source.key} {key} {since or ''}"
        known = self.joins.get(name)
        if not isinstance(known, ToldJoin):
            alias = f"{self.alias}t{len(self.joins)}"
            known = ToldJoin(beside.told(self.day, self.point, since), alias, self.alias, self._piece(self.entry).text)
            self.joins[name] = known
        text = beside.text.format(j=known.alias)
        if beside.unless is not None:
            text = (
                f"(CASE WHEN {beside.unless(lambda one: self._text(one.key).text, self.day)} THEN NULL ELSE {text} END)"
            )
        return Sql(text)

    def _of_lines(self, key: str, rest: str, make: Callable[["Facts", str], Sql]) -> Sql:
        """Of the lines in force: numbers added up, of all else the one that began last."""
        there = self.parts(key)
        picked, lines, holding = there._reached(rest, make), self.each_line(key, there), there.line_in_force
        added = there.path(rest).kind in _NUMBERS | _AMOUNTS
        joined = there.joined
        what = f"sum({picked.text})" if added else picked.text
        begun = f"{there.alias}.data->>'from'"
        last = "" if added else f" ORDER BY {begun} DESC NULLS LAST LIMIT 1"
        text = f"(SELECT {what} FROM {lines.text}{joined.text} WHERE {holding.text}{last})"  # noqa: S608
        return Sql(text, (*picked.values, *lines.values, *joined.values, *holding.values))


class World(Mapping[str, Facts]):
    """The facts of all sources, asked for when the first link is followed: most lists follow none."""

    @cached_property
    def _known(self) -> dict[str, Facts]:
        return all_facts()

    def __getitem__(self, key: str) -> Facts:
        return self._known[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)


def facts_of(source: Source, point: Point = NOW) -> Facts:
    """The facts of one source, from which links lead to all others."""
    return Facts(source, World(), point)


def all_facts() -> dict[str, Facts]:
    """The facts of all sources by key; each knows the others. One query for the ledgers."""
    alone: dict[str, Facts] = {}
    for declare in fact_sources:
        for source in declare():
            # What a module declares by itself stands; a ledger does not take its place.
            alone.setdefault(source.key, Facts(source))
    return {key: replace(one, world=alone) for key, one in alone.items()}


@lru_cache(maxsize=512)
def _lines(key: str, parts: tuple[Field, ...]) -> FieldSet:
    return FieldSet(key, 1, parts)


def each(value: Any) -> Iterator[Any]:
    """One or several."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        yield from value
    else:
        yield value
