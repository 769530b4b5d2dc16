"""Addresses with changed parameters, page numbers, and links that take a filter away."""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.http import HttpRequest

from jingwei.core.ui.parts import Link

PAGE = 50


def address(request: HttpRequest, **changes: str | int | None) -> str:
    """This page with other parameters; None takes one away. Any change but that of the page goes back to page 1."""
    kept = {name: value for name, value in request.GET.items() if value}
    if "page" not in changes:
        kept.pop("page", None)
    for name, value in changes.items():
        kept.pop(name, None)
        if value not in (None, ""):
            kept[name] = str(value)
    return f"{request.path}?{urlencode(kept)}" if kept else request.path


def page_number(request: HttpRequest) -> int:
    """The page asked for, from 1."""
    written = request.GET.get("page", "")
    return max(1, int(written)) if written.isascii() and written.isdigit() and len(written) < 7 else 1


def chosen_links(request: HttpRequest, words: Mapping[str, str]) -> tuple[Link, ...]:
    """One link per chosen filter that takes it away; `words` gives what each is called."""
    return tuple(Link(label, address(request, **{name: None})) for name, label in words.items() if label)
