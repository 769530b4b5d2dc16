"""Signing in, out, and changing the user at a shared counter."""

import os
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from jingwei.core.errors import Missing
from jingwei.core.marks import public
from jingwei.core.ui.parts import Link
from jingwei.people import quick_change
from jingwei.people.models import Account
from jingwei.people.seats import seat_of
from jingwei.people.signing_in import SignInFailed, enter, sign_in, sign_out
from jingwei.places.models import Subdistrict

_WHY = {"idle": "30分钟没有操作，已自动退出，请重新登录。", "left": "您的账号没有对应的在岗人员，请联系系统管理员。"}
_HINT = "忘记密码请找本单位系统管理员重置。"


@public
@never_cache
@sensitive_post_parameters("password")
def login(request: HttpRequest) -> HttpResponse:
    """The sign-in page. GET: `next`, `why`, `change` (although somebody is signed in).

    POST: `username`, `password`, `next`; in the demo `as` (a marked account) instead of a password.
    """
    problem = _WHY.get(request.GET.get("why", ""), "")
    onward = _onward(request)
    if request.method == "POST":
        try:
            demo = request.POST.get("as", "")
            account = _as_demo(request, demo) if demo else _with_password(request)
        except SignInFailed as error:
            problem = error.message
        else:
            answer = redirect(onward)
            seat = seat_of(account.pk)
            quick_change.remember(request, answer, account, seat.name if seat else account.username)
            return answer
    elif request.user.is_authenticated and not request.GET.get("change"):
        return redirect(onward)
    context = {
        "office": _office(),
        "problem": problem,
        "username": request.POST.get("username", "").strip(),
        "next": request.POST.get("next") or request.GET.get("next", ""),
        "password_hint": _HINT,
        "accounts": tuple(Link(account.demo, account.username) for account in _demo_accounts()),
        "others": quick_change.known_here(request),
    }
    return render(request, "desk/login.html", context, status=401 if problem and request.method == "POST" else 200)


@public
@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    """Sign out; with `forget` this browser forgets the person too."""
    answer = redirect(settings.LOGOUT_REDIRECT_URL)
    if request.POST.get("forget") and isinstance(request.user, Account):
        quick_change.forget(request, answer, request.user.pk)
    sign_out(request)
    return answer


@public
@never_cache
@sensitive_post_parameters("code")
def switch(request: HttpRequest, account: UUID) -> HttpResponse:
    """Change to somebody who signed in on this browser today, by the short code."""
    known = next((one for one in quick_change.known_here(request) if one.account == account), None)
    if known is None:
        return redirect(f"{settings.LOGIN_URL}?change=1")
    problem = ""
    if request.method == "POST":
        try:
            quick_change.change_to(request, account, request.POST.get("code", "").strip())
        except (SignInFailed, Missing) as error:
            problem = error.message
        else:
            return redirect(_onward(request))
    context = {"known": known, "problem": problem, "next": request.GET.get("next", ""), "office": _office()}
    return render(request, "people/switch.html", context, status=401 if problem else 200)


def demo_mode() -> bool:
    """Whether this process serves the demo, where one signs in by a click."""
    return bool(getattr(settings, "DEMO", os.environ.get("JINGWEI_DEMO") == "1"))


def _with_password(request: HttpRequest) -> Account:
    return sign_in(request, request.POST.get("username", ""), request.POST.get("password", ""))


def _as_demo(request: HttpRequest, username: str) -> Account:
    account = next((one for one in _demo_accounts() if one.username == username), None)
    seat = seat_of(account.pk) if account else None
    fictional = seat is not None and Subdistrict.objects.filter(code=seat.subdistrict, fictional=True).exists()
    if account is None or not fictional:
        raise SignInFailed("这里不是演示环境，请用用户名和密码登录。")
    enter(request, account, "demo")
    return account


def _demo_accounts() -> list[Account]:
    return list(Account.objects.exclude(demo="").order_by("pk")) if demo_mode() else []


def _office() -> str:
    """The name of the office, where the database holds just one."""
    names = list(Subdistrict.objects.values_list("office", flat=True)[:2])
    return names[0] if len(names) == 1 else ""


def _onward(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else settings.LOGIN_REDIRECT_URL
