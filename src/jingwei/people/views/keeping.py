"""What the system and the security administrator keep: departments, staff, posts, appointments."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from jingwei.core.actions import Done
from jingwei.core.errors import Missing
from jingwei.core.ui.parts import Badge, Column, Facet, Link, Option, Pager, Row, Table
from jingwei.people.action_form import action_page, chosen_names
from jingwei.people.actions.add_department import AddDepartment
from jingwei.people.actions.add_post import AddPost
from jingwei.people.actions.add_staff import AddStaff
from jingwei.people.actions.appoint import Appoint
from jingwei.people.actions.change_staff import ChangeStaff, LeaveOffice
from jingwei.people.actions.end_appointment import EndAppointment
from jingwei.people.models import Appointment, Department, Post, Staff
from jingwei.people.pages import PAGE, address, chosen_links, page_number
from jingwei.people.policy import people_policy
from jingwei.people.query import in_force
from jingwei.people.roles import ROLES, label_of
from jingwei.people.seating import SeatedRequest
from jingwei.people.views.staff_record import find_person
from jingwei.places.models import Place


def add_department(request: SeatedRequest) -> HttpResponse:
    """Enter a department."""
    people_policy.may(request.seat.scope.actor, "keep_lists")

    def done(outcome: Done) -> HttpResponse:
        return redirect("people:department", pk=outcome.result["ids"][0])

    return action_page(request, AddDepartment(), done, title="新增部门", cancel_url="/departments/")


def add_staff(request: SeatedRequest) -> HttpResponse:
    """Enter a member of staff."""
    people_policy.may(request.seat.scope.actor, "keep_lists")

    def done(outcome: Done) -> HttpResponse:
        return redirect("people:staff_record", pk=outcome.result["ids"][0])

    return action_page(
        request, AddStaff(), done, title="新增人员", cancel_url="/staff/", options={"department": _departments()}
    )


def change_staff(request: SeatedRequest, pk: UUID) -> HttpResponse:
    """Correct what the list says of a member of staff."""
    people_policy.may(request.seat.scope.actor, "keep_lists")
    person = find_person(pk)
    initial = {column: getattr(person, column) for column in ("number", "name", "phone", "position", "category")}
    return action_page(
        request,
        ChangeStaff(),
        lambda _: redirect("people:staff_record", pk=pk),
        title=f"修改：{person.name}",
        cancel_url=f"/staff/{pk}/",
        targets=[person],
        initial={**initial, "department": str(person.department_id or "")},
        options={"department": _departments()},
    )


def leave_office(request: SeatedRequest, pk: UUID) -> HttpResponse:
    """A member of staff leaves."""
    people_policy.may(request.seat.scope.actor, "keep_lists")
    person = find_person(pk)

    def done(outcome: Done) -> HttpResponse:
        messages.success(request, f"已办理离岗，结束任职{outcome.result['ended']}项，账号已停用。")
        return redirect("people:staff_record", pk=pk)

    return action_page(
        request,
        LeaveOffice(),
        done,
        title=f"办理离岗：{person.name}",
        cancel_url=f"/staff/{pk}/",
        targets=[person],
        initial={"left_on": timezone.localdate().isoformat()},
    )


def posts(request: SeatedRequest) -> HttpResponse:
    """The posts and who holds them. GET: `q`, `role`, `vacant`, `page`."""
    today = timezone.localdate()
    rows = Post.objects.select_related("place", "department").order_by("name", "key")
    search, role, vacant = (request.GET.get(name, "").strip() for name in ("q", "role", "vacant"))
    if search:
        held = in_force(Appointment.objects.filter(staff__name__contains=search), today)
        rows = rows.filter(Q(name__contains=search) | Q(key__startswith=search) | Q(pk__in=held.values("post")))
    if role:
        rows = rows.filter(role=role)
    if vacant:
        rows = rows.exclude(pk__in=in_force(Appointment.objects.filter(rank="A"), today).values("post"))
    total, page = rows.count(), page_number(request)
    shown = list(rows[(page - 1) * PAGE : page * PAGE])
    holders: dict[UUID, list[str]] = {one.pk: [] for one in shown}
    now = in_force(Appointment.objects.filter(post__in=shown), today).select_related("staff").order_by("rank", "pk")
    for one in now:
        holders[one.post_id].append(f"{one.staff.name}（{one.rank}岗）" if one.rank != "A" else one.staff.name)
    columns = (Column("岗位"), Column("代号", "code"), Column("角色"), Column("服务范围"), Column("现任"))
    lines = tuple(
        Row((p.name, p.key, label_of(p.role), _where(p), "、".join(holders[p.pk]) or Badge("空缺", "warn")))
        for p in shown
    )
    options = tuple(
        Option(one.label, None, address(request, role=None if role == one.key else one.key), role == one.key)
        for one in ROLES.values()
    )
    words = {"role": label_of(role) if role else "", "vacant": "只看空缺" if vacant else ""}
    may = people_policy.allows(request.seat.scope.actor, "keep_lists")
    context = {
        "title": "岗位",
        "tabs": (
            Link("全部", address(request, vacant=None), here=not vacant),
            Link("空缺", address(request, vacant=1), here=bool(vacant)),
        ),
        "actions": (Link("新增岗位", "/posts/new/", icon="plus", look="primary"),) if may else (),
        "table": Table(columns, lines, numbered_from=(page - 1) * PAGE + 1),
        "pager": Pager.of(total, page, PAGE, lambda number: address(request, page=number)),
        "facets": (Facet("角色", options, clear_url=address(request, role=None) if role else ""),),
        "chosen": chosen_links(request, words),
        "clear_url": request.path,
        "search": search,
        "search_hint": "岗位名称、代号、现任姓名",
        "hidden": tuple((name, value) for name, value in (("role", role), ("vacant", vacant)) if value),
    }
    return render(request, "desk/list.html", context)


def _where(post: Post) -> str | None:
    return post.place.name if post.place else post.department.name if post.department else None


def add_post(request: SeatedRequest) -> HttpResponse:
    """Set up a post."""
    people_policy.may(request.seat.scope.actor, "keep_lists")

    def done(_: Done) -> HttpResponse:
        messages.success(request, "岗位已设置，请由安全管理员任命。")
        return redirect("people:posts")

    return action_page(
        request,
        AddPost(),
        done,
        title="新增岗位",
        cancel_url="/posts/",
        options={"department": _departments()},
        search_urls={"place": "/places/options/"},
        chosen=chosen_names(request, place=Place),
    )


def appoint(request: SeatedRequest) -> HttpResponse:
    """Give a post to somebody. GET: `staff` as who is meant."""
    people_policy.may(request.seat.scope.actor, "appoint")
    wanted = request.GET.get("staff", "")
    person = find_person(UUID(wanted)) if len(wanted) == 36 else None

    def done(_: Done) -> HttpResponse:
        messages.success(request, "已任命。")
        named = request.POST.get("staff", "")
        return redirect("people:staff_record", pk=named)

    chosen = chosen_names(request, staff=Staff, post=Post)
    if person is not None:
        chosen.setdefault("staff", person.name)
    today = timezone.localdate().isoformat()
    return action_page(
        request,
        Appoint(),
        done,
        title="任命",
        cancel_url=f"/staff/{person.pk}/" if person else "/staff/",
        initial={"staff": str(person.pk) if person else "", "rank": "A", "valid_from": today},
        search_urls={"staff": "/staff/options/", "post": "/posts/options/"},
        chosen=chosen,
    )


def end_appointment(request: SeatedRequest, pk: UUID) -> HttpResponse:
    """Let an appointment end."""
    people_policy.may(request.seat.scope.actor, "appoint")
    one = Appointment.objects.select_related("staff", "post").filter(pk=pk).first()
    if one is None:
        raise Missing("没有找到这项任职。")
    return action_page(
        request,
        EndAppointment(),
        lambda _: redirect("people:staff_record", pk=one.staff_id),
        title=f"解除任职：{one.staff.name}，{one.post.name}",
        cancel_url=f"/staff/{one.staff_id}/",
        targets=[one],
        initial={"valid_to": timezone.localdate().isoformat()},
        intro="离任日期当日起不再任职。名下有未办事项的，请改办岗位交接。",
    )


def _departments() -> list[tuple[str, str]]:
    return [(str(key), name) for key, name in Department.objects.order_by("order", "name").values_list("pk", "name")]
