"""What waits for a reader: of the desk, of a department, of a leader, of a community or grid."""

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from jingwei.core.scope import Actor
from jingwei.matters.models import Matter
from jingwei.matters.policy import policy
from jingwei.matters.stages import OPEN
from jingwei.people.roles import PLACE_ROLES


def waiting_for(actor: Actor) -> QuerySet[Matter]:
    """Matters on which this reader has the next move, urgent and nearly due ones first; the border holds besides."""
    policy.may(actor, "see")
    which = Q(pk=None)
    if actor.has("dispatcher", "office"):
        which |= Q(stage__in=("received", "accepted", "entering"))
    if actor.has("handler"):
        which |= Q(stage="working", lead__in=actor.departments)
    if actor.has("deputy_leader", "leader"):
        which |= Q(stage="reviewing")
    if actor.has(*PLACE_ROLES):
        which |= Q(stage="working", lead=None) | Q(stage="checking")
    which &= Q(suspended_at=None, parked_at=None)
    if actor.has("handler"):
        which |= Q(stage__in=OPEN, awaited__overlap=list(actor.departments))
    if actor.has("dispatcher", "office"):
        # What was put aside until today is looked at again.
        which |= Q(stage__in=OPEN, review_on__lte=timezone.localdate())
    # All of these are open: said once for all, it is found by the index, and what was closed is not read.
    rows = Matter.objects.filter(which, stage__in=OPEN)
    # Who finished the work does not look a second time.
    rows = rows.exclude(Q(stage__in=("reviewing", "checking")) & Q(finished_by=actor.id))
    return rows.select_related("place", "lead").order_by(
        "-urgent", F("due_at").asc(nulls_last=True), "received_at", "pk"
    )
