"""The tokens of the interface, kept by the system administrator: the list, making one, withdrawing one."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from jingwei.api.actions import MakeToken, WithdrawToken
from jingwei.api.models import ApiToken
from jingwei.api.tokens import new_token
from jingwei.core.actions import Done
from jingwei.core.errors import Missing
from jingwei.core.ui.parts import Badge, Cell, Column, Empty, Link, Pager, Row, Table
from jingwei.people.action_form import action_page
from jingwei.people.models import Appointment
from jingwei.people.pages import PAGE, address, page_number
from jingwei.people.policy import people_policy
from jingwei.people.query import in_force
from jingwei.people.roles import ADMINISTRATORS
from jingwei.people.seating import SeatedRequest
from jingwei.people.views.staff_record import find_person

_CRUMBS = (Link("接口令牌", "/tokens/"),)
_COLUMNS = (
    Column("用途"),
    Column("人员"),
    Column("岗位"),
    Column("每分钟次数", "number"),
    Column("有效期至", "date"),
    Column("最近使用", "date"),
    Column("状态", "badge"),
    Column("办理"),
)


def tokens(request: SeatedRequest) -> HttpResponse:
    """The tokens. GET: `q`, `state`, `page`."""
    people_policy.may(request.seat.scope.actor, "keep_accounts")
    over = request.GET.get("state") == "over"
    holding = Q(withdrawn_at=None, expires_on__gte=timezone.localdate())
    rows = ApiToken.objects.filter(~holding if over else holding).select_related("staff", "post").order_by("-pk")
    search = request.GET.get("q", "").strip()
    if search:
        rows = rows.filter(Q(name__contains=search) | Q(staff__name__contains=search) | Q(staff__number=search))
    total, page = rows.count(), page_number(request)
    shown = rows[(page - 1) * PAGE : page * PAGE]
    context = {
        "title": "接口令牌",
        "subtitle": "其他系统凭令牌调用接口，权限与所属人员的岗位相同",
        "tabs": (
            Link("使用中", address(request, state=None), here=not over),
            Link("已停用、已到期", address(request, state="over"), here=over),
        ),
        "actions": (
            Link("发放令牌", "/tokens/new/", icon="plus", look="primary"),
            Link("接口说明", "/api/v1/docs", icon="file-text"),
        ),
        "table": Table(_COLUMNS, tuple(_line(one) for one in shown)),
        "pager": Pager.of(total, page, PAGE, lambda number: address(request, page=number)),
        "search": search,
        "search_hint": "用途、姓名、工号",
        "hidden": (("state", "over"),) if over else (),
        "empty": None if total or search else _nothing(over=over),
    }
    return render(request, "desk/list.html", context)


def _line(one: ApiToken) -> Row:
    if one.withdrawn_at:
        state, verb = Badge("已停用", "calm", f"{timezone.localdate(one.withdrawn_at)} 停用"), None
    elif one.expires_on < timezone.localdate():
        state, verb = Badge("已到期", "calm"), None
    else:
        state, verb = Badge("使用中", "good"), Link("停用", f"/tokens/{one.pk}/withdraw/")
    person = Cell(one.staff.name, url=f"/staff/{one.staff_id}/", note=one.staff.number)
    post = one.post.name if one.post else "本人全部岗位"
    return Row((one.name, person, post, one.rate, one.expires_on, one.last_used_on or "未使用", state, verb))


def _nothing(*, over: bool) -> Empty:
    if over:
        return Empty("没有停用或到期的令牌")
    return Empty("还没有发放过令牌", "区网格平台等系统要对接时，点“发放令牌”选一位人员。", icon="key")


def choose(request: SeatedRequest) -> HttpResponse:
    """Whose rights the machine gets. GET: `q`, `page`."""
    people_policy.may(request.seat.scope.actor, "keep_accounts")
    held = _working_posts().select_related("staff__department", "post").order_by("staff__sort", "staff__number", "pk")
    search = request.GET.get("q", "").strip()
    if search:
        words = Q(staff__name__contains=search) | Q(staff__number__startswith=search) | Q(post__name__contains=search)
        held = held.filter(words | Q(staff__initials__startswith=search.lower()))
    total, page = held.count(), page_number(request)
    columns = (Column("姓名"), Column("工号", "code"), Column("部门"), Column("岗位"))
    rows = [
        Row(
            (one.staff.name, one.staff.number, one.staff.department and one.staff.department.name, one.post.name),
            url=f"/tokens/new/{one.staff_id}/",
        )
        for one in held[(page - 1) * PAGE : page * PAGE]
    ]
    context = {
        "title": "选择令牌所属人员",
        "subtitle": "列出有账号的业务岗位人员；系统对接可专设一个账号",
        "crumbs": _CRUMBS,
        "table": Table(columns, tuple(rows)),
        "pager": Pager.of(total, page, PAGE, lambda number: address(request, page=number)),
        "search": search,
        "search_hint": "姓名、工号、岗位",
    }
    return render(request, "desk/list.html", context)


def _working_posts() -> QuerySet[Appointment]:
    """Today's appointments of those who may have a token: with an account in use, and no administrators."""
    held = in_force(Appointment.objects.filter(staff__account__is_active=True), timezone.localdate())
    return held.exclude(post__role__in=ADMINISTRATORS)


@never_cache
def make(request: SeatedRequest, pk: UUID) -> HttpResponse:
    """Make a token for this member of staff; it is shown once."""
    people_policy.may(request.seat.scope.actor, "keep_accounts")
    person = find_person(pk)
    token = new_token()

    def done(_: Done) -> HttpResponse:
        context: dict[str, Any] = {"title": "令牌已发放", "crumbs": _CRUMBS, "person": person, "token": token}
        kept = {"name": request.POST.get("name", ""), "expires_on": request.POST.get("expires_on", "")}
        return render(request, "api/token_once.html", context | kept)

    posts = _working_posts().filter(staff=person).values_list("post_id", "post__name")
    return action_page(
        request,
        MakeToken(),
        done,
        title=f"发放接口令牌：{person.name}",
        cancel_url="/tokens/new/",
        targets=[person],
        options={"post": [(str(key), name) for key, name in posts]},
        context={"tokens": [token]},
        crumbs=_CRUMBS,
        submit="发放",
    )


def withdraw(request: SeatedRequest, pk: UUID) -> HttpResponse:
    """Shut a machine out."""
    people_policy.may(request.seat.scope.actor, "keep_accounts")
    one = ApiToken.objects.select_related("staff").filter(pk=pk).first()
    if one is None:
        raise Missing("没有找到这个令牌。")

    def finished(_: Done) -> HttpResponse:
        messages.success(request, f"令牌“{one.name}”已停用，立即生效。")
        return redirect("/tokens/")

    return action_page(
        request,
        WithdrawToken(),
        finished,
        title=f"停用接口令牌：{one.name}",
        cancel_url="/tokens/",
        targets=[one],
        crumbs=_CRUMBS,
        submit="确认停用",
    )
