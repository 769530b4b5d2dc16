"""What is asked of the engine and what it answers."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

from jingwei.core.periods import Period
from jingwei.indicators.row_ids import NO_ROWS, RowIds

Kind = Literal["counted", "derived", "reported"]
Stage = Literal["estimate", "flash", "final"]


@dataclass(frozen=True, slots=True)
class Ask:
    """One indicator for one period and one place (None: the whole subdistrict); `by` asks for its parts.

    `by` is a level of the rights scheme ("community"), a scheme and level ("drive:grid"), or a field of the source.
    With `part` the cell is that of one class: the rows whose field `by` has this value.
    """

    key: str
    period: Period
    place: UUID | None = None
    by: str = ""
    part: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """The part of one place or class; `code` empty: the rows that have none."""

    code: str
    name: str
    cell: "Cell"


@dataclass(frozen=True, slots=True)
class Published:
    """Growth, rank or completion as a paper gave it, a value of its own with stage, supplier and paper of its own.

    For a rank `group` says among whom, `size` how many they are, `ranked` what was ranked (amount, growth …, empty
    where the paper does not say), `organiser` who ranked.
    """

    measure: Literal["growth", "rank", "completion"]
    value: Decimal
    stage: Stage
    supplier: str
    paper: str
    group: str = ""
    size: int | None = None
    ranked: str = ""
    organiser: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A value with everything that proves it: definition@version, period, place, as of and known at, rows.

    `rows` counts the rows behind the value; `row_ids` names them up to ROWS_NAMED_AT_MOST, above that `digest` (sha256
    of the sorted ids) stands for them. A share carries both its numbers. `growth` is as published, in per cent;
    `published` are growth, rank and completion with their papers. `computed` stands beside a value that was published:
    what the levels give. `made_of` are the definitions and versions that a derived cell was made of. `why` says why
    there is no value, or no parts. `lock` is the number of the lock that fixed it (None: counted now).
    `hidden`: it has a value, which this reader is not told (presenting.py).
    """

    ask: Ask
    name: str
    unit: str
    decimals: int
    definition: str
    version: int
    kind: Kind
    basis: str = ""
    owner: str = ""
    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    as_of: date | None = None
    known_at: datetime | None = None
    rows: int | None = None
    row_ids: RowIds = NO_ROWS
    digest: str | None = None
    growth: Decimal | None = None
    published: tuple[Published, ...] = ()
    computed: Decimal | None = None
    approx: str = "exact"
    stage: Stage = "final"
    supplier: str = ""
    paper: str = ""
    why: str = ""
    parts: tuple[Part, ...] = ()
    made_of: tuple[tuple[str, int], ...] = ()
    lock: int | None = None
    hidden: bool = False

    def said(self, measure: str) -> Published | None:
        """What was published of growth, rank or completion."""
        return next((one for one in self.published if one.measure == measure), None)
