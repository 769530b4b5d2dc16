"""查阅封存案卷: a named post reads a sealed file; why stands in the log, what was read does not."""

from collections.abc import Mapping, Sequence
from typing import Any

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.audit import AuditLine, audit_all
from jingwei.core.errors import Conflict
from jingwei.matters.models import Matter
from jingwei.matters.policy import policy
from jingwei.matters.sealing.files import read_files
from jingwei.matters.texts import NOT_SEALED


@register_action
class ReadSealed(Action):
    """Show the texts of sealed files. It changes nothing."""

    name = "matters.read_sealed"
    label = "查阅封存案卷"
    target = Matter
    reason = True
    offered = False
    idempotent_result = False

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """The department or community that mediated, and the leader."""
        for item in items:
            policy.may(act.actor, "open_file", item.target)
            if not item.target.sealed_file:
                raise Conflict(NOT_SEALED.format(number=item.target.number))

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {files: matter → its texts}. Raises Unreadable."""
        matters: list[Matter] = [item.target for item in items]
        files = read_files(matters)
        audit_all(
            [AuditLine("read_sealed", f"封存案卷{one.number}", act.reason, {"matter": str(one.pk)}) for one in matters]
        )
        return {"files": {str(one.pk): file for one, file in zip(matters, files, strict=True)}}
