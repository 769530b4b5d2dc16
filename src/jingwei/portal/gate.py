"""Before every page of residents: whether the office opened them, which street it is, and how often one may ask."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.views.decorators.cache import never_cache

from jingwei.core.errors import JingweiError
from jingwei.core.marks import public
from jingwei.people import lockout
from jingwei.people.signing_in import remote_address
from jingwei.places.models import Subdistrict

View = Callable[..., HttpResponse]
_HOUR = timedelta(hours=1)


class TooOften(JingweiError):
    """Somebody asked too often."""

    code = "too_often"
    status = 429


def for_residents(view: View) -> View:
    """A page for everybody, where the office opened it (JINGWEI_RESIDENTS); no search engine is to keep it."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.RESIDENTS:
            raise Http404
        response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return public(never_cache(inner))


def street_of(code: str) -> Subdistrict:
    """The street of an address. Raises Http404."""
    found = Subdistrict.objects.filter(code=code).first()
    if found is None:
        raise Http404
    return found


def count(request: HttpRequest, what: str, street: str, *, most: int, in_all: int) -> None:
    """Count one attempt: so many a day from one address, so many to one street. Raises TooOften."""
    day = timezone.localdate()
    # Who it was is not kept: only whether it is the same again, and only of that day.
    address = salted_hmac(f"jingwei.portal.{day}", remote_address(request), algorithm="sha256").hexdigest()[:32]
    attempt = lockout.begin(
        [
            lockout.Limit(f"{what}:{address}:{day}", most, _HOUR),
            lockout.Limit(f"{what}-all:{street}:{day}", in_all, _HOUR),
        ]
    )
    if attempt.locked_until:
        until = timezone.localtime(attempt.locked_until)
        raise TooOften(f"今天提交的次数太多，请{until:%H:%M}以后再试；急事请拨打12345。")
