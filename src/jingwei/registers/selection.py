"""Which rows of a ledger are asked for: words, conditions, place, point in time; list, export and count agree."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db.models import F, Func, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils.datastructures import MultiValueDict

from jingwei.core.facts.asked import Asked, read_asked
from jingwei.core.facts.bounds import days_asked
from jingwei.core.facts.facts import Facts, facts_of
from jingwei.core.facts.point import NOW, Point
from jingwei.core.facts.spelling import joined
from jingwei.core.facts.sql import Sql, either
from jingwei.core.facts.table import count_rows, sum_rows
from jingwei.core.fields import FieldSet
from jingwei.core.scope import Reader, current_scope
from jingwei.registers.confirmations import DUE
from jingwei.registers.facts import source_of
from jingwei.registers.fieldsets import fieldset_of, quantity_of
from jingwei.registers.finished import finishes_of
from jingwei.registers.leaving.facts import left_fields, left_source_of, with_left
from jingwei.registers.models import Register, Version
from jingwei.registers.query import FIND_CAP, versions
from jingwei.registers.words import tsquery

_FEW_PLACES = 12


@dataclass(frozen=True)
class Selection(Asked):
    """One question to a ledger, or, where its facts are those that left, to what is out of use (leaving/facts.py)."""

    @property
    def register(self) -> Register:
        """The ledger."""
        found = self.facts.source.owner
        assert isinstance(found, Register)
        return found

    @property
    def fieldset(self) -> FieldSet:
        """The ledger's fields."""
        return fieldset_of(self.register)

    @property
    def ended(self) -> bool:
        """Whether the rows out of use are asked for."""
        return self.facts.source.key != self.register.key

    @property
    def shown(self) -> FieldSet:
        """The ledger's fields, and why a row left."""
        return with_left(self.fieldset, left_fields(self.register)) if self.ended else self.fieldset

    @property
    def confirmable(self) -> bool:
        """Whether these rows can be confirmed: those of now, of a ledger in use that says how often."""
        own = self.register
        return bool(own.confirm_every) and own.retired_on is None and not self.ended and self.point.latest

    def to_confirm(self) -> "Selection":
        """The same question without the rows that are finished: those need not be confirmed any more."""
        if DUE.key not in self.facts.source.beside or not finishes_of(self.register):
            return self
        return self.narrowed(joined(self.where, {"not": {DUE.key: None}}))

    @property
    def plain(self) -> bool:
        """True when nothing narrows the list."""
        return super().plain and not self.ended

    def pairs(self) -> list[tuple[str, str]]:
        """The question as pairs of an address."""
        return [*super().pairs(), *([("ended", "1")] if self.ended else [])]

    def rows(self) -> QuerySet[Version]:
        """The versions asked for, without order."""
        register = self.register
        if self.ended:
            left = self.facts.rows(Sql("v.id"))
            out = Version.objects.filter(register_id=register.pk, pk__in=RawSQL(left.text, left.values))  # noqa: S611
        else:
            out = versions(register, self.point)
        if self.where:
            narrowed = replace(self, words="", place=None).query("v.id")
            out = out.filter(pk__in=RawSQL(narrowed.text, narrowed.values))  # noqa: S611
        if self.place is not None:
            inside = RawSQL(self.within(), (self.place,))  # noqa: S611
            out = out.filter(Q(place_id__in=inside) | Q(places__contains=[self.place]))
        query = tsquery(self.words)
        if query:
            # Words are looked up outside the policies, by key and capped; the outer query is policed (0003).
            found = RawSQL("SELECT registers_find_words(%s, %s::tsquery, %s)", (register.pk, query, FIND_CAP))
            out = out.filter(pk__in=found)
        return out

    def perhaps(self) -> int:
        """How many more rows might belong here, whose date is known to a month or year that is partly asked for.

        No query where no date is asked for more closely than by years.
        """
        by_key, facts = self.fieldset.by_key, self.facts
        dated = {
            key: days_asked(facts, wanted)
            for key, wanted in self.where.items()
            if key in by_key and by_key[key].kind == "loose_date" and isinstance(wanted, Mapping)
        }
        if all((start.month, start.day, end.month, end.day) == (1, 1, 12, 31) for start, end in dated.values()):
            return 0
        unsure = either(facts.perhaps_within(key, *days) for key, days in dated.items())
        others = {key: wanted for key, wanted in self.where.items() if key not in dated}
        return count_rows(replace(self, where=others), unsure)

    def totals(self) -> tuple[int, Decimal | None]:
        """How many rows there are, and for how many things they stand where the ledger says so; one query."""
        quantity = quantity_of(self.fieldset)
        if quantity is None:
            return count_rows(self), None
        return sum_rows(self, self.facts.number(quantity.key))

    def ordered(self) -> QuerySet[Version]:
        """The versions asked for, by the sound of their title, without what only the database needs."""
        return self.rows().defer("words", "hashes", "places", "digest").order_by(_order(), "id")


def _order() -> F | Func:
    """The order of lists; who reads a few places gets their rows found by place first (core/facts/table.py)."""
    scope = current_scope()
    if scope.reader is Reader.PLACE and len(scope.places) <= _FEW_PLACES:
        return Func(F("sort"), template="(%(expressions)s || '')")
    return F("sort")


def selection_of(
    register: Register, where: Mapping[str, Any] | None = None, *, point: Point | None = None, **more: Any
) -> Selection:
    """A question to a ledger; `more` as `Selection` has them."""
    return Selection(facts_of(source_of(register), point or Point()), where or {}, **more)


def read_selection(register: Register, given: MultiValueDict[str, str]) -> Selection:
    """Read a question from an address; unknown fields are ignored. Raises JingweiError for a wrong date or place."""
    read = read_asked(facts_in(register, ended=given.get("ended") == "1"), given)
    return Selection(read.facts, read.where, read.words, read.place, read.order)


def facts_in(register: Register, *, ended: bool, point: Point = NOW) -> Facts:
    """The facts of a ledger's rows, or of those out of use."""
    return facts_of(left_source_of(register) if ended else source_of(register), point)
