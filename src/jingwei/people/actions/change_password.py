"""A person sets the own password or the own code for the quick change of user."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.auth.hashers import make_password

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.audit import audit
from jingwei.core.errors import Invalid, Missing, Refused
from jingwei.core.fields import Field, FieldSet
from jingwei.people.linked import problem
from jingwei.people.models import Account
from jingwei.people.passwords import RULE, check_password, check_quick_code


class _OwnAccount(Action):
    """What a person does to the own account."""

    idempotent_result = False
    offered = False

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Everybody, for the own account only."""
        if act.actor.id is None:
            raise Refused("请用本人账号登录后再办理。")

    def account(self, act: Act) -> Account:
        """The account of the actor, locked. Raises Missing."""
        account = Account.objects.filter(staff=act.actor.id).select_for_update(of=("self",)).first()
        if account is None:
            raise Missing("没有找到您的账号，请联系系统管理员。")
        return account


@register_action
class ChangePassword(_OwnAccount):
    """Change the own password; all other sessions of the account end."""

    name = "people.change_password"
    label = "修改密码"
    declared = FieldSet(
        key="people.change_password",
        version=1,
        fields=(
            Field("old", "原密码", "text", required=True, max_length=128),
            Field("new", "新密码", "text", required=True, max_length=128, help=RULE),
            Field("again", "再输一遍新密码", "text", required=True, max_length=128),
        ),
    )

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {username}."""
        values = items[0].values
        account = self.account(act)
        wrong = None
        if not account.check_password(values["old"]):
            wrong = problem(self.declared, "old", None, "原密码不正确。", code="password.old")
        elif values["new"] != values["again"]:
            wrong = problem(self.declared, "again", None, "两次输入的新密码不一致。", code="password.again")
        elif values["new"] == values["old"]:
            wrong = problem(self.declared, "new", None, "新密码不能与原密码相同。", code="password.same")
        if wrong:
            raise Invalid([wrong])
        check_password(values["new"], account.username)
        account.password = make_password(values["new"])
        account.must_change = False
        account.save(update_fields=["password", "must_change"])
        audit("password_changed", account.username)
        return {"username": account.username}


@register_action
class SetQuickCode(_OwnAccount):
    """Set the own code for the quick change of user, or take it away."""

    name = "people.set_quick_code"
    label = "设置快速切换码"
    declared = FieldSet(
        key="people.set_quick_code",
        version=1,
        fields=(
            Field("password", "登录密码", "text", required=True, max_length=128),
            Field("code", "切换码", "text", max_length=6, help="4到6位数字，不用相同或连续的数字；留空则取消切换码"),
        ),
    )

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {username}."""
        values = items[0].values
        account = self.account(act)
        if not account.check_password(values["password"]):
            raise Invalid([problem(self.declared, "password", None, "登录密码不正确。", code="password.old")])
        code = values.get("code", "")
        if code:
            check_quick_code(code)
        account.quick_code = make_password(code) if code else ""
        account.save(update_fields=["quick_code"])
        audit("quick_code_set" if code else "quick_code_removed", account.username)
        return {"username": account.username}
