"""履职事项清单: the version that holds, and loading another one."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from jingwei.core.scope import current_scope
from jingwei.core.ui.parts import Badge, Column, Empty, Link, Row, Table, Tone
from jingwei.matters.actions.import_duties import ImportDuties
from jingwei.matters.catalogue import category_name
from jingwei.matters.duties import DutyItem, in_force
from jingwei.matters.policy import policy
from jingwei.people.seating import SeatedRequest
from jingwei.people.views.imports import import_page

_TITLE = "履职事项清单"
_TONES: dict[str, Tone] = {DutyItem.Kind.BASIC: "good", DutyItem.Kind.ASSIST: "info", DutyItem.Kind.TAKEN_BACK: "warn"}
_EMPTY = Empty("还没有导入清单", "导入以后，分类不在清单内、或已由上级收回的事件会提示退单，理由也写好。")


def duties(request: SeatedRequest) -> HttpResponse:
    """The items in force."""
    actor = current_scope().actor
    policy.may(actor, "see")
    items = in_force()
    rows = tuple(
        Row(
            (
                one.number,
                one.name,
                Badge(one.get_kind_display(), _TONES[one.kind]),
                one.lead or None,
                "、".join(category_name(begin) for begin in one.classes) or None,
            )
        )
        for one in items
    )
    may = policy.allows(actor, "import")
    context = {
        "title": _TITLE,
        "subtitle": f"{items[0].since}起执行，共{len(items)}项" if items else "",
        "crumbs": (Link("事件", reverse("matters:list")),),
        "actions": (Link("导入", reverse("matters:import_duties"), icon="upload", look="primary"),) if may else (),
        "table": Table(
            (Column("序号", "code"), Column("事项名称", "long"), Column("类型", "badge"), Column("牵头部门"),
             Column("对应分类", "long")), rows,
        ),
        "empty": None if rows else _EMPTY,
    }  # fmt: skip
    return render(request, "desk/list.html", context)


def import_duties(request: SeatedRequest) -> HttpResponse:
    """A sheet of the list."""
    return import_page(
        request,
        ImportDuties(),
        title="导入履职事项清单",
        into=_TITLE,
        back=reverse("matters:duties"),
        intro="上传本街道的履职事项清单，至少要有序号、事项名称和类型（基本履职、配合履职、上级收回）；“分类编码”写明哪些分类归这一项。"
        "新一版写新的启用日期，到那天自动启用，旧版保留。",
    )
