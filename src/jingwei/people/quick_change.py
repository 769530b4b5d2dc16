"""Quick change of user at a shared counter PC: a short personal code among those who signed in here today.

A signed cookie of the browser remembers who signed in with a password today; a changed password ends that.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from jingwei.core.audit import audit_apart
from jingwei.core.errors import Missing
from jingwei.people import lockout
from jingwei.people.models import Account
from jingwei.people.seats import Seat, seat_of
from jingwei.people.signing_in import SignInFailed, enter, remote_address

COOKIE = "jingwei_counter"
_SALT = "jingwei.people.quick_change"
_MOST = 8
FULL = "切换码已输错3次，请用密码登录。"


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody who signed in on this browser today; `stamp` changes with the password."""

    account: UUID
    name: str
    stamp: str


def known_here(request: HttpRequest) -> list[Known]:
    """Who signed in with a password on this browser today, the latest first; no query."""
    try:
        written: Any = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT)
    except signing.BadSignature:
        return []
    if written.get("day") != str(timezone.localdate()):
        return []
    return [Known(UUID(account), name, stamp) for account, name, stamp in written["known"]]


def others_here(request: HttpRequest) -> list[Known]:
    """Those of `known_here` who are not signed in now."""
    return [known for known in known_here(request) if known.account != request.user.pk]


def remember(request: HttpRequest, response: HttpResponseBase, account: Account, name: str) -> None:
    """Write `account` into the browser's cookie after a sign-in with the password."""
    others = [known for known in known_here(request) if known.account != account.pk]
    _write(request, response, [Known(account.pk, name, _stamp(account)), *others][:_MOST])


def forget(request: HttpRequest, response: HttpResponseBase, account: UUID) -> None:
    """Take `account` out of the browser's cookie."""
    _write(request, response, [known for known in known_here(request) if known.account != account])


def change_to(request: HttpRequest, account_id: UUID, code: str) -> Seat:
    """Change to another account by its code. Raises Missing (not known here) or SignInFailed."""
    known = next((one for one in known_here(request) if one.account == account_id), None)
    account = Account.objects.filter(pk=account_id, is_active=True).first() if known else None
    if known is None or account is None or _stamp(account) != known.stamp:
        raise Missing("这个账号今天没有在本机登录过，请用密码登录。")
    if not account.quick_code:
        raise SignInFailed("还没有设置切换码，请用密码登录后在“账号与密码”中设置。", code="no_quick_code")
    limit = lockout.of_quick_code(account.pk)
    attempt = lockout.begin([limit])
    if attempt.locked_until:
        raise SignInFailed(FULL, code="locked_out")
    if not check_password(code, account.quick_code):
        seat = seat_of(account.pk)
        detail = {"way": "quick_code", "address": remote_address(request)}
        street, label = (seat.subdistrict, seat.name) if seat else ("", "")
        audit_apart("sign_in_failed", account.username, subdistrict=street, label=label, detail=detail)
        raise SignInFailed(FULL if attempt.locks_until else "切换码不正确。输错3次后须用密码登录。")
    lockout.succeed(forget=[limit])
    return enter(request, account, "quick_code")


def _stamp(account: Account) -> str:
    return account.get_session_auth_hash()[:16]


def _write(request: HttpRequest, response: HttpResponseBase, known: list[Known]) -> None:
    day = str(timezone.localdate())
    value = signing.dumps({"day": day, "known": [(str(k.account), k.name, k.stamp) for k in known]}, salt=_SALT)
    response.set_cookie(
        COOKIE, value, max_age=24 * 3600, httponly=True, samesite="Lax", secure=bool(settings.SESSION_COOKIE_SECURE)
    )
