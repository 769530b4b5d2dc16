"""Where an indicator is used outside this package: modules above say so here (reports, targets)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from jingwei.core.ports import Port
from jingwei.core.scope import Actor


@dataclass(frozen=True, slots=True)
class Use:
    """One use: `kind` in a word (报告, 目标), its name and address."""

    kind: str
    name: str
    url: str = ""


# Functions (actor, key of an indicator) → where it is used, as far as the actor may see it.
indicator_uses: Port[Callable[[Actor, str], Iterable[Use]]] = Port("indicator_uses")
