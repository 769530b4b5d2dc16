"""How a figure is told by parts: by a level of a grid scheme, or by a field of the ledger."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as column
from datetime import date
from typing import Any
from uuid import UUID

from jingwei.core.facts.facts import Facts, UnknownFact
from jingwei.core.fields import KINDS
from jingwei.places.models import GridScheme, Place

NOWHERE = "未落网格"
UNSAID = "未填"


@dataclass(frozen=True, slots=True)
class Named:
    """A part by its code: its name, and for a place its key and the keys above it."""

    code: str
    name: str
    place: UUID | None = None
    path: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Grouping:
    """A way to part the rows: `key` is SQL of the part's code, `joins` what it needs, `values` their parameters.

    `places` are the places of a level in force on the day, `all_places` those ever known by code.
    """

    by: str
    key: str
    joins: str = ""
    values: tuple[Any, ...] = ()
    places: tuple[Named, ...] | None = None
    all_places: Mapping[str, Named] = column(default_factory=dict)


class Groupings:
    """The groupings of one evaluation: schemes, and the places of each scheme, are read once."""

    def __init__(self) -> None:
        self._schemes: list[GridScheme] | None = None
        self._places: dict[UUID, list[Place]] = {}

    def of(self, by: str, facts: Facts, day: date) -> Grouping:
        """The grouping of "community", "drive:grid" (scheme:level) or a field key. Raises UnknownFact."""
        found = self._level(by)
        if found is not None:
            return self._by_place(by, *found, day)
        if ":" in by:
            raise UnknownFact(f"没有名为“{by}”的网格体系层级。")
        field = facts.source.fieldset.by_key.get(by)
        if field is None or field.personal or field.kind not in _PARTED:
            raise UnknownFact(f"不能按“{by}”分列：它既不是网格层级，也不是“{facts.source.name}”可分类的字段。")
        return Grouping(by, facts.text(by).text)

    def level(self, by: str) -> list[Named] | None:
        """The places of a level, in their order; None where `by` names none."""
        found = self._level(by)
        if found is None:
            return None
        scheme, level = found
        return [
            Named(place.code, place.name, place.pk, frozenset(place.path))
            for place in self._of(scheme)
            if place.level == level
        ]

    def _level(self, by: str) -> tuple[GridScheme, str] | None:
        if self._schemes is None:
            self._schemes = list(GridScheme.objects.order_by("-gives_rights", "order", "key"))
        key, _, level = by.rpartition(":")
        for scheme in self._schemes:
            named = scheme.key == key if key else scheme.gives_rights
            if named and any(known.get("key") == level for known in scheme.levels):
                return scheme, level
        return None

    def _of(self, scheme: GridScheme) -> list[Place]:
        if scheme.pk not in self._places:
            fields = ("pk", "code", "name", "level", "path", "valid_from", "valid_to")
            self._places[scheme.pk] = list(Place.objects.filter(scheme=scheme).only(*fields).order_by("code"))
        return self._places[scheme.pk]

    def _by_place(self, by: str, scheme: GridScheme, level: str, day: date) -> Grouping:
        places = self._of(scheme)
        named = {p.pk: Named(p.code, p.name, p.pk, frozenset(p.path)) for p in places if p.level == level}
        # Every place below, also those no longer in force: last year's rows lie in last year's grids.
        above = [(p.pk, named[key].code) for p in places for key in p.path if key in named]
        below = [key for key, _ in above]
        values: tuple[Any, ...] = (below, [code for _, code in above])
        in_force = tuple(named[p.pk] for p in places if p.pk in named and p.valid_from <= day < p.valid_to)
        others = {place.code: place for place in named.values()}
        if scheme.gives_rights:
            return Grouping(by, f"{ABOVE}.code", _ABOVE + "v.place_id", values, in_force, others)
        return Grouping(by, f"{ABOVE}.code", _ABOVE + _OTHER_PLACE, (*values, below), in_force, others)


_PARTED = frozenset({"choice", "yesno", "text", "integer", "date"})
ABOVE = "@above"  # stands for the alias a scan gives to the grouping's join
_ABOVE = f"LEFT JOIN unnest(%s::uuid[], %s::text[]) {ABOVE}(below, code) ON {ABOVE}.below = "
# Of the schemes that only count a row carries its lowest place of each.
_OTHER_PLACE = "(SELECT l.id FROM unnest(v.places) l(id) WHERE l.id = ANY(%s::uuid[]) LIMIT 1)"


def names_of(grouping: Grouping, facts: Facts, codes: Collection[str | None], inside: UUID | None) -> list[Named]:
    """The parts in order: places by their code, as official tables have them (those `inside` a place, also empty
    ones), choices as the form has them, and last the rows that have none."""
    known = {code for code in codes if code is not None}
    if grouping.places is not None:
        out = [place for place in grouping.places if inside is None or inside in place.path]
        out += [grouping.all_places[code] for code in sorted(known - {place.code for place in grouping.places})]
        return [*out, *([Named("", NOWHERE)] if None in codes else [])]
    field = facts.source.fieldset.by_key[grouping.by]
    order = {choice.value: rank for rank, choice in enumerate(field.choices)}
    ranked: Sequence[str] = sorted(known, key=lambda code: (order.get(code, len(order)), code))
    shown = {"true": True, "false": False} if field.kind == "yesno" else {}
    out = [Named(code, KINDS[field.kind].display(shown.get(code, code), field)) for code in ranked]
    return [*out, *([Named("", UNSAID)] if None in codes else [])]
