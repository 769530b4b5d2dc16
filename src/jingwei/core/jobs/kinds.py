"""Kinds of jobs by name: a module says what one does, in the scope of whoever asked for it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from jingwei.core.errors import Missing
from jingwei.core.models import Job, StoredFile
from jingwei.core.ports import Port
from jingwei.core.scope import Scope


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a job: a sentence, where it is seen, a file to be downloaded."""

    message: str
    url: str = ""
    file: StoredFile | None = None


Run = Callable[[Mapping[str, Any]], Outcome]
GivenUp = Callable[[Mapping[str, Any]], str]


@dataclass(frozen=True, slots=True)
class Kind:
    """What does the jobs of a name.

    `given_up` is called in the scope of who asked, when a job was stopped or could not be done: it throws away what was
    kept for this job alone, and gives a sentence for the clerk, "" where nothing was. `leads`: who looks on is led to
    the outcome as soon as it is there.
    """

    run: Run
    given_up: GivenUp | None = None
    leads: bool = False


GONE = "gone"  # stands in what a job is given when there is nothing left to begin again with
_kinds: dict[str, Kind] = {}

# (account, chosen post) → the scope it works in today, None where it may not work any more.
job_seats: Port[Callable[[UUID, str], Scope | None]] = Port("job_seats")


def job_kind(name: str, *, given_up: GivenUp | None = None, leads: bool = False) -> Callable[[Run], Run]:
    """Decorator: the function does the jobs of that name, in one transaction; what it is given are JSON values."""

    def register(run: Run) -> Run:
        _kinds[name] = Kind(run, given_up, leads)
        return run

    return register


def kind_named(name: str) -> Kind:
    """What does the jobs of that name. Raises Missing."""
    if name not in _kinds:
        raise Missing("这类后台任务已不再使用。")
    return _kinds[name]


def leads(job: Job) -> bool:
    """Whether who looks on is led to what comes of it."""
    kind = _kinds.get(job.kind)
    return kind is not None and kind.leads


def give_up(job: Job) -> str:
    """Throw away what was kept for a job that came to nothing. Gives what is to be told of it, and leaves nothing to
    begin again with; "" where nothing was kept. Called in the scope of who asked for it."""
    kind = _kinds.get(job.kind)
    told = kind.given_up(job.given) if kind is not None and kind.given_up is not None else ""
    if told:
        job.given = {GONE: True}
    return told


def seat_scope(account: UUID, post: str) -> Scope | None:
    """The scope of an account as it is today."""
    for seat in job_seats:
        return seat(account, post)
    return None
