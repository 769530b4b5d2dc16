"""Cells as they may be told: small counts of persons are hidden from readers who may not open their rows, and from
everybody in what leaves the office.

The counted value stays what it is (locks keep it); only what is shown is masked. What is hidden does not depend on
what else stands on the page: a number is judged beside its whole, every level of place and what it is made of, so that
two pages put together tell no more than one. Not stopped: differences of two periods or of two conditions.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal
from uuid import UUID

import yaml

from jingwei.core.facts.facts import Facts, UnknownFact, all_facts
from jingwei.core.periods import Period
from jingwei.core.scope import Reader, current_scope
from jingwei.indicators.cells import Ask, Cell, Part
from jingwei.indicators.definitions import Defined, load_definitions
from jingwei.indicators.derive import operand_ask
from jingwei.indicators.engine import evaluate
from jingwei.indicators.formula import Named, linear
from jingwei.indicators.grammar import Counting
from jingwei.indicators.row_ids import NO_ROWS
from jingwei.indicators.small_counts import hidden
from jingwei.places.models import GridScheme, Place
from jingwei.registers.policy import policy as registers_policy

Audience = Literal["reader", "outside"]
# A number that can be hidden: indicator, period, place, and the part it is of (None: the whole of the place).
_MEASURED = frozenset({"average", "lowest", "highest"})
# What is derived, and still is a number of persons.
_SAME_COUNTED = frozenset({"formula", "lowest_month", "highest_month"})
Spot = tuple[str, Period, UUID | None, tuple[str, str] | None]


def present(
    asks: Iterable[Ask],
    known_at: datetime | None = None,
    *,
    audience: Audience = "reader",
    proof: bool = False,
    recount: bool = False,
    restated: bool = False,
) -> dict[Ask, Cell]:
    """What `evaluate` gives, as the audience may see it: the reader of the scope, or whoever is outside the office."""
    wanted = list(dict.fromkeys(asks))
    known = _known_places(audience)
    persons = Persons.of(wanted) if known is not None else None
    if known is None or persons is None or not persons.keys:
        return evaluate(wanted, known_at, proof=proof, recount=recount, restated=restated)
    family = list(persons.family(wanted))
    cells = evaluate([*wanted, *family], known_at, proof=proof, recount=recount, restated=restated)
    out = persons.hidden({ask: cells[ask] for ask in [*wanted, *family]}, known)
    return {ask: _told(cells[ask], out) for ask in wanted}


def is_hidden(ask: Ask, known_at: datetime | None = None) -> bool:
    """Whether the reader of the scope is not told a number, nor how many rows stand behind it."""
    return _known_places("reader") is not None and present([ask], known_at)[ask].hidden


def _known_places(audience: Audience) -> frozenset[UUID] | None:
    """The places whose rows the audience knows; None where it may open all rows."""
    scope = current_scope()
    if audience == "outside" or not registers_policy.allows(scope.actor, "see"):
        return frozenset()
    return frozenset(scope.places) if scope.reader is Reader.PLACE else None


@dataclass(frozen=True)
class Persons:
    """Which indicators count persons (`keys`), and how their numbers hang together over `places` (key → path)."""

    defined: Mapping[str, Defined]
    keys: frozenset[str]
    levels: tuple[str, ...]
    places: Mapping[UUID, frozenset[UUID]]
    fewest: int

    @classmethod
    def of(cls, asks: Iterable[Ask]) -> "Persons":
        """Those among the indicators that are asked for, and all they are made of."""
        defined, facts, rule = load_definitions(), all_facts(), small_rule()
        direct = {key for key, one in defined.items() if counts_persons(one.counting, facts, rule["units"])}
        keys = frozenset(key for key in {ask.key for ask in asks} if made_of(key, defined) & direct)
        if not keys:
            return cls(defined, keys, (), {}, rule["fewest"])
        scheme = GridScheme.objects.filter(gives_rights=True).first()
        levels = tuple(str(level["key"]) for level in scheme.levels[1:]) if scheme else ()
        rows = Place.objects.filter(scheme=scheme).values_list("pk", "path") if scheme else ()
        return cls(
            defined, keys | {one for key in keys for one in made_of(key, defined) if one in defined}, levels,
            {pk: frozenset(path) for pk, path in rows}, rule["fewest"],
        )  # fmt: skip

    def family(self, asks: Iterable[Ask]) -> Iterator[Ask]:
        """What has to be looked at beside the asks: wholes, every level, and what they are made of."""
        seen: set[tuple[str, Period]] = set()
        queue = [(ask.key, ask.period) for ask in asks if ask.key in self.keys]
        while queue:
            key, period = one = queue.pop()
            if one in seen or key not in self.keys:
                continue
            seen.add(one)
            whole = Ask(key, period)
            yield from (replace(whole, by=level) for level in self.levels or ("",))
            for named in self.defined[key].counting.operands:
                if (operand := operand_ask(whole, named)) is not None:
                    queue.append((operand.key, operand.period))
        for ask in asks:
            if ask.key in self.keys and ask.part:
                # A class alone is judged beside its sisters.
                yield replace(ask, part="")

    def hidden(self, cells: Mapping[Ask, Cell], known: frozenset[UUID]) -> frozenset[Spot]:
        """The spots whose number is not told."""
        every = {spot: cell for ask, cell in cells.items() for spot, cell in spots(ask, cell) if ask.key in self.keys}
        values = {
            spot: value
            for spot, cell in every.items()
            if (value := weight_of(cell, self.defined[spot[0]].counting)) is not None
        }
        own = {spot for spot in values if spot[2] in known}
        small = {spot for spot in values if spot not in own and self._small(every[spot])}
        relations = [*self._sums(cells, values), *self._nested(values), *self._formulas(values)]
        out = hidden(values, small, relations, own)
        return frozenset(self._with_derived(out, every))

    def _small(self, cell: Cell) -> bool:
        counting = self.defined[cell.ask.key].counting
        if counting.kind != "counted" and counting.verb not in _SAME_COUNTED:
            return False
        said = [weight_of(cell, counting), cell.denominator if counting.verb == "share" else None]
        return any(value is not None and 0 < value < self.fewest for value in said)

    def _sums(self, cells: Mapping[Ask, Cell], values: Mapping[Spot, Decimal]) -> Iterator[dict[Spot, int]]:
        """A number and its parts, where they add up."""
        for ask, cell in cells.items():
            if ask.key in self.keys and cell.parts:
                whole = spot_of(ask)
                parts = [spot for spot, _ in spots(ask, cell) if spot != whole]
                yield from _adding(whole, parts, values)

    def _nested(self, values: Mapping[Spot, Decimal]) -> Iterator[dict[Spot, int]]:
        """A community and its grids, where both are there."""
        below: dict[Spot, list[Spot]] = {}
        for key, period, place, part in values:
            if place is not None and part is None:
                path = self.places.get(place, frozenset())
                above = max((one for one in path if one != place), key=lambda one: len(self.places[one]), default=None)
                if above is not None:
                    below.setdefault((key, period, above, None), []).append((key, period, place, None))
        for whole, parts in below.items():
            yield from _adding(whole, parts, values)

    def _formulas(self, values: Mapping[Spot, Decimal]) -> Iterator[dict[Spot, int]]:
        """A sum or difference of indicators at one place."""
        for spot in values:
            counting = self.defined[spot[0]].counting
            weights = linear(counting.formula) if counting.formula is not None else None
            if counting.verb in ("formula", "increase") and weights:
                relation = {spot: 1}
                for named, weight in weights.items():
                    if (other := _operand(spot, named)) is not None:
                        relation[other] = relation.get(other, 0) - weight
                yield relation

    def _with_derived(self, out: frozenset[Spot], every: Mapping[Spot, Cell]) -> set[Spot]:
        """And what is made of a hidden number, wholly or in part: shares, ratios, growth."""
        gone = set(out)
        waiting = [spot for spot in every if self.defined[spot[0]].counting.operands]
        while True:
            more = {
                spot
                for spot in waiting
                if spot not in gone
                and any(_operand(spot, named) in gone for named in self.defined[spot[0]].counting.operands)
            }
            if not more:
                return gone
            gone |= more


def counts_persons(counting: Counting, facts: Mapping[str, Facts], units: Iterable[str] = ("人",)) -> bool:
    """Whether a definition counts persons: rows that are persons, or a field that tells how many they are."""
    if counting.kind != "counted":
        return False
    together = [facts[key] for key in counting.source.split("+") if key in facts]
    if any(one.source.persons for one in together):
        return True
    if len(together) != 1 or not counting.field:
        return False
    try:
        field = together[0].path(counting.field)
    except UnknownFact:
        return False
    linked = facts.get(field.link or "") if counting.verb == "distinct" else None
    return ((field.unit or "") in units and counting.verb in ("sum", *_MEASURED)) or bool(
        linked and linked.source.persons
    )


def made_of(key: str, defined: Mapping[str, Defined]) -> set[str]:
    """An indicator and all it is made of, step by step."""
    out: set[str] = set()
    queue = [key]
    while queue:
        one = queue.pop()
        if one not in out:
            out.add(one)
            queue += [named.key for named in defined[one].counting.operands] if one in defined else []
    return out


@lru_cache(maxsize=1)
def small_rule() -> dict[str, Any]:
    """How few persons are too few, and which units count persons."""
    found: dict[str, Any] = yaml.safe_load(
        files("jingwei.indicators").joinpath("pack/small_counts.yaml").read_text("utf-8")
    )
    return found


def small_note() -> str:
    """What stands below a table with hidden numbers."""
    return f"* 表示不足{small_rule()['fewest']}人，或据以能推算出不足{small_rule()['fewest']}人的数，不显示"


def spot_of(ask: Ask) -> Spot:
    """The spot an ask itself is about."""
    return ask.key, ask.period, ask.place, (ask.by, ask.part) if ask.part else None


def spots(ask: Ask, cell: Cell) -> Iterator[tuple[Spot, Cell]]:
    """A cell and its parts by their spots."""
    yield spot_of(ask), cell
    for part in cell.parts:
        yield _part_spot(ask, part), part.cell


def _part_spot(ask: Ask, part: Part) -> Spot:
    inner = part.cell.ask
    if inner.place is not None and inner.place != ask.place and not inner.part:
        return inner.key, inner.period, inner.place, None
    return ask.key, ask.period, ask.place, (ask.by, part.code)


def weight_of(cell: Cell, counting: Counting) -> Decimal | None:
    """The number that adds up over parts: of a share the numerator, of an average how many rows it is taken of."""
    if cell.value is None:
        return None
    if counting.verb in _MEASURED:
        return Decimal(cell.rows or 0)
    return cell.numerator if counting.verb == "share" else cell.value


def _adding(whole: Spot, parts: list[Spot], values: Mapping[Spot, Decimal]) -> Iterator[dict[Spot, int]]:
    whole_known = whole in values and bool(parts) and all(part in values for part in parts)
    if whole_known and sum(values[part] for part in parts) == values[whole]:
        yield {whole: 1, **dict.fromkeys(parts, -1)}


def _operand(spot: Spot, named: Named) -> Spot | None:
    key, period, place, part = spot
    operand = operand_ask(Ask(key, period, place), named)
    return None if operand is None else (operand.key, operand.period, place, part)


def _told(cell: Cell, out: frozenset[Spot]) -> Cell:
    """The cell without what is hidden."""
    parts = tuple(
        replace(part, cell=_masked(part.cell)) if _part_spot(cell.ask, part) in out else part for part in cell.parts
    )
    return replace(_masked(cell) if spot_of(cell.ask) in out else cell, parts=parts)


def _masked(cell: Cell) -> Cell:
    fewest = small_rule()["fewest"]
    return replace(
        cell, value=None, numerator=None, denominator=None, computed=None, rows=None, row_ids=NO_ROWS, digest=None,
        hidden=True, why=f"不足{fewest}人，或据以能推算出不足{fewest}人的数，不显示",
    )  # fmt: skip
