"""导入指标定义: a pack in YAML from a kept file; the import can be taken back."""

from collections.abc import Mapping, Sequence
from typing import Any

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.audit import audit
from jingwei.core.errors import Invalid
from jingwei.core.files import read_file
from jingwei.core.imports import recorded
from jingwei.core.models import StoredFile
from jingwei.indicators.changing import apply, lock_definitions
from jingwei.indicators.editing.yaml_pack import read_pack
from jingwei.indicators.policy import policy


@register_action
class ImportDefinitions(Action):
    """Take the definitions of a file in: new ones, further versions, other words. All of them or none."""

    name = "indicators.import_definitions"
    label = "导入指标定义"
    help = "YAML 文件，格式与下载的相同。口径有变动的另成一版；有一处写错，整份不导入。"
    target = StoredFile

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Who defines may bring definitions in."""
        policy.may(act.actor, "define")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {new, changed, same, refused, import}. Raises Invalid with the line of every mistake."""
        stored: StoredFile = items[0].target
        lock_definitions(act.scope.subdistrict)
        plan = read_pack(read_file(stored))
        if plan.problems:
            raise Invalid(plan.problems)
        counts = plan.counts
        with recorded(self.name, "指标定义", counts, file_name=stored.name, sha256=stored.sha256) as record:
            apply(plan.changes, act.reason or f"导入《{stored.name}》", act.scope.subdistrict)
        audit("definitions_imported", stored.name, reason=act.reason, detail=counts)
        return {**counts, "import": str(record.pk)}
