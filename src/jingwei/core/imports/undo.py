"""撤销导入: an import of a list taken back as one, as long as nothing was built on it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.audit import audit
from jingwei.core.errors import Conflict, Invalid
from jingwei.core.fields import Problem
from jingwei.core.imports.kinds import kind_of
from jingwei.core.models import ImportRecord

_REASON = 200


@register_action
class UndoImport(Action):
    """Take an import back. The kind of import says how; who may bring such a list in may also take it back."""

    name = "core.undo_import"
    label = "撤销导入"
    help = "新增的停用，改动的恢复原值；之后有人改过或已在使用的，整批都不撤销，并说明原因。"
    target = ImportRecord
    reason = True

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """The rule of bringing in."""
        for item in items:
            kind_of(item.target.action).check(act.actor)

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {import, rows}. Raises Conflict where something stands in the way: all rows or none."""
        record: ImportRecord = items[0].target
        if len(act.reason) > _REASON:
            message = f"原因最多{_REASON}个字，现有{len(act.reason)}个。"
            raise Invalid([Problem("reason", "原因", "", message, "text.long")])
        if record.state == ImportRecord.State.UNDONE:
            raise Conflict("这次导入已经撤销过了。")
        if not record.touched:
            raise Conflict("这次导入没有改动任何内容，不用撤销。")
        rows = kind_of(record.action).take_back(record, act)
        record.state = ImportRecord.State.UNDONE
        record.undone_at, record.undone_by, record.undone_reason = timezone.now(), act.actor.label, act.reason
        record.revision += 1
        record.save(update_fields=["state", "undone_at", "undone_by", "undone_reason", "revision"])
        detail = {"import": str(record.pk), "rows": rows}
        subject = "：".join(filter(None, (record.into, record.file_name)))
        audit("import_undone", subject, reason=act.reason, detail=detail)
        return {"import": str(record.pk), "rows": rows}
