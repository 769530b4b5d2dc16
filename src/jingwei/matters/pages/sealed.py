"""A sealed file on the page of its matter: reading it for a reason, asking for it to be opened, approving that."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from jingwei.core.actions import Done
from jingwei.core.errors import Missing
from jingwei.core.scope import current_scope
from jingwei.core.ui.blocks import Item, Section
from jingwei.core.ui.parts import Badge, Column, Link, Row, Table
from jingwei.matters.actions import ApproveUnsealing, AskUnsealing, ReadSealed
from jingwei.matters.kinds import kinds
from jingwei.matters.models import Matter, Note, Unsealing
from jingwei.matters.notes.sorts import sorts
from jingwei.matters.pages.notes import said_of
from jingwei.matters.policy import policy
from jingwei.matters.query import find_matter
from jingwei.people.action_form import action_page
from jingwei.people.seating import SeatedRequest

_SEALED = (
    "办结后案卷已封存：内容、诉求人和材料只有主办岗位和主要领导写明原因后可以查阅，每次查阅留痕。"
    "件数按类型和地域照常统计。"
)


def sealed_section(one: Matter) -> list[Section]:
    """Whether the file is sealed, what may be done about it, and who asked for it to be opened. One query."""
    if kinds()[one.kind].rules.kept_years is None or one.stage != "closed":
        return []
    actor = current_scope().actor
    asked = list(Unsealing.objects.filter(matter=one).order_by("-asked_at"))
    links: tuple[Link, ...] = ()
    if one.sealed_file and policy.allows(actor, "open_file", one):
        links = (Link("查阅封存案卷", reverse("matters:read_sealed", args=[one.pk]), icon="eye"),)
        if all(each.decided_at for each in asked):
            links = (*links, Link("申请启封", reverse("matters:ask_unsealing", args=[one.pk]), icon="lock-open"))
    may = policy.allows(actor, "unseal", one)
    rows = tuple(
        Row(
            (
                timezone.localtime(each.asked_at), each.asked_label, each.reason,
                f"{each.decided_label}，启封至{each.open_until}" if each.decided_at else Badge("待批准", "warn"),
                Link("批准启封", reverse("matters:approve_unsealing", args=[each.pk]))
                if may and each.decided_at is None and each.asked_by != actor.id
                else None,
            )
        )
        for each in asked
    )  # fmt: skip
    columns = (Column("申请时间", "date"), Column("申请人"), Column("原因", "long"), Column("批准"), Column("办理"))
    text = _SEALED if one.sealed_file else "案卷现已启封，到期后自动重新封存。" if rows else "案卷将在当天夜里封存。"
    return [Section("案卷", text=text, table=Table(columns, rows) if rows else None, links=links)]


def read_sealed(request: SeatedRequest, pk: UUID) -> HttpResponse:
    """The texts of a sealed file, shown once for a reason."""
    one = find_matter(pk)
    policy.may(current_scope().actor, "open_file", one)

    def done(outcome: Done) -> HttpResponse:
        return _shown(request, one, outcome.result["files"][str(one.pk)])

    intro = "写明查阅原因，如“履行纠纷后续调解”“答复法院调取”。查阅人、时间和原因记入审计日志；内容只显示这一次。"
    return _form(request, ReadSealed(), one, done, intro)


def ask_unsealing(request: SeatedRequest, pk: UUID) -> HttpResponse:
    """Ask for a sealed file to be opened."""
    one = find_matter(pk)
    policy.may(current_scope().actor, "open_file", one)

    def done(outcome: Done) -> HttpResponse:
        messages.success(request, "已提交，等街道领导批准。")
        return redirect("matters:matter", pk=one.pk)

    return _form(request, AskUnsealing(), one, done)


def approve_unsealing(request: SeatedRequest, pk: UUID) -> HttpResponse:
    """Approve that a file is opened, for some days."""
    found = Unsealing.objects.select_related("matter").filter(pk=pk).first()
    if found is None:
        raise Missing("没有找到这份启封申请，或不在您的管辖范围内。")
    policy.may(current_scope().actor, "unseal", found.matter)

    def done(outcome: Done) -> HttpResponse:
        messages.success(request, "已批准，案卷到期自动重新封存。")
        return redirect("matters:matter", pk=found.matter_id)

    return action_page(
        request,
        ApproveUnsealing(),
        done,
        title=f"批准启封：{found.matter.number}",
        cancel_url=reverse("matters:matter", args=[found.matter_id]),
        targets=[found],
        intro=f"{found.asked_label}申请：{found.reason}",
    )


def _form(
    request: SeatedRequest, action: ReadSealed | AskUnsealing, one: Matter, done: Any, intro: str = ""
) -> HttpResponse:  # fmt: skip
    return action_page(
        request,
        action,
        done,
        title=f"{action.label}：{one.number}",
        cancel_url=reverse("matters:matter", args=[one.pk]),
        targets=[one],
        intro=intro or action.help,
    )


def _shown(request: SeatedRequest, one: Matter, file: Mapping[str, Any]) -> HttpResponse:
    notes = Note.objects.filter(pk__in=file["notes"]).order_by("at", "id")
    rows = tuple(
        Row(
            (
                timezone.localtime(note.at), sorts()[note.sort].name,
                said_of(sorts()[note.sort].declared, file["notes"][str(note.pk)]) or None, note.by_label,
            )
        )
        for note in notes
    )  # fmt: skip
    columns = (Column("时间", "date"), Column("事项"), Column("内容", "long"), Column("登记人"))
    asked = tuple(Item(f"诉求{at}", text or None, wide=True) for at, text in enumerate(file["requests"].values(), 1))
    main = (Item("地点", file["address"] or None), Item("内容", file["text"] or None, wide=True),
            Item("答复", file["reply"] or None, wide=True))  # fmt: skip
    context = {
        "title": file["title"],
        "number": one.number,
        "crumbs": (Link("事件", reverse("matters:list")), Link(one.number, reverse("matters:matter", args=[one.pk]))),
        "badges": (Badge("封存案卷，本次查阅已留痕", "warn"),),
        "summary": main,
        "sections": (Section("诉求", items=asked), *((Section("记录", table=Table(columns, rows)),) if rows else ())),
    }
    return render(request, "desk/record.html", context)
