"""The own password and the own code for the quick change of user."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from jingwei.core.actions import Action, perform
from jingwei.core.errors import Invalid
from jingwei.core.marks import account_page
from jingwei.core.ui.declared_form import form_fields
from jingwei.people import quick_change
from jingwei.people.actions.change_password import ChangePassword, SetQuickCode
from jingwei.people.models import Account
from jingwei.people.seating import SeatedRequest


@account_page
@never_cache
@sensitive_post_parameters()
def password(request: SeatedRequest) -> HttpResponse:
    """Change the own password; asked for before anything else while a first password is in use."""
    problem = _perform(request, ChangePassword())
    if problem is not None or request.method != "POST":
        intro = "这是首次登录或密码刚被重置，请先设置自己的密码。" if request.user.must_change else ""
        return _page(request, ChangePassword(), problem, "修改密码", intro)
    account = Account.objects.get(pk=request.user.pk)
    update_session_auth_hash(request, account)
    messages.success(request, "密码已修改，其他地方的登录已退出。")
    answer = redirect("/")
    quick_change.remember(request, answer, account, request.seat.name)
    return answer


@account_page
@never_cache
@sensitive_post_parameters()
def quick_code(request: SeatedRequest) -> HttpResponse:
    """Set the own quick code."""
    problem = _perform(request, SetQuickCode())
    if problem is not None or request.method != "POST":
        intro = "在共用电脑上，当天用密码登录过的人之间可以凭切换码快速换人。切换码只供本人使用，请勿告诉他人。"
        return _page(request, SetQuickCode(), problem, "快速切换码", intro)
    messages.success(request, "切换码已设置。" if request.POST.get("code") else "切换码已取消。")
    return redirect("people:mine")


def _perform(request: HttpRequest, action: Action) -> Invalid | None:
    """Perform what was posted; gives what is wrong with it. No key: secrets leave no trace in stored outcomes."""
    if request.method != "POST":
        return None
    try:
        perform(action, [{field.key: request.POST.get(field.key, "") for field in action.declared.fields}])
    except Invalid as error:
        return error
    return None


def _page(request: HttpRequest, action: Action, error: Invalid | None, title: str, intro: str) -> HttpResponse:
    # Nothing that was typed comes back: secrets are typed anew.
    fields = form_fields(action.declared, {}, error.problems if error else ())
    context = {"title": title, "fields": fields, "intro": intro, "submit": action.label}
    return render(request, "people/secrets.html", context, status=422 if error else 200)
