"""工作设置: the limits of urgent information, from when on silence is told, and when the daily brief is made."""

import re
from collections.abc import Mapping, Sequence
from datetime import time
from decimal import Decimal
from typing import Any

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.errors import Invalid
from jingwei.core.fields import Field, FieldSet
from jingwei.matters.duty.settings import work_settings
from jingwei.matters.policy import policy
from jingwei.people.linked import problem

_CLOCK = re.compile(r"([01]?\d|2[0-3])[:：]([0-5]\d)")
_NO_TIME = "请写成 17:00 这样的时刻。"


def _number(key: str, label: str, unit: str, least: int, most: int, help_: str = "") -> Field:
    return Field(
        key, label, "integer", required=True, unit=unit, minimum=Decimal(least), maximum=Decimal(most), help=help_
    )


@register_action
class SetTerms(Action):
    """Change the settings; every state of them is kept in the history."""

    name = "matters.set_terms"
    label = "保存设置"
    declared = FieldSet(
        key="matters.set_terms",
        version=1,
        fields=(
            _number("call_minutes", "要情电话首报时限", "分钟", 5, 1440, "从获悉起算，上级规定更短的按上级规定"),
            _number("written_minutes", "要情书面报告时限", "分钟", 5, 2880),
            _number("silent_days", "没有进展的天数", "天", 1, 60, "在办事件几天没有新的办理记录，列入“没有进展”"),
            Field("brief_at", "日报生成时间", "text", required=True, max_length=5, help="每天自动生成，如 17:00"),
        ),
    )

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """The office."""
        policy.may(act.actor, "set_terms")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {id}. Raises Invalid for a time that is none."""
        one = work_settings()
        for item in items:
            found = _CLOCK.fullmatch(str(item.values["brief_at"]).strip())
            if found is None:
                raise Invalid([problem(self.declared, "brief_at", item.values["brief_at"], _NO_TIME, row=item.row)])
            one.brief_at = time(int(found[1]), int(found[2]))
            for key in ("call_minutes", "written_minutes", "silent_days"):
                setattr(one, key, int(item.values[key]))
        if not one._state.adding:
            one.revision += 1
        one.save()
        return {"id": str(one.pk)}
