"""Departments and staff: who works here, who serves where."""

from uuid import UUID

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from jingwei.core.errors import Missing
from jingwei.core.ui.blocks import Item, Section
from jingwei.core.ui.parts import Badge, Cell, Column, Empty, Facet, Link, Option, Pager, Row, Table
from jingwei.people.models import Department, Post, Staff
from jingwei.people.pages import PAGE, address, chosen_links, page_number
from jingwei.people.policy import people_policy
from jingwei.people.roles import label_of
from jingwei.people.seating import SeatedRequest
from jingwei.people.staff_list import (
    Counted,
    Wanted,
    count_communities,
    count_departments,
    count_roles,
    find_staff,
    posts_of,
)
from jingwei.places.models import Place


def staff_list(request: SeatedRequest) -> HttpResponse:
    """The list of staff. GET: `q`, `department`, `role`, `community`, `left`, `page`."""
    today = timezone.localdate()
    given = {name: request.GET.get(name, "").strip() for name in ("q", "department", "role", "community", "left")}
    wanted = Wanted(given["q"], given["department"], given["role"], given["community"], given["left"] == "1")
    # An office has some hundred people: their keys are asked for once, everything else starts from them.
    found = list(find_staff(wanted, today).values_list("pk", flat=True))
    counted = {
        "department": count_departments(found),
        "role": count_roles(found, today),
        "community": count_communities(found, today),
    }
    total = len(found)
    page = min(page_number(request), max(1, -(-total // PAGE)))
    shown = found[(page - 1) * PAGE : page * PAGE]
    people = list(Staff.objects.filter(pk__in=shown).select_related("department").order_by("sort", "number"))
    held = posts_of([one.pk for one in people], today)
    columns = (
        Column("姓名"),
        Column("工号", "code"),
        Column("部门"),
        Column("职务"),
        Column("岗位", "long"),
        Column("工作电话", "code"),
    )
    lines = [
        Row(
            (
                one.name,
                one.number,
                one.department.name if one.department else None,
                one.position,
                "、".join(f"{a.post.name}{'（B岗）' if a.rank == 'B' else ''}" for a in held[one.pk]) or None,
                one.phone,
            ),
            url=f"/staff/{one.pk}/",
        )
        for one in people
    ]
    words = {name: next((c.label for c in counts if c.key == given[name]), "") for name, counts in counted.items()}
    context = {
        "title": "人员名册",
        "subtitle": "离岗人员" if wanted.left else "在岗人员",
        "tabs": (
            Link("在岗", address(request, left=None), here=not wanted.left),
            Link("已离岗", address(request, left="1"), here=wanted.left),
        ),
        "actions": _keeping_links(request),
        "table": Table(columns, tuple(lines), numbered_from=(page - 1) * PAGE + 1),
        "pager": Pager.of(total, page, PAGE, lambda number: address(request, page=number)),
        "facets": tuple(
            _facet(request, label, name, counted[name], given[name])
            for label, name in (("部门", "department"), ("角色", "role"), ("社区", "community"))
        ),
        "chosen": chosen_links(request, words),
        "clear_url": request.path,
        "search": given["q"],
        "search_hint": "姓名、拼音首字母、工号、电话、职务",
        "hidden": tuple((name, value) for name, value in given.items() if value and name != "q"),
    }
    return render(request, "desk/list.html", context)


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


def _facet(request: HttpRequest, label: str, name: str, counts: list[Counted], chosen: str) -> Facet:
    options = tuple(
        Option(
            one.label, one.count, address(request, **{name: None if one.key == chosen else one.key}), one.key == chosen
        )
        for one in counts
    )
    return Facet(label, options, clear_url=address(request, **{name: None}) if chosen else "")


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
    people = list(find_staff(Wanted(department=str(pk)), today))
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
        "summary": (Item("类别", one.kind), Item("值班电话", one.phone), Item("主要职责", one.duty, wide=True)),
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
    people = find_staff(Wanted(request.GET.get("q", "").strip()), timezone.localdate()).select_related("department")[
        :12
    ]
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
