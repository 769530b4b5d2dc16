"""How a failure is answered: JSON with a stable code and a Chinese sentence, never what was sent, no trace."""

import json
import logging
from collections.abc import Callable
from typing import Any

import psycopg
from django.core.exceptions import RequestDataTooBig
from django.db import DataError, ProgrammingError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from jingwei.api import texts
from jingwei.api.entering import NotEntered, TooMany
from jingwei.core.errors import Invalid, JingweiError, Missing, Refused
from jingwei.core.fields import Problem
from jingwei.core.periods import PeriodError

log = logging.getLogger("jingwei.api")

_SENTENCES = {
    "missing": "缺少这一项。",
    "extra_forbidden": "没有这一项，请核对名称。",
    "json_invalid": texts.NOT_JSON,
}
_KINDS = (
    ("uuid", "应为 UUID，例如 0190c0de-0000-7000-8000-000000000000。"),
    ("date", "应为日期，例如 2025-12-31。"),
    ("datetime", "应为带时区的时间，例如 2025-12-31T18:00:00+08:00。"),
    ("timezone", "应为带时区的时间，例如 2025-12-31T18:00:00+08:00。"),
    ("int", "应为整数。"),
    ("float", "应为数字。"),
    ("finite", "应为有限的数字。"),
    ("bool", "应为 true 或 false。"),
    ("list", "应为数组。"),
    ("dict", "应为对象。"),
    ("model", "应为对象。"),
    ("string_type", "应为文本。"),
    ("too_short", "个数太少。"),
    ("too_long", "个数太多。"),
    ("greater", "太小。"),
    ("less", "太大。"),
)


class WrongMethod(JingweiError):
    """The address exists, the method does not."""

    code = "method"
    status = 405


def answer(error: JingweiError) -> HttpResponse:
    """The answer to an error, with its status."""
    response = JsonResponse(error.as_json(), status=error.status, json_dumps_params={"ensure_ascii": False})
    if isinstance(error, TooMany):
        response["Retry-After"] = str(error.wait)
    if isinstance(error, NotEntered):
        response["WWW-Authenticate"] = "Bearer"
    return response


def defect(request: HttpRequest, error: Exception) -> HttpResponse:
    """The answer to what nobody foresaw; the log has the rest."""
    log.error("%s %s", request.method, request.path, exc_info=error)
    return answer(Defect(texts.DEFECT))


class Defect(JingweiError):
    """A defect of the program."""

    code = "defect"
    status = 500


def told(error: Exception) -> JingweiError | None:
    """The error as a person is told it; None for what nobody foresaw."""
    match error:
        case JingweiError():
            return error
        case ValidationError():
            return Invalid([_problem(one) for one in error.errors])
        case PeriodError():
            return Invalid([Problem("period", "统计期", "", error.message, error.code)])
        case Http404():
            return Missing(texts.NO_SUCH_ADDRESS)
        case RequestDataTooBig():
            return TooBig("请求内容太大，请分批提交（每次最多 1000 行）。")
        case HttpError() if isinstance(error.__cause__, JingweiError):
            return error.__cause__
        case HttpError():
            return Unreadable(texts.NOT_JSON)
        case ProgrammingError() if isinstance(error.__cause__, psycopg.errors.InsufficientPrivilege):
            return Refused(texts.OUT_OF_REACH)
        case DataError():
            return Unreadable("有一个值超出了数据库能保存的范围，请核对过大的数字、日期和过长的文字。")
    return None


class Unreadable(JingweiError):
    """The request cannot be read as it stands."""

    code = "unreadable"
    status = 400


class TooBig(JingweiError):
    """The request is larger than may be sent at once."""

    code = "too_big"
    status = 413


def handle_all(api: NinjaAPI) -> None:
    """Answer everything that operations raise. `told` decides; ninja looks handlers up by class."""
    handler: Callable[[HttpRequest, Any], HttpResponse] = _handle
    for kind in (Exception, Http404, HttpError, ValidationError):
        api.add_exception_handler(kind, handler)


def _handle(request: HttpRequest, error: Exception) -> HttpResponse:
    known = told(error)
    return defect(request, error) if known is None else answer(known)


def _problem(error: dict[str, Any]) -> Problem:
    """One problem of the request's shape. What was sent is not repeated: it may be personal."""
    where = [str(part) for part in error["loc"][1:] if part not in ("body", "payload")]
    kind = str(error["type"])
    message = _SENTENCES.get(kind) or next((text for start, text in _KINDS if kind.startswith(start)), "写法不对。")
    context = error.get("ctx") or {}
    bounds = [
        json.dumps(context[name]) for name in ("ge", "le", "gt", "lt", "min_length", "max_length") if name in context
    ]
    limit = f"（界限 {'、'.join(bounds)}）" if bounds else ""
    field = ".".join(where)
    return Problem(field or None, field or "请求内容", "", message[:-1] + limit + message[-1], f"request.{kind}")
