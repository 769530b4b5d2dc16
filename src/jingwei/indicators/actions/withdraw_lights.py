"""撤销亮灯通报: a sheet of lights was entered by mistake; it stays readable as known at its time."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.audit import AuditLine, audit_all
from jingwei.core.errors import Conflict
from jingwei.indicators.imports_undone import lock_reported
from jingwei.indicators.policy import policy
from jingwei.indicators.targets.given import say_ranks, sheet_name
from jingwei.indicators.targets.models import LightSheet


@register_action
class WithdrawLights(Action):
    """Take sheets of lights back, with the rank they gave."""

    name = "indicators.withdraw_lights"
    label = "撤销亮灯通报"
    help = "录错了考核期或考核单位的才撤销；数字有误的直接再录一次即为更正。"
    target = LightSheet
    reason = True

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Who enters sheets withdraws them."""
        policy.may(act.actor, "report")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {withdrawn}. Raises Conflict for one that was corrected or withdrawn."""
        lock_reported(act.scope.subdistrict)
        now = timezone.now()
        sheets: list[LightSheet] = [item.target for item in items]
        for sheet in sheets:
            if sheet.known_to is not None:
                raise Conflict("这份通报已经更正或撤销，请刷新后再看。")
            sheet.known_to, sheet.why = now, act.reason[:200]
            sheet.revision += 1
        LightSheet.objects.bulk_update(sheets, ["known_to", "why", "revision"])
        say_ranks(act.scope.subdistrict, {sheet: {} for sheet in sheets}, now, act.actor.label)
        audit_all([AuditLine("lights_withdrawn", sheet_name(sheet), act.reason) for sheet in sheets])
        return {"withdrawn": len(sheets)}
