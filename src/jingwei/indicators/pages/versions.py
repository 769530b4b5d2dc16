"""Two versions of a definition side by side, in words; and taking an indicator out of use."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from jingwei.core.actions import Done
from jingwei.core.errors import Missing
from jingwei.core.facts.facts import all_facts
from jingwei.core.scope import current_scope
from jingwei.core.ui.blocks import Section
from jingwei.core.ui.parts import Badge, Column, Link, Row, Table
from jingwei.indicators.actions import RetireIndicator
from jingwei.indicators.definitions import Defined, definition, load_definitions, versions_of
from jingwei.indicators.dependents import users_of
from jingwei.indicators.pages.asked import address
from jingwei.indicators.policy import policy
from jingwei.indicators.wording import wording
from jingwei.people.action_form import action_page

_WORDS = (
    ("name", "指标名称"), ("unit", "单位"), ("decimals", "小数位"), ("basis", "口径说明"), ("exclusions", "不计入"),
    ("source", "数据来源"), ("owner", "责任部门"), ("valid_from", "启用日期"), ("why", "变更原因"),
)  # fmt: skip


def compare(request: HttpRequest, key: str) -> HttpResponse:
    """`one` and `other` are versions; without them the last two."""
    policy.may(current_scope().actor, "see")
    versions = versions_of(key)
    one = _asked(request, "one", versions, versions[max(0, len(versions) - 2)])
    other = _asked(request, "other", versions, versions[-1])
    name, here = versions[-1].row.name, reverse("indicators:versions", args=[key])
    heads = (
        Column("项目"),
        Column(f"第{one.row.version}版", "long"),
        Column(f"第{other.row.version}版", "long"),
        Column("异同", "badge"),
    )
    listed = tuple(
        Row((f"第{each.row.version}版", each.row.valid_from, each.row.why or None),
            url=address(here, one=str(each.row.version), other=str(versions[-1].row.version)))
        for each in reversed(versions)
    )  # fmt: skip
    only = len(versions) == 1
    context = {
        "title": f"{name}：{'口径' if only else '两版对照'}",
        "crumbs": (Link("指标", reverse("indicators:index")), Link(name, reverse("indicators:definition", args=[key]))),
        "sections": (
            Section("口径", text="只有这一版，没有改过。", table=Table(heads[:2], _only(one)))
            if only
            else Section("对照", table=Table(heads, tuple(_lines(one, other)))),
            Section("各版", text="" if only else "点一版，与现行的对照。",
                    table=Table((Column("版本"), Column("启用日期", "date"), Column("变更原因", "long")), listed)),
        ),
    }  # fmt: skip
    return render(request, "desk/record.html", context)


def _asked(request: HttpRequest, name: str, versions: tuple[Defined, ...], otherwise: Defined) -> Defined:
    said = request.GET.get(name, "")
    if not said:
        return otherwise
    found = next((one for one in versions if str(one.row.version) == said), None)
    if found is None:
        raise Missing(f"没有第{said[:6]}版。")
    return found


def _lines(one: Defined, other: Defined) -> list[Row]:
    facts = all_facts()
    names = {key: each.row.name for key, each in load_definitions().items()}
    told = [("算法", wording(one, facts, names), wording(other, facts, names))]
    told += [(label, getattr(one.row, name), getattr(other.row, name)) for name, label in _WORDS]
    return [
        Row((label, first if first != "" else None, second if second != "" else None,
             Badge("相同", "calm") if first == second else Badge("不同", "warn")))
        for label, first, second in told
    ]  # fmt: skip


def _only(one: Defined) -> tuple[Row, ...]:
    return tuple(Row(line.cells[:2]) for line in _lines(one, one))


def retire(request: HttpRequest, key: str) -> HttpResponse:
    """Take an indicator out of use, with a reason."""
    policy.may(current_scope().actor, "define")
    row = definition(key).row
    record = reverse("indicators:definition", args=[key])
    using = users_of(key)
    told = "、".join(f"{one.what}“{one.name}”" for one in using[:10])

    def done(_: Done) -> HttpResponse:
        messages.success(request, f"已停用“{row.name}”。")
        return redirect("indicators:index")

    return action_page(
        request, RetireIndicator(), done, title=f"停用：{row.name}", cancel_url=record, targets=[row],
        intro=RetireIndicator.help + (f"用到它的：{told}。" if told else ""),
        crumbs=(Link("指标", reverse("indicators:index")), Link(row.name, record)),
    )  # fmt: skip
