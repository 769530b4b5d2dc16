"""How imports of definitions are looked at and undone: what they made is taken out of use, words come back."""

from django.db.models import Max

from jingwei.core.actions import Act
from jingwei.core.errors import Conflict
from jingwei.core.imports import HistoryKind, Undoing, Written, register_kind
from jingwei.indicators.changing import lock_definitions
from jingwei.indicators.definitions import load_definitions
from jingwei.indicators.editing.yaml_pack import flow_of
from jingwei.indicators.models import Definition, LockedCell
from jingwei.indicators.policy import policy

_NAMED = 5


@register_kind
class DefinitionImport(HistoryKind):
    """Definitions from a pack."""

    action = "indicators.import_definitions"
    label = "指标定义"
    url = "/indicators/"
    policy = policy
    verb = "define"
    tables = (Written(Definition, "指标定义", lambda row: str(row.name), silent=("retired",), words={"body": flow_of}),)

    def lock(self, act: Act) -> None:
        """Definitions change one after the other."""
        lock_definitions(act.scope.subdistrict)

    def hinder(self, undoing: Undoing) -> None:
        """What a lock keeps, what has a later version, and what others are made of stays."""
        made: list[Definition] = [undoing.rows[trace.row] for trace in undoing.made.get(Definition, ())]
        if not made:
            return
        names = {row.key: row.name for row in made}
        own = {(row.key, row.version) for row in made}
        kept = LockedCell.objects.filter(key__in=names, place=None).values_list("key", "version").distinct()
        if locked := sorted({names[key] for key, version in kept if (key, version) in own}):
            raise Conflict(
                f"有统计期已按这次导入的口径锁定，不能撤销：{_some(locked)}。请先解锁，或在指标上另存新的一版。"
            )
        last = Definition.objects.filter(key__in=names).values_list("key").annotate(last=Max("version"))
        if later := sorted(names[key] for key, number in last.values_list("key", "last") if (key, number) not in own):
            raise Conflict(f"这次导入之后又有新的一版，不能撤销：{_some(later)}。请在指标上另存新的一版。")
        fresh = {row.key for row in made if row.version == 1}
        using = [
            f"“{one.row.name}”用到“{names[named.key]}”"
            for one in load_definitions().values()
            for named in one.counting.operands
            if named.key in fresh and one.row.key not in names
        ]
        if using:
            raise Conflict(f"还有指标用到这次新建的，不能撤销：{_some(using)}。请先修改这些指标。")


def _some(names: list[str]) -> str:
    return "、".join(names[:_NAMED]) + ("等" if len(names) > _NAMED else "")
