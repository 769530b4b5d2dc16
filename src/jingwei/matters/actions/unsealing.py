"""申请启封、批准启封: a sealed file is opened again when another than who asked approves it, for some days."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils import timezone

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.audit import AuditLine, audit_all
from jingwei.core.errors import Conflict, Refused
from jingwei.core.fields import Field, FieldSet
from jingwei.core.outbox import Message, write_messages
from jingwei.matters.actions.moving import step_of
from jingwei.matters.models import Matter, Step, Unsealing
from jingwei.matters.policy import policy
from jingwei.matters.sealing.files import unseal
from jingwei.matters.texts import ASKED_ALREADY, DECIDED_ALREADY, NOT_BY_WHO_ASKED, NOT_SEALED


@register_action
class AskUnsealing(Action):
    """Ask for a sealed file to be opened."""

    name = "matters.ask_unsealing"
    label = "申请启封"
    help = "案卷办结后封存。确需继续办理、补充履行情况以外的内容的，写明原因，由街道领导批准后在规定天数内启封。"
    target = Matter
    reason = True

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Who may read the file; one request at a time."""
        for item in items:
            policy.may(act.actor, "open_file", item.target)
            if not item.target.sealed_file:
                raise Conflict(NOT_SEALED.format(number=item.target.number))
        if Unsealing.objects.filter(matter__in=[item.target for item in items], decided_at=None).exists():
            raise Conflict(ASKED_ALREADY)

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {ids} of the requests."""
        made = [
            Unsealing(
                subdistrict=act.scope.subdistrict, matter=item.target, place_id=item.target.place_id,
                reason=act.reason, asked_by=act.actor.id, asked_label=act.actor.label,
            )
            for item in items
        ]  # fmt: skip
        Unsealing.objects.bulk_create(made)
        write_messages(
            [
                Message(
                    event="unsealing", about=item.target.pk, url=reverse("matters:matter", args=[item.target.pk]),
                    title="待批启封", text=f"{act.actor.label}申请启封{item.target.number}的案卷：{act.reason}",
                    place=item.target.place_id, roles=["deputy_leader", "leader"],
                )
                for item in items
            ]
        )  # fmt: skip
        return {"ids": [str(one.pk) for one in made]}


@register_action
class ApproveUnsealing(Action):
    """Approve one request: the texts stand in their rows again until the last day, then the file is sealed anew."""

    name = "matters.approve_unsealing"
    label = "批准启封"
    target = Unsealing
    declared = FieldSet(
        key="matters.approve_unsealing",
        version=1,
        fields=(
            Field("days", "启封天数", "integer", required=True, minimum=Decimal(1), maximum=Decimal(30), unit="天"),
        ),
    )

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """A leader who did not ask."""
        prefetch_related_objects([item.target for item in items], "matter")
        for item in items:
            one: Unsealing = item.target
            policy.may(act.actor, "unseal", one.matter)
            if one.asked_by == act.actor.id:
                raise Refused(NOT_BY_WHO_ASKED)
            if one.decided_at is not None:
                raise Conflict(DECIDED_ALREADY)

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {ids}. Raises Unreadable where the archive term is over."""
        now = timezone.now()
        for item in items:
            one: Unsealing = item.target
            one.decided_at, one.decided_label = now, act.actor.label
            one.open_until = timezone.localdate(now) + timedelta(days=int(item.values["days"]))
            one.revision += 1
        asked: list[Unsealing] = [item.target for item in items]
        unseal([one.matter for one in asked if one.matter.sealed_file])
        audit_all(
            [
                AuditLine("unsealed", f"封存案卷{one.matter.number}", one.reason, {"asked": one.asked_label})
                for one in asked
            ]
        )
        Unsealing.objects.bulk_update(asked, ["decided_at", "decided_label", "open_until", "revision"])
        Step.objects.bulk_create(
            step_of(one.matter, "unseal", act, now, before=one.matter.stage, said={"until": str(one.open_until)})
            for one in asked
        )
        return {"ids": [str(one.pk) for one in asked]}
