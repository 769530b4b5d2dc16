"""结束收表: nothing more is taken, and nobody is asked any longer."""

from collections.abc import Mapping, Sequence
from typing import Any

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.audit import AuditLine, audit_all
from jingwei.core.errors import Conflict
from jingwei.reports.handouts.models import Handout
from jingwei.reports.handouts.policy import policy


@register_action
class CloseHandout(Action):
    """Close handouts. What came back stays and can be merged at any time."""

    name = "reports.close_handout"
    label = "结束收表"
    target = Handout
    offered = False

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Ask the policy of handouts."""
        policy.may(act.actor, "hand_out")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {closed}: how many."""
        found = [item.target for item in items]
        for one in found:
            if one.closed:
                raise Conflict(f"“{one.title}”已经结束了。")
            one.closed, one.revision = True, one.revision + 1
        Handout.objects.bulk_update(found, ["closed", "revision"])
        audit_all([AuditLine("handout_closed", f"“{one.title}”", act.reason) for one in found])
        return {"closed": len(found)}
