"""One more condition for a list: which fields and links there are, and a plain form for the one that was picked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from jingwei.core.errors import JingweiError
from jingwei.core.facts.asked import SORTED, Asked, read_asked
from jingwei.core.facts.condition_fields import condition_fields
from jingwei.core.facts.conditions import met
from jingwei.core.facts.facts import Facts, UnknownFact
from jingwei.core.facts.spelling import CHOSEN, DATES, RANGED, joined, parts_of, read_conditions
from jingwei.core.facts.words import in_words, label_of
from jingwei.core.fields import Field
from jingwei.core.ui.forms import FormField, FormGroup
from jingwei.core.ui.parts import Column, Empty, Link, Row, Table

_WAYS = {"having": "有", "having_no": "没有", "having_only": "有，而且全部符合下面的条件"}
_MOST_ASKED = 6


@dataclass(frozen=True, slots=True)
class Pick:
    """Something a condition can be made on: `key` stands in the address, `about` says what it is."""

    key: str
    label: str
    about: str


def condition_page(request: HttpRequest, asked: Asked, here: str) -> HttpResponse:
    """GET: what can be picked, or with `pick` its form; POST: back to the list at `here` with the condition."""
    pick = request.GET.get("pick", "")[:100]
    crumbs = (Link(asked.facts.source.name, here + asked.params()),)
    if not pick:
        return render(request, "desk/list.html", {**_choice(request, asked), "crumbs": crumbs})
    if request.method == "POST":
        try:
            return redirect(here + _narrowed(asked, pick, request.POST).params())
        except JingweiError as error:
            context = {**_form(asked, pick, request.POST), "problems": (error.message,), "crumbs": crumbs}
            context |= {"cancel_url": crumbs[0].url, "problems_head": "条件没有加上，请先改正"}
            return render(request, "desk/form.html", context, status=422)
    return render(request, "desk/form.html", {**_form(asked, pick), "crumbs": crumbs, "cancel_url": crumbs[0].url})


def _choice(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    """The list of what can be picked, with what is said of each now."""
    words = request.GET.get("find", "")
    now: dict[str, list[str]] = {}
    for part, _ in parts_of(asked.where):
        for key in _about(part):
            now.setdefault(key, []).extend(in_words(asked.facts, part))
    rows = tuple(
        Row((pick.label, pick.about, "、".join(now.get(pick.key, ())) or None), url=asked.params(pick=pick.key))
        for pick in picks(asked.facts)
        if words in pick.label
    )
    return {
        "title": "加条件",
        "subtitle": "选一项，再填条件；多个条件同时成立。",
        "table": Table((Column("按什么筛选"), Column("说明"), Column("现在的条件", "long")), rows),
        "empty": Empty("没有可以筛选的字段"),
    }


def _about(part: Mapping[str, Any]) -> Iterator[str]:
    """Under which pick a condition stands."""
    ((key, wanted),) = part.items()
    if key in _WAYS and isinstance(wanted, Mapping):
        yield f"having:{wanted.get('rows', '')}"
    elif key == "not" and isinstance(wanted, Mapping):
        yield from wanted
    elif key not in ("all", "either", "not"):
        yield key


def picks(facts: Facts) -> Iterator[Pick]:
    """The fields of the source, those one link away, and the ledgers that link here. Personal fields are none."""
    yield Pick("point", "时点与排序", "截至哪一天，按现在所知还是当时口径")
    own = [field for field in facts.source.fieldset.fields if _offered(field)]
    for field in own:
        yield Pick(field.key, field.label, _ABOUT.get(field.kind, ""))
    for field in own:
        if field.kind == "link" and field.link:
            there = _there(facts, field)
            for other in there.source.fieldset.fields if there else ():
                if _offered(other) and other.kind != "link":
                    yield Pick(
                        f"{field.key}.{other.key}", f"{field.label}的{other.label}", f"关联条件：{_ABOUT[other.kind]}"
                    )
    for field in facts.source.fieldset.fields:
        for part in filter(_offered, field.parts):
            about = f"现在有效的明细：{_ABOUT[part.kind]}"
            yield Pick(f"{field.key}.{part.key}", f"{field.label}的{part.label}", about)
    for source, link in linking(facts):
        yield Pick(f"having:{source.source.key}.{link.key}", f"关联的“{source.source.name}”", "有没有关联的记录")


def linking(facts: Facts) -> Iterator[tuple[Facts, Field]]:
    """The sources whose rows link here, by which field."""
    for other in facts.world.values():
        for field in other.source.fieldset.fields:
            for link in (field, *(replace(part, key=f"{field.key}.{part.key}") for part in field.parts)):
                if link.kind == "link" and link.link == facts.source.key and not link.personal:
                    yield facts.inner(other.source.key), link


def _offered(field: Field) -> bool:
    return not field.personal and (field.kind in CHOSEN or field.kind in RANGED)


def _there(facts: Facts, field: Field) -> Facts | None:
    try:
        return facts.follow(field.key)
    except UnknownFact:
        return None


_ABOUT = {
    "choice": "选一项或几项", "choices": "选一项或几项", "yesno": "是或否", "text": "内容相同",
    "link": "关联的编号相同",
    "integer": "数值范围", "number": "数值范围", "amount": "金额范围，可带单位", "area": "面积范围，可带单位",
    "date": "日期范围、统计期、最近几天", "loose_date": "日期范围、统计期、最近几天",
    "approximate": "数值范围", "formula": "数值范围", "industry": "代码相同", "division_code": "代码相同",
}  # fmt: skip


# The form


def _form(asked: Asked, pick: str, posted: Any = None) -> dict[str, Any]:
    if pick == "point":
        groups: tuple[FormGroup, ...] = (_point_group(asked),)
        return {"title": "时点与排序", "groups": groups, "submit": "确定"}
    if pick.startswith("having:"):
        return {"title": "关联条件", "groups": _having_groups(asked, pick), "submit": "加上条件"}
    field = asked.facts.path(pick)
    if not _offered(field):
        raise JingweiError(f"“{field.label}”不能用来筛选。", code="filter.kind")
    group = FormGroup(tuple(condition_fields(field, "f", _now(asked, pick), posted)))
    return {"title": f"按“{label_of(asked.facts, pick)}”筛选", "groups": (group,), "submit": "加上条件"}


def _now(asked: Asked, pick: str) -> tuple[list[str], Mapping[str, Any]]:
    wanted = asked.where.get(pick)
    return list(asked.chosen(pick)), wanted if isinstance(wanted, Mapping) else {}


def _point_group(asked: Asked) -> FormGroup:
    point = asked.point
    known: tuple[tuple[str, str], ...] = (("", "按现在所知"), ("day", "按当时口径（到当日所知）"))
    if point.known_at is not None:
        moment = point.known_at.isoformat()
        known = (*known, (moment, f"按 {timezone.localtime(point.known_at):%Y-%m-%d %H:%M} 所知"))
    orders = [("", "按名称")]
    for field in asked.facts.source.fieldset.fields:
        if field.kind in SORTED and not field.personal:
            orders += [(field.key, f"{field.label}，从小到大"), (f"-{field.key}", f"{field.label}，从大到小")]
    return FormGroup(
        (
            FormField("on", "截至哪一天", "date", point.on.isoformat() if point.on else "", help="不填为现在"),
            FormField(
                "known_at", "口径", "choice", point.known_at.isoformat() if point.known_at else "", choices=known,
                help="按当时口径：只算到那一天为止已登记的内容，其后的补登和更正不算",
            ),
            FormField("sort", "排序", "choice", asked.order, choices=tuple(orders)),
        )
    )  # fmt: skip


def _having_groups(asked: Asked, pick: str) -> tuple[FormGroup, ...]:
    there, link = _linked(asked, pick)
    ways = FormField(
        "way", f"关联的“{there.source.name}”", "choice", "having", choices=tuple(_WAYS.items()), required=True
    )
    least = FormField("at_least", "至少几条", "number", "", help="只在“有”时起作用，不填为1")
    asked_of = [
        field for field in there.source.fieldset.fields if field.key != link.key and _offered(field) and field.choices
    ] + [field for field in there.source.fieldset.fields if field.kind == "yesno" and _offered(field)]
    fields = [
        next(condition_fields(field, f"w.{field.key}", ([], {})))
        for field in dict.fromkeys(asked_of)
        if field.kind not in DATES
    ]
    groups = [FormGroup((ways, least))]
    if fields:
        groups.append(FormGroup(tuple(fields[:_MOST_ASKED]), f"其中“{there.source.name}”符合"))
    return tuple(groups)


def _linked(asked: Asked, pick: str) -> tuple[Facts, Field]:
    for there, link in linking(asked.facts):
        if pick == f"having:{there.source.key}.{link.key}":
            return there, link
    raise JingweiError("没有这样的关联，请重新选择条件。", code="filter.link")


# Back to the list


def _narrowed(asked: Asked, pick: str, posted: Any) -> Asked:
    """The question with what the form said. Raises JingweiError."""
    if pick == "point":
        given = MultiValueDict({name: [posted.get(name, "")] for name in ("on", "known_at", "sort")})
        read = read_asked(asked.facts, given)
        return replace(asked, facts=read.facts, order=read.order)
    if pick.startswith("having:"):
        where = joined(asked.where, _having(asked, pick, posted))
    else:
        given = MultiValueDict()
        way = posted.get("f.way", "")
        for name in posted:
            head, dash, word = name.partition("-")
            if head == "f" and (dash or name == "f"):
                lines = [line.strip() for value in posted.getlist(name) for line in value.splitlines()]
                suffix = f"-{word}" if dash else way if way == "-not" else ""
                given.setlist(f"f.{pick}{suffix}", [line for line in lines if line])
        given = MultiValueDict({name: given.getlist(name) for name in given if given.getlist(name)})
        where = joined(asked.without(pick).where, read_conditions(asked.facts, given))
    met(asked.facts, where)
    return asked.narrowed(where)


def _having(asked: Asked, pick: str, posted: Any) -> dict[str, Any]:
    there, link = _linked(asked, pick)
    way = posted.get("way", "")
    if way not in _WAYS:
        raise JingweiError("请选“有”还是“没有”。", code="filter.way")
    given = MultiValueDict(
        {f"f.{name[2:]}": [one for one in posted.getlist(name) if one] for name in posted if name.startswith("w.")}
    )
    where = read_conditions(there, MultiValueDict({name: given.getlist(name) for name in given if given.getlist(name)}))
    one: dict[str, Any] = {"rows": f"{there.source.key}.{link.key}"}
    if where:
        one["where"] = where
    least = posted.get("at_least", "").strip()
    if least and way == "having":
        if not (least.isascii() and least.isdigit() and 1 <= int(least[:6]) < 10**6):
            raise JingweiError(f"“至少几条”填的是“{least[:12]}”，应为正整数。", code="filter.number")
        if int(least) > 1:
            one["at_least"] = int(least)
    if way == "having_only" and not where:
        raise JingweiError("选“全部符合”时，请在下面勾选要符合的条件。", code="filter.way")
    return {way: one}
