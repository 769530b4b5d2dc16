"""对应名称: what bulletins call a statistic is bound to its definition once, and remembered."""

from collections.abc import Mapping, Sequence
from typing import Any

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.errors import Invalid
from jingwei.core.fields import Field, FieldSet, Problem
from jingwei.indicators.definitions import load_definitions
from jingwei.indicators.imports_undone import lock_reported
from jingwei.indicators.models import BoundName
from jingwei.indicators.policy import policy


@register_action
class BindNames(Action):
    """Say which statistic a name means. A name that was bound before is bound anew; values are not touched."""

    name = "indicators.bind_names"
    label = "对应名称"
    help = "通报里的名称对应哪个外部指标，只需说一次，以后自动对应。"
    declared = FieldSet(
        key="indicators_bind_names",
        version=1,
        fields=(
            Field("name", "通报中的名称", "text", required=True, max_length=80),
            Field("indicator", "指标", "text", required=True, max_length=48, help="指标代号"),
        ),
    )

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """The statistician says what names mean."""
        policy.may(act.actor, "report")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {bound}: how many names."""
        lock_reported(act.scope.subdistrict)
        defined = load_definitions()
        known = {row.name: row for row in BoundName.objects.filter(name__in=[one.values["name"] for one in items])}
        fresh: list[BoundName] = []
        again: list[BoundName] = []
        for item in items:
            found = defined.get(item.values["indicator"])
            if found is None or found.kind != "reported":
                message = "没有这样的外部指标，请先由统计员定义。"
                shown = item.values["indicator"]
                raise Invalid([Problem("indicator", "指标", shown, message, "indicator.unknown", item.row)])
            name = item.values["name"]
            if name in known:
                again.append(known[name])
            else:
                known[name] = BoundName(subdistrict=act.scope.subdistrict, name=name)
                fresh.append(known[name])
            known[name].indicator = found.row.key
        again = [row for row in dict.fromkeys(again) if row not in fresh]
        BoundName.objects.bulk_create(fresh)
        BoundName.objects.bulk_update(again, ["indicator"])
        return {"bound": len(items)}
