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
from jingwei.core.outbox import chat, file_drop, mail, sms
from jingwei.core.outbox.adapters import NotSent, Outgoing, Refused, Unknown, number_of, receipts, senders
from jingwei.core.outbox.stored import Delivery
from jingwei.core.scope import Reader, Scope, open_scope

TRIES = 8  # about four hours
ASK_AGAIN, ASKED_AT_MOST = timedelta(minutes=5), timedelta(hours=24)
NO_RECEIPT = "对方收下后一天内没有回执，不能确定是否收到。"
CUT_OFF = "发送中途系统中断，不能确定对方是否收到。"
_AT_ONCE = 200
_State = Delivery.State
# Registered by being imported.
WAYS = (chat, file_drop, mail, sms)
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
            state = _send(system, one, now)
            _keep(system, one)
            told[state] = told.get(state, 0) + 1
        for one in _without_receipt(system, now):
            state = _ask_for_receipt(one, now)
            _keep(system, one)
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


def _keep(system: Scope, one: Delivery) -> None:
    """Note down what came of it; who could not be written to is called."""
    with open_scope(system):
        one.save(update_fields=["state", "answer", "ended_at", "next_at"])
        if one.state == _State.FAILED and one.message.asker is not None and one.way != Delivery.Way.CALL:
            call = Delivery(subdistrict=system.subdistrict, message=one.message, place=one.place, way=Delivery.Way.CALL)
            Delivery.objects.bulk_create([call], ignore_conflicts=True)


def _without_receipt(system: Scope, now: datetime) -> list[Delivery]:
    with open_scope(system):
        found = Delivery.objects.select_related("message").filter(way__in=receipts, state=_State.ACCEPTED)
        return list(found.filter(next_at__lte=now).order_by("next_at", "id")[:_AT_ONCE])


def _ask_for_receipt(one: Delivery, now: datetime) -> str:
    try:
        answer = receipts[one.way](str(one.message_id))
    except NotSent:
        answer = None
    except Refused as error:
        one.state, one.answer = _State.FAILED, str(error)[:200]
        return one.state
    if answer is not None:
        one.state, one.answer, one.ended_at = _State.SENT, answer.text, now
    elif now - one.message.at > ASKED_AT_MOST:
        one.state, one.answer, one.ended_at = _State.UNKNOWN, NO_RECEIPT, now
    else:
        one.next_at = now + ASK_AGAIN
    return one.state


def _outgoing(system: Scope, one: Delivery) -> Outgoing:
    """What leaves the house; who asked is written to at the number kept for it, which the log notes."""
    told = one.message
    if told.asker is None:
        return Outgoing(str(told.pk), told.title, told.chat)
    with open_scope(system):
        return Outgoing(str(told.pk), told.title, told.text, number_of(told.asker) or "")


def _send(system: Scope, one: Delivery, now: datetime) -> str:
    try:
        answer = senders[one.way](_outgoing(system, one))
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
        one.answer = answer.text
        if answer.receipt_due:
            one.state, one.next_at = _State.ACCEPTED, now + ASK_AGAIN
        else:
            one.state, one.ended_at = _State.SENT, now
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
