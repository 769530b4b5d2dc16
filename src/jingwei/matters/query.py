"""Questions asked of matters."""

from uuid import UUID

from django.db.models import Case, Q, When

from jingwei.core.audit import audit
from jingwei.core.errors import Missing
from jingwei.core.scope import Actor, current_scope
from jingwei.matters.kinds import kinds
from jingwei.matters.models import Matter
from jingwei.matters.policy import policy
from jingwei.matters.stages import OPEN


def find_matter(pk: UUID) -> Matter:
    """The matter. Raises Refused, Missing."""
    actor = current_scope().actor
    policy.may(actor, "see")
    found = Matter.objects.select_related("place", "lead", "parent").filter(pk=pk).first()
    if found is None:
        raise Missing("没有找到这件事项，或不在您的管辖范围内。")
    if kinds()[found.kind].sensitive:
        policy.may(actor, "read_sensitive", found)
    return found


def open_nearby(matter: Matter, most: int = 6) -> list[Matter]:
    """Open matters of the same kind in the same community, those of the same place first. One query."""
    around = matter.place.parent_id or matter.place_id
    rows = Matter.objects.filter(Q(place=matter.place_id) | Q(place__path__contains=[around]), stage__in=OPEN)
    rows = rows.filter(kind=matter.kind, parent=None).exclude(pk=matter.pk).select_related("place")
    here = Case(When(place=matter.place_id, then=0), default=1)
    found = rows.only(
        "kind", "lead", "first_lead", "helpers", "awaited", "title", "stage", "received_on", "place__name"
    ).order_by(here, "-received_at", "pk")
    return list(found[:most])


def read_matter(pk: UUID, by: str = "page") -> Matter:
    """The matter, to be read as a whole; of a sensitive kind the reading is logged. Raises Refused, Missing."""
    found = find_matter(pk)
    kind = kinds()[found.kind]
    if kind.sensitive:
        audit("read", f"{kind.name}{found.number}", detail={"matter": str(found.pk), "by": by})
    return found


def may_read(actor: Actor, one: Matter) -> bool:
    """Whether the reader may know what a matter is about, beyond its kind, place, stage and times."""
    return not kinds()[one.kind].sensitive or policy.allows(actor, "read_sensitive", one)


def title_for(actor: Actor, one: Matter) -> str:
    """The title as this reader sees it in a list: of a sensitive kind only who may read it."""
    return one.title if may_read(actor, one) else kinds()[one.kind].name
