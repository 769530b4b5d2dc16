"""A request comes in and opens a matter: the one way in, for all channels."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from jingwei.core.actions import Act, Item
from jingwei.core.errors import Invalid
from jingwei.core.fields import Choice, Field, FieldSet
from jingwei.core.fields.moments import moment_of
from jingwei.core.scope import Reader
from jingwei.matters.about import causes_of, count_followers, follow, wrong_causes
from jingwei.matters.catalogue import categories
from jingwei.matters.contacts import Writer
from jingwei.matters.kinds import details, kinds
from jingwei.matters.models import Channel, Matter, Request, Step
from jingwei.matters.numbering import next_numbers
from jingwei.matters.place_classes import with_class
from jingwei.matters.terms import start_stage, start_whole
from jingwei.matters.texts import NO_CLASS, NOT_ASKED, NOT_YOURS, TAKEN
from jingwei.people.linked import linked, problem
from jingwei.places.models import Place

ASKED = (
    Field("kind", "类别", "choice", required=True, choices=tuple(Choice(k.key, k.name) for k in kinds().values())),
    Field(
        "channel", "来源", "choice", required=True,
        choices=tuple(Choice(value, label) for value, label in Channel.choices),
    ),
    Field("title", "标题", "text", required=True, max_length=120, help="一句话说清什么地方、什么事"),
    Field("text", "内容", "longtext", max_length=4000),
    Field("place", "所属区划", "link", required=True, link="places.place"),
    Field("address", "地点", "text", max_length=120),
    Field("received_at", "收到时间", "moment", help="不填为现在"),
    Field("outside_number", "外部编号", "text", max_length=40, help="12345等平台的工单编号"),
    Field("outside_due", "外部时限", "moment", help="平台规定的最后时刻，只填日期的算到当天结束"),
    Field("category", "分类", "link", link="matters.category", help="按国家标准或12345分类，输入几个字查找"),
    Field("about", "起因事件", "link", link="matters.matter", help="由哪一件引起，输入标题或编号查找"),
    Field("urgent", "紧急", "yesno"),
    Field("contact_name", "诉求人", "text", max_length=40, personal="name", help="用于回访和答复，加密保存，页面打码"),
    Field("contact_phone", "联系电话", "phone", personal="phone"),
    Field("secret", "要求保密", "yesno", help="要求保密的，办理人看不到诉求人"),
)  # fmt: skip


def asked_of(kind: str, declared: FieldSet) -> FieldSet:
    """What is asked of a request of one kind: the kind itself is known, what it asks beside comes after the content."""
    foreign = {one for one in details() if not kinds()[kind].asks(one)}
    if kinds()[kind].rules.about is None:
        foreign.add("about")
    fields = tuple(one for one in declared.fields if one.key not in foreign)
    return FieldSet(key=declared.key, version=declared.version, fields=fields)


def received(
    declared: FieldSet, act: Act, items: Sequence[Item], at: datetime, opening: Callable[[Item, Matter], Step]
) -> list[Matter]:
    """Matters for the requests of the items, stored with them; their stage is the first, their clocks run.

    `opening` gives the first step of each, and may change the matter before it is stored.
    Raises Invalid for places that do not exist, days that lie ahead, and outside numbers that are known already.
    """
    places = linked(declared, "place", items, with_class(Place.objects.filter(valid_to__gt=timezone.localdate(at))))
    _within(declared, act, items)
    causes = causes_of(declared, items)
    moments = [_moment(item.values, at) for item in items]
    wrong = [
        problem(declared, "received_at", item.values["received_at"], "收到时间不能晚于现在。", row=item.row)
        for item, moment in zip(items, moments, strict=True)
        if moment > at
    ]
    wrong += unknown_categories(declared, items)
    wrong += _foreign(declared, items)
    wrong += _known(declared, items)
    wrong += wrong_causes(declared, items, causes)
    if wrong:
        raise Invalid(wrong)
    made = [
        _matter(act, item.values, places[item.values["place"]], moment)
        for item, moment in zip(items, moments, strict=True)
    ]
    for item, matter in zip(items, made, strict=True):
        follow(matter, causes.get(item.values.get("about") or ""))
    Step.objects.bulk_create(opening(item, matter) for item, matter in zip(items, made, strict=True))
    writer = Writer()
    Request.objects.bulk_create(
        Request(
            subdistrict=act.scope.subdistrict, matter=matter, place_id=matter.place_id,
            channel=item.values["channel"], outside_number=matter.outside_number, received_at=matter.received_at,
            text=matter.text, taken_by=act.actor.label,
            secret=bool(item.values.get("secret")) or matter.details.get("nature") == "report",
            **writer.sealed(item.values, matter.received_on),
        )
        for item, matter in zip(items, made, strict=True)
    )  # fmt: skip
    # The numbers last: who takes one lets everybody else wait until this transaction has ended.
    for matter, number in zip(made, _numbers(moments), strict=True):
        matter.number = number
    Matter.objects.bulk_create(made)
    count_followers(act, made)
    return made


def _matter(act: Act, values: Mapping[str, Any], place: Place, moment: datetime) -> Matter:
    due = values.get("outside_due")
    matter = Matter(
        subdistrict=act.scope.subdistrict, kind=values["kind"], channel=values["channel"], title=values["title"],
        text=values.get("text") or "", place=place, place_class=getattr(place, "place_class", None) or "",
        address=values.get("address") or "", received_at=moment,
        received_on=timezone.localdate(moment), details=_details(values), urgent=bool(values.get("urgent")),
        category=values.get("category") or "", outside_number=values.get("outside_number") or "",
        outside_due=moment_of(due, end=True) if due else None,
    )  # fmt: skip
    kind = kinds()[matter.kind]
    start_whole(matter, kind)
    start_stage(matter, kind, moment)
    return matter


def _within(declared: FieldSet, act: Act, items: Sequence[Item]) -> None:
    """Raise Invalid for places that the actor does not serve."""
    if act.scope.reader is not Reader.PLACE:
        return
    allowed = {str(place) for place in act.scope.places}
    wrong = [
        problem(declared, "place", None, NOT_YOURS, code="place.outside", row=item.row)
        for item in items
        if item.values["place"] not in allowed
    ]
    if wrong:
        raise Invalid(wrong)


def unknown_categories(declared: FieldSet, items: Sequence[Item]) -> list[Any]:
    """Classes that stand in no list."""
    return [
        problem(declared, "category", item.values["category"], NO_CLASS, code="category.unknown", row=item.row)
        for item in items
        if item.values.get("category") and item.values["category"] not in categories()
    ]


def _foreign(declared: FieldSet, items: Sequence[Item]) -> list[Any]:
    """What a kind does not ask for is not told of it."""
    return [
        problem(declared, key, item.values[key], NOT_ASKED.format(name=kind.name), code="field.foreign", row=item.row)
        for item in items
        for kind in (kinds()[item.values["kind"]],)
        for key in details()
        if item.values.get(key) is not None and not kind.asks(key)
    ]


def _details(values: Mapping[str, Any]) -> dict[str, Any]:
    return {one.key: values[one.key] for one in kinds()[values["kind"]].fields if values.get(one.key) is not None}


def _moment(values: Mapping[str, Any], at: datetime) -> datetime:
    """Now, or when it is told; of a day alone its begin, of today now."""
    told = values.get("received_at")
    if not told or told == str(timezone.localdate(at)):
        return at
    return moment_of(told)


def _numbers(moments: Sequence[datetime]) -> list[str]:
    """A number for each, of its own year."""
    years = [timezone.localtime(moment).year for moment in moments]
    given = {year: iter(next_numbers(year, years.count(year))) for year in sorted(set(years))}
    return [next(given[year]) for year in years]


def _known(declared: FieldSet, items: Sequence[Item]) -> list[Any]:
    """What was sent before: the same channel and the same outside number are the same request."""
    sent = [(item.values["channel"], item.values.get("outside_number") or "") for item in items]
    named = {number for _, number in sent if number}
    known = {}
    if named:
        rows = Request.objects.filter(outside_number__in=named).select_related("matter")
        known = {(row.channel, row.outside_number): row.matter.number for row in rows}
    wrong = []
    seen: set[tuple[str, str]] = set()
    for item, one in zip(items, sent, strict=True):
        if one[1] and (one in known or one in seen):
            number = known.get(one, "本次提交的另一条")
            message = TAKEN.format(value=one[1], number=number)
            wrong.append(problem(declared, "outside_number", one[1], message, code="request.known", row=item.row))
        seen.add(one)
    return wrong
