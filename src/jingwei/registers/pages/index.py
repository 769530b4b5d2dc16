"""All ledgers of the office: how many rows each holds now."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from jingwei.core.scope import Actor, current_scope
from jingwei.core.ui.parts import Cell, Column, Empty, Link, Row, Table
from jingwei.registers.policy import policy
from jingwei.registers.query import counts_by_register, registers


def index(request: HttpRequest) -> HttpResponse:
    """The list of ledgers with their counts inside the reader's border."""
    actor = current_scope().actor
    policy.may(actor, "see")
    counts = counts_by_register()
    rows = tuple(
        Row(
            (
                Cell(register.name, note=register.purpose),
                counts.get(register.pk, 0),
                register.unit,
                "含个人信息" if register.keep_until else "",
                register.keep_until,
            ),
            url=reverse("registers:list", args=[register.key]),
        )
        for register in registers()
    )
    columns = (Column("台账"), Column("在册", "number"), Column("单位"), Column("个人信息"), Column("保存至", "date"))
    return render(
        request,
        "desk/list.html",
        {
            "title": "台账",
            "subtitle": "一物一记：各项统计都从这里数出来",
            "table": Table(columns, rows),
            "empty": Empty("还没有台账", "由办公室综合岗或统计员建立。"),
            "actions": _actions(actor),
        },
    )


def _actions(actor: Actor) -> tuple[Link, ...]:
    links = [Link("导入记录", reverse("registers:sources"), icon="history")]
    if policy.allows(actor, "make"):
        links.insert(0, Link("新建台账", reverse("registers:new"), icon="plus", look="primary"))
    return tuple(links)
