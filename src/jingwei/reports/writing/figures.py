"""A figure asked for, and the answer with everything that proves it.

The writer asks all figures of a report in one call: `resolve(requests)`. Whoever counts answers each request it can;
what it leaves out prints 【待核】.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from jingwei.core.periods import Period

Kind = Literal["counted", "derived", "reported", "typed"]
Stage = Literal["estimate", "flash", "final"]

KIND_WORDS: Mapping[Kind, str] = {
    "counted": "系统取数",
    "derived": "系统计算",
    "reported": "报表来源",
    "typed": "手填",
}
ROWS_NAMED_AT_MOST = 10_000


@dataclass(frozen=True, slots=True)
class FigureRequest:
    """One indicator, for one period and one place; `by` asks for its parts (community, sector …) as well."""

    key: str
    period: Period
    place: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class FigureValue:
    """The answer to a request.

    `definition` is the indicator's key, `version` the version of its definition. `value` is in `unit`; None: not there
    (`why` says why). Of the rows behind a counted value either all ids are named (up to ROWS_NAMED_AT_MOST) or a digest
    of them. A rate carries `numerator` and `denominator`. `stated_growth` is growth in per cent as its supplier gave it
    (comparable prices); it is printed instead of a quotient. `stage` marks what is not final. `decimals`
    is how many the definition keeps: no more are printed. `parts` answers `by`; with `part` this is the value of one
    class, the rows whose `by` has that value. `made_of` are the definitions and versions that a derived value was made
    of. `hidden`: it has a value that does not leave the office (a small count of persons); `why` says so.
    """

    value: Decimal | None
    unit: str
    definition: str
    version: int
    name: str
    kind: Kind
    period: Period
    place: str
    as_of: date | None = None
    known_at: datetime | None = None
    row_count: int | None = None
    row_ids: Sequence[str] = ()
    row_digest: str | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    stated_growth: Decimal | None = None
    supplier: str = ""
    paper: str = ""
    basis: str = ""
    stage: Stage = "final"
    decimals: int | None = None
    why: str = ""
    by: str = ""
    part: str = ""
    parts: "tuple[Part, ...]" = ()
    made_of: tuple[tuple[str, int], ...] = ()
    hidden: bool = False

    @property
    def definition_at(self) -> str:
        """definition@version, as cells and cards name it."""
        return f"{self.definition}@{self.version}"


@dataclass(frozen=True, slots=True)
class Part:
    """The share of one place or class in a figure asked with `by`."""

    code: str
    name: str
    value: FigureValue


Resolve = Callable[[Sequence[FigureRequest]], Mapping[FigureRequest, FigureValue]]
