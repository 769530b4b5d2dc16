"""Cells of locked periods: kept as they were fixed, read by the cell and never counted again."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q

from jingwei.core.periods import Period
from jingwei.indicators.breaks import Made
from jingwei.indicators.cells import Ask, Cell, Kind, Part, Stage
from jingwei.indicators.definitions import read_row
from jingwei.indicators.grouping import Groupings
from jingwei.indicators.models import Definition, Lock, LockedCell
from jingwei.indicators.published import read
from jingwei.indicators.row_ids import RowIds


@dataclass(frozen=True)
class Fixed:
    """What locks answer of some asks: `cells`, and by moment of locking the asks that are to be counted as known then.

    `numbers` are the locks in force by their period, `versions` the versions that they fixed by key and period.
    """

    cells: Mapping[Ask, Cell] = field(default_factory=dict)
    open_at: Mapping[datetime, Sequence[Ask]] = field(default_factory=dict)
    numbers: Mapping[Period, int] = field(default_factory=dict)
    versions: Mapping[tuple[str, Period], int] = field(default_factory=dict)


def locks_of(periods: Iterable[Period]) -> dict[Period, Lock]:
    """The locks in force on some periods, in one query."""
    codes = {str(period): period for period in periods}
    return {codes[one.period]: one for one in Lock.objects.filter(period__in=codes, unlocked_at=None)}


def fixed_cells(asks: Sequence[Ask], *, proof: bool) -> Fixed:
    """What the locks in force say of `asks`; three queries at most, one where nothing is locked."""
    locks = locks_of({ask.period for ask in asks})
    locks_by_key = {lock.pk: period for period, lock in locks.items()}
    inside = [ask for ask in asks if ask.period in locks]
    if not inside:
        return Fixed()
    groupings = Groupings()
    named = {by: groupings.level(by) for by in {ask.by for ask in inside if ask.by and not ask.part}}
    levels = {ask: named[ask.by] for ask in inside if ask.by and not ask.part}
    places = {place.place for parts in levels.values() for place in parts or ()} | {ask.place for ask in inside}
    rows = _rows([locks[period] for period in locks], {ask.key for ask in inside}, places, proof=proof)
    kept = {(locks_by_key[lock], key): number for lock, key, number in _kept_versions([*locks_by_key])}
    words = _Words({(row.key, row.version) for row in rows.values()}, kept)
    cells: dict[Ask, Cell] = {}
    open_at: dict[datetime, list[Ask]] = {}
    for ask in inside:
        lock = locks[ask.period]
        whole = rows.get((lock.pk, ask.key, ask.place))
        parts = levels.get(ask)
        if whole is None or ask.part or (ask.by and parts is None and whole.kind != "reported"):
            open_at.setdefault(lock.at, []).append(ask)
            continue
        own = tuple(
            Part(place.code, place.name, _cell(Ask(ask.key, ask.period, place.place), found, lock, words))
            for place in parts or ()
            if (ask.place is None or ask.place in place.path)
            and (found := rows.get((lock.pk, ask.key, place.place))) is not None
        )
        if parts is not None and sum(part.cell.rows or 0 for part in own) < (whole.rows or 0):
            # Some rows lie in none of these places. Their part was not fixed, and would be missing unsaid.
            open_at.setdefault(lock.at, []).append(ask)
            continue
        cells[ask] = _cell(ask, whole, lock, words, own)
    fixed = {(key, period): number for (period, key), number in kept.items()}
    return Fixed(cells, open_at, {period: lock.number for period, lock in locks.items()}, fixed)


_Key = tuple[UUID, str, UUID | None]


class _Row(NamedTuple):
    """What is read of a fixed cell: plain, as a page of a month by kind and grid reads thousands."""

    lock_id: UUID
    key: str
    version: int
    place: UUID | None
    kind: Kind
    value: Decimal | None
    unit: str
    numerator: Decimal | None
    denominator: Decimal | None
    growth: Decimal | None
    published: Sequence[Mapping[str, Any]]
    computed: Decimal | None
    approx: str
    stage: Stage
    supplier: str
    paper: str
    as_of: date | None
    rows: int | None
    digest: str
    why: str
    row_ids: bytes | None = None


def _rows(locks: Sequence[Lock], keys: set[str], places: set[UUID | None], *, proof: bool) -> dict[_Key, _Row]:
    named = Q(place__in=[place for place in places if place])
    found = LockedCell.objects.filter(
        Q(place=None) | named if None in places else named, lock_id__in=[lock.pk for lock in locks], key__in=keys
    )
    # The keys of the rows are long: left in the database where nobody asks for proof.
    read = _Row._fields if proof else _Row._fields[:-1]
    return {(row.lock_id, row.key, row.place): row for row in (_Row(*one) for one in found.values_list(*read))}


def _kept_versions(locks: Sequence[UUID]) -> Iterable[tuple[UUID, str, int]]:
    """Which version of every indicator some locks have fixed."""
    return LockedCell.objects.filter(lock_id__in=locks, place=None).values_list("lock_id", "key", "version")


class _Words:
    """The definitions of fixed cells by key and version, and what derived ones were made of; one query."""

    def __init__(self, wanted: Collection[tuple[str, int]], kept: Mapping[tuple[Period, str], int]) -> None:
        self._kept = kept
        # Also of all that derived ones may be made of: it is no more than one row for each indicator and version.
        every = {*wanted, *((key, number) for (_, key), number in kept.items())}
        found = Definition.every.filter(key__in={key for key, _ in every})
        self._rows = {(row.key, row.version): row for row in found if (row.key, row.version) in every}

    def row(self, key: str, version: int) -> Definition:
        """The definition of a fixed cell."""
        return self._rows[key, version]

    def made_of(self, key: str, version: int, period: Period, above: frozenset[str] = frozenset()) -> Made:
        """The definitions and versions that a derived cell of a locked period was made of."""
        row = self._rows.get((key, version))
        if row is None or key in above:
            return ()
        found: set[tuple[str, int]] = set()
        for named in read_row(row).counting.operands:
            number = self._kept.get((period, named.key))
            if number is not None and not (named.last_year or named.whole_year):
                found |= {(named.key, number), *self.made_of(named.key, number, period, above | {key})}
        return tuple(sorted(found))


def _cell(ask: Ask, row: _Row, lock: Lock, words: _Words, parts: tuple[Part, ...] = ()) -> Cell:
    said = words.row(row.key, row.version)
    return Cell(
        ask=ask, name=said.name, unit=row.unit, decimals=said.decimals, definition=row.key, version=row.version,
        kind=row.kind, basis=said.basis, owner=said.owner, value=row.value, numerator=row.numerator,
        denominator=row.denominator, as_of=row.as_of, known_at=lock.at, rows=row.rows,
        row_ids=RowIds(bytes(row.row_ids or b"")), digest=row.digest or None, growth=row.growth,
        published=read(row.published), computed=row.computed, approx=row.approx, stage=row.stage,
        supplier=row.supplier, paper=row.paper, why=row.why, parts=parts, lock=lock.number,
        made_of=words.made_of(row.key, row.version, ask.period) if row.kind == "derived" else (),
    )  # fmt: skip
