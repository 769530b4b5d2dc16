"""Addresses of the interface; mounted at /api/v1/."""

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, re_path

from jingwei.api import docs, texts
from jingwei.api.failures import answer
from jingwei.api.interface import api
from jingwei.api.surrounding import open_to_all, surrounded
from jingwei.core.errors import Missing

app_name = "api"
_OWN = frozenset({"openapi-json", "api-root"})


def nowhere(request: HttpRequest, rest: str = "") -> HttpResponse:
    """An address that does not exist."""
    return answer(Missing(texts.NO_SUCH_ADDRESS))


def _operations() -> list[URLPattern]:
    """Ninja's addresses, each view inside the scope of its caller."""
    patterns = [one for one in api.urls[0] if isinstance(one, URLPattern) and one.name not in _OWN]
    return [URLPattern(one.pattern, surrounded(one.callback), one.default_args, one.name) for one in patterns]


urlpatterns: list[URLPattern] = [
    path("docs", open_to_all(docs.docs_page), name="docs"),
    path("openapi.json", open_to_all(docs.openapi_json), name="openapi-json"),
    *_operations(),
    re_path(r"^(?P<rest>.*)$", open_to_all(nowhere), name="nowhere"),
]
