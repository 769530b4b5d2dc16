"""Who sits at this request: the posts of the account, the scope they open, and the transaction of the whole request."""

import tempfile
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.contrib import auth
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.utils import timezone

from jingwei.core.audit import audit
from jingwei.core.errors import JingweiError, Refused
from jingwei.core.marks import marks_of
from jingwei.core.scope import open_scope
from jingwei.people.error_pages import error_response, wants_json
from jingwei.people.models import Account
from jingwei.people.seats import Seat, seat_of

IDLE = timedelta(minutes=30)
_SEEN_STEP = timedelta(minutes=5)
_SPOOL = 8 * 1024 * 1024


class SeatedRequest(HttpRequest):
    """A request behind the sign-in: its account and its seat."""

    user: Account
    seat: Seat


class _RollBack(Exception):
    """Leave the scope of a request without keeping what it wrote."""


class SeatMiddleware:
    """Opens the scope of the reader around every view: one transaction, kept only when the answer is not an error.

    Four queries are spent on every request: session, account, seats, scope. A response with a status of 400 or more
    rolls back, whoever made it, so nothing half-written stays; a refusal is written down in the audit log afterwards.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Seat the reader and run the view."""
        if "%00" in request.META.get("QUERY_STRING", ""):
            return error_response(request, JingweiError("网址里有无效字符，请检查后重新输入。", code="nul"))
        marks = _marks(request)
        request.seat = None  # type: ignore[attr-defined]
        if not request.user.is_authenticated:
            return self.get_response(request) if "public" in marks else _to_sign_in(request)
        if _idle_too_long(request):
            auth.logout(request)
            return _to_sign_in(request, "idle")
        seat = seat_of(request.user.pk, chosen=request.session.get("post", ""))
        if seat is None:
            auth.logout(request)
            return _to_sign_in(request, "left")
        request.seat = seat  # type: ignore[attr-defined]
        if "public" not in marks and "account" not in marks:
            if request.user.must_change:
                return redirect("people:password")
            if not seat.posts:
                return error_response(request, Refused("您的账号目前没有岗位，请联系安全管理员任命。", code="no_post"))
        if marks & {"public", "outside"}:
            return self._outside(request)
        return self._inside(request, seat)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Keep what was raised until the transaction is rolled back; anything unforeseen goes on to Django."""
        if not isinstance(exception, JingweiError):
            return None
        request.raised = exception  # type: ignore[attr-defined]
        return HttpResponse(status=exception.status)

    def _inside(self, request: HttpRequest, seat: Seat) -> HttpResponseBase:
        response: HttpResponseBase = HttpResponse(status=500)
        try:
            with open_scope(seat.scope):
                response = self.get_response(request)
                if response.status_code >= 400:
                    raise _RollBack
                if response.streaming:
                    response = _spooled(response)
        except _RollBack:
            with open_scope(seat.scope):
                if response.status_code == Refused.status:
                    audit("refused", f"{request.method} {request.path}"[:200])
                response = _answer(request, response)
        return response

    def _outside(self, request: HttpRequest) -> HttpResponseBase:
        return _answer(request, self.get_response(request))


def _answer(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    raised: JingweiError | None = getattr(request, "raised", None)
    return response if raised is None else error_response(request, raised)


def _marks(request: HttpRequest) -> frozenset[str]:
    try:
        return marks_of(resolve(request.path_info, getattr(request, "urlconf", None)).func)
    except Resolver404:
        return frozenset()


def _to_sign_in(request: HttpRequest, why: str = "") -> HttpResponseBase:
    here = request.get_full_path() if request.method == "GET" else "/"
    target = f"{settings.LOGIN_URL}?next={quote(here)}" + (f"&why={why}" if why else "")
    if wants_json(request):
        return error_response(request, NotSignedIn("请先登录。"))
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401, headers={"HX-Redirect": target})
    return HttpResponseRedirect(target)


class NotSignedIn(JingweiError):
    """Nobody is signed in."""

    code = "not_signed_in"
    status = 401


def _idle_too_long(request: HttpRequest) -> bool:
    """Whether the session lay idle; the moment is written down every few minutes only, to save a write per request."""
    now = timezone.now()
    written = request.session.get("seen")
    seen = datetime.fromisoformat(written) if written else now
    if now - seen > IDLE:
        return True
    if not written or now - seen > _SEEN_STEP:
        request.session["seen"] = now.isoformat()
    return False


def _spooled(response: HttpResponseBase) -> HttpResponseBase:
    """The content of a streaming response, produced now while the scope is open, streamed from a temporary file."""
    assert isinstance(response, StreamingHttpResponse)
    if response.is_async:
        raise RuntimeError("an asynchronous stream cannot be produced inside a scope")
    # Closed by the response, which outlives this function.
    file = tempfile.SpooledTemporaryFile(max_size=_SPOOL)  # noqa: SIM115
    parts: Iterable[Any] = response.streaming_content  # type: ignore[assignment]
    for part in parts:
        file.write(part)
    length = file.tell()
    file.seek(0)
    spooled = FileResponse(file, status=response.status_code)
    for name, value in response.items():
        spooled[name] = value
    spooled["Content-Length"] = str(length)
    spooled.cookies = response.cookies
    return spooled
