"""导入区划代码: the public list of divisions, brought up to date from a kept file."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.audit import audit
from jingwei.core.fields import Field, FieldSet
from jingwei.core.files import read_file
from jingwei.core.models import StoredFile
from jingwei.places.divisions import plan_divisions, refuse_problems
from jingwei.places.policy import policy


@register_action
class ImportDivisions(Action):
    """Divisions from kept CSV or Excel files, upper levels first. All rows go in, or none."""

    name = "places.import_divisions"
    label = "导入区划代码"
    target = StoredFile
    declared = FieldSet(
        key="places.import_divisions",
        version=1,
        fields=(Field("as_of", "数据截至", "date", help="代码表公布的日期"),),
    )

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """The system administrator keeps public lists."""
        policy.may(act.actor, "keep_divisions")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {new, changed, same, refused} over all files."""
        total = {"new": 0, "changed": 0, "same": 0, "refused": 0}
        for item in items:
            stored: StoredFile = item.target
            plan = plan_divisions(read_file(stored), stored.name)
            refuse_problems(plan)
            plan.write(date.fromisoformat(item.values["as_of"]) if item.values.get("as_of") else None)
            total = {key: count + plan.counts[key] for key, count in total.items()}
            audit("divisions_imported", stored.name, reason=act.reason, detail=plan.counts)
        return total
