"""Questions asked of matters."""

from uuid import UUID

from django.db.models import Case, Q, When

from jingwei.core.errors import Missing
from jingwei.core.scope import current_scope
from jingwei.matters.models import Matter
from jingwei.matters.policy import policy
from jingwei.matters.stages import OPEN


def find_matter(pk: UUID) -> Matter:
    """The matter. Raises Refused, Missing."""
    policy.may(current_scope().actor, "see")
    found = Matter.objects.select_related("place", "lead").filter(pk=pk).first()
    if found is None:
        raise Missing("没有找到这件事项，或不在您的管辖范围内。")
    return found


def open_nearby(matter: Matter, most: int = 6) -> list[Matter]:
    """Open matters of the same kind in the same community, those of the same place first. One query."""
    around = matter.place.parent_id or matter.place_id
    rows = Matter.objects.filter(Q(place=matter.place_id) | Q(place__path__contains=[around]), stage__in=OPEN)
    rows = rows.filter(kind=matter.kind).exclude(pk=matter.pk).select_related("place")
    here = Case(When(place=matter.place_id, then=0), default=1)
    found = rows.only("title", "stage", "received_on", "place__name").order_by(here, "-received_at", "pk")
    return list(found[:most])
