"""One's own posts, which of them one acts under, and posts lent and borrowed."""

from collections.abc import Sequence
from typing import Literal
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from jingwei.core.actions import Done
from jingwei.core.errors import Missing
from jingwei.core.marks import account_page
from jingwei.core.ui.blocks import Item, Section
from jingwei.core.ui.parts import Badge, Column, Empty, Link, Row, Table
from jingwei.people.action_form import action_page, chosen_names
from jingwei.people.actions.delegate import Delegate, WithdrawDelegation
from jingwei.people.models import Appointment, Delegation, Staff
from jingwei.people.policy import people_policy
from jingwei.people.query import delegations_of, in_force
from jingwei.people.roles import ADMINISTRATORS, ROLES, label_of
from jingwei.people.seating import SeatedRequest
from jingwei.people.seats import Seat, act_under
from jingwei.people.shell_links import post_links

ColumnKind = Literal["text", "number", "date", "code", "badge", "long"]


@account_page
def mine(request: SeatedRequest) -> HttpResponse:
    """What I hold, what I lent, what was lent to me."""
    seat = request.seat
    delegations = delegations_of(seat.staff)
    given = [one for one in delegations if one.giver_id == seat.staff]
    taken = [one for one in delegations if one.taker_id == seat.staff]
    lend = Link("委托代办", "/mine/lend/", icon="send", look="primary")
    empty = Empty("没有把岗位委托给别人", "外出、休假前可以把岗位委托给同事，到期自动收回。")
    sections = [
        Section(
            "我的岗位",
            table=_posts(request),
            links=post_links(seat),
            empty=None if seat.posts else Empty("您目前没有岗位", "请联系本单位安全管理员任命。"),
        )
    ]
    # Administrators neither lend nor borrow.
    lends = bool(_own(request))
    if lends or given:
        lent = _lent(given, "代办人", "撤回")
        sections.append(Section("我委托出去的", table=lent, empty=None if given else empty, key="given"))
    if lends or taken:
        none = Empty("没有别人委托给您的岗位", "同事把岗位委托给您之后列在这里，可以切换过去办理。")
        borrowed = _lent(taken, "委托人", "退回")
        sections.append(Section("委托给我的", table=borrowed, empty=None if taken else none, key="taken"))
    account = Section(
        "账号与密码",
        items=(
            Item("用户名", request.user.username),
            Item("快速切换码", "已设置" if request.user.quick_code else "未设置"),
        ),
        links=(
            Link("修改密码", "/password/", icon="lock"),
            Link("设置切换码", "/quick-code/", icon="key"),
            *_tokens(seat),
        ),
    )
    context = {
        "title": "我的岗位与代办",
        "subtitle": f"{seat.name}，当前以“{seat.title or '无岗位'}”办理",
        "actions": (lend,) if lends else (),
        "sections": tuple(sections),
        "side": (account,),
    }
    return render(request, "desk/record.html", context)


def _tokens(seat: Seat) -> tuple[Link, ...]:
    """The way to the tokens of the interface, for whom keeps them."""
    may = people_policy.allows(seat.scope.actor, "keep_accounts")
    return (Link("接口令牌", "/tokens/", icon="plug"),) if may else ()


def _own(request: SeatedRequest) -> list[tuple[str, str]]:
    """The posts one may lend: own ones, none of an administrator."""
    return [(str(p.id), p.name) for p in request.seat.posts if not p.lent_by and p.role not in ADMINISTRATORS]


def _posts(request: SeatedRequest) -> Table:
    columns = (Column("岗位"), Column("角色"), Column("可以做什么", "long"), Column("状态", "badge"))
    seat = request.seat
    rows = []
    for post in seat.posts:
        state = Badge("使用中", "good") if post in seat.acting else Badge("可切换", "calm")
        rows.append(Row((post.label, label_of(post.role), ROLES[post.role].does, state)))
    return Table(columns, tuple(rows))


def _lent(rows: Sequence[Delegation], whom: str, word: str) -> Table:
    labels = ("岗位", whom, "起", "止", "事由", "状态", "办理")
    kinds: tuple[ColumnKind, ...] = ("text", "text", "date", "date", "text", "badge", "text")
    lines = []
    for one in rows:
        other = one.taker if whom == "代办人" else one.giver
        ended = one.withdrawn_at or one.valid_to < timezone.localdate()
        end = None if ended else Link(word, f"/mine/withdraw/{one.pk}/")
        lines.append(Row((one.post.name, other.name, one.valid_from, one.valid_to, one.reason, _state(one), end)))
    return Table(tuple(map(Column, labels, kinds)), tuple(lines))


def _state(one: Delegation) -> Badge:
    today = timezone.localdate()
    if one.withdrawn_at:
        return Badge("已撤回", "calm")
    if one.valid_to < today:
        return Badge("已到期", "calm")
    return Badge("代办中", "good") if one.valid_from <= today else Badge("未开始", "info")


@account_page
@require_POST
def act(request: SeatedRequest, post: UUID | None = None) -> HttpResponse:
    """Act under one of the posts from now on; without a post: under all own ones."""
    if post is not None and str(post) not in {str(one.id) for one in request.seat.posts}:
        raise Missing("您目前没有这个岗位，可能代办已到期或已撤回。")
    request.session["post"] = str(post) if post else ""
    seat = act_under(request.seat, request.session["post"])
    messages.success(request, f"现在以“{seat.title}”办理，记录写为“{seat.label}”。")
    return redirect("/")


def lend(request: SeatedRequest) -> HttpResponse:
    """Lend an own post for some days."""

    def done(_: Done) -> HttpResponse:
        messages.success(request, "已委托。代办人登录后在“我的岗位”里切换使用。")
        return redirect("people:mine")

    held = in_force(Appointment.objects.filter(staff=request.seat.staff), timezone.localdate())
    options = list(held.exclude(post__role__in=ADMINISTRATORS).values_list("post_id", "post__name"))
    only = str(options[0][0]) if len(options) == 1 else ""
    today = timezone.localdate().isoformat()
    return action_page(
        request,
        Delegate(),
        done,
        title="委托代办",
        cancel_url="/mine/",
        initial={"post": only, "valid_from": today, "valid_to": today},
        options={"post": [(str(key), name) for key, name in options]},
        search_urls={"taker": "/staff/options/"},
        chosen=chosen_names(request, taker=Staff),
    )


def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a lent post back, or give it back."""
    one = Delegation.objects.select_related("post", "giver", "taker").filter(pk=pk).first()
    if one is None:
        raise Missing("没有找到这项代办。")

    def done(_: Done) -> HttpResponse:
        messages.success(request, "代办已撤回，立即生效。")
        return redirect("people:mine")

    return action_page(
        request,
        WithdrawDelegation(),
        done,
        title=f"撤回代办：{one.post.name}",
        cancel_url="/mine/",
        targets=[one],
        intro=f"{one.taker.name}代{one.giver.name}，{one.valid_from}至{one.valid_to}。撤回后立即失效，已办的事项不受影响。",
        submit="确认撤回",
    )
