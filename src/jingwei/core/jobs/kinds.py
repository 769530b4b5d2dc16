"""Kinds of jobs by name: a module says what one does, in the scope of whoever asked for it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from jingwei.core.errors import Missing
from jingwei.core.models import StoredFile
from jingwei.core.ports import Port
from jingwei.core.scope import Scope


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a job: a sentence, where it is seen, a file to be downloaded."""

    message: str
    url: str = ""
    file: StoredFile | None = None


Run = Callable[[Mapping[str, Any]], Outcome]
_kinds: dict[str, Run] = {}

# (account, chosen post) → the scope it works in today, None where it may not work any more.
job_seats: Port[Callable[[UUID, str], Scope | None]] = Port("job_seats")


def job_kind(name: str) -> Callable[[Run], Run]:
    """Decorator: the function does the jobs of that name, in one transaction; what it is given are JSON values."""

    def register(run: Run) -> Run:
        _kinds[name] = run
        return run

    return register


def kind_named(name: str) -> Run:
    """What does the jobs of that name. Raises Missing."""
    if name not in _kinds:
        raise Missing("这类后台任务已不再使用。")
    return _kinds[name]


def seat_scope(account: UUID, post: str) -> Scope | None:
    """The scope of an account as it is today."""
    for seat in job_seats:
        return seat(account, post)
    return None
