"""A post changes hands (交接): one appointment ends, the other begins, and what was open is kept as a list."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.audit import audit
from jingwei.core.errors import Conflict, Invalid, Refused
from jingwei.core.fields import Field, FieldSet
from jingwei.core.ports import OpenWork, hand_over_sections
from jingwei.core.scope import Reader, note, open_scope
from jingwei.people.declared import END
from jingwei.people.holding import Holding, holdings, refusals
from jingwei.people.linked import linked, problem
from jingwei.people.models import Appointment, HandOver, Post, Staff
from jingwei.people.policy import people_policy
from jingwei.people.roles import ADMINISTRATORS
from jingwei.places.models import Place

AHEAD = timedelta(days=31)


@register_action
class HandOverPost(Action):
    """Hand a post over to a successor on a day; the list of what was open comes from all modules."""

    name = "people.hand_over"
    label = "岗位交接"
    help = "交接日起由接收人任职；系统列出此刻未办结的事项，打印后三方签字。"
    declared = FieldSet(
        key="people.hand_over",
        version=1,
        fields=(
            Field("post", "岗位", "link", required=True, link="people.post"),
            Field("taker", "接收人", "link", required=True, link="people.staff"),
            Field("on", "交接日期", "date", required=True, help="当日起由接收人任职"),
        ),
    )

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """The general office, or the secretary for posts of the own community; never to oneself."""
        posts = linked(self.declared, "post", items, Post.objects.all())
        for item in items:
            post = posts[item.values["post"]]
            people_policy.may(act.actor, "hand_over", post)
            if post.role in ADMINISTRATORS:
                raise Refused("管理员岗位不办理交接，由安全管理员解除和任命。")
            if item.values["taker"] == str(act.actor.id):
                raise Refused("不能把岗位交接给办理人本人，请由另一位综合岗办理。")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {ids, sections}: how many sections of open work the lists hold together."""
        posts = linked(self.declared, "post", items, Post.objects.all())
        takers = linked(self.declared, "taker", items, Staff.objects.all())
        made = [self._hand_over(act, item, posts[item.values["post"]], takers[item.values["taker"]]) for item in items]
        HandOver.objects.bulk_create(made)
        for item, one in zip(items, made, strict=True):
            subject = f"{one.post.key}：{one.giver.number}交{takers[item.values['taker']].number}"
            audit("handed_over", subject, reason=act.reason)
        return {"ids": [str(one.pk) for one in made], "sections": sum(len(one.items) for one in made)}

    def _hand_over(self, act: Act, item: Item, post: Post, taker: Staff) -> HandOver:
        on = date.fromisoformat(item.values["on"])
        today = timezone.localdate()
        if not today - AHEAD <= on <= today + AHEAD:
            message = f"交接日期应在{today - AHEAD}至{today + AHEAD}之间。"
            raise Invalid([problem(self.declared, "on", on, message, code="hand_over.date", row=item.row)])
        giver = self._change_hands(act, item, post, taker, on)
        places = _places(post)
        sections = [section(post.pk, giver.pk, places) for section in hand_over_sections]
        listed = [_as_json(one) for one in sections if one is not None]
        return HandOver(
            subdistrict=act.scope.subdistrict, post=post, giver=giver, taker=taker, on=on, items=listed, places=places
        )

    def _change_hands(self, act: Act, item: Item, post: Post, taker: Staff, on: date) -> Staff:
        """End the one appointment and begin the other. Only administrators write appointments, so for these two
        statements the action takes that reader, after its own policy has agreed.
        """
        with open_scope(replace(act.scope, reader=Reader.ADMIN)):
            note(self.name, act.reason)
            Post.objects.select_for_update().get(pk=post.pk)
            now = list(Appointment.objects.select_related("staff").filter(post=post, valid_to__gt=on))
            giver = next((one for one in now if one.rank == "A" and one.valid_from < on), None)
            if giver is None and any(one.rank == "A" for one in now):
                raise Conflict(f"“{post.name}”的现任在{on}当天或之后才任职，交接日期应晚于任职日期。")
            if giver is None:
                raise Conflict(f"“{post.name}”在{on}没有在任的A岗，无从交接；请由安全管理员直接任命。")
            # Who stood in so far becomes the holder.
            ending = [
                giver,
                *(one for one in now if one.staff_id == taker.pk and one.rank == "B" and one.valid_from < on),
            ]
            new = Holding(taker.pk, taker.name, post.pk, post.name, post.role, "A", on, END)
            ended = {(one.staff_id, one.post_id, one.valid_from) for one in ending}
            known = [k for k in holdings(staff=[taker.pk], posts=[post.pk]) if (k.staff, k.post, k.since) not in ended]
            sentence = refusals([new], known).get(0) or _left(taker, on)
            if sentence:
                raise Invalid(
                    [problem(self.declared, "taker", taker.name, sentence, code="hand_over.clash", row=item.row)]
                )
            for one in ending:
                one.valid_to = on
                one.revision += 1
            Appointment.objects.bulk_update(ending, ["valid_to", "revision"])
            Appointment(subdistrict=act.scope.subdistrict, post=post, staff=taker, valid_from=on).save()
        note(self.name, act.reason)
        return giver.staff


def _left(taker: Staff, on: date) -> str:
    return f"{taker.name}已于{taker.left_on}离岗，请另选接收人。" if taker.left_on and taker.left_on <= on else ""


def _places(post: Post) -> list[UUID]:
    if post.place_id is None:
        return []
    return list(Place.objects.filter(path__contains=[post.place_id]).order_by("sort").values_list("pk", flat=True))


def _as_json(section: OpenWork) -> dict[str, Any]:
    return {**asdict(section), "heads": list(section.heads), "rows": [list(row) for row in section.rows]}
