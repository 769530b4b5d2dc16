"""导入外部数据: statistics that others supply, from a kept sheet; a later value closes the earlier one."""

from collections.abc import Mapping, Sequence
from typing import Any

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.errors import Invalid
from jingwei.core.fields import Choice, Field, FieldSet
from jingwei.core.files import read_file
from jingwei.core.models import StoredFile
from jingwei.indicators.confirming import CONFIRMED, demand
from jingwei.indicators.imports_undone import lock_reported
from jingwei.indicators.incoming import plan_reported
from jingwei.indicators.models import Reported
from jingwei.indicators.policy import policy
from jingwei.indicators.storing import store


@register_action
class ImportReported(Action):
    """Take the values of a sheet in. What was reported before stays readable as known at its time.

    Rows that look wrong raise Invalid with codes `doubt.…` until their token comes back in `confirmed`; with `partial`
    they are left out instead, like rows that cannot be read.
    """

    name = "indicators.import_reported"
    label = "导入外部数据"
    target = StoredFile
    declared = FieldSet(
        key="indicators_import_reported",
        version=2,
        fields=(
            Field("sheet", "工作表", "text", max_length=80, help="不填则读所有相符的工作表"),
            Field("stage", "阶段", "choice", choices=tuple(Choice(*one) for one in Reported.Stage.choices)),
            Field("supplier", "供数单位", "text", max_length=80, help="表里没有这一列时填写"),
            Field("paper", "来源文件", "text", max_length=200, help="表里没有这一列时填写"),
            Field("partial", "有问题的行先不导入，其余照常导入", "yesno"),
            CONFIRMED,
        ),
    )

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """The statistician takes outside values in."""
        policy.may(act.actor, "report")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {new, changed, same, refused, absent, import}. Raises Invalid unless problems are to be left out."""
        stored: StoredFile = items[0].target
        lock_reported(act.scope.subdistrict)
        plan = plan_reported(read_file(stored), stored.name, items[0].values)
        if not items[0].values.get("partial"):
            if plan.errors:
                raise Invalid(plan.errors)
            demand(plan.doubts, items[0].values.get("confirmed"))
        return store(act, plan, self.name, stored)
