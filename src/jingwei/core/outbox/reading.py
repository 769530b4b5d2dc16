"""What a reader is told: the own messages, how many are new, and noting that they were seen."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.errors import Refused
from jingwei.core.outbox.stored import Message, ReadUpTo
from jingwei.core.scope import Actor, Reader, current_scope

KEPT = timedelta(days=60)


def messages_for(actor: Actor) -> QuerySet[Message]:
    """The messages of the last two months to the posts of a reader, newest first."""
    mine = Q(roles__overlap=sorted(actor.roles)) if actor.roles else Q(pk__in=())
    if actor.departments:
        mine |= Q(department__in=actor.departments)
    if current_scope().reader is Reader.PLACE:
        mine |= Q(to_place=True)
    return Message.objects.filter(mine, at__gt=timezone.now() - KEPT).order_by("-at", "-id")


def seen_until(actor: Actor) -> datetime | None:
    """Until when the reader has seen them; None: never."""
    if actor.id is None:
        return None
    return ReadUpTo.objects.filter(staff=actor.id).values_list("until", flat=True).first()


@register_action
class MarkRead(Action):
    """Note that the reader has seen the own messages until now."""

    name = "core.mark_read"
    label = "全部标为已读"
    offered = False

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Only who is somebody."""
        if act.actor.id is None:
            raise Refused("系统自身没有提醒。")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {until}."""
        now = timezone.now()
        values = {"subdistrict": act.scope.subdistrict, "staff": act.actor.id, "until": now}
        ReadUpTo.objects.bulk_create(
            [ReadUpTo(**values)],
            update_conflicts=True,
            update_fields=["until"],
            unique_fields=["subdistrict", "staff"],
        )
        return {"until": now.isoformat()}
