"""What of people stands on rows that an import made: it keeps the import from being undone."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from jingwei.core.imports import Standing, standing_checks
from jingwei.core.imports.standing import standing
from jingwei.core.records import Record
from jingwei.people.importing import name_of
from jingwei.people.models import Appointment, Delegation, Department, HandOver, Post, Staff
from jingwei.places.models import Place


@standing_checks
def people_on(model: type[Record], made: Sequence[UUID], own: Sequence[UUID]) -> Sequence[Standing]:
    """Staff and posts of departments; accounts and appointments of staff; holders of posts; posts of places."""
    if model is Department:
        staff = Staff.objects.filter(department__in=made).order_by("number")
        posts = Post.objects.filter(department__in=made).order_by("key")
        return [standing("部门里的人员", "人", staff, name_of), standing("部门的岗位", "个", posts, name_of)]
    if model is Staff:
        accounts = Staff.objects.filter(pk__in=made).exclude(account=None).order_by("number")
        return [
            standing("已开立的登录账号", "个", accounts, name_of),
            _held(Q(staff__in=made), own),
            _lent(Q(giver__in=made) | Q(taker__in=made)),
            _handed(Q(giver__in=made) | Q(taker__in=made)),
        ]
    if model is Post:
        return [_held(Q(post__in=made), own)]
    if model is Appointment:
        held = Appointment.objects.filter(pk__in=made, staff=OuterRef("giver"), post=OuterRef("post"))
        lent = held.filter(valid_from__lte=OuterRef("valid_to"), valid_to__gt=OuterRef("valid_from"))
        handed = held.filter(valid_from__lte=OuterRef("on"), valid_to__gte=OuterRef("on"))
        return [_lent(Exists(lent)), _handed(Exists(handed))]
    if model is Place:
        return [standing("服务于新区划的岗位", "个", Post.objects.filter(place__in=made).order_by("key"), name_of)]
    return []


def _held(where: Q, own: Sequence[UUID]) -> Standing:
    rows = Appointment.objects.filter(where).exclude(pk__in=own).select_related("post", "staff").order_by("pk")
    return standing("任职", "项", rows, name_of)


def _lent(where: Q | Exists) -> Standing:
    rows = Delegation.objects.filter(where, withdrawn_at=None).select_related("post", "giver", "taker").order_by("pk")
    return standing("代办", "项", rows, lambda one: f"{one.taker.name}代{one.giver.name}")


def _handed(where: Q | Exists) -> Standing:
    rows = HandOver.objects.filter(where).select_related("post", "giver", "taker").order_by("pk")
    return standing("岗位交接", "次", rows, lambda one: f"{one.post.name}：{one.giver.name}交{one.taker.name}")
