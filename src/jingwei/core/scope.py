"""The scope of a transaction: who reads, as which kind of reader, within which border.

Each transaction takes one database role per kind of reader with SET LOCAL ROLE; row-level security then draws the
border of subdistrict and places (docs/decisions/0003-roles-and-borders.md). A query without a scope raises.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from django.db import connection, transaction

from jingwei.core.errors import ScopeMissing


class Reader(StrEnum):
    """Kinds of readers; the value is the database role."""

    STREET = "jingwei_street"
    PLACE = "jingwei_place"
    ADMIN = "jingwei_admin"
    ENGINE = "jingwei_engine"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: `id` of the staff member (None for the system), `label` as it is written down (李四 or 李四代张三)."""

    id: UUID | None
    label: str
    roles: frozenset[str] = frozenset()
    departments: frozenset[UUID] = frozenset()
    title: str = ""

    def has(self, *roles: str) -> bool:
        """True if the actor holds one of the roles."""
        return not self.roles.isdisjoint(roles)


SYSTEM = Actor(id=None, label="系统")


@dataclass(frozen=True, slots=True)
class Scope:
    """A reader's border: `subdistrict` is the 9-digit code, `places` bind only the reader PLACE."""

    reader: Reader
    subdistrict: str
    actor: Actor = SYSTEM
    places: tuple[UUID, ...] = field(default=())


BASE_ROLE = "jingwei_base"

_current: ContextVar[Scope | None] = ContextVar("jingwei_scope", default=None)

_ENTER = (
    "SELECT set_config('jingwei.subdistrict', %s, true), set_config('jingwei.places', %s, true), "
    "set_config('jingwei.actor', %s, true), set_config('jingwei.actor_label', %s, true), "
    "set_config('jingwei.action', '', true), set_config('jingwei.reason', '', true), "
    "set_config('jingwei.moment', '', true), "
    "set_config('role', %s, true)"
)


def current_scope() -> Scope:
    """The scope in force. Raises ScopeMissing where none is open."""
    scope = _current.get()
    if scope is None:
        raise ScopeMissing("程序缺陷：未确定数据范围即查询数据，已中止。请联系系统管理员。")
    return scope


def in_scope() -> bool:
    """True inside an open scope."""
    return _current.get() is not None


@contextmanager
def open_scope(scope: Scope) -> Iterator[Scope]:
    """Run one transaction within a scope: one statement sets role, border and actor.

    An inner scope (the engine counting while a clerk reads) takes over and gives back what was.
    """
    outer = _current.get()
    with transaction.atomic():
        _enter(scope)
        token = _current.set(scope)
        try:
            yield scope
        finally:
            _current.reset(token)
        # Settings made by SET LOCAL outlive a savepoint that is released; a rollback takes them back by itself.
        if connection.savepoint_ids:
            _enter(outer) if outer else _leave()


def _enter(scope: Scope) -> None:
    places = "{" + ",".join(str(place) for place in scope.places) + "}"
    actor = scope.actor
    with connection.cursor() as cursor:
        cursor.execute(_ENTER, [scope.subdistrict, places, str(actor.id or ""), actor.label, scope.reader.value])


def _leave() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('role', %s, true), set_config('jingwei.subdistrict', '', true)", [BASE_ROLE])


def note(action: str, reason: str = "") -> None:
    """Write down for the history why the following statements change rows, and give them a moment of their own."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('jingwei.action', %s, true), set_config('jingwei.reason', %s, true), "
            "set_config('jingwei.moment', clock_timestamp()::text, true)",
            [action, reason],
        )
