"""The accounts, kept by the system administrator."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from jingwei.core.actions import Action, Done
from jingwei.core.ui.parts import Badge, Column, Link, Pager, Row, Table
from jingwei.people.action_form import action_page
from jingwei.people.actions.open_account import OpenAccount
from jingwei.people.actions.reset_password import ResetPassword, SwitchAccount
from jingwei.people.models import Account, Staff
from jingwei.people.pages import PAGE, address, page_number
from jingwei.people.passwords import random_password
from jingwei.people.policy import people_policy
from jingwei.people.seating import SeatedRequest
from jingwei.people.views.staff_record import find_person

_TABS = (("", "使用中"), ("none", "未开立"), ("closed", "已停用"))


def accounts(request: SeatedRequest) -> HttpResponse:
    """Who has an account. GET: `q`, `state`, `page`."""
    people_policy.may(request.seat.scope.actor, "keep_accounts")
    state = request.GET.get("state", "")
    rows = Staff.objects.select_related("account", "department").order_by("sort", "number")
    if state == "none":
        rows = rows.filter(account=None, left_on=None)
    elif state == "closed":
        rows = rows.filter(account__is_active=False)
    else:
        rows = rows.filter(account__is_active=True)
    search = request.GET.get("q", "").strip()
    if search:
        named = Q(name__contains=search) | Q(number__startswith=search) | Q(initials__startswith=search.lower())
        rows = rows.filter(named | Q(account__username__startswith=search))
    total, page = rows.count(), page_number(request)
    columns = (
        Column("姓名"),
        Column("工号", "code"),
        Column("部门"),
        Column("用户名", "code"),
        Column("上次登录", "date"),
        Column("状态", "badge"),
    )
    shown = rows[(page - 1) * PAGE : page * PAGE]
    context = {
        "title": "登录账号",
        "tabs": tuple(Link(label, address(request, state=key or None), here=state == key) for key, label in _TABS),
        "table": Table(columns, tuple(_line(one) for one in shown), numbered_from=(page - 1) * PAGE + 1),
        "pager": Pager.of(total, page, PAGE, lambda number: address(request, page=number)),
        "search": search,
        "search_hint": "姓名、工号、用户名",
        "hidden": (("state", state),) if state else (),
    }
    return render(request, "desk/list.html", context)


def _line(one: Staff) -> Row:
    account, department = one.account, one.department.name if one.department else None
    if account is None:
        return Row((one.name, one.number, department, None, None, Badge("未开立", "calm")), url=f"/staff/{one.pk}/")
    state = Badge("使用中", "good") if account.is_active else Badge("已停用", "calm")
    if account.is_active and account.must_change:
        state = Badge("待改密码", "warn")
    return Row((one.name, one.number, department, account.username, account.last_login, state), url=f"/staff/{one.pk}/")


@never_cache
def open_account(request: SeatedRequest, pk: UUID) -> HttpResponse:
    """Open an account; the first password is shown once."""
    person = find_person(pk)
    return _with_password(request, OpenAccount(), person, f"开立账号：{person.name}")


@never_cache
def reset_password(request: SeatedRequest, pk: UUID) -> HttpResponse:
    """Replace a password; the new one is shown once."""
    person = find_person(pk)
    return _with_password(request, ResetPassword(), person, f"重置密码：{person.name}")


def _with_password(request: SeatedRequest, action: Action, person: Staff, title: str) -> HttpResponse:
    people_policy.may(request.seat.scope.actor, "keep_accounts")
    password = random_password()

    def done(outcome: Done) -> HttpResponse:
        context = {"title": title, "person": person, "username": outcome.result["usernames"][0], "password": password}
        return render(request, "people/first_password.html", context)

    intro = "将生成一个随机密码，只显示这一次；本人首次登录时必须修改。"
    return action_page(
        request,
        action,
        done,
        title=title,
        cancel_url=f"/staff/{person.pk}/",
        targets=[person],
        context={"password": password},
        initial={"username": person.number},
        intro=intro,
    )


def switch_account(request: SeatedRequest, pk: UUID) -> HttpResponse:
    """Close an account, or open it again."""
    people_policy.may(request.seat.scope.actor, "keep_accounts")
    person = find_person(pk)
    active = Account.objects.filter(staff=person, is_active=True).exists()
    verb = "停用" if active else "启用"

    def done(_: Done) -> HttpResponse:
        messages.success(request, f"账号已{verb}。")
        return redirect("people:staff_record", pk=pk)

    return action_page(
        request,
        SwitchAccount(),
        done,
        title=f"{verb}账号：{person.name}",
        cancel_url=f"/staff/{pk}/",
        targets=[person],
        initial={"active": not active},
        submit=f"确认{verb}",
    )
