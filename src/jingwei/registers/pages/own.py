"""本人查询: the form, and what was found, shown once and kept nowhere."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from jingwei.core.actions import Done
from jingwei.core.scope import current_scope
from jingwei.core.ui.parts import Cell, Column, Empty, Link, Row, Table
from jingwei.people.action_form import action_page
from jingwei.registers.actions import TellOwn
from jingwei.registers.policy import policy

_COLUMNS = (Column("记录", "long"), Column("台账"), Column("登记的目的", "long"), Column("保存至", "date"))


def tell_own(request: HttpRequest) -> HttpResponse:
    """What the ledgers keep of the person who asks."""
    policy.may(current_scope().actor, "tell_own")
    back = Link("台账", reverse("registers:index"))
    action = TellOwn()

    def done(found: Done) -> HttpResponse:
        result = found.result
        rows = [
            Row((Cell(one["title"], url=one["url"]), one["ledger"], one["purpose"], one["until"]))
            for one in result["rows"]
        ]
        sealed = "、".join(result["sealed"])
        context = {
            "title": "本人查询",
            "subtitle": f"找到 {len(rows)} 条" + (f"；{sealed}已封存，启封后才能查" if sealed else ""),
            "crumbs": (back, Link("本人查询", reverse("registers:tell_own"))),
            "table": Table(_COLUMNS, tuple(rows)),
            "empty": Empty("各台账都没有登记这个人的信息", "没有登记身份证号的台账查不到；请本人说明在哪里办过事。"),
        }
        return render(request, "desk/list.html", context)

    cancel = reverse("registers:index")
    return action_page(request, action, done, title="本人查询", cancel_url=cancel, crumbs=(back,), intro=action.help)
