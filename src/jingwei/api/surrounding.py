"""What surrounds every operation: the caller is let in, one transaction runs in the caller's scope, errors undo it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase

from jingwei.api import texts
from jingwei.api.entering import Caller, enter
from jingwei.api.failures import WrongMethod, answer, defect, told
from jingwei.api.reading import check_address
from jingwei.core.audit import audit
from jingwei.core.errors import Refused
from jingwei.core.marks import public
from jingwei.core.scope import open_scope
from jingwei.people.seats import Seat

View = Callable[..., HttpResponseBase]


class CalledRequest(HttpRequest):
    """A request behind the entrance."""

    caller: Caller


class _RollBack(Exception):
    """Leave the scope without keeping what was written."""


def surrounded(view: View) -> View:
    """`view` inside the scope of its caller, in one transaction that is kept only when the answer is no error.

    The overhead with a token is three queries: token, seats, scope. A refusal is written down in the audit log.
    """

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            check_address(request)
            caller = enter(request)
            request.caller = caller  # type: ignore[attr-defined]
            return _in_scope(caller.seat, request, lambda: _allowed(request, view(request, *args, **kwargs)))
        except Exception as error:
            known = told(error)
            return defect(request, error) if known is None else answer(known)

    inner.csrf_exempt = True  # type: ignore[attr-defined]
    return public(inner)


def open_to_all(view: View) -> View:
    """`view` for everybody: it tells nothing of any office."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs)

    return public(inner)


def _in_scope(seat: Seat, request: HttpRequest, run: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    response: HttpResponseBase = HttpResponse(status=500)
    try:
        with open_scope(seat.scope):
            response = run()
            if response.status_code >= 400:
                raise _RollBack
    except _RollBack:
        if response.status_code == Refused.status:
            with open_scope(seat.scope):
                audit("refused", f"{request.method} {request.path}"[:200])
    return response


def _allowed(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    if not isinstance(response, HttpResponseNotAllowed):
        return response
    allowed = response["Allow"]
    said = answer(WrongMethod(texts.WRONG_METHOD.format(method=request.method, allowed=allowed)))
    said["Allow"] = allowed
    return said
