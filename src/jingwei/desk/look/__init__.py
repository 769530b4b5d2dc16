"""The page of parts: every part and layout in every state, with invented values. `?page=` picks a layout."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from jingwei.desk.look.answers import ANSWERS
from jingwei.desk.look.pages import PAGES

STATUS = {"error": 409, "conflict": 409}


def look(request: HttpRequest) -> HttpResponse:
    """Show the parts, or one of the layouts and answers they ask for."""
    page = request.GET.get("page", "")
    if page in ANSWERS:
        return ANSWERS[page](request)
    template, make = PAGES.get(page, PAGES[""])
    return render(request, f"desk/{template}.html", make(), status=STATUS.get(page, 200))
