"""What modules above have to say when an entry goes over into another."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from jingwei.core.ports import Port
from jingwei.registers.models import Entry, Succession


@dataclass(frozen=True, slots=True)
class Pointer:
    """Something that leads to an entry: what it is (指标, 事件), its name, how many, its page.

    `moves`: it is pointed at the other row by its module (through `entry_gone_over`); else it stays and is told, with
    what to do in `note`.
    """

    what: str
    name: str
    count: int = 1
    url: str = ""
    moves: bool = False
    note: str = ""


# (an entry that is to go over into another) → what of the module leads to it; a fixed number of queries.
PointersTo = Callable[[Entry], Iterable[Pointer]]
pointers_to: Port[PointersTo] = Port("entry_pointers")

# (a merging or dividing that was just written, True; or that is being undone, False) within its transaction: the module
# points its own rows elsewhere or back. Raises Conflict where it cannot.
GoneOver = Callable[[Succession, bool], None]
entry_gone_over: Port[GoneOver] = Port("entry_gone_over")
