"""The description of the interface: as OpenAPI for machines, as a plain page for people."""

from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from jingwei.api.interface import api

_METHODS = ("get", "post", "put", "patch", "delete")


@lru_cache(maxsize=1)
def description() -> dict[str, Any]:
    """The OpenAPI description, made once."""
    return dict(api.get_openapi_schema(path_prefix="/api/v1/"))


def openapi_json(request: HttpRequest) -> HttpResponse:
    """OpenAPI 3.1."""
    return JsonResponse(description(), json_dumps_params={"ensure_ascii": False})


def docs_page(request: HttpRequest) -> HttpResponse:
    """All operations by kind, with their parameters."""
    said = description()
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, methods in said["paths"].items():
        for method in _METHODS:
            if method in methods:
                one = methods[method]
                groups.setdefault(one["tags"][0], []).append(_operation(path, method, one))
    about = [line.lstrip("- ") for line in said["info"]["description"].splitlines() if line]
    return render(request, "api/docs.html", {"title": said["info"]["title"], "about": about, "groups": groups.items()})


def _operation(path: str, method: str, one: dict[str, Any]) -> dict[str, Any]:
    parameters = [
        {"name": "f.字段代号" if p["name"] == "f" else p["name"], "where": p["in"], "about": p.get("description", "")}
        for p in one.get("parameters", ())
    ]
    return {
        "method": method.upper(),
        "path": path,
        "summary": one["summary"],
        "about": one.get("description", ""),
        "parameters": [{**p, "where": _WHERE[p["where"]]} for p in parameters],
    }


_WHERE = {"path": "地址中", "query": "查询参数", "header": "请求头"}
