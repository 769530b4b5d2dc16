"""As many shifts, swaps, lines of a log and urgent reports; one hand-over, one brief."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone
from tests.query_counts.full_street import Full

from jingwei.core.actions import find_action, perform
from jingwei.matters.duty.briefing import made_brief


def fill_duty(full: Full) -> None:
    """All of it, within the scope of the office."""
    told = full.each(lambda n: {"kind": "call", "text": f"第{n}条", "handed": "是"})
    full.keys["lines"] = _made("matters.log_duty", told)
    told = full.each(lambda n: {"title": f"要情{n}", "place": str(full.street.grid().pk)})
    full.keys["urgents"] = _made("matters.report_urgent", told)
    full.keys["over"] = _made("matters.hand_over_shift", [{}])[0]
    brief = made_brief(timezone.now())
    brief.save()
    full.keys["brief"] = brief.day
    shifts = _shifts(full, 10), _shifts(full, 10 + full.rows)
    full.keys["later_shifts"] = shifts[0]
    takers = [{"taker": str(full.people[(n + 1) % len(full.people)].pk)} for n in range(len(shifts[1]))]
    swaps = perform(find_action("people.ask_swap"), takers, targets=shifts[1], reason="出差")
    full.keys["swaps"] = [UUID(key) for key in swaps.result["ids"]]
    full.keys |= {"line": full.keys["lines"][0], "urgent": full.keys["urgents"][0], "swap": full.keys["swaps"][0]}
    full.keys["urban"] = full.street.departments["urban"].pk


def _shifts(full: Full, ahead: int) -> list[UUID]:
    """One shift a day for each of the people."""
    today = timezone.localdate()
    told = [
        {"day": str(today + timedelta(days=ahead + n)), "shift": "night", "seat": "duty", "staff": str(one.pk)}
        for n, one in enumerate(full.people)
    ]
    return _made("people.set_duty", told)


def _made(name: str, rows: list[dict[str, str]]) -> list[UUID]:
    return [UUID(key) for key in perform(find_action(name), rows).result["ids"]]
