"""不采用: a read figure that is not needed, or not right."""

from collections.abc import Mapping, Sequence
from typing import Any

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.errors import Conflict
from jingwei.reports.models import ReadFigure
from jingwei.reports.policy import policy


@register_action
class DismissFigure(Action):
    """Set read figures aside; they stay readable in the text."""

    name = "reports.dismiss_figure"
    label = "不采用"
    target = ReadFigure

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Ask the reports' policy."""
        policy.may(act.actor, "confirm")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Only what is open can be set aside: a confirmed value is already in use."""
        for item in items:
            figure: ReadFigure = item.target
            if figure.state == ReadFigure.State.CONFIRMED:
                raise Conflict(f"“{figure.quote}”已确认为指标，不能再改为不采用。")
            figure.state = ReadFigure.State.DISMISSED
            figure.revision += 1
        ReadFigure.objects.bulk_update([item.target for item in items], ["state", "revision"])
        return {"dismissed": len(items)}
