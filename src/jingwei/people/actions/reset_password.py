"""A forgotten password is replaced, a lock is opened; an account is closed or opened again."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.audit import AuditLine, audit_all
from jingwei.core.errors import Missing, Refused
from jingwei.core.fields import Field, FieldSet
from jingwei.people import lockout
from jingwei.people.models import Account, Staff
from jingwei.people.passwords import random_password
from jingwei.people.policy import people_policy


class _OnAccounts(Action):
    """What the system administrator does to the accounts of members of staff."""

    target = Staff

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """The system administrator keeps accounts."""
        people_policy.may(act.actor, "keep_accounts")

    def accounts(self, items: Sequence[Item]) -> list[Account]:
        """The accounts of the targets, locked. Raises Missing for one who has none."""
        found = {
            a.pk: a
            for a in Account.objects.filter(staff__in=[i.target.pk for i in items]).select_for_update(of=("self",))
        }
        for item in items:
            if item.target.account_id not in found:
                raise Missing(f"{item.target.name}还没有账号，请先开立账号。")
        return [found[item.target.account_id] for item in items]


@register_action
class ResetPassword(_OnAccounts):
    """Replace passwords and open locks. The new one comes as in `OpenAccount` and must be changed at once."""

    name = "people.reset_password"
    label = "重置密码"
    idempotent_result = False
    offered = False

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {usernames}."""
        accounts = self.accounts(items)
        for account in accounts:
            account.password = make_password(act.context.get("password") or random_password())
            account.must_change, account.quick_code = True, ""
        audit_all([AuditLine("password_reset", account.username, act.reason) for account in accounts])
        Account.objects.bulk_update(accounts, ["password", "must_change", "quick_code"])
        limits = [lockout.of_name(a.username) for a in accounts] + [lockout.of_quick_code(a.pk) for a in accounts]
        # The table of locks is seen by the base role only, which the connection has again after the transaction.
        transaction.on_commit(partial(lockout.succeed, forget=limits))
        return {"usernames": [account.username for account in accounts]}


@register_action
class SwitchAccount(_OnAccounts):
    """Close accounts, or open closed ones again."""

    name = "people.switch_account"
    label = "停用或启用账号"
    reason = True
    declared = FieldSet(
        key="people.switch_account", version=1, fields=(Field("active", "启用", "yesno", required=True),)
    )

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """The system administrator keeps accounts; nobody closes the own one."""
        super().check(act, items)
        if any(item.target.pk == act.actor.id for item in items):
            raise Refused("不能停用或启用本人的账号。")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {usernames}."""
        accounts = self.accounts(items)
        for account, item in zip(accounts, items, strict=True):
            account.is_active = item.values["active"]
        audit_all(
            [
                AuditLine(
                    "account_opened_again" if account.is_active else "account_closed", account.username, act.reason
                )
                for account in accounts
            ]
        )
        Account.objects.bulk_update(accounts, ["is_active"])
        return {"usernames": [account.username for account in accounts]}
