"""A member of staff gets a sign-in."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.audit import AuditLine, audit_all
from jingwei.core.errors import Conflict, Invalid
from jingwei.core.fields import Field, FieldSet
from jingwei.people.linked import problem
from jingwei.people.models import Account, Staff
from jingwei.people.passwords import random_password
from jingwei.people.policy import people_policy

_USERNAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,59}")


@register_action
class OpenAccount(Action):
    """Open accounts for members of staff. The first password must be changed at the first sign-in.

    The caller who wants to show the first password makes it (`random_password`) and gives it as `password` in the
    context: what an action returns may be stored for replays, a password may not.
    """

    name = "people.open_account"
    label = "开立账号"
    target = Staff
    idempotent_result = False
    offered = False
    declared = FieldSet(
        key="people.open_account",
        version=1,
        fields=(Field("username", "用户名", "text", max_length=60, help="字母、数字和 . _ -，2到60位；不填则用工号"),),
    )

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """The system administrator opens accounts."""
        people_policy.may(act.actor, "keep_accounts")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {usernames}."""
        made = []
        for item in items:
            person = item.target
            if person.account_id:
                raise Conflict(f"{person.name}（{person.number}）已经有账号，忘记密码的请重置密码。")
            username = item.values.get("username") or person.number
            if not _USERNAME.fullmatch(username):
                message = "用户名只能用字母、数字和 . _ -，2到60位，以字母或数字开头。"
                raise Invalid([problem(self.declared, "username", username, message, row=item.row)])
            password = act.context.get("password") or random_password()
            made.append(Account(username=username, password=make_password(password), must_change=True))
        self._create(made, items)
        for item, account in zip(items, made, strict=True):
            item.target.account = account
            item.target.revision += 1
        audit_all(
            [
                AuditLine("account_opened", account.username, detail={"staff": item.target.number})
                for item, account in zip(items, made, strict=True)
            ]
        )
        Staff.objects.bulk_update([item.target for item in items], ["account", "revision"])
        return {"usernames": [account.username for account in made]}

    def _create(self, made: list[Account], items: Sequence[Item]) -> None:
        # Names are unique across subdistricts, of which this reader sees only one: the database tells.
        try:
            with transaction.atomic():
                Account.objects.bulk_create(made)
        except IntegrityError as error:
            many = "有用户名" if len(made) > 1 else f"用户名“{made[0].username}”"
            message = f"{many}已被使用，请换一个，例如在后面加上工号。"
            raise Invalid(
                [problem(self.declared, "username", made[0].username, message, code="value.taken")]
            ) from error
