"""The clocks of a matter: started by its kind, stopped and resumed, extended, and read as last moments."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from jingwei.core.calendar import office_calendar
from jingwei.core.clock import Clock, Pause
from jingwei.matters.catalogue import categories
from jingwei.matters.kinds import WHOLE, Kind, Limit, answer_term
from jingwei.matters.models import Matter
from jingwei.matters.stages import OPEN
from jingwei.matters.warnings import tell_next_warning

STAGE = "stage"


def start_whole(matter: Matter, kind: Kind) -> None:
    """Start the clock of the whole by its class, else by its kind, unless an outside platform says when it is due."""
    limit = _limit(matter, kind, WHOLE)
    if matter.parent_id is not None and WHOLE in matter.clocks:
        # A part begins anew with the term it was given.
        limit = Limit(matter.clocks[WHOLE]["count"], matter.clocks[WHOLE]["term"])
    matter.warned = 0
    if matter.outside_due is None and limit is not None and _has_begun(matter, kind):
        matter.clocks[WHOLE] = _written(_running(limit, matter.received_at))
    tell_due(matter)


def start_part(matter: Matter, kind: Kind, at: datetime, days: int) -> None:
    """Start the clocks of a part: so many working days for it."""
    matter.clocks = {WHOLE: _written(_running(Limit(days, "working_days"), at))}
    start_stage(matter, kind, at)


def _has_begun(matter: Matter, kind: Kind) -> bool:
    """Whether the stage is reached with which the term of the whole begins (信访工作条例 34: with acceptance)."""
    path = kind.path
    return matter.stage not in path or path.index(matter.stage) >= path.index(kind.rules.starts)


def start_stage(matter: Matter, kind: Kind, at: datetime) -> None:
    """Start the clock of the stage the matter is in now; the one of the stage before is gone."""
    limit = _limit(matter, kind, matter.stage)
    matter.clocks.pop(STAGE, None)
    if kind.rules.starts != "received" and WHOLE not in matter.clocks and _has_begun(matter, kind):
        whole = kind.terms.get(WHOLE)
        if whole is not None and matter.outside_due is None and matter.stage in OPEN:
            matter.clocks[WHOLE] = _written(_running(whole, at))
    if limit is not None:
        matter.clocks[STAGE] = _written(_running(limit, at))
    matter.stage_since = at
    tell_due(matter)


def stop(matter: Matter, at: datetime) -> None:
    """Let every clock stand still."""
    _stop(matter, at)
    matter.suspended_at = at
    tell_due(matter)


def resume(matter: Matter, at: datetime) -> None:
    """Let every clock go on."""
    _go_on(matter, at)
    matter.suspended_at = None
    tell_due(matter)


def park(matter: Matter, at: datetime) -> None:
    """Let every clock stand still until it is taken up again; what an outside platform wants of it waits too."""
    _stop(matter, at)
    matter.parked_at = at
    tell_due(matter)


def unpark(matter: Matter, at: datetime) -> None:
    """Let every clock go on, and the outside platform's due time hold again."""
    _go_on(matter, at)
    matter.parked_at = None
    tell_due(matter)


def _stop(matter: Matter, at: datetime) -> None:
    matter.clocks = {key: _written(_read(one).stopped(at)) for key, one in matter.clocks.items()}


def _go_on(matter: Matter, at: datetime) -> None:
    matter.clocks = {key: _written(_read(one).resumed(at)) for key, one in matter.clocks.items()}


def extend(matter: Matter, count: int) -> None:
    """Give the whole so many more of what its term is counted in."""
    matter.clocks = {**matter.clocks, WHOLE: _written(_read(matter.clocks[WHOLE]).extended(count))}
    matter.warned = min(matter.warned, 50)  # that the end is near is told again of the later end
    tell_due(matter)


def take_outside_due(matter: Matter, due: datetime) -> None:
    """Let the outside platform say when it is due: the whole has no clock of the office's own any more."""
    matter.outside_due = due
    matter.clocks = {key: one for key, one in matter.clocks.items() if key != WHOLE}
    tell_due(matter)


def tell_due(matter: Matter) -> None:
    """Write down the last moments that the clocks show."""
    calendar = office_calendar()
    clock = whole_of(matter)
    whole = clock.due(calendar) if clock else None
    stage = _read(matter.clocks[STAGE]).due(calendar) if STAGE in matter.clocks else None
    # Before the term of the whole begins, that of the stage is what binds.
    binding = whole if clock else stage
    matter.due_at = matter.outside_due or (binding.at if binding else None)
    matter.due_provisional = bool(binding and binding.provisional and not matter.outside_due)
    matter.stage_due_at = stage.at if stage else None
    if matter.parked_at is not None:
        # Parked is not overdue, whoever set the term: nothing is due before the day of the review.
        matter.due_at, matter.due_provisional = None, False
    tell_next_warning(matter, clock, calendar)


def whole_of(matter: Matter) -> Clock | None:
    """The clock of the whole; None where an outside platform says when it is due."""
    return _read(matter.clocks[WHOLE]) if WHOLE in matter.clocks else None


def answer_due(called_at: datetime, *, urgent: bool) -> datetime:
    """Until when a department that is summoned has to be there, where the caller does not say."""
    due = _running(answer_term(urgent=urgent), called_at).due(office_calendar())
    assert due is not None  # a clock without a pause has an end
    return due.at


def return_until(matter: Matter, kind: Kind) -> datetime | None:
    """The last moment at which it may be sent back; None where nobody set one."""
    if kind.returns is None:
        return None
    due = _running(kind.returns, matter.received_at).due(office_calendar())
    return due.at if due else None


def unit_of(matter: Matter) -> str | None:
    """What the term of the whole is counted in; None where it has none of its own."""
    told = matter.clocks.get(WHOLE)
    return str(told["term"]) if told else None


def _limit(matter: Matter, kind: Kind, at: str) -> Limit | None:
    """The term of the whole or of a stage: of its class, else of its kind, as it is where the matter lies."""
    category = categories().get(matter.category)
    limit = (category.terms.get(at) if category else None) or kind.terms.get(at)
    return limit.at(matter.place_class) if limit else None


def _running(limit: Limit, at: datetime) -> Clock:
    return Clock(at, limit.count, limit.term)


def _read(told: Mapping[str, Any]) -> Clock:
    pauses = tuple(
        Pause(datetime.fromisoformat(since), datetime.fromisoformat(until) if until else None)
        for since, until in told["pauses"]
    )
    clock = Clock(datetime.fromisoformat(told["started"]), told["count"], told["term"])
    return replace(clock, pauses=pauses)


def _written(clock: Clock) -> dict[str, Any]:
    pauses = [[pause.since.isoformat(), pause.until.isoformat() if pause.until else None] for pause in clock.pauses]
    return {"started": clock.started.isoformat(), "count": clock.count, "term": clock.term, "pauses": pauses}
