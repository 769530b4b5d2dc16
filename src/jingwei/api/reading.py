"""What operations read from a request: JSON that a database can take, headers, places by code or key."""

import json
import re
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja.parser import Parser

from jingwei.api import texts
from jingwei.core.errors import Invalid, JingweiError
from jingwei.core.fields import Problem
from jingwei.places.models import Place

_SUSPECT = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])|\x00")
_KEY = re.compile(r"[!-~]{1,100}")
_REVISION = re.compile(r'(?:W/)?"?(\d{1,9})"?')


class BadCharacter(JingweiError):
    """The request holds a character that no database text takes."""

    code = "text.character"
    status = 400


class StrictParser(Parser):
    """JSON as it is defined: no NaN, no Infinity, no NUL, no half of a surrogate pair."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The body of a request. Raises BadCharacter or ValueError."""
        body = request.body
        found = json.loads(body, parse_constant=_refuse)
        # Walked only where an escape is suspicious: that is hardly ever.
        if _SUSPECT.search(body) and _is_bad(json.dumps(found, ensure_ascii=False)):
            raise BadCharacter(texts.BAD_CHARACTER)
        return found


def check_address(request: HttpRequest) -> None:
    """Raise BadCharacter for an address with a NUL in it."""
    if "\x00" in request.path_info:
        raise BadCharacter(texts.BAD_CHARACTER)


def idempotency_key(request: HttpRequest) -> str | None:
    """The header Idempotency-Key. Raises Invalid."""
    given = request.headers.get("Idempotency-Key")
    if given is None:
        return None
    if not _KEY.fullmatch(given):
        raise Invalid([Problem("Idempotency-Key", "Idempotency-Key", "", texts.KEY_WRONG, "key.wrong")])
    return given


def expected_revision(request: HttpRequest) -> int | None:
    """The revision in the header If-Match; None where there is none or `*`. Raises Invalid."""
    given = request.headers.get("If-Match", "").strip()
    if given in ("", "*"):
        return None
    found = _REVISION.fullmatch(given)
    if not found:
        raise Invalid([Problem("If-Match", "If-Match", "", texts.EXPECT_WRONG, "expect.wrong")])
    return int(found[1])


def place_named(text: str) -> UUID | None:
    """The key of a place that was named by key or by code; None for an empty text. Raises Invalid."""
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError:
        pass
    found = (
        Place.objects.filter(code=text[:24]).order_by("-scheme__gives_rights", "-valid_from").values_list("pk").first()
    )
    if found is None:
        raise Invalid(
            [Problem("place", "区划", text[:24], "没有这个代码的区划或网格，请对照 /places 核对。", "place.unknown")]
        )
    return UUID(str(found[0]))


def _is_bad(text: str) -> bool:
    if "\\u0000" in text or "\x00" in text:
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def _refuse(constant: str) -> Any:
    raise ValueError(constant)
