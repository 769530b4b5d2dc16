"""停用令牌: a machine is shut out from now on."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from jingwei.api.models import ApiToken
from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.audit import AuditLine, audit_all
from jingwei.people.policy import people_policy


@register_action
class WithdrawToken(Action):
    """Withdraw tokens; one that was withdrawn before stays as it was."""

    name = "api.withdraw_token"
    label = "停用接口令牌"
    help = "立即生效，不能恢复；需要时另发新令牌。"
    target = ApiToken
    reason = True

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """The system administrator keeps tokens as accounts."""
        people_policy.may(act.actor, "keep_accounts")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {ids} of those that were withdrawn now."""
        now = timezone.now()
        open_ones = [item.target for item in items if item.target.withdrawn_at is None]
        for token in open_ones:
            token.withdrawn_at = now
            token.revision += 1
        audit_all([AuditLine("token_withdrawn", token.name, act.reason) for token in open_ones])
        ApiToken.objects.bulk_update(open_ones, ["withdrawn_at", "revision"])
        return {"ids": [str(token.pk) for token in open_ones]}
