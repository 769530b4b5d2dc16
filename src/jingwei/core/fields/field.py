"""One field of a ledger row, an action's input or a form."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that may be chosen: `value` is stored, `label` is shown, `aliases` are other ways to write it.

    `into`: it was merged into another choice and is read as that one, stored or written. `closed`: it is no longer
    chosen; what was stored stays.
    """

    value: str
    label: str
    aliases: tuple[str, ...] = ()
    into: str = ""
    closed: bool = False

    @property
    def offered(self) -> bool:
        """Whether it can be chosen."""
        return not (self.into or self.closed)


@dataclass(frozen=True, slots=True)
class Stock:
    """How rows of movements make a stock: by the field `item` (and `store`, where it is kept in several places), on the
    date in `day`, the choices `plus` of the field `kind` add the number and `minus` take it away.
    """

    item: str
    kind: str
    day: str
    plus: tuple[str, ...]
    minus: tuple[str, ...]
    store: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """What is asked, how it is checked and how it is kept. Keys never change; labels may.

    `fewest`: what is counted of such rows is told only where so many different values of this field stand behind it.
    `parts`: the fields of each line inside a row, of a field of kind "parts"; its dates `from` and `to` tell when a
    line is in force, with `single` no two at the same time. `quantity`: a row stands for so many things. `stock`: the
    number moves a stock. `role`: which money it is (planned, contracted, settled, spent, raised). `formula`: how the
    number follows from other fields of the row. `happened`: a row tells of an event of that day and holds from then on.
    `retired`: it is no longer asked, what was stored stays.
    """

    key: str
    label: str
    kind: str
    required: bool = False
    choices: tuple[Choice, ...] = ()
    unit: str | None = None
    decimals: int | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    max_length: int | None = None
    personal: str | None = None
    aliases: tuple[str, ...] = ()
    help: str = ""
    link: str | None = None
    facet: bool = False
    reason: str = ""
    fewest: int = 0
    parts: tuple[Field, ...] = ()
    single: bool = False
    quantity: bool = False
    stock: Stock | None = None
    role: str | None = None
    formula: str = ""
    happened: bool = False
    retired: bool = False

    def __post_init__(self) -> None:
        # An identity number is personal whoever designs the form.
        if self.kind == "id_number" and self.personal is None:
            object.__setattr__(self, "personal", "id_number")
        # Things are counted from nothing up; what goes out is told by its kind, not by a sign.
        if (self.quantity or self.stock) and self.minimum is None and self.kind in ("integer", "number"):
            object.__setattr__(self, "minimum", Decimal(0))

    @property
    def asked(self) -> bool:
        """Whether somebody fills it in."""
        return not (self.retired or self.formula)

    @property
    def merged(self) -> dict[str, str]:
        """Values of choices that were merged → what they are read as."""
        return {choice.value: choice.into for choice in self.choices if choice.into}

    def stored_as(self, values: Iterable[str]) -> list[str]:
        """The values under which rows may hold what is asked for: with those that were merged into them."""
        wanted = list(dict.fromkeys(self.merged.get(value, value) for value in values))
        return [*wanted, *(value for value, into in self.merged.items() if into in wanted)]

    def part(self, key: str) -> Field | None:
        """The field of that key in each line."""
        return next((part for part in self.parts if part.key == key), None)
