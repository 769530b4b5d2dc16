"""Signing in and out: who is let in, what is written down, and what the person is told.

The sentence of a failure never tells whether the name exists.
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import auth
from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest
from django.utils import timezone

from jingwei.core.audit import audit, audit_apart
from jingwei.core.errors import JingweiError
from jingwei.core.scope import open_scope
from jingwei.people import lockout
from jingwei.people.models import Account
from jingwei.people.seats import Seat, seat_of

BACKEND = "jingwei.people.signing_in.AccountBackend"
WRONG = "用户名或密码不正确。连续输错5次，将暂停登录15分钟。"
CLOSED = "您的账号已停用，或没有对应的在岗人员，请联系本单位系统管理员。"


class SignInFailed(JingweiError):
    """Nobody was let in; the sentence says what to do, not what was wrong with which part."""

    code = "sign_in_failed"
    status = 401


class AccountBackend(BaseBackend):
    """Accounts by name and password."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **_: Any
    ) -> Account | None:
        """The account, if name and password fit and it is in use. Takes equally long for a name that does not exist."""
        account = Account.objects.filter(username=username or "").first()
        if account is None:
            make_password(password or "")
            return None
        return account if account.check_password(password or "") and account.is_active else None

    def get_user(self, user_id: Any) -> Account | None:
        """The account of a session, as long as it is in use."""
        return Account.objects.filter(pk=user_id, is_active=True).first()


def sign_in(request: HttpRequest, username: str, password: str) -> Account:
    """Sign in with name and password. Raises SignInFailed with the sentence to show."""
    username = username.replace("\0", "").strip()[:60]
    name, address = lockout.of_name(username), lockout.of_address(remote_address(request))
    attempt = lockout.begin([name, address])
    if attempt.locked_until:
        raise SignInFailed(wait_sentence(attempt.locked_until), code="locked_out")
    account = auth.authenticate(request, username=username, password=password)
    if not isinstance(account, Account):
        _write_failure(request, username, attempt)
        raise SignInFailed(wait_sentence(attempt.locks_until) if attempt.locks_until else WRONG)
    lockout.succeed(forget=[name, lockout.of_quick_code(account.pk)], take_back=[address])
    enter(request, account, "password")
    return account


def enter(request: HttpRequest, account: Account, way: str) -> Seat:
    """Begin the session of `account` and write it down. Raises SignInFailed when nobody serving owns the account."""
    seat = seat_of(account.pk) if account.is_active else None
    if seat is None:
        raise SignInFailed(CLOSED, code="closed")
    if request.user.is_authenticated and request.user.pk != account.pk:
        sign_out(request)
    auth.login(request, account, backend=BACKEND)
    request.session["seen"] = timezone.now().isoformat()
    with open_scope(seat.scope):
        audit("signed_in", account.username, detail={"way": way, "address": remote_address(request)})
    return seat


def sign_out(request: HttpRequest) -> None:
    """End the session and write it down."""
    user = request.user
    seat = seat_of(user.pk) if isinstance(user, Account) else None
    if seat is not None and isinstance(user, Account):
        with open_scope(seat.scope):
            audit("signed_out", user.username)
    auth.logout(request)


def remote_address(request: HttpRequest) -> str:
    """The address a request came from; behind our own proxy the one it saw, which is the last of the list."""
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.SECURE_PROXY_SSL_HEADER else ""
    return forwarded.rsplit(",", 1)[-1].strip() or str(request.META.get("REMOTE_ADDR", ""))


def wait_sentence(until: datetime) -> str:
    """Until when nobody is let in under this name."""
    return f"输错次数过多，请于{timezone.localtime(until):%H:%M}以后再试，或请系统管理员重置密码。"


def _write_failure(request: HttpRequest, username: str, attempt: lockout.Attempt) -> None:
    # A name that does not exist is not written down: it may be a password typed into the wrong field.
    account = Account.objects.filter(username=username).first()
    seat = seat_of(account.pk) if account else None
    where = {"subdistrict": seat.subdistrict if seat else "", "label": seat.name if seat else ""}
    subject = username if account else "不存在的用户名"
    detail = {"address": remote_address(request)}
    audit_apart("sign_in_failed", subject, **where, detail=detail)
    if attempt.locks_until:
        audit_apart("locked_out", subject, **where, detail={**detail, "until": attempt.locks_until})
