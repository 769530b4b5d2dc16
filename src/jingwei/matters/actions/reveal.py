"""查看联系方式: who asked is shown to whoever handles the matter, with the matter as the logged reason."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import prefetch_related_objects

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.audit import audit
from jingwei.core.errors import Refused
from jingwei.core.fields import FieldSet
from jingwei.matters.contacts import kept_from_handlers, opened
from jingwei.matters.models import Request
from jingwei.matters.policy import policy
from jingwei.matters.stages import OPEN
from jingwei.matters.texts import ASKED_SECRECY, FILE_IS_SEALED, SAY_WHY


@register_action
class Reveal(Action):
    """Show how who asked can be reached. It changes nothing; the reading stands in the log, the number does not.

    For an open matter of one's own the matter is the reason; else a reason is asked for. Who asked for secrecy is seen
    by the desk alone (GB/T 33358-2016).
    """

    name = "matters.reveal"
    label = "查看联系方式"
    target = Request
    idempotent_result = False
    declared = FieldSet(key="matters.reveal", version=1, fields=())

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Who handles the matter; of who asked for secrecy only the desk."""
        prefetch_related_objects([item.target for item in items], "matter")
        for item in items:
            request: Request = item.target
            policy.may(act.actor, "handle", request.matter)
            if kept_from_handlers(request, request.matter) and not policy.allows(act.actor, "dispatch"):
                raise Refused(ASKED_SECRECY)
            if request.matter.sealed_file:
                raise Refused(FILE_IS_SEALED.format(number=request.matter.number))
            if request.matter.stage not in OPEN and not act.reason:
                raise Refused(SAY_WHY)

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {values: request → {contact_name, contact_phone}}."""
        requests = [item.target for item in items]
        numbers = "、".join(sorted({one.matter.number for one in requests}))
        shown = opened(requests)
        reason = act.reason or f"办理{numbers}"
        audit(
            "unmasked",
            f"{numbers}诉求人联系方式",
            reason=reason,
            detail={"requests": [str(one.pk) for one in requests]},
        )
        return {"values": {str(one.pk): values for one, values in zip(requests, shown, strict=True)}}
