"""Somebody is given a post."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.audit import AuditLine, audit_all
from jingwei.core.errors import Invalid, Refused
from jingwei.core.fields import Field, FieldSet
from jingwei.people.declared import END, RANKS
from jingwei.people.holding import Holding, holdings, refusals
from jingwei.people.linked import linked, problem
from jingwei.people.models import Appointment, Post, Staff
from jingwei.people.policy import people_policy

NOT_ONESELF = "不能给本人任命岗位，请由另一位安全管理员办理。"


@register_action
class Appoint(Action):
    """Give posts to members of staff, one appointment per row."""

    name = "people.appoint"
    label = "任命"
    declared = FieldSet(
        key="people.appoint",
        version=1,
        fields=(
            Field("post", "岗位", "link", required=True, link="people.post"),
            Field("staff", "人员", "link", required=True, link="people.staff"),
            Field("rank", "AB岗", "choice", choices=RANKS, help="B岗在A岗不在时代办，记为“B代A”"),
            Field("valid_from", "任职日期", "date", required=True),
            Field("valid_to", "离任日期", "date", help="不填为长期"),
        ),
    )

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """The security administrator gives rights, but not to the own person."""
        people_policy.may(act.actor, "appoint")
        if act.actor.id and any(item.values["staff"] == str(act.actor.id) for item in items):
            raise Refused(NOT_ONESELF)

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {ids}."""
        # Locked, so that two appointments at once cannot each find the post free.
        posts = linked(self.declared, "post", items, Post.objects.select_for_update().order_by("pk"))
        staff = linked(self.declared, "staff", items, Staff.objects.select_for_update().order_by("pk"))
        new = [_holding(item, posts[item.values["post"]], staff[item.values["staff"]]) for item in items]
        known = holdings(staff=[one.staff for one in new], posts=[one.post for one in new])
        wrong = [
            problem(self.declared, "staff", new[index].staff_name, sentence, code="appoint.clash", row=items[index].row)
            for index, sentence in refusals(new, known).items()
        ]
        wrong += _impossible(self.declared, items, new, staff)
        if wrong:
            raise Invalid(wrong)
        made = [
            Appointment(
                subdistrict=act.scope.subdistrict,
                post_id=one.post,
                staff_id=one.staff,
                rank=one.rank,
                valid_from=one.since,
                valid_to=one.until,
            )
            for one in new
        ]
        Appointment.objects.bulk_create(made)
        named = [(posts[item.values["post"]], staff[item.values["staff"]]) for item in items]
        audit_all(
            [AuditLine("appointed", f"{post.key} {post.name}：{person.number}", act.reason) for post, person in named]
        )
        return {"ids": [str(one.pk) for one in made]}


def _holding(item: Item, post: Post, person: Staff) -> Holding:
    since = date.fromisoformat(item.values["valid_from"])
    until = date.fromisoformat(item.values["valid_to"]) if item.values.get("valid_to") else END
    return Holding(person.pk, person.name, post.pk, post.name, post.role, item.values.get("rank") or "A", since, until)


def _impossible(
    declared: FieldSet, items: Sequence[Item], new: Sequence[Holding], staff: Mapping[str, Staff]
) -> list[Any]:
    wrong = []
    for item, one in zip(items, new, strict=True):
        left = staff[item.values["staff"]].left_on
        if one.until <= one.since:
            message = f"离任日期应晚于任职日期（{one.since}）。"
            wrong.append(problem(declared, "valid_to", one.until, message, code="appoint.dates", row=item.row))
        elif left and left <= one.since:
            message = f"{one.staff_name}已于{left}离岗，不能任命。"
            wrong.append(problem(declared, "staff", one.staff_name, message, code="appoint.left", row=item.row))
    return wrong
