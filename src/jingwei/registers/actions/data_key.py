"""What the verbs on a data key share: the ledger it belongs to, the rule, one statement for all keys."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from jingwei.core.actions import Act, Action, Item
from jingwei.core.audit import AuditLine, audit_all
from jingwei.core.errors import Conflict, Missing
from jingwei.core.models import DataKey
from jingwei.core.records import Record
from jingwei.core.scope import Actor
from jingwei.core.secrets import save_keys
from jingwei.registers.end_dates import Term
from jingwei.registers.models import Register
from jingwei.registers.policy import policy


class DataKeyAction(Action):
    """The base of verbs on data keys."""

    target: ClassVar[type[Record] | None] = DataKey
    reason = True
    # The key of a data key is told on the page of its ledger only.
    offered = False
    verb = "keep_keys"

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Ask the ledgers' policy."""
        self.check_actor(act.actor)

    def check_actor(self, actor: Actor) -> None:
        """Raise Refused for whom this verb is never open; its page asks before it shows anything."""
        policy.may(actor, self.verb)

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Change the keys, save them together, write one line each into the audit log."""
        ledgers = {item.target.ledger for item in items}
        registers = {register.key: register for register in Register.objects.filter(key__in=ledgers)}
        if len(registers) < len(ledgers):
            raise Missing("没有找到这把密钥所属的台账。")
        done = [
            (item.target, line)
            for item in items
            if (line := self.on(act, Term(registers[item.target.ledger], item.target), item.values)) is not None
        ]
        save_keys([key for key, _ in done])
        audit_all([line for _, line in done])
        return {"keys": [str(item.target.pk) for item in items]}

    def on(self, act: Act, term: Term, values: Mapping[str, Any]) -> AuditLine | None:
        """Do it to one key, which is saved afterwards; gives the line for the log, None where it is left alone."""
        raise NotImplementedError


def demand_state(term: Term, *states: DataKey.State) -> None:
    """Raise Conflict where the key is in another state: somebody else, or the night, was faster."""
    state = DataKey.State(term.key.state)
    if state not in states:
        raise Conflict(f"“{term.register.name}”的这部分个人信息现在是“{state.label}”，不能这样办理。")
