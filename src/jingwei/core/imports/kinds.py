"""Kinds of imports by the action that brings them in: what one changed, who may look at it, how it is undone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from jingwei.core.actions import Act
from jingwei.core.errors import Missing
from jingwei.core.models import ImportRecord
from jingwei.core.policy import Policy
from jingwei.core.ports import Port
from jingwei.core.scope import Actor
from jingwei.core.ui.parts import Link


@dataclass(frozen=True, slots=True)
class Line:
    """One changed value: of which row, which column, before and after."""

    name: str
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Brought:
    """What an import wrote, the first ones: `new` rows (what kind, name, values in words) and changed values."""

    new: Sequence[tuple[str, str, str]] = ()
    lines: Sequence[Line] = ()


class ImportKind:
    """A kind of import. `action` names the action that brings it in, `label` what is brought, `url` where it then is.

    Looking and undoing follow the same rule of `policy` as bringing in: its `verb`.
    """

    action: ClassVar[str]
    label: ClassVar[str]
    url: ClassVar[str]
    policy: ClassVar[Policy]
    verb: ClassVar[str]

    def allows(self, actor: Actor) -> bool:
        """Whether `actor` may look at imports of this kind, and undo them."""
        return self.policy.allows(actor, self.verb)

    def check(self, actor: Actor) -> None:
        """Pass, or raise Refused with a sentence that names who may."""
        self.policy.may(actor, self.verb)

    def brought(self, record: ImportRecord, most: int) -> Brought:
        """What an import wrote, at most so many rows of each kind."""
        raise NotImplementedError

    def take_back(self, record: ImportRecord, act: Act) -> int:
        """Undo an import; gives how many rows. Raises Conflict with a sentence where something stands in the way."""
        raise NotImplementedError


_kinds: dict[str, ImportKind] = {}

# Functions (actor) → the tab of another page of imports, None where the actor does not use it.
other_imports: Port = Port("other_imports")


def register_kind(kind: type[ImportKind]) -> type[ImportKind]:
    """Class decorator: makes a kind known by its action."""
    _kinds[kind.action] = kind()
    return kind


def kind_of(action: str) -> ImportKind:
    """The kind of import that an action brings in. Raises Missing."""
    if action not in _kinds:
        raise Missing("这类导入已不再使用，无法查看。")
    return _kinds[action]


def kinds_for(actor: Actor) -> list[ImportKind]:
    """The kinds whose imports `actor` may look at."""
    return [kind for kind in _kinds.values() if kind.allows(actor)]


def other_tabs(actor: Actor) -> tuple[Link, ...]:
    """The tabs of other pages of imports."""
    return tuple(link for tab in other_imports if (link := tab(actor)) is not None)
