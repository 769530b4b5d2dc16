"""What people contribute to the frame of every page: who may take over here, under which post, the own account."""

from django.http import HttpRequest

from jingwei.core.scope import Reader
from jingwei.core.ui.parts import Link
from jingwei.people.policy import people_policy
from jingwei.people.quick_change import others_here
from jingwei.people.seats import Seat


def user_links(request: HttpRequest) -> tuple[Link, ...]:
    """Those who signed in on this browser today, to change to by their code; no query."""
    known = tuple(
        Link(one.name, f"/switch/{one.account}/", icon="users", hint="切换码") for one in others_here(request)
    )
    return (*known, Link("其他人登录", "/login/?change=1", icon="login"))


def account_links(seat: Seat) -> tuple[Link, ...]:
    """Posts to act under, own posts and password, signing out."""
    return (
        *post_links(seat),
        Link("我的岗位与代办", "/mine/", icon="award"),
        Link("修改密码", "/password/", icon="lock"),
        Link("退出", "/logout/", icon="logout", post=True),
    )


def post_links(seat: Seat) -> tuple[Link, ...]:
    """The posts one may change to: nothing where there is only one."""
    if len(seat.posts) < 2:
        return ()
    own = tuple(post for post in seat.posts if not post.lent_by)
    links = [
        Link(f"以“{post.label}”办理", f"/act/{post.id}/", icon="user", post=True)
        for post in seat.posts
        if seat.acting != (post,)
    ]
    if own and seat.acting != own:
        links.insert(0, Link("以本人全部岗位办理", "/act/", icon="user", post=True))
    return tuple(links)


def menu_links(seat: Seat) -> tuple[Link, ...]:
    """The entries of the menu that this seat uses."""
    actor = seat.scope.actor
    lists = [
        Link("部门", "/departments/", icon="building", hint="职责、值班电话、在岗人员"),
        Link("人员名册", "/staff/", icon="users", hint="谁在哪个岗位、工作电话"),
    ]
    if seat.reader is not Reader.ADMIN:
        lists.append(Link("值班表", "/duty/", icon="calendar", hint="谁哪天值班、电话"))
    if people_policy.allows(actor, "keep_lists") or people_policy.allows(actor, "appoint"):
        lists.append(Link("岗位", "/posts/", icon="award", hint="现任和空缺"))
        lists.append(Link("导入记录", "/imports/", icon="history", hint="名册、边界的导入和撤销"))
    if people_policy.allows(actor, "keep_accounts"):
        lists.append(Link("登录账号", "/accounts/", icon="key", hint="开立、停用、重置密码"))
        lists.append(Link("接口令牌", "/tokens/", icon="plug", hint="给对接系统发放和停用"))
    if people_policy.allows(actor, "hand_over"):
        lists.append(Link("岗位交接", "/hand-over/", icon="refresh", hint="换人时移交未办事项"))
    if people_policy.allows(actor, "read_audit"):
        lists.append(Link("审计日志", "/audit/", icon="shield-lock", hint="谁在何时看过、改过什么，核验完整"))
    return tuple(lists)
