"""Handing out what waits: what is begun is noted down before, what came of it afterwards, each in its own transaction.

One process does it in a subdistrict at a time: it holds a lock of the database for as long as it lives. What another
had begun without holding the lock any more has an unknown outcome.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import connection

from jingwei.core.minutely import minutely_parts
from jingwei.core.outbox.adapters import NotSent, Refused, Unknown, senders
from jingwei.core.outbox.stored import Delivery
from jingwei.core.scope import Reader, Scope, open_scope

TRIES = 8  # about four hours
CUT_OFF = "发送中途系统中断，不能确定对方是否收到。"
_State = Delivery.State
log = logging.getLogger("jingwei.outbox")


@minutely_parts
def send_waiting(street: str, now: datetime) -> list[str]:
    """Send what waits in a subdistrict, the oldest first; one line for what came of all of it."""
    system = Scope(Reader.STREET, street)
    told: dict[str, int] = {}
    with _alone(street) as alone:
        if not alone:
            return []
        with open_scope(system):
            left = Delivery.objects.filter(way__in=senders, state=_State.SENDING)
            told[_State.UNKNOWN] = left.update(state=_State.UNKNOWN, answer=CUT_OFF, ended_at=now)
        while (one := _begin(system, now)) is not None:
            state = _send(one, now)
            with open_scope(system):
                one.save(update_fields=["state", "answer", "ended_at", "next_at"])
            told[state] = told.get(state, 0) + 1
    return [f"消息{_State(state).label}{count}条" for state, count in told.items() if count]


def _begin(system: Scope, now: datetime) -> Delivery | None:
    """The next one, noted down as begun: committed before anything leaves the house."""
    with open_scope(system):
        found = Delivery.objects.select_related("message").select_for_update(of=("self",))
        one = found.filter(way__in=senders, state=_State.WAITING, next_at__lte=now).order_by("next_at", "id").first()
        if one is not None:
            one.state, one.tries = _State.SENDING, one.tries + 1
            one.save(update_fields=["state", "tries"])
        return one


def _send(one: Delivery, now: datetime) -> str:
    try:
        answer = senders[one.way](str(one.message_id), one.message.chat)
    except NotSent as error:
        again = one.tries < TRIES
        one.state, one.answer = _State.WAITING if again else _State.FAILED, str(error)[:200]
        one.next_at = now + timedelta(minutes=2**one.tries)
    except Refused as error:
        one.state, one.answer = _State.FAILED, str(error)[:200]
    except Unknown as error:
        one.state, one.answer = _State.UNKNOWN, str(error)[:200]
    except Exception:
        log.exception("delivery %s", one.pk)
        one.state, one.answer = _State.UNKNOWN, "程序出错，不能确定对方是否收到，已记入日志。"
    else:
        one.state, one.answer, one.ended_at = _State.SENT, answer.text, now
    return one.state


@contextmanager
def _alone(street: str) -> Iterator[bool]:
    """Whether this process is the one that sends; the lock is gone with the process."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 8))", [street])
        taken = bool(cursor.fetchone()[0])
    try:
        yield taken
    finally:
        if taken:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 8))", [street])
