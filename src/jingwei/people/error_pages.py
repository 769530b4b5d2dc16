"""How a failure is answered: a page for people, JSON for machines, both with the code and the sentence of the error."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from jingwei.core.errors import Conflict, Invalid, JingweiError
from jingwei.core.ui.parts import Column, Link, Row, Table

_TITLES = {
    401: "请先登录",
    403: "不能办理",
    404: "没有找到",
    409: "已被他人修改",
    410: "已封存或已过期限",
    422: "填写内容有误",
    429: "请稍后再试",
}
_WHOM = {
    403: "需要这项权限的，请联系本单位安全管理员任命相应岗位。",
    500: "请联系本单位系统管理员，并说明出错的时间和操作。",
}


def wants_json(request: HttpRequest) -> bool:
    """Whether a machine asks."""
    return request.path.startswith("/api/") or "application/json" in request.headers.get("Accept", "")


def error_response(request: HttpRequest, error: JingweiError) -> HttpResponse:
    """The answer to a raised error, with its status."""
    if wants_json(request):
        return JsonResponse(error.as_json(), status=error.status, json_dumps_params={"ensure_ascii": False})
    back = request.headers.get("Referer", "")
    links = [Link("返回上一页", back)] if back.startswith(("http://", "https://")) else []
    context: dict[str, Any] = {
        "code": error.status,
        "title": _title(error),
        "text": error.message,
        "whom": _WHOM.get(error.status, ""),
        "links": (*links, Link("回工作台", "/", look="primary")),
        "details": _details(error),
    }
    return render(request, "people/error.html", context, status=error.status)


def _title(error: JingweiError) -> str:
    if isinstance(error, Conflict) and not error.changes:
        return "现在不能这样办"
    return _TITLES.get(error.status, "没有办成")


def _details(error: JingweiError) -> Table | None:
    if isinstance(error, Conflict) and error.changes:
        columns = (Column("项目"), Column("您打开时"), Column("现在"), Column("修改人"), Column("时间", "date"))
        rows = tuple(Row((c["label"], c["before"], c["after"], c["who"], c["at"])) for c in error.changes)
        return Table(columns, rows, caption="您打开之后的修改")
    if isinstance(error, Invalid) and len(error.problems) > 1:
        heads = (Column("行", "number"), Column("项目"), Column("填写内容"), Column("问题", "long"))
        return Table(heads, tuple(Row((p.row, p.label, p.value, p.message)) for p in error.problems[:200]))
    return None
