"""One field of a ledger row, an action's input or a form."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that may be chosen: `value` is stored, `label` is shown, `aliases` are other ways to write it."""

    value: str
    label: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """What is asked, how it is checked and how it is kept. Keys never change; labels may.

    `fewest`: what is counted of such rows is told only where so many different values of this field stand behind it.
    `retired`: no longer asked; what was recorded under it stays in the history.
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
    retired: bool = False

    def __post_init__(self) -> None:
        # An identity number is personal whoever designs the form.
        if self.kind == "id_number" and self.personal is None:
            object.__setattr__(self, "personal", "id_number")
