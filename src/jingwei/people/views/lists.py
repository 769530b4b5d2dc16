"""Departments and staff: who works here, who serves where."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from jingwei.core.errors import Missing
from jingwei.core.facts.asked import Asked, read_asked
from jingwei.core.facts.facts import each, facts_of
from jingwei.core.facts.listing import fact_list, list_context, shown_of
from jingwei.core.facts.table import FactRow
from jingwei.core.fields import Field
from jingwei.core.ui.blocks import Item, Section
from jingwei.core.ui.parts import Badge, Cell, Column, Empty, Facet, Link, Option, Row, Table
from jingwei.people.facts import appointments as sources
from jingwei.people.models import Department, Post, Staff
from jingwei.people.policy import people_policy
from jingwei.people.roles import label_of
from jingwei.people.seating import SeatedRequest
from jingwei.people.staff_list import (
    SERVES,
    AskedStaff,
    Counted,
    count_served,
    find_staff,
    found_staff,
    posts_of,
    read_asked_staff,
    serving_as,
)
from jingwei.places.models import Place


def staff_list(request: SeatedRequest) -> HttpResponse:
    """The list of staff. GET: `department`, `role`, `community`, `left`, and what every list takes."""
    asked = read_asked_staff(request.GET)
    shown = shown_of(asked)
    listed = replace(shown, columns=_COLUMNS, beside=_BESIDE, fill=_fill)
    source = replace(asked.facts.source, find=found_staff, shown=lambda: listed)
    asked = replace(asked, facts=replace(asked.facts, source=source))
    here = shown.url
    if request.GET.get("as") or "pick" in request.GET:
        return fact_list(request, asked)
    context = list_context(request, asked)
    roles, communities = count_served(asked)
    own = (_role_facet(asked, roles, here), _place_facet(asked, communities, here))
    context |= {
        "tabs": (
            Link("在岗", here + replace(asked, left=False).params(), here=not asked.left),
            Link("已离岗", here + replace(asked, left=True).params(), here=asked.left),
        ),
        "actions": (
            *_keeping_links(request),
            Link("岗位任职", reverse("people:appointments"), icon="list"),
            *context["actions"],
        ),
        "facets": tuple(one for one in (*context["facets"][:-2], *own, *context["facets"][-2:]) if one.options),
        "clear_url": "" if asked.plain else here,
    }
    return render(request, "desk/list.html", context)


def appointments(request: SeatedRequest) -> HttpResponse:
    """Who holds which post where, as of a day."""
    asked = read_asked(facts_of(next(iter(sources()))), request.GET)
    return fact_list(request, asked, {"crumbs": (Link("人员名册", reverse("people:staff")),)})


_COLUMNS = ("number", "department", "position", "posts", "phone")
_BESIDE = (
    Field("number", "工号", "text"),
    Field("posts", "岗位", "longtext"),
    Field("phone", "工作电话", "phone"),
)


def _fill(asked: Asked, rows: Sequence[FactRow]) -> None:
    """Number, phone and posts of the people on the page; two queries."""
    keys = [row.entry for row in rows]
    held = posts_of(keys, asked.point.on or timezone.localdate())
    people = Staff.objects.in_bulk(keys)
    for row in rows:
        person = people.get(row.entry)
        posts = "、".join(f"{a.post.name}{'（B岗）' if a.rank == 'B' else ''}" for a in held[row.entry])
        row.data.update({"number": person.number, "phone": person.phone or None} if person else {}, posts=posts or None)


def _keeping_links(request: SeatedRequest) -> tuple[Link, ...]:
    actor = request.seat.scope.actor
    links = []
    if people_policy.allows(actor, "keep_lists"):
        links += [
            Link("新增人员", "/staff/new/", icon="user-plus", look="primary"),
            Link("导入花名册", "/import/staff/", icon="table-import"),
        ]
    if people_policy.allows(actor, "appoint"):
        links.append(Link("任命", "/appoint/", icon="award", look="primary"))
        links.append(Link("导入任职表", "/import/appointments/", icon="table-import"))
    return tuple(links)


def _role_facet(asked: AskedStaff, counts: Sequence[Counted], here: str) -> Facet:
    chosen = {
        str(one["where"]["role"])
        for one in each(asked.where.get("having", ()))
        if one.get("rows") == SERVES and isinstance((one.get("where") or {}).get("role"), str)
    }
    others = {key: wanted for key, wanted in asked.where.items() if key != "having"}
    options = tuple(
        Option(
            one.label,
            one.count,
            here + asked.narrowed(others if one.key in chosen else {**others, **serving_as(one.key)}).params(),
            one.key in chosen,
        )
        for one in counts
    )
    return Facet("角色", options, clear_url=here + asked.narrowed(others).params() if chosen else "")


def _place_facet(asked: AskedStaff, counts: Sequence[Counted], here: str) -> Facet:
    chosen = str(asked.place) if asked.place else ""
    options = tuple(
        Option(one.label, one.count, here + asked.params(place="" if one.key == chosen else one.key), one.key == chosen)
        for one in counts
    )
    return Facet("社区", options, clear_url=here + asked.params(place="") if chosen else "")


def departments(request: SeatedRequest) -> HttpResponse:
    """The departments in the order of the office, with how many work there."""
    today = timezone.localdate()
    here = Q(staff__left_on=None) | Q(staff__left_on__gt=today)
    serving = Count("staff", filter=here & Q(staff__withdrawn_at=None))
    rows = Department.objects.annotate(people=serving).order_by("order", "name")
    search = request.GET.get("q", "").strip()
    if search:
        rows = rows.filter(Q(name__contains=search) | Q(duty__contains=search) | Q(phone__startswith=search))
    listed = list(rows)
    columns = (
        Column("部门"),
        Column("类别"),
        Column("主要职责", "long"),
        Column("值班电话", "code"),
        Column("在岗", "number"),
    )
    lines = tuple(
        Row(
            (_named(one), one.kind, one.duty, one.phone, Cell(one.people, url=f"/staff/?department={one.pk}")),
            url=f"/departments/{one.pk}/",
        )
        for one in listed
    )
    totals = ("合计", None, None, None, sum(one.people for one in listed))
    may = people_policy.allows(request.seat.scope.actor, "keep_lists")
    actions = (
        Link("新增部门", "/departments/new/", icon="plus", look="primary"),
        Link("导入部门", "/import/departments/", icon="table-import"),
    )
    context = {
        "title": "部门",
        "actions": actions if may else (),
        "table": Table(columns, lines, totals=totals if listed else (), numbered_from=1, unit="人"),
        "search": search,
        "search_hint": "部门名称、职责、电话",
    }
    return render(request, "desk/list.html", context)


def _named(one: Department) -> str:
    return f"{one.name}（派驻）" if one.stationed else one.name


def department(request: SeatedRequest, pk: UUID) -> HttpResponse:
    """One department: what it is, its posts and who holds them."""
    one = Department.objects.filter(pk=pk).first()
    if one is None:
        raise Missing("没有找到这个部门。")
    today = timezone.localdate()
    people = list(find_staff(department=str(pk)))
    held = posts_of([person.pk for person in people], today)
    columns = (Column("姓名"), Column("职务"), Column("岗位", "long"), Column("工作电话", "code"))
    rows = tuple(
        Row((p.name, p.position, "、".join(a.post.name for a in held[p.pk]) or None, p.phone), url=f"/staff/{p.pk}/")
        for p in people
    )
    kind = Badge("派驻机构", "info") if one.stationed else None
    context = {
        "title": one.name,
        "crumbs": (Link("部门", "/departments/"),),
        "badges": (kind,) if kind else (),
        "summary": (
            Item("类别", one.kind),
            Item("值班电话", one.phone),
            Item("统一社会信用代码", one.credit_code or None),
            Item("主要职责", one.duty, wide=True),
        ),
        "sections": (
            Section(
                f"在岗人员（{len(rows)}）",
                table=Table(columns, rows, numbered_from=1),
                empty=None if rows else Empty("没有在岗人员"),
            ),
        ),
    }
    return render(request, "desk/record.html", context)


def staff_options(request: HttpRequest) -> HttpResponse:
    """Members of staff for a link field: `?q=`."""
    people = find_staff(request.GET.get("q", "").strip()).select_related("department")[:12]
    options = [
        (str(p.pk), p.name, " ".join(filter(None, (p.number, p.department.name if p.department else "", p.position))))
        for p in people
    ]
    return render(request, "ui/link_options.html", {"options": options})


def post_options(request: HttpRequest) -> HttpResponse:
    """Posts for a link field: `?q=`."""
    rows = Post.objects.select_related("place").order_by("name", "key")
    for word in request.GET.get("q", "").split():
        rows = rows.filter(Q(name__contains=word) | Q(key__startswith=word))
    options = [(str(p.pk), p.name, f"{p.key} {label_of(p.role)}") for p in rows[:12]]
    return render(request, "ui/link_options.html", {"options": options})


def place_options(request: HttpRequest) -> HttpResponse:
    """Places of the scheme that gives rights, for a link field: `?q=`."""
    rows = Place.objects.filter(scheme__gives_rights=True, valid_to__gt=timezone.localdate()).order_by("sort")
    for word in request.GET.get("q", "").split():
        rows = rows.filter(Q(name__contains=word) | Q(code__startswith=word))
    options = [(str(p.pk), p.name, p.code) for p in rows[:12]]
    return render(request, "ui/link_options.html", {"options": options})
