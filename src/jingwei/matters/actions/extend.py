"""延期: more time, approved, counted apart."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from jingwei.core.actions import Act, Item, register_action
from jingwei.core.errors import Conflict, Invalid, Refused
from jingwei.core.fields import Field, FieldSet
from jingwei.core.scope import SYSTEM
from jingwei.matters.actions.moving import MoveAction
from jingwei.matters.kinds import kinds
from jingwei.matters.terms import extend, unit_of
from jingwei.matters.texts import APPROVED_BY, EXTENDED_ALREADY, OUTSIDE_DUE, TELL_IN_WRITING, TOO_MUCH
from jingwei.people.linked import problem
from jingwei.people.roles import labels_of

UNITS = {"days": "日", "working_days": "个工作日", "hours": "小时", "working_hours": "个工作小时"}


@register_action
class Extend(MoveAction):
    """Give a matter more of what its term is counted in."""

    name = "matters.extend"
    right = "extend"
    help = "按办理时限的单位延长，延期次数单独统计。"
    declared = FieldSet(
        key="matters.extend",
        version=1,
        fields=(
            Field(
                "count",
                "延长",
                "integer",
                required=True,
                minimum=Decimal(1),
                maximum=Decimal(365),
                help="如5个工作日填5",
            ),
            Field("notice", "告知文书文号", "text", max_length=60, help="信访事项延期须书面告知信访人，其他不填"),
        ),
    )

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Only what has a term of the office's own."""
        super().check(act, items)
        wrong = []
        for item in items:
            matter, name = item.target, kinds()[item.target.kind].name
            unit, rule = unit_of(matter), kinds()[matter.kind].rules.extension
            if unit is None:
                raise Conflict(OUTSIDE_DUE.format(number=matter.number))
            if rule is None:
                continue
            if act.actor != SYSTEM and not act.actor.has(*rule.roles):
                raise Refused(APPROVED_BY.format(name=name, who="、".join(labels_of(rule.roles))))
            if matter.extended >= rule.times:
                raise Conflict(EXTENDED_ALREADY.format(number=matter.number, times=matter.extended))
            if item.values["count"] > rule.most:
                message = TOO_MUCH.format(name=name, most=rule.most, unit=UNITS.get(unit, ""))
                wrong.append(problem(self.declared, "count", item.values["count"], message, row=item.row))
            if rule.told and not item.values.get("notice"):
                message = TELL_IN_WRITING.format(name=name)
                wrong.append(problem(self.declared, "notice", "", message, row=item.row))
        if wrong:
            raise Invalid(wrong)

    def change(self, act: Act, item: Item, at: datetime) -> dict[str, Any]:
        """A later end."""
        matter, count = item.target, int(item.values["count"])
        before = matter.due_at
        extend(matter, count)
        matter.extended += 1
        said = {"count": count, "unit": unit_of(matter), "before": before.isoformat() if before else None}
        return said | ({"notice": item.values["notice"]} if item.values.get("notice") else {})
