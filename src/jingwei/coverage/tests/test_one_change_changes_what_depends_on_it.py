"""A record left out, moved or there twice: every figure is what a recount by hand makes of it, and no other changes."""

import random
from collections import Counter
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from jingwei.core.periods import Period
from jingwei.coverage.altered import Change, altered
from jingwei.coverage.bindings import Bindings, read_bindings
from jingwei.coverage.bring import bring_rows, office
from jingwei.coverage.description import Description, read_descriptions
from jingwei.coverage.indicators import find
from jingwei.coverage.ledgers import MATTERS, make_ledgers
from jingwei.coverage.measure import bring_in, standard_streets
from jingwei.coverage.opening import figure
from jingwei.coverage.rows import Row, make_rows
from jingwei.coverage.territory import make_land
from jingwei.coverage.tests.by_hand import Hand, State
from jingwei.indicators.cells import Ask, Cell
from jingwei.indicators.definitions import load_definitions
from jingwei.indicators.engine import evaluate
from jingwei.indicators.grammar import Counting
from jingwei.indicators.scan import as_of_day
from jingwei.matters.models import Matter
from jingwei.places.models import Place
from jingwei.registers.models import Entry

pytestmark = pytest.mark.django_db
SIXTH = Path(__file__).parent / "sixth"
KINDS = ("without", "moved", "doubled")
# How many changes are tried of each street; the first three are one of each kind.
FEW, MANY = 3, 30
# Those with the fewest records; all of them are gone through by `make soak`.
SMALL = (1,)


def _with_what_hangs(rows: list[Row], ledgers: Any, late: set[str]) -> set[str]:
    """The late records and all that links to them, however far down: no row comes before what it links to."""
    out, before = set(late), set()
    while out != before:
        before = set(out)
        numbers = {(row.ledger, row.values[ledgers[row.ledger].key_field]) for row in rows if row.id in out}
        for row in rows:
            links = (one for one in ledgers[row.ledger].fields.fields if one.link)
            if any((one.link, row.values.get(one.key)) in numbers for one in links):
                out.add(row.id)
    return out


@dataclass
class Opened:
    """A street of which some rows are not brought in yet: `late` ones differ from change to change."""

    street: Description
    bindings: Bindings
    ledgers: Any
    land: Any
    rows: list[Row]
    late: set[str]
    wrong: dict[str, str]
    hand: Hand
    places: tuple[str, ...]
    defined: dict[str, Any] = field(default_factory=dict)
    codes: dict[Any, str] = field(default_factory=dict)
    named: dict[str, str] = field(default_factory=dict)
    narrowed: dict[str, Counting] = field(default_factory=dict)

    @classmethod
    def of(cls, folder: Path, number: int, late: set[str]) -> "Opened":
        street = read_descriptions(folder)[number]
        ledgers, land = make_ledgers(street), make_land(street)
        rows = make_rows(street, ledgers, land)
        late = _with_what_hangs(rows, ledgers, late)
        bindings = read_bindings(folder, number)
        wrong = bring_in(street, ledgers, land, [row for row in rows if row.id not in late], bindings)
        hand = Hand(rows, ledgers, land)
        return cls(street, bindings, ledgers, land, rows, late, wrong, hand, ("", *land.communities[:2]))

    def tried(self, change: Change) -> tuple[dict[Any, Any], dict[Any, Any]]:
        """What every figure is by the engine and by hand, when there was that change."""
        rows = altered(self.rows, self.ledgers, self.street.code, change)
        known = {row.id for row in self.rows} - self.late
        with transaction.atomic():
            bring_rows(self.street, self.ledgers, [row for row in rows if row.id not in known])
            counted = self._counted(rows)
            transaction.set_rollback(True)
        return counted, self._by_hand(rows, counted)

    def _counted(self, rows: list[Row]) -> dict[Any, Cell]:
        """The cells of all figures with what they are made of; of counted ones also in two communities."""
        assert self.bindings.period is not None
        figures = [figure(self.street.number, one, self.bindings.period) for one in self.bindings.figures]
        found = find(self.street, self.bindings, figures, self.wrong)
        cells = {(number, "", 0): cell for number, cell in found.cells.items()}
        cells |= {(n, "", at): cell for n, some in found.operands.items() for at, cell in enumerate(some, start=1)}
        with office(self.street):
            self.codes = dict(Place.objects.values_list("pk", "code"))
            keys = {code: pk for pk, code in self.codes.items()}
            # Read once: what is known by hand is kept by what counts it.
            self.defined = self.defined or load_definitions()
            asks = {
                (*name[::2], code): Ask(cell.ask.key, cell.ask.period, keys[code])
                for name, cell in cells.items()
                for code in self.places[1:]
                if cell.kind == "counted" and cell.ask.place is None
            }
            places = evaluate(asks.values())
            self.named = self._names(rows)
        return cells | {(number, code, at): places[ask] for (number, at, code), ask in asks.items()}

    def _names(self, rows: list[Row]) -> dict[str, str]:
        """Records that came late have another key each time: they are told by their ids outside."""
        early = {row.id for row in self.rows} - self.late
        fresh = {(row.ledger, str(row.values[self.ledgers[row.ledger].key_field])): row.id for row in rows}
        fresh = {key: name for key, name in fresh.items() if name not in early}
        entries = Entry.objects.filter(key__in={key for _, key in fresh}).values_list("pk", "register__key", "key")
        matters = Matter.objects.filter(outside_number__in={key for _, key in fresh}).values_list(
            "pk", "outside_number"
        )
        keys = [*entries, *((pk, MATTERS, number) for pk, number in matters)]
        return {str(pk): fresh[ledger, key] for pk, ledger, key in keys if (ledger, key) in fresh}

    def _by_hand(self, rows: list[Row], cells: dict[Any, Cell]) -> dict[Any, State]:
        hand = self.hand if rows == self.rows else self.hand.altered(rows)
        out: dict[Any, State] = {}
        done: dict[tuple[str, Period, str, str, str], State] = {}
        for name, cell in cells.items():
            counting = self.defined[cell.definition].counting
            if cell.kind != "counted" or not hand.understands(counting):
                continue
            place = name[1] or self.codes.get(cell.ask.place, "")
            told = (cell.ask.key, cell.ask.period, place, cell.ask.by, cell.ask.part)
            if cell.ask.part:
                # One part of a figure: of its rows those of that class. Kept, for what is known is kept by what counts.
                narrow = {**counting.where, cell.ask.by: cell.ask.part}
                counting = self.narrowed.setdefault(told[0] + told[3] + told[4], replace(counting, where=narrow))
            if told not in done:
                done[told] = hand.count(counting, cell.ask.period.start, as_of_day(cell.ask, counting), place)
            out[name] = done[told]
        return out

    def states(self, cells: dict[Any, Cell]) -> dict[Any, Any]:
        """What of the cells can differ; above ten thousand rows their number stands for them."""
        return {
            name: (c.value, c.numerator, c.denominator, c.rows, frozenset(self.named.get(k, k) for k in c.row_ids))
            for name, c in cells.items()
        }


def _agrees(cell: Cell, state: State) -> bool:
    if state.value is None or cell.value is None:
        return state.value is None and cell.value is None
    near = abs(state.value - cell.value) < Decimal("0.000001")
    return near and cell.rows == len(state.rows) and (cell.denominator in (None, len(state.whole)))


def _changes(folder: Path, number: int, count: int) -> list[Change]:
    """At random, but the same each time: half of them of records that stand behind some figure's rows."""
    street = read_descriptions(folder)[number]
    ledgers, land = make_ledgers(street), make_land(street)
    rows = make_rows(street, ledgers, land)
    chance = random.Random(f"{number}")
    of_ledger = Counter(row.ledger for row in rows)
    out: list[Change] = []
    for at in range(count):
        # Every ledger is as likely as the largest.
        ledger = chance.choice(sorted(of_ledger))
        row = chance.choice([one for one in rows if one.ledger == ledger])
        kind = KINDS[at % 3]
        if kind == "moved" and (not land.communities or not ledgers[ledger].place_field):
            kind = "without"
        if kind == "without" and of_ledger[ledger] == 1:
            # Of a ledger without any record nothing is said, not even 0 of a place that had none.
            kind = "doubled"
        place = chance.choice(land.lowest) if kind == "moved" else ""
        out.append(Change(**{kind: row.id}, place=place))
    return out


def _try(folder: Path, number: int, count: int) -> None:
    changes = _changes(folder, number, count)
    late = {name for change in changes for name in (change.without, change.moved) if name}
    with transaction.atomic():
        opened = Opened.of(folder, number, late)
        cells, by_hand = opened.tried(Change())
        wrong = [(cells[name], state) for name, state in by_hand.items() if not _agrees(cells[name], state)]
        assert wrong == []
        assert len(by_hand) > len(cells) / 3
        before = opened.states(cells)
        for change in changes:
            now, hand = opened.tried(change)
            after = opened.states(now)
            differing = {name for name, state in before.items() if after[name] != state}
            depending = {name for name, state in by_hand.items() if hand[name] != state}
            derived = {name for name, cell in cells.items() if cell.kind == "derived"}
            assert differing & by_hand.keys() == depending, change
            moved = {name[0] for name in depending if not name[1]}
            assert {name[0] for name in differing & derived} <= moved, "a quotient changes with what it is made of"
            assert all(_agrees(now[name], state) for name, state in hand.items()), change
        transaction.set_rollback(True)


def test_of_a_street_of_the_tests():
    _try(SIXTH, 9, 12)


@pytest.mark.parametrize("number", SMALL)
def test_of_streets_that_come_along(number):
    _try(standard_streets(), number, FEW)


@pytest.mark.soak
@pytest.mark.parametrize("number", sorted(read_descriptions(standard_streets())))
def test_of_every_street_that_comes_along_many_times(number):
    _try(standard_streets(), number, MANY)
