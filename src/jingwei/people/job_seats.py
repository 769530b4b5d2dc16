"""Jobs run under the seat of whoever asked for them, as it is when they begin."""

from uuid import UUID

from jingwei.core.jobs import job_seats
from jingwei.core.scope import Scope
from jingwei.people.seats import seat_of


@job_seats
def scope_of(account: UUID, post: str) -> Scope | None:
    """The scope of an account under its chosen post; None where it holds no post any more."""
    seat = seat_of(account, chosen=post)
    return seat.scope if seat is not None and seat.acting else None
