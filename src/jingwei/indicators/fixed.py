"""Cells of locked periods: kept as they were fixed, read by the cell and never counted again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from jingwei.core.periods import Period
from jingwei.indicators.cells import Ask, Cell, Kind, Part, Stage
from jingwei.indicators.grouping import Groupings
from jingwei.indicators.models import Definition, Lock, LockedCell
from jingwei.indicators.published import read
from jingwei.indicators.row_ids import RowIds


@dataclass(frozen=True)
class Fixed:
    """What locks answer of some asks: `cells`, and by moment of locking the asks that are to be counted as known then.

    `numbers` are the locks in force by their period.
    """

    cells: Mapping[Ask, Cell] = field(default_factory=dict)
    open_at: Mapping[datetime, Sequence[Ask]] = field(default_factory=dict)
    numbers: Mapping[Period, int] = field(default_factory=dict)


def locks_of(periods: Iterable[Period]) -> dict[Period, Lock]:
    """The locks in force on some periods, in one query."""
    codes = {str(period): period for period in periods}
    return {codes[one.period]: one for one in Lock.objects.filter(period__in=codes, unlocked_at=None)}


def fixed_cells(asks: Sequence[Ask], *, proof: bool) -> Fixed:
    """What the locks in force say of `asks`; three queries at most, one where nothing is locked."""
    locks = locks_of({ask.period for ask in asks})
    inside = [ask for ask in asks if ask.period in locks]
    if not inside:
        return Fixed()
    groupings = Groupings()
    levels = {ask: groupings.level(ask.by) for ask in inside if ask.by and not ask.part}
    places = {place.place for parts in levels.values() for place in parts or ()} | {ask.place for ask in inside}
    rows = _rows([locks[period] for period in locks], {ask.key for ask in inside}, places, proof=proof)
    words = _definitions(rows.values())
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
    return Fixed(cells, open_at, {period: lock.number for period, lock in locks.items()})


_Key = tuple[UUID, str, UUID | None]


def _rows(locks: Sequence[Lock], keys: set[str], places: set[UUID | None], *, proof: bool) -> dict[_Key, LockedCell]:
    named = Q(place__in=[place for place in places if place])
    found = LockedCell.objects.filter(
        Q(place=None) | named if None in places else named, lock_id__in=[lock.pk for lock in locks], key__in=keys
    )
    if not proof:
        found = found.defer("row_ids")
    return {(row.lock_id, row.key, row.place): row for row in found}


def _definitions(rows: Iterable[LockedCell]) -> dict[tuple[str, int], Definition]:
    wanted = {(row.key, row.version) for row in rows}
    found = Definition.objects.filter(key__in={key for key, _ in wanted})
    return {(row.key, row.version): row for row in found if (row.key, row.version) in wanted}


def _cell(
    ask: Ask, row: LockedCell, lock: Lock, words: Mapping[tuple[str, int], Definition], parts: tuple[Part, ...] = ()
) -> Cell:
    said = words[row.key, row.version]
    kind: Kind = row.kind  # type: ignore[assignment]
    stage: Stage = row.stage  # type: ignore[assignment]
    return Cell(
        ask=ask, name=said.name, unit=row.unit, decimals=said.decimals, definition=row.key, version=row.version,
        kind=kind, basis=said.basis, owner=said.owner, value=row.value, numerator=row.numerator,
        denominator=row.denominator, as_of=row.as_of, known_at=lock.at, rows=row.rows, row_ids=_named(row),
        digest=row.digest or None, growth=row.growth, published=read(row.published), computed=row.computed,
        approx=row.approx, stage=stage, supplier=row.supplier, paper=row.paper, why=row.why, parts=parts,
        lock=lock.number,
    )  # fmt: skip


def _named(row: LockedCell) -> RowIds:
    # Where the keys were left in the database they are not fetched now, one cell at a time.
    return RowIds(bytes(row.__dict__.get("row_ids") or b""))
