"""Marks on views that the seating of a request obeys."""

from collections.abc import Callable
from typing import Any, TypeVar

V = TypeVar("V", bound=Callable[..., Any])

_MARK = "jingwei_marks"


def public(view: V) -> V:
    """Anybody may see this view; it runs without a scope."""
    return _mark(view, "public")


def outside_scope(view: V) -> V:
    """This view opens its scopes itself, because it must outlive one transaction (an import, a long export)."""
    return _mark(view, "outside")


def account_page(view: V) -> V:
    """This view is open to an account without any post, or with a password that must be changed first."""
    return _mark(view, "account")


def marks_of(view: Any) -> frozenset[str]:
    """The marks a view carries."""
    found: frozenset[str] = getattr(view, _MARK, frozenset())
    return found


def _mark(view: V, mark: str) -> V:
    setattr(view, _MARK, marks_of(view) | {mark})
    return view
