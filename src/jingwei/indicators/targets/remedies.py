"""Red lights and what is done about them: 待说明 until cause, measure, person and date are written down."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from jingwei.core.ui.parts import Badge
from jingwei.indicators.targets.models import Remedy


def known_remedies(about: Iterable[UUID]) -> dict[UUID, Remedy]:
    """By target or given light the remedy that stands, in one query."""
    keys = list(about)
    return {row.about: row for row in Remedy.objects.filter(about__in=keys, known_to=None)} if keys else {}


@dataclass(frozen=True, slots=True)
class Explained:
    """How a red light is explained. `open` says that something is to be done by its people."""

    badge: Badge
    open: bool
    remedy: Remedy | None = None


def explained(about: UUID, known: Mapping[UUID, Remedy], today: date) -> Explained:
    """The state of a red light: not explained, in hand, overdue, or done although the light is still red."""
    remedy = known.get(about)
    if remedy is None:
        return Explained(Badge("待说明", "bad", "要写明原因、措施、责任人和期限"), True)
    if remedy.done_on is not None:
        return Explained(Badge("已整改", "good", f"{remedy.done_on}完成"), False, remedy)
    if remedy.due < today:
        late = (today - remedy.due).days
        return Explained(Badge(f"整改超期{late}天", "bad", f"期限{remedy.due}"), True, remedy)
    return Explained(Badge("整改中", "info", f"期限{remedy.due}"), False, remedy)
