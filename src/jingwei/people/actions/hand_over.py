"""A post changes hands (交接): one appointment ends, the other begins, and what was open is kept as a list."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.audit import AuditLine, audit_all
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
        changes = [
            _Change(item, posts[item.values["post"]], takers[item.values["taker"]], self._day(item)) for item in items
        ]
        givers = self._change_hands(act, changes)
        places = _places([one.post for one in changes])
        made = [_record(act, one, giver, places[one.post.pk]) for one, giver in zip(changes, givers, strict=True)]
        HandOver.objects.bulk_create(made)
        audit_all(
            [
                AuditLine("handed_over", f"{one.post.key}：{giver.number}交{one.taker.number}", act.reason)
                for one, giver in zip(changes, givers, strict=True)
            ]
        )
        return {"ids": [str(one.pk) for one in made], "sections": sum(len(one.items) for one in made)}

    def _day(self, item: Item) -> date:
        on = date.fromisoformat(item.values["on"])
        today = timezone.localdate()
        if not today - AHEAD <= on <= today + AHEAD:
            message = f"交接日期应在{today - AHEAD}至{today + AHEAD}之间。"
            raise Invalid([problem(self.declared, "on", on, message, code="hand_over.date", row=item.row)])
        return on

    def _change_hands(self, act: Act, changes: Sequence["_Change"]) -> list[Staff]:
        """End appointments and begin others, in the order of the items; gives who held each post. Only administrators
        write appointments, so for these statements the action takes that reader, after its own policy has agreed.
        """
        with open_scope(replace(act.scope, reader=Reader.ADMIN)):
            note(self.name, act.reason)
            posts, takers = {one.post.pk for one in changes}, {one.taker.pk for one in changes}
            list(Post.objects.select_for_update().filter(pk__in=posts).order_by("pk"))
            seats: dict[UUID, list[Appointment]] = {post: [] for post in posts}
            for held in Appointment.objects.select_related("staff").filter(post__in=posts).order_by("valid_from", "pk"):
                seats[held.post_id].append(held)
            known = holdings(staff=takers, posts=posts)
            made: list[Appointment] = []
            ended: list[Appointment] = []
            givers: list[Staff] = []
            for one in changes:
                ending = _ending(one, seats[one.post.pk])
                givers.append(ending[0].staff)
                gone = {(each.staff_id, each.post_id, each.valid_from) for each in ending}
                known = [replace(k, until=one.on) if (k.staff, k.post, k.since) in gone else k for k in known]
                self._refuse(one, known)
                for each in ending:
                    each.valid_to = one.on
                    each.revision += 1
                begun = Appointment(
                    subdistrict=act.scope.subdistrict, post=one.post, staff=one.taker, valid_from=one.on, valid_to=END
                )
                known.append(one.holding)
                seats[one.post.pk].append(begun)
                made.append(begun)
                ended += ending
            Appointment.objects.bulk_update([each for each in ended if each not in made], ["valid_to", "revision"])
            Appointment.objects.bulk_create(made)
        note(self.name, act.reason)
        return givers

    def _refuse(self, one: "_Change", known: Sequence[Holding]) -> None:
        """Raise Invalid where the taker cannot hold the post beside what is known."""
        sentence = refusals([one.holding], known).get(0) or _left(one.taker, one.on)
        if sentence:
            row = one.item.row
            raise Invalid([problem(self.declared, "taker", one.taker.name, sentence, code="hand_over.clash", row=row)])


@dataclass(frozen=True, slots=True)
class _Change:
    """A post that goes to somebody on a day."""

    item: Item
    post: Post
    taker: Staff
    on: date

    @property
    def holding(self) -> Holding:
        """What the taker then holds."""
        return Holding(self.taker.pk, self.taker.name, self.post.pk, self.post.name, self.post.role, "A", self.on, END)


def _ending(change: _Change, seat: Sequence[Appointment]) -> list[Appointment]:
    """The appointments that end, the holder's first. Raises Conflict where nobody can hand the post over."""
    post, on = change.post, change.on
    now = [one for one in seat if one.valid_to > on]
    giver = next((one for one in now if one.rank == "A" and one.valid_from < on), None)
    if giver is None and any(one.rank == "A" for one in now):
        raise Conflict(f"“{post.name}”的现任在{on}当天或之后才任职，交接日期应晚于任职日期。")
    if giver is None:
        raise Conflict(f"“{post.name}”在{on}没有在任的A岗，无从交接；请由安全管理员直接任命。")
    # Who stood in so far becomes the holder.
    own = [one for one in now if one.staff_id == change.taker.pk and one.rank == "B" and one.valid_from < on]
    return [giver, *own]


def _record(act: Act, change: _Change, giver: Staff, places: list[UUID]) -> HandOver:
    sections = [section(change.post.pk, giver.pk, places) for section in hand_over_sections]
    listed = [_as_json(one) for one in sections if one is not None]
    return HandOver(
        subdistrict=act.scope.subdistrict, post=change.post, giver=giver, taker=change.taker, on=change.on,
        items=listed, places=places,
    )  # fmt: skip


def _left(taker: Staff, on: date) -> str:
    return f"{taker.name}已于{taker.left_on}离岗，请另选接收人。" if taker.left_on and taker.left_on <= on else ""


def _places(posts: Sequence[Post]) -> dict[UUID, list[UUID]]:
    """The place of each post and those below it, in the order of the office; one query."""
    tops = {post.place_id for post in posts if post.place_id}
    below: dict[UUID, list[UUID]] = {top: [] for top in tops}
    found = Place.objects.filter(path__overlap=list(tops)).order_by("sort") if tops else Place.objects.none()
    for place, path in found.values_list("pk", "path"):
        for top in tops.intersection(path):
            below[top].append(place)
    return {post.pk: below[post.place_id] if post.place_id else [] for post in posts}


def _as_json(section: OpenWork) -> dict[str, Any]:
    return {**asdict(section), "heads": list(section.heads), "rows": [list(row) for row in section.rows]}
