"""What papers said of growth, rank and completion, as JSON values: kept with a fixed cell, told by the interface."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from jingwei.indicators.cells import Published


def told(said: Iterable[Published]) -> list[dict[str, Any]]:
    """One object each: {measure, value, stage, supplier, paper}; of a rank also {group, size, ranked, organiser}.

    Values are strings, so that no digit is lost.
    """
    return [_told(one) for one in said]


def _told(one: Published) -> dict[str, Any]:
    out: dict[str, Any] = {
        "measure": one.measure, "value": f"{one.value:f}", "stage": one.stage, "supplier": one.supplier,
        "paper": one.paper,
    }  # fmt: skip
    if one.measure == "rank":
        out |= {"group": one.group, "size": one.size, "ranked": one.ranked, "organiser": one.organiser}
    return out


def read(kept: Sequence[Mapping[str, Any]]) -> tuple[Published, ...]:
    """Back from `told`."""
    return tuple(Published(**{**one, "value": Decimal(one["value"])}) for one in kept)
