"""发放令牌: a machine gets its way in, as a member of staff."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from jingwei.api.models import ApiToken
from jingwei.api.tokens import DEFAULT_RATE, HIGHEST_RATE, LONGEST_DAYS, digest_of
from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.audit import AuditLine, audit_all
from jingwei.core.errors import Invalid
from jingwei.core.fields import Field, FieldSet, Problem
from jingwei.people.holding import holdings
from jingwei.people.linked import linked, problem
from jingwei.people.models import Post, Staff
from jingwei.people.policy import people_policy
from jingwei.people.roles import ADMINISTRATORS

NO_ACCOUNT = "这位人员没有账号，请先开立账号（系统对接可专设一个账号）。"
NO_ADMINISTRATOR = "管理员岗位不发放接口令牌（三员分立），请选业务岗位的人员。"


@register_action
class MakeToken(Action):
    """Make tokens for members of staff, one per target.

    The caller makes the secrets (`new_token`) and gives them as `tokens` in the context, in the order of the targets:
    what an action returns may be stored for replays, a secret may not.
    """

    name = "api.make_token"
    label = "发放接口令牌"
    help = "供其他系统调用接口。权限与所选人员的岗位相同；令牌只显示一次，请当场抄存。"
    target = Staff
    idempotent_result = False
    offered = False
    declared = FieldSet(
        key="api.make_token",
        version=1,
        fields=(
            Field("name", "用途", "text", required=True, max_length=60, help="如“区网格平台对接”"),
            Field("post", "岗位", "link", link="people.post", help="不选则为本人全部岗位"),
            Field("expires_on", "有效期至", "date", required=True, help="最长一年"),
            Field(
                "rate",
                "每分钟次数",
                "integer",
                minimum=Decimal(1),
                maximum=Decimal(HIGHEST_RATE),
                help=f"不填为{DEFAULT_RATE}",
            ),
        ),
    )

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """The system administrator keeps tokens as accounts."""
        people_policy.may(act.actor, "keep_accounts")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {ids}."""
        today = timezone.localdate()
        posts = linked(self.declared, "post", items, Post.objects.all())
        held = [h for h in holdings(staff=[item.target.pk for item in items]) if h.since <= today < h.until]
        wrong = [found for item in items if (found := self._wrong(item, held, today))]
        if wrong:
            raise Invalid(wrong)
        made = [
            ApiToken(
                subdistrict=act.scope.subdistrict,
                name=item.values["name"],
                staff=item.target,
                post=posts.get(item.values.get("post", "")),
                digest=digest_of(token),
                rate=item.values.get("rate") or DEFAULT_RATE,
                expires_on=date.fromisoformat(item.values["expires_on"]),
            )
            for item, token in zip(items, act.context["tokens"], strict=True)
        ]
        ApiToken.objects.bulk_create(made)
        audit_all(
            [
                AuditLine("token_made", one.name, act.reason, {"staff": one.staff.number, "expires_on": one.expires_on})
                for one in made
            ]
        )
        return {"ids": [str(one.pk) for one in made]}

    def _wrong(self, item: Item, held: Sequence[Any], today: date) -> Problem | None:
        person: Staff = item.target
        mine = [h for h in held if h.staff == person.pk]
        expires = date.fromisoformat(item.values["expires_on"])
        if not person.account_id:
            return problem(self.declared, "name", person.name, NO_ACCOUNT, code="token.account", row=item.row)
        if any(h.role in ADMINISTRATORS for h in mine):
            return problem(self.declared, "name", person.name, NO_ADMINISTRATOR, code="token.admin", row=item.row)
        chosen = item.values.get("post")
        if chosen and all(str(h.post) != chosen for h in mine):
            message = f"{person.name}目前不担任这个岗位，请从本人岗位中选。"
            return problem(self.declared, "post", None, message, code="token.post", row=item.row)
        if not today <= expires <= today + timedelta(days=LONGEST_DAYS):
            message = "有效期应在今天之后的一年以内，到期前可再发新的。"
            return problem(self.declared, "expires_on", expires, message, code="token.expires", row=item.row)
        return None
