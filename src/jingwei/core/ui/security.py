"""What a page may load and run: only what this server sends, no inline script, no inline style."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse


@lru_cache(maxsize=8)
def policy(tiles: str = "") -> str:
    """The Content-Security-Policy of every page; `tiles` is the tile address of the map, if one is configured.

    Pictures may come as data: and blob: because MapLibre carries its own buttons and draws tiles that way.
    """
    host = ""
    if tiles:
        address = urlsplit(tiles)
        host = f" {address.scheme}://{address.netloc}" if address.netloc else ""
    return "; ".join((
        "default-src 'none'",
        "script-src 'self'",
        "worker-src 'self'",
        "style-src 'self'",
        f"img-src 'self' data: blob:{host}",
        "font-src 'self'",
        f"connect-src 'self'{host}",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'self'",
    ))  # fmt: skip


class ContentSecurityPolicy:
    """Middleware that puts the policy on every answer that has none of its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", policy(getattr(settings, "MAP_TILES", "")))
        return response
