"""Questions about people: who serves at a place, what somebody holds, whom to ring."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from uuid import UUID

from django.db import connection, models
from django.utils import timezone

from jingwei.core.scope import current_scope
from jingwei.people.models import Appointment, Delegation, Department
from jingwei.people.roles import label_of

M = TypeVar("M", bound=models.Model)


def in_force(rows: models.QuerySet[M], on: date) -> models.QuerySet[M]:
    """The appointments in force on a day."""
    return rows.filter(valid_from__lte=on, valid_to__gt=on)


def lent_on(on: date) -> models.QuerySet[Delegation]:
    """The delegations in force on a day, as far as their dates go."""
    return Delegation.objects.filter(valid_from__lte=on, valid_to__gte=on, withdrawn_at=None)


@dataclass(frozen=True, slots=True)
class Serving:
    """Somebody who serves at a place: `place` is where the post stands, which may be above the place asked for.

    `stand_in` and `stand_in_phone` name who was lent the post for that day.
    """

    place: UUID
    place_name: str
    level: str
    staff: UUID
    name: str
    phone: str
    post: UUID
    post_name: str
    role: str
    rank: str
    stand_in: str
    stand_in_phone: str

    @property
    def role_label(self) -> str:
        """The role in words."""
        return label_of(self.role)


# A place drawn anew is another row with the same code (home): those who served there still do.
_SERVING = """
SELECT asked.id, place.id, place.name, place.level, s.id, s.name, s.phone, p.id, p.name, p.role, a.rank,
  COALESCE(t.name, ''), COALESCE(t.phone, '')
FROM places_place asked
CROSS JOIN LATERAL unnest(asked.path) WITH ORDINALITY AS up(place, depth)
JOIN places_place place ON place.id = up.place
JOIN places_place home ON home.subdistrict = place.subdistrict AND home.scheme_id = place.scheme_id
  AND home.code = place.code
JOIN people_post p ON p.place_id = home.id
JOIN people_appointment a ON a.post_id = p.id AND a.valid_from <= %(on)s AND %(on)s < a.valid_to
JOIN people_staff s ON s.id = a.staff_id AND (s.left_on IS NULL OR s.left_on > %(on)s)
LEFT JOIN LATERAL (
  SELECT taker_id FROM people_delegation d WHERE d.post_id = p.id AND d.giver_id = s.id AND d.withdrawn_at IS NULL
    AND d.valid_from <= %(on)s AND %(on)s <= d.valid_to ORDER BY d.valid_from DESC LIMIT 1
) lent ON true
LEFT JOIN people_staff t ON t.id = lent.taker_id
WHERE asked.id = ANY(%(places)s)
ORDER BY asked.id, up.depth DESC, p.name, a.rank, s.sort
"""


def serving(places: Iterable[UUID], on: date | None = None) -> dict[UUID, list[Serving]]:
    """Who serves at each place, nearest first: microgrid, grid, community, street. One query for all places."""
    current_scope()
    asked = list(dict.fromkeys(places))
    found: dict[UUID, list[Serving]] = {place: [] for place in asked}
    with connection.cursor() as cursor:
        cursor.execute(_SERVING, {"on": on or timezone.localdate(), "places": asked})
        for place, *rest in cursor.fetchall():
            found[place].append(Serving(*rest))
    return found


@dataclass(frozen=True, slots=True)
class DutyPhone:
    """A department's duty phone."""

    department: str
    phone: str
    stationed: bool


def duty_phones() -> list[DutyPhone]:
    """The departments that have a duty phone, in the order of the office."""
    rows = Department.objects.exclude(phone="").order_by("order", "name")
    return [DutyPhone(row.name, row.phone, row.stationed) for row in rows]


def appointments_of(staff: UUID) -> Sequence[Appointment]:
    """Every appointment of somebody, the latest first, with post, place and department."""
    rows = Appointment.objects.filter(staff=staff).select_related("post__place", "post__department")
    return list(rows.order_by("-valid_to", "-valid_from"))


def delegations_of(staff: UUID) -> Sequence[Delegation]:
    """What somebody lent or was lent, the latest first."""
    rows = Delegation.objects.filter(models.Q(giver=staff) | models.Q(taker=staff))
    return list(rows.select_related("post", "giver", "taker").order_by("-valid_to", "-valid_from")[:100])
