"""Writing down what went over into what, so that it can be shown and undone."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import connection

from jingwei.core.actions import Act
from jingwei.registers.models import Register, Succession
from jingwei.registers.succession.ports import entry_gone_over


def remember(
    act: Act,
    kind: Succession.Kind,
    register: Register,
    *,
    before: Sequence[UUID],
    after: Sequence[UUID],
    on: date | None,
    touched: Sequence[UUID],
) -> Succession:
    """Keep it with the moment at which all of it was written, and tell the modules above."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT core_moment()")
        moment = cursor.fetchone()[0]
    succession = Succession(
        kind=kind,
        register=register,
        before=list(before),
        after=list(after),
        on=on,
        reason=act.reason,
        moment=moment,
        touched=list(dict.fromkeys([*after, *before, *touched])),
        actor=act.actor.id,
        actor_label=act.actor.label,
    )
    succession.save()
    for tell in entry_gone_over:
        tell(succession, True)
    return succession
