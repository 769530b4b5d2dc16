"""The scope of a transaction: who reads, as which kind of reader, within which border.

Each transaction takes one database role per kind of reader with SET LOCAL ROLE; row-level security then draws the
border of subdistrict and places (docs/decisions/0003-roles-and-borders.md). A query without a scope raises.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
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
WRITING = "hashtextextended(current_setting('jingwei.subdistrict', true), 6)"

_current: ContextVar[Scope | None] = ContextVar("jingwei_scope", default=None)

_ENTER = (
    "SELECT set_config('jingwei.subdistrict', %s, true), set_config('jingwei.places', %s, true), "
    "set_config('jingwei.actor', %s, true), set_config('jingwei.actor_label', %s, true), "
    "set_config('jingwei.action', '', true), set_config('jingwei.reason', '', true), "
    "set_config('jingwei.moment', '', true), "
    "set_config('jingwei.roles', %s, true), set_config('jingwei.departments', %s, true), "
    # The engine reads many rows of a ledger at once. However old the ledger is and wherever its rows lie by then, each
    # page is fetched once (by a bitmap) instead of once per row in the order of an index.
    "set_config('enable_indexscan', %s, true), "
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
    actor = scope.actor
    places, roles, departments = (
        "{" + ",".join(str(one) for one in those) + "}"
        for those in (scope.places, sorted(actor.roles), sorted(actor.departments))
    )
    with connection.cursor() as cursor:
        by_index = "off" if scope.reader is Reader.ENGINE else "on"
        cursor.execute(
            _ENTER,
            [
                scope.subdistrict,
                places,
                str(actor.id or ""),
                actor.label,
                roles,
                departments,
                by_index,
                scope.reader.value,
            ],
        )


def _leave() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('role', %s, true), set_config('jingwei.subdistrict', '', true), "
            "set_config('enable_indexscan', 'on', true)",
            [BASE_ROLE],
        )


def note(action: str, reason: str = "", *, alone: bool = False) -> None:
    """Write down for the history why the following statements change rows, and give them a moment of their own.

    Whoever writes shares a lock of the subdistrict to the end of the transaction, and takes its moment when it is had:
    while somebody holds it alone (a period is being locked), the others wait, and what they write is known later.
    """
    held = "" if alone else f" FROM (SELECT pg_advisory_xact_lock_shared({WRITING}) OFFSET 0) held"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('jingwei.action', %s, true), set_config('jingwei.reason', %s, true), "
            f"set_config('jingwei.moment', clock_timestamp()::text, true){held}",
            [action, reason],
        )


def nobody_writes() -> datetime | None:
    """Take alone what all writers of the subdistrict share; gives the moment, or None while others still write."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_try_advisory_xact_lock({WRITING}), clock_timestamp()")
        taken, moment = cursor.fetchone()
    return moment if taken else None
