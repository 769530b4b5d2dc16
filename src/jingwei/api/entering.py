"""Who calls: the holder of a token, or of a session of our own pages. The same seat as on the pages, the same scope."""

import time
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.http import HttpRequest
from django.utils import timezone
from ninja.utils import check_csrf

from jingwei.api import texts
from jingwei.api.tokens import digest_of
from jingwei.core.errors import JingweiError, Refused
from jingwei.core.scope import Reader
from jingwei.people.models import Account
from jingwei.people.seats import Seat, seat_of

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class NotEntered(JingweiError):
    """Nobody was let in: no token, no session, or a token that does not hold."""

    code = "not_signed_in"
    status = 401


class TooMany(JingweiError):
    """The token asked too often; `wait` are the seconds until it may ask again."""

    code = "too_many"
    status = 429

    def __init__(self, rate: int, wait: int) -> None:
        super().__init__(texts.TOO_MANY.format(rate=rate, wait=wait))
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls, and with which token (None: a session)."""

    seat: Seat
    token: UUID | None = None
    token_name: str = ""
    expires_on: date | None = None


def enter(request: HttpRequest) -> Caller:
    """Let the caller in: two queries for a token. Raises NotEntered, TooMany or Refused."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() == "bearer":
        return _by_token(token.strip())
    seat: Seat | None = getattr(request, "seat", None)
    if seat is None:
        raise NotEntered(texts.NOT_SIGNED_IN)
    if isinstance(request.user, Account) and request.user.must_change:
        raise Refused(texts.MUST_CHANGE, code="must_change")
    if not seat.posts:
        raise Refused(texts.NO_POST, code="no_post")
    if request.method not in _SAFE and check_csrf(request) is not None:
        raise Refused(texts.CSRF, code="csrf")
    return Caller(seat)


def _by_token(token: str) -> Caller:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM api_enter(%s, %s)", [digest_of(token), timezone.localdate()])
        row = cursor.fetchone()
    if row is None:
        raise NotEntered(texts.TOKEN_STATES["unknown"], code="token.unknown")
    key, account, post, name, expires_on, state, rate, used = row
    if state != "good":
        raise NotEntered(texts.TOKEN_STATES[state], code=f"token.{state}")
    if used > rate:
        raise TooMany(rate, 60 - int(time.time()) % 60)
    seat = seat_of(account, chosen=str(post or ""))
    # A token bound to a post ends with it: it never falls back on the other posts of its holder.
    if seat is None or not seat.posts or (post and all(one.id != post for one in seat.posts)):
        raise NotEntered(texts.TOKEN_STATES["closed"], code="token.closed")
    if seat.reader is Reader.ADMIN:
        raise Refused(texts.NO_ADMINISTRATOR, code="token.admin")
    return Caller(seat, key, name, expires_on)
