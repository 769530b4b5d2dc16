"""A post is lent to another for some days (代办), and taken back."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils import timezone

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.audit import AuditLine, audit_all
from jingwei.core.errors import Conflict, Invalid, Refused
from jingwei.core.fields import Field, FieldSet, Problem
from jingwei.people.linked import linked, problem
from jingwei.people.models import Appointment, Delegation, Post, Staff
from jingwei.people.query import in_force
from jingwei.people.roles import ADMINISTRATORS

LONGEST = 92


@register_action
class Delegate(Action):
    """Lend an own post from one day to another, both included. What is done under it stands as B代A."""

    name = "people.delegate"
    label = "委托代办"
    help = "代办人登录后选择“代您”的岗位办理，记录写为“某某代您”。到期自动结束，也可随时撤回。"
    declared = FieldSet(
        key="people.delegate",
        version=1,
        fields=(
            Field("post", "委托的岗位", "link", required=True, link="people.post"),
            Field("taker", "代办人", "link", required=True, link="people.staff"),
            Field("valid_from", "开始日期", "date", required=True),
            Field("valid_to", "结束日期", "date", required=True, help="当日有效，次日自动结束"),
            Field("reason", "事由", "text", max_length=120, help="如年休假、外出学习"),
        ),
    )

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Only posts one holds oneself, by appointment."""
        named = {item.values["post"] for item in items}
        today = timezone.localdate()
        held = in_force(Appointment.objects.filter(staff=act.actor.id), today) if act.actor.id else None
        own = {str(post) for post in held.values_list("post_id", flat=True)} if held is not None else set()
        if not named <= own:
            raise Refused("只能委托您本人现任的岗位；代别人办理的岗位不能再转托。")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {ids}."""
        giver = act.actor.id
        assert giver is not None  # `check` lets nobody else through
        posts = linked(self.declared, "post", items, Post.objects.all())
        takers = linked(self.declared, "taker", items, Staff.objects.all())
        admins = _administrators(takers.values())
        wrong: list[Problem] = []
        made = []
        for item in items:
            post, taker = posts[item.values["post"]], takers[item.values["taker"]]
            since, last = (date.fromisoformat(item.values[key]) for key in ("valid_from", "valid_to"))
            key, sentence = _days_refusal(since, last) or _who_refusal(act, post, taker, since) or ("", "")
            if not sentence and taker.pk in admins:
                key, sentence = "taker", f"{taker.name}是系统、安全或审计管理员，不能代办业务岗位（三员分立）。"
            if sentence:
                wrong.append(problem(self.declared, key, item.values[key], sentence, code="delegate", row=item.row))
            made.append(
                Delegation(
                    subdistrict=act.scope.subdistrict, post=post, giver_id=giver, taker=taker,
                    valid_from=since, valid_to=last, reason=item.values.get("reason", ""),
                )
            )  # fmt: skip
        if wrong:
            raise Invalid(wrong)
        Delegation.objects.bulk_create(made)
        audit_all(
            [
                AuditLine(
                    "delegated", f"{one.post.key}：{one.taker.number}，{one.valid_from}至{one.valid_to}", one.reason
                )
                for one in made
            ]
        )
        return {"ids": [str(one.pk) for one in made]}


def _who_refusal(act: Act, post: Post, taker: Staff, since: date) -> tuple[str, str] | None:
    if post.role in ADMINISTRATORS:
        return "post", "管理员岗位不能委托代办，需要替换的由安全管理员重新任命。"
    if taker.pk == act.actor.id:
        return "taker", "代办人不能是您本人。"
    if taker.left_on and taker.left_on <= since:
        return "taker", f"{taker.name}已离岗，请另选代办人。"
    return None


def _days_refusal(since: date, last: date) -> tuple[str, str] | None:
    today = timezone.localdate()
    if since < today:
        return "valid_from", f"开始日期不能早于今天（{today}）。"
    if last < since:
        return "valid_to", f"结束日期不能早于开始日期（{since}）。"
    if (last - since).days >= LONGEST:
        return "valid_to", f"一次代办最长{LONGEST}天；更久的请办理岗位交接。"
    return None


def _administrators(takers: Any) -> set[Any]:
    rows = Appointment.objects.filter(
        staff__in=[taker.pk for taker in takers], post__role__in=ADMINISTRATORS, valid_to__gt=timezone.localdate()
    )
    return set(rows.values_list("staff_id", flat=True))


@register_action
class WithdrawDelegation(Action):
    """Take a lent post back before its last day, or give it back."""

    name = "people.withdraw_delegation"
    label = "撤回代办"
    target = Delegation

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """The giver, the taker, or the security administrator."""
        for item in items:
            if act.actor.id not in (item.target.giver_id, item.target.taker_id) and not act.actor.has("security_admin"):
                raise Refused("代办由委托人、代办人本人或安全管理员撤回。")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {ids}."""
        now = timezone.now()
        for item in items:
            if item.target.withdrawn_at:
                raise Conflict("这项代办已经撤回。")
            item.target.withdrawn_at = now
            item.target.revision += 1
        Delegation.objects.bulk_update([item.target for item in items], ["withdrawn_at", "revision"])
        audit_all([AuditLine("delegation_withdrawn", str(item.target.pk), act.reason) for item in items])
        return {"ids": [str(item.target.pk) for item in items]}
