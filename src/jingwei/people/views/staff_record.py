"""The page of a member of staff: what is held, what was held, and what an administrator may do."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from jingwei.core.errors import Missing
from jingwei.core.history import change_lines, labels_of
from jingwei.core.models import Change
from jingwei.core.scope import Reader
from jingwei.core.ui.blocks import Change as Changed
from jingwei.core.ui.blocks import Event, Item, Section
from jingwei.core.ui.parts import Badge, Column, Empty, Link, Row, Table
from jingwei.core.ui.values import as_text
from jingwei.people.models import Account, Appointment, Staff
from jingwei.people.policy import people_policy
from jingwei.people.query import appointments_of, delegations_of
from jingwei.people.roles import label_of
from jingwei.people.seating import SeatedRequest
from jingwei.places.models import FOREVER

_EVENTS = {"I": "录入", "U": "修改"}


def find_person(pk: UUID) -> Staff:
    """The member of staff. Raises Missing."""
    person = Staff.objects.select_related("department").filter(pk=pk).first()
    if person is None:
        raise Missing("没有找到这个人员。")
    return person


def staff_record(request: SeatedRequest, pk: UUID) -> HttpResponse:
    """One member of staff."""
    person = find_person(pk)
    held = appointments_of(pk)
    today = timezone.localdate()
    lent = [one for one in delegations_of(pk) if not one.withdrawn_at and one.valid_to >= today]
    gone = person.left_on is not None and person.left_on <= today
    sections = [
        Section(
            "任职",
            table=_appointments(request, held),
            empty=None if held else Empty("没有任职记录"),
            key="appointments",
        )
    ]
    if lent:
        columns = (Column("岗位"), Column("委托人"), Column("代办人"), Column("起", "date"), Column("止", "date"))
        rows = tuple(Row((d.post.name, d.giver.name, d.taker.name, d.valid_from, d.valid_to)) for d in lent)
        sections.append(Section("代办", table=Table(columns, rows)))
    context = {
        "title": person.name,
        "number": person.number,
        "crumbs": (Link("人员名册", "/staff/"),),
        "badges": (Badge("已离岗", "calm") if gone else Badge("在岗", "good"),),
        "actions": _actions(request, person, gone=gone),
        "summary": (
            Item(
                "部门",
                Link(person.department.name, f"/departments/{person.department_id}/") if person.department else None,
            ),
            Item("职务", person.position),
            Item("人员类别", person.category),
            Item("工作电话", person.phone),
            *((Item("离岗日期", person.left_on),) if person.left_on else ()),
        ),
        "sections": tuple(sections),
        "side": _account(request, person),
        "history": _history(person),
    }
    return render(request, "desk/record.html", context)


def _appointments(request: SeatedRequest, held: Sequence[Appointment]) -> Table:
    today = timezone.localdate()
    may = people_policy.allows(request.seat.scope.actor, "appoint")
    columns = [
        Column("岗位"),
        Column("角色"),
        Column("服务范围"),
        Column("AB岗"),
        Column("起", "date"),
        Column("止", "date"),
        Column("状态", "badge"),
    ]
    rows = []
    for one in held:
        where = one.post.place.name if one.post.place else one.post.department.name if one.post.department else None
        until = one.valid_to if str(one.valid_to) != FOREVER else None
        if one.valid_from > today:
            state = Badge("未开始", "info")
        else:
            state = Badge("在任", "good") if one.valid_to > today else Badge("已离任", "calm")
        cells: list[Any] = [
            one.post.name,
            label_of(one.post.role),
            where,
            f"{one.rank}岗",
            one.valid_from,
            until,
            state,
        ]
        if may:
            cells.append(Link("解除", f"/appointments/{one.pk}/end/") if one.valid_to > today else None)
        rows.append(Row(tuple(cells)))
    return Table((*columns, *((Column("办理"),) if may else ())), tuple(rows))


def _actions(request: SeatedRequest, person: Staff, *, gone: bool) -> tuple[Link, ...]:
    actor = request.seat.scope.actor
    links = []
    if people_policy.allows(actor, "keep_lists") and not gone:
        links += [
            Link("修改", f"/staff/{person.pk}/change/", icon="edit", look="primary"),
            Link("办理离岗", f"/staff/{person.pk}/leave/", icon="logout"),
        ]
    if people_policy.allows(actor, "appoint") and not gone:
        links.append(Link("任命", f"/appoint/?staff={person.pk}", icon="award", look="primary"))
    return tuple(links)


def _account(request: SeatedRequest, person: Staff) -> tuple[Section, ...]:
    if request.seat.reader is not Reader.ADMIN:
        return ()
    may = people_policy.allows(request.seat.scope.actor, "keep_accounts")
    account = Account.objects.filter(pk=person.account_id).first() if person.account_id else None
    base = f"/accounts/{person.pk}"
    if account is None:
        links: tuple[Link, ...] = (Link("开立账号", f"{base}/open/", icon="key"),) if may else ()
        return (Section("登录账号", text="还没有账号。", links=links),)
    state = Badge("使用中", "good") if account.is_active else Badge("已停用", "calm")
    links = (
        Link("重置密码", f"{base}/reset/", icon="refresh"),
        Link("停用" if account.is_active else "启用", f"{base}/switch/", icon="lock"),
    )
    items = (
        Item("用户名", account.username),
        Item("状态", state),
        Item("上次登录", account.last_login),
        Item("须改密码", account.must_change),
    )
    return (Section("登录账号", items=items, links=links if may else ()),)


def _history(person: Staff) -> tuple[Event, ...]:
    labels = labels_of(Staff)
    hidden = {"sort", "initials", "account_id"}
    events = []
    for change in Change.objects.filter(row_id=person.pk, table_name="people_staff").order_by("-id")[:20]:
        lines = [line for line in change_lines(change, labels) if line["label"] not in {labels[h] for h in hidden}]
        changes = (
            tuple(Changed(li["label"], as_text(li["before"]), as_text(li["after"])) for li in lines)
            if change.op == "U"
            else ()
        )
        events.append(
            Event(change.at, change.actor_label, _EVENTS.get(change.op, "变更"), why=change.reason, changes=changes)
        )
    return tuple(events)
