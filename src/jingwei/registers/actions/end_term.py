"""到期处理: what is due on a day, done by the system at night; each key is sealed or erased once."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from jingwei.core.actions import Act, register_action
from jingwei.core.audit import AuditLine
from jingwei.core.secrets import seal_key
from jingwei.registers.actions.data_key import DataKeyAction
from jingwei.registers.actions.erase import erase
from jingwei.registers.actions.seal import subject
from jingwei.registers.end_dates import Term


@register_action
class EndTerm(DataKeyAction):
    """Seal or erase what is due on the day named in the context; what is not due any more is left alone."""

    name = "registers.end_term"
    label = "到期处理"
    verb = "end_terms"

    def on(self, act: Act, term: Term, values: Mapping[str, Any]) -> AuditLine | None:
        """End one term."""
        on: date = act.context["on"]
        match term.due(on):
            case "seal":
                seal_key(term.key)
                return AuditLine("key_sealed", subject(term), act.reason, {"key": str(term.key.pk)})
            case "erase":
                return erase(term, reason=act.reason)
        return None
