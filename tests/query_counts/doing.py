"""What is measured of an action: who performs it, on which rows and targets."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from tests.query_counts.full_street import Full

from jingwei.core.actions import perform
from jingwei.core.actions.registry import find_action
from jingwei.core.scope import open_scope


@dataclass(frozen=True)
class Doing:
    """What is performed by the holder of a role; `keeper` is the system itself."""

    role: str
    rows: Sequence[Mapping[str, Any]] = ({},)
    targets: Sequence[UUID] = ()
    context: Mapping[str, Any] = field(default_factory=dict)
    reason: str = "按通知办理"


def do(full: Full, name: str, doing: Doing) -> Mapping[str, Any]:
    """Perform it in its scope; gives what the action tells."""
    with open_scope(full.scope(doing.role)):
        done = perform(find_action(name), doing.rows, targets=doing.targets, reason=doing.reason, context=doing.context)
    return done.result


def imported(name: str, prepare: Callable[[Full], Doing]) -> Callable[[Full], Doing]:
    """Undoing what such an import of so many rows brought."""

    def undoing(full: Full) -> Doing:
        first = prepare(full)
        return Doing(first.role, targets=[UUID(do(full, name, first)["import"])])

    return undoing
