"""Which rows of a ledger are asked for: words, filters, place, point in time; list, export and count agree."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import BooleanField, Count, DecimalField, F, Func, Q, QuerySet, Sum
from django.db.models.expressions import RawSQL
from django.utils.datastructures import MultiValueDict

from jingwei.core.errors import JingweiError
from jingwei.core.facts.facts import Facts
from jingwei.core.facts.point import Point
from jingwei.core.facts.sql import either
from jingwei.core.fields import Field, FieldSet
from jingwei.core.periods import Period, PeriodError
from jingwei.core.scope import Reader, current_scope
from jingwei.registers.facts import source_of
from jingwei.registers.fieldsets import fieldset_of, quantity_of
from jingwei.registers.holds import Holds, OnData
from jingwei.registers.models import Register, Version
from jingwei.registers.query import FIND_CAP, versions
from jingwei.registers.words import tsquery

_FEW_PLACES = 12
_RANGED = frozenset({"integer", "number", "amount", "area", "approximate", "formula"})
_RANGE = re.compile(r"(?!\.\.$)(-?\d{1,15}(?:\.\d{1,9})?)?\.\.(-?\d{1,15}(?:\.\d{1,9})?)?")
_ISO = re.compile(r"\d{4}-\d\d-\d\d")
_FILTERED = frozenset(
    {"industry", "division_code", "choice", "choices", "yesno", "text", "integer", "date", "loose_date"}
)


@dataclass(frozen=True)
class Selection:
    """One question to a ledger. `filters` maps field key → wanted values; `ended` asks for those out of use."""

    register: Register
    words: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    place: UUID | None = None
    point: Point = field(default_factory=Point)
    ended: bool = False

    @property
    def fieldset(self) -> FieldSet:
        """The ledger's fields."""
        return fieldset_of(self.register)

    @property
    def facts(self) -> Facts:
        """The ledger's rows as what can be counted of them; without the other ledgers their links lead to."""
        return Facts(source_of(self.register), point=self.point)

    @property
    def plain(self) -> bool:
        """True when nothing narrows the list."""
        return not (self.words.strip() or self.filters or self.place or self.ended)

    def rows(self) -> QuerySet[Version]:
        """The versions asked for, without order."""
        if self.ended:
            out = Version.objects.filter(
                subdistrict=self.register.subdistrict, register_id=self.register.pk, known_to=None
            ).exclude(entry__ended_on=None)
            out = out.filter(pk__in=RawSQL(_LAST_OF_ENDED, (self.register.pk,)))  # noqa: S611
        else:
            out = versions(self.register, self.point)
        for key, wanted in self.filters.items():
            out = out.filter(_condition(self, self.fieldset.by_key[key], wanted))
        if self.place is not None:
            inside = RawSQL("SELECT id FROM places_place WHERE path @> ARRAY[%s]::uuid[]", (self.place,))
            out = out.filter(Q(place_id__in=inside) | Q(places__contains=[self.place]))
        query = tsquery(self.words)
        if query:
            # Words are looked up outside the policies, by key and capped; the outer query is policed (0003).
            found = RawSQL("SELECT registers_find_words(%s, %s::tsquery, %s)", (self.register.pk, query, FIND_CAP))
            out = out.filter(pk__in=found)
        return out

    def perhaps(self) -> int:
        """How many more rows might belong here, whose date is known to a month or year that is partly asked for.

        No query where no date is asked for more closely than by years.
        """
        dates = [key for key in self.filters if self.fieldset.by_key[key].kind == "loose_date"]
        spans = [(key, _span(self.fieldset.by_key[key], value)) for key in dates for value in self.filters[key]]
        if all(start.month == 1 and (end.month, end.day) == (12, 31) for _, (start, end) in spans):
            return 0
        facts = self.facts
        unsure = either(facts.perhaps_within(key, *span) for key, span in spans)
        others = {key: wanted for key, wanted in self.filters.items() if key not in dates}
        rows = replace(self, filters=others).rows()
        return rows.filter(OnData(facts, unsure, BooleanField())).count()

    def totals(self) -> tuple[int, Decimal | None]:
        """How many rows there are, and for how many things they stand where the ledger says so; one query."""
        quantity = quantity_of(self.fieldset)
        if quantity is None:
            return self.rows().count(), None
        number = OnData(self.facts, self.facts.number(quantity.key), DecimalField())
        found = self.rows().aggregate(rows=Count("pk"), things=Sum(number))
        return found["rows"], found["things"] or Decimal(0)

    def ordered(self) -> QuerySet[Version]:
        """The versions asked for, by the sound of their title, without what only the database needs."""
        return self.rows().defer("words", "hashes", "places", "digest").order_by(_order(), "id")

    def params(self, **changed: Any) -> str:
        """The question as an address."""
        pairs: list[tuple[str, str]] = []
        if self.words:
            pairs.append(("q", self.words))
        for key, wanted in self.filters.items():
            pairs += [(f"f.{key}", value) for value in wanted]
        if self.place:
            pairs.append(("place", str(self.place)))
        if self.point.on:
            pairs.append(("on", self.point.on.isoformat()))
        if self.ended:
            pairs.append(("ended", "1"))
        pairs = [pair for pair in pairs if pair[0] not in changed]
        pairs += [(key, str(value)) for key, value in changed.items() if value not in (None, "")]
        return "?" + urlencode(pairs)

    def with_filter(self, key: str, value: str) -> "Selection":
        """The same question with one value of a filter put in or taken out."""
        now = self.filters.get(key, ())
        kept = tuple(v for v in now if v != value) if value in now else (*now, value)
        others = {k: v for k, v in self.filters.items() if k != key}
        return replace(self, filters={**others, key: kept} if kept else others)

    def without_filter(self, key: str) -> "Selection":
        """The same question without one filter."""
        return replace(self, filters={k: v for k, v in self.filters.items() if k != key})


def _order() -> F | Func:
    """The order of lists. Who reads a few places only gets their rows found by place and then sorted.

    In the order of the ledger's index the database would pass all rows of all others, hoping to meet fifty: 20 ms
    among 16,000 rows, half a second among 400,000.
    """
    scope = current_scope()
    if scope.reader is Reader.PLACE and len(scope.places) <= _FEW_PLACES:
        return Func(F("sort"), template="(%(expressions)s || '')")
    return F("sort")


_LAST_OF_ENDED = """
SELECT DISTINCT ON (v.entry_id) v.id FROM registers_version v JOIN registers_entry e ON e.id = v.entry_id
WHERE e.register_id = %s AND e.ended_on IS NOT NULL AND v.known_to IS NULL ORDER BY v.entry_id, v.valid_from DESC
"""


def read_selection(register: Register, given: MultiValueDict[str, str]) -> Selection:
    """Read a question from an address; unknown fields are ignored. Raises JingweiError for a wrong date or place."""
    fieldset = fieldset_of(register)
    filters = {
        key[2:]: tuple(dict.fromkeys(given.getlist(key)))
        for key in given
        if key.startswith("f.") and key[2:] in fieldset.by_key and not fieldset.by_key[key[2:]].personal
    }
    day, place = read_day(given.get("on", "")), given.get("place", "")
    try:
        inside = UUID(place) if place else None
    except ValueError as error:
        raise JingweiError("区划参数不对，请从列表左侧重新选择。", code="place.wrong") from error
    words = given.get("q", "").strip()[:80]
    return Selection(register, words, filters, inside, Point(on=day), given.get("ended") == "1")


def read_day(text: str) -> date | None:
    """A day out of an address; None for nothing. Raises JingweiError."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise JingweiError(f"日期“{text[:20]}”写法不对，应为 2025-12-31 这样的形式。", code="date.wrong") from error


def _condition(selection: Selection, f: Field, wanted: Sequence[str]) -> Q | Holds:
    if f.kind == "parts":
        path = f"{f.key}.{f.parts[0].key}"
        said: list[Any] = [[*wanted]] if f.parts[0].kind != "yesno" else [value == "yes" for value in wanted]
        return Holds(selection.facts, {"either": [{path: one} for one in said]})
    if f.kind == "choices":
        out = Q()
        for value in f.stored_as(wanted):
            out |= Q(**{f"data__{f.key}__contains": [value]})
        return out
    if f.kind in ("date", "loose_date") and not all(_ISO.fullmatch(value) for value in wanted):
        spans = [_span(f, value) for value in wanted]
        return Holds(selection.facts, {"either": [{f.key: {"min": start, "max": end}} for start, end in spans]})
    if f.kind in _RANGED and any(".." in value for value in wanted):
        return Holds(selection.facts, {"either": [{f.key: _bounds(f, value)} for value in wanted]})
    if f.kind == "yesno":
        out = Q()
        for value in wanted:
            yes = Q(**{f"data__{f.key}": True})
            out |= yes if value == "yes" else ~yes
        return out
    if f.kind == "integer":
        return Q(**{f"data__{f.key}__in": [_whole(f, value) for value in wanted]})
    if f.kind in _FILTERED:
        return Q(**{f"data__{f.key}__in": f.stored_as(wanted)})
    raise JingweiError(f"“{f.label}”不能用来筛选。", code="filter.kind")


def _span(f: Field, text: str) -> tuple[date, date]:
    """The days that a filter by date asks for: a day, a month, a year, 2021H1."""
    try:
        if _ISO.fullmatch(text):
            return date.fromisoformat(text), date.fromisoformat(text)
        period = Period.parse(text)
    except (PeriodError, ValueError) as error:
        message = f"“{f.label}”按“{text[:20]}”筛选不出来，应为 2021、2021-03、2021H1 或 2021-03-05 这样的写法。"
        raise JingweiError(message, code="filter.date") from error
    return period.start, period.end


def _bounds(f: Field, text: str) -> dict[str, Decimal]:
    """A filter by a number: 60..79, 60.. or ..79, both ends included."""
    found = _RANGE.fullmatch(text)
    if found is None:
        message = f"“{f.label}”按“{text[:20]}”筛选不出来，应为 60..79、60.. 或 ..79 这样的写法。"
        raise JingweiError(message, code="filter.number")
    return {word: Decimal(said) for word, said in zip(("min", "max"), found.groups(), strict=True) if said}


def _whole(f: Field, text: str) -> int:
    if not re.fullmatch(r"-?[0-9]{1,15}", text):
        raise JingweiError(f"“{f.label}”按“{text[:20]}”筛选不出来，应为整数。", code="filter.number")
    return int(text)
