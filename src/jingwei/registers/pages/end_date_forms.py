"""The forms of 保存期限: each performs its action and goes back to the ledger's page."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from jingwei.core.errors import Missing
from jingwei.core.models import DataKey
from jingwei.core.scope import current_scope
from jingwei.core.ui.parts import Link
from jingwei.people.action_form import action_page
from jingwei.registers.actions import AskErasure, DropErasure, Erase, SealKey, SetEndDate, UnsealKey
from jingwei.registers.actions.data_key import DataKeyAction
from jingwei.registers.models import Register
from jingwei.registers.pages.end_dates import find_register
from jingwei.registers.policy import policy


def set_end_date(request: HttpRequest, register_id: UUID) -> HttpResponse:
    """改保存期限."""
    policy.may(current_scope().actor, "keep_keys")
    register = find_register(register_id)
    assert register.keep_until is not None
    here = reverse("registers:terms", args=[register.pk])

    def done(_: object) -> HttpResponse:
        messages.success(request, "保存期限已改。")
        return redirect(here)

    return action_page(
        request,
        SetEndDate(),
        done,
        title=f"改保存期限 · {register.name}",
        cancel_url=here,
        targets=[register],
        initial={
            "keep_until": register.keep_until.isoformat(),
            "known": "as_it_was",
            "archive_years": register.archive_years,
            "archive_rule": register.archive_rule,
        },
        crumbs=_crumbs(register),
    )


def _on_key(action: DataKeyAction, done_text: str) -> Callable[[HttpRequest, UUID], HttpResponse]:
    """The page of a verb on one key."""

    def page(request: HttpRequest, key_id: UUID) -> HttpResponse:
        action.check_actor(current_scope().actor)
        key = DataKey.objects.filter(pk=key_id).first()
        register = Register.objects.filter(key=key.ledger).first() if key else None
        if key is None or register is None:
            raise Missing("没有这一批个人信息。")
        here = reverse("registers:terms", args=[register.pk])

        def done(_: object) -> HttpResponse:
            messages.success(request, done_text)
            return redirect(here)

        intro = action.help
        if key.asked_at is not None:
            intro += f"申请人：{key.asked_label}；申请原因：{key.asked_reason}。"
        return action_page(
            request,
            action,
            done,
            title=f"{action.label} · {register.name}",
            subtitle=f"第{key.number}批，保存至{key.end_on}",
            cancel_url=here,
            targets=[key],
            crumbs=_crumbs(register),
            intro=intro,
        )

    page.__doc__ = f"{action.label}."
    return page


def _crumbs(register: Register) -> tuple[Link, ...]:
    return (
        Link("个人信息保存期限", reverse("registers:end_dates")),
        Link(register.name, reverse("registers:terms", args=[register.pk])),
    )


seal_key = _on_key(SealKey(), "已封存。")
unseal_key = _on_key(UnsealKey(), "已启封。")
ask_erasure = _on_key(AskErasure(), "已提交删除申请，请另一人确认。")
drop_erasure = _on_key(DropErasure(), "已撤下删除申请，个人信息照旧保存。")
erase = _on_key(Erase(), "已删除，不能恢复。记录和统计数保留。")
