"""All ledgers of the office: how many rows each holds now."""

from collections import Counter
from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from jingwei.core.scope import Actor, current_scope
from jingwei.core.ui.parts import Cell, Column, Empty, Facet, Link, Option, Row, Table
from jingwei.people.models import Department
from jingwei.registers.models import Register
from jingwei.registers.policy import policy
from jingwei.registers.query import counts_by_register, registers


def index(request: HttpRequest) -> HttpResponse:
    """The list of ledgers with their counts inside the reader's border."""
    actor = current_scope().actor
    policy.may(actor, "see")
    counts = counts_by_register()
    departments = dict(Department.objects.order_by("order", "key").values_list("key", "name"))
    words, chosen = request.GET.get("q", "").strip()[:80], request.GET.get("department", "")
    found = [one for one in registers() if words in f"{one.name}{one.noun}"]
    rows = tuple(
        Row(
            (
                Cell(register.name, note=register.purpose),
                departments.get(register.department_key),
                counts.get(register.pk, 0),
                register.unit,
                "含个人信息" if register.keep_until else "",
                register.keep_until,
            ),
            url=reverse("registers:list", args=[register.key]),
        )
        for register in found
        if chosen in ("", register.department_key)
    )
    columns = (
        Column("台账"),
        Column("责任部门"),
        Column("在册", "number"),
        Column("单位"),
        Column("个人信息"),
        Column("保存至", "date"),
    )
    return render(
        request,
        "desk/list.html",
        {
            "title": "台账",
            "subtitle": "一物一记：各项统计都从这里数出来",
            "table": Table(columns, rows),
            "facets": _facets(found, departments, words, chosen),
            "search": words,
            "search_hint": "台账名称",
            "search_url": reverse("registers:index"),
            "hidden": (("department", chosen),) if chosen else (),
            "empty": Empty("没有这样的台账", "可以换个词，或去掉部门再找。")
            if words or chosen
            else Empty("还没有台账", "由办公室综合岗或统计员建立。"),
            "actions": _actions(actor),
        },
    )


def _facets(found: Sequence[Register], departments: Mapping[str, str], words: str, chosen: str) -> tuple[Facet, ...]:
    """The departments that keep ledgers, with how many; none where one keeps all."""
    kept = Counter(one.department_key for one in found)

    def to(key: str) -> str:
        return "?" + urlencode({"q": words, "department": "" if key == chosen else key})

    options = tuple(Option(name, kept[key], to(key), key == chosen) for key, name in departments.items() if kept[key])
    if len(options) < 2 and not chosen:
        return ()
    return (Facet("责任部门", options, clear_url=to(chosen) if chosen else ""),)


def _actions(actor: Actor) -> tuple[Link, ...]:
    links = [Link("导入记录", reverse("registers:sources"), icon="history")]
    if policy.allows(actor, "export"):
        links.append(Link("导出全部台账", reverse("registers:take_out"), icon="download"))
    if policy.allows(actor, "tell_own"):
        links.append(Link("本人查询", reverse("registers:tell_own"), icon="users"))
    if policy.allows(actor, "make"):
        links.insert(0, Link("新建台账", reverse("registers:new"), icon="plus", look="primary"))
    return tuple(links)
