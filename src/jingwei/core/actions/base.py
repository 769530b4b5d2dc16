"""What an action is.

State changes only through an action: it asks the policy, locks, writes fact and log in one transaction. Desk, field,
portal, API, import and jobs all call it, so all behave alike.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID

from jingwei.core.fields import FieldSet
from jingwei.core.records import Record
from jingwei.core.scope import Actor, Scope


@dataclass(slots=True)
class Item:
    """One row an action works on: the locked target (None when something new is made) and its clean values."""

    target: Any
    values: dict[str, Any]
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """The circumstances of one performance: who, within which border, why."""

    scope: Scope
    reason: str = ""
    context: Mapping[str, Any] = field(default_factory=dict)

    @property
    def actor(self) -> Actor:
        """Who acts."""
        return self.scope.actor


class Action:
    """The base of every verb. A subclass declares its input once; form, API operation, sheet and docs come from it.

    `name` is stable ("registers.correct"), `label` the word on the button. `target` is the record class it works on
    (None: it makes something new). `reason` says whether a reason must be given. `offered` is False where the verb
    needs what only its own page gives in the context (a kept file, a declaration), so that the API leaves it out.
    `alone`: while it runs nothing else may be written in the subdistrict; it takes core.scope.nobody_writes itself.
    """

    name: ClassVar[str]
    label: ClassVar[str]
    help: ClassVar[str] = ""
    target: ClassVar[type[Record] | None] = None
    reason: ClassVar[bool] = False
    idempotent_result: ClassVar[bool] = True
    offered: ClassVar[bool] = True
    alone: ClassVar[bool] = False

    def fields(self, act: Act, targets: Sequence[Any]) -> FieldSet:
        """The declaration of the input; may depend on the target, as a ledger's fields do."""
        return self.declared

    def partial(self, act: Act) -> bool:
        """Whether fields that are not given keep what is known, so that a required one may be absent."""
        return False

    declared: ClassVar[FieldSet] = FieldSet(key="empty", version=1, fields=())

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Ask the policy. Raises Refused with a sentence that says who may."""
        raise NotImplementedError

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Write the facts for all items at once. Returns what the caller is told, as JSON values."""
        raise NotImplementedError

    def changes_since(self, target: Any, revision: int) -> list[dict[str, Any]]:
        """What others changed since `revision`, for the clerk who comes second."""
        from jingwei.core.history import changes_since

        return changes_since(target, revision)


def ids(items: Sequence[Item]) -> list[UUID]:
    """The keys of the targets."""
    return [item.target.pk for item in items]
