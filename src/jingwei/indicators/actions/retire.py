"""停用指标: an indicator is no longer counted; what was locked of it stays."""

from collections.abc import Mapping, Sequence
from typing import Any

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.audit import AuditLine, audit_all
from jingwei.core.errors import Conflict
from jingwei.indicators.changing import lock_definitions, refuse_stale
from jingwei.indicators.definitions import load_definitions, present_rows
from jingwei.indicators.models import Definition
from jingwei.indicators.policy import policy

_NAMED = 5


@register_action
class RetireIndicator(Action):
    """Take indicators out of use, with a reason. Refused where others that stay in use are made of them."""

    name = "indicators.retire"
    label = "停用指标"
    help = "停用后不再取数，也不出现在指标列表；已锁定的统计期照旧。以后可在原指标上修改并保存，恢复使用。"
    target = Definition
    reason = True

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Who defines may take back."""
        policy.may(act.actor, "define")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {retired: how many}. Raises Conflict."""
        lock_definitions(act.scope.subdistrict)
        rows: list[Definition] = [item.target for item in items]
        refuse_stale(rows, present_rows())
        gone = {row.key: row for row in rows if not row.retired}
        if not gone:
            raise Conflict("这个指标已经停用了。")
        using = [
            f"“{one.row.name}”用到“{gone[key].name}”"
            for one in load_definitions().values()
            if one.row.key not in gone
            for key in sorted({named.key for named in one.counting.operands} | {one.counting.parts_of})
            if key in gone
        ]
        if using:
            more = "等" if len(using) > _NAMED else ""
            raise Conflict(f"还有指标用到它，不能停用：{'，'.join(using[:_NAMED])}{more}。请先修改或停用这些指标。")
        for row in gone.values():
            row.retired = True
            row.revision += 1
        Definition.objects.bulk_update(gone.values(), ["retired", "revision"])
        audit_all([AuditLine("indicator_retired", row.name, act.reason, {"key": row.key}) for row in gone.values()])
        return {"retired": len(gone)}
