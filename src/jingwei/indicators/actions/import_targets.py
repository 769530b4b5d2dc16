"""导入目标: the targets of a sheet as it was handed down; a target that stands already is corrected."""

from collections.abc import Mapping, Sequence
from typing import Any

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.audit import audit
from jingwei.core.errors import Invalid
from jingwei.core.fields import Field, FieldSet
from jingwei.core.files import read_file
from jingwei.core.imports import recorded
from jingwei.core.models import StoredFile
from jingwei.indicators.policy import policy
from jingwei.indicators.targets.incoming import plan_targets, store_targets
from jingwei.indicators.targets.storing import lock_targets


@register_action
class ImportTargets(Action):
    """Take the targets of a sheet in. What stood before stays readable as known at its time."""

    name = "indicators.import_targets"
    label = "导入目标"
    target = StoredFile
    declared = FieldSet(
        key="indicators_import_targets",
        version=1,
        fields=(
            Field("sheet", "工作表", "text", max_length=80, help="不填则读所有相符的工作表"),
            Field("issuer", "下达单位", "text", max_length=80, help="表里没有这一列时填写"),
            Field("paper", "文号", "text", max_length=200, help="表里没有这一列时填写"),
            Field("partial", "有问题的行先不导入，其余照常导入", "yesno"),
        ),
    )

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Who sets targets brings them in."""
        policy.may(act.actor, "set_targets")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {new, changed, same, refused, import}. Raises Invalid unless problems are to be left out."""
        stored: StoredFile = items[0].target
        lock_targets(act.scope.subdistrict)
        plan = plan_targets(read_file(stored), stored.name, items[0].values)
        if plan.errors and not items[0].values.get("partial"):
            raise Invalid(plan.errors)
        with recorded(self.name, "目标", plan.counts, file_name=stored.name, sha256=stored.sha256) as record:
            store_targets(act, plan, stored, record)
        audit("targets_imported", stored.name, reason=act.reason, detail=plan.counts)
        return {**plan.counts, "import": str(record.pk)}
