"""查询办理情况: with the number and the code that the resident kept; nothing is listed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters

from jingwei.core.scope import open_scope
from jingwei.matters.online import Standing, resident_scope, standing_of
from jingwei.portal.gate import TooOften, count, for_residents, street_of

MOST, IN_ALL = 20, 5000
UNKNOWN = "没有找到。请核对编号和查询码：编号如“望澜〔2026〕12号”，查询码是提交时给出的8位字母和数字。"


@for_residents
@sensitive_post_parameters("code")
def look(request: HttpRequest, code: str) -> HttpResponse:
    """The form, and how far it is."""
    street = street_of(code)
    number, given = request.POST.get("number", "").strip()[:40], request.POST.get("code", "").strip()[:20]
    found: Standing | None = None
    wrong, status = "", 200
    if request.method == "POST":
        try:
            count(request, "look", street.code, most=MOST, in_all=IN_ALL)
            with open_scope(resident_scope(street.code)):
                found = standing_of(number, given)
            wrong, status = ("", 200) if found else (UNKNOWN, 404)
        except TooOften as error:
            wrong, status = error.message, error.status
    context = {
        "title": "查询办理情况", "street": street, "number": number, "found": found, "wrong": wrong,
    }  # fmt: skip
    return render(request, "portal/look.html", context, status=status)
