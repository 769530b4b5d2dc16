"""疑似重复: pairs of rows of one ledger that may be the same object, why, and what was said of them before."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from jingwei.core.actions import perform
from jingwei.core.errors import Invalid, JingweiError
from jingwei.core.facts.showing import chips
from jingwei.core.scope import current_scope
from jingwei.core.secrets import tell_closed
from jingwei.core.ui.forms import FormField, FormGroup
from jingwei.core.ui.paging import asked_page
from jingwei.core.ui.parts import Cell, Column, Empty, Link, Pager, Row, Table
from jingwei.registers.actions.tell_apart import TellAlike, TellApart
from jingwei.registers.alike.candidates import MOST
from jingwei.registers.alike.find import Compared, compared, states_of, suspects
from jingwei.registers.alike.telling import Telling, telling_of
from jingwei.registers.alike.weigh import Suspicion
from jingwei.registers.models import Register, ToldApart, Version
from jingwei.registers.pages.settings import crumbs
from jingwei.registers.policy import policy
from jingwei.registers.query import register_by_key
from jingwei.registers.selection import read_selection

_SIZE = 50
_FEW = 4  # labels named in one cell


def duplicates(request: HttpRequest, key: str) -> HttpResponse:
    """The pairs, likeliest first; the page stands at once, its pairs follow (`?find=1`)."""
    policy.may(current_scope().actor, "tidy")
    register = register_by_key(key)
    selection = read_selection(register, request.GET)
    own = reverse("registers:duplicates", args=[key])
    telling = telling_of(register)
    context: dict[str, Any] = {
        "title": f"疑似重复 · {register.name}",
        "subtitle": _how(register, telling),
        "crumbs": crumbs(register),
        "tabs": _tabs(register, "duplicates"),
        "chosen": chips(selection, own),
        "clear_url": own,
        "empty": _nothing(register, telling),
    }
    if not telling.nothing and "find" not in request.GET:
        return render(request, "desk/list.html", {**context, "loading_url": own + selection.params(find="1")})
    found = suspects(selection, telling)
    page = asked_page(request.GET)
    pager = Pager.of(
        len(found),
        page,
        _SIZE,
        lambda number: own + selection.params(find="1", page=number),
        at_least=len(found) >= MOST,
    )
    shown = found[(pager.page - 1) * _SIZE : pager.page * _SIZE]
    states = states_of([side.entry for one in shown for side in (one.pair.one, one.pair.other)])
    tell_closed([state.data for state in states.values()])
    rows = tuple(row for one in shown if (row := _row(register, one, states)) is not None)
    columns = (
        Column("这一条"),
        Column("那一条"),
        Column("为什么疑似", "long"),
        Column("内容对照", "long"),
        Column("办理"),
    )
    return render(
        request,
        "desk/list.html",
        {
            **context,
            "table": Table(columns, rows, select="pair", numbered_from=pager.first),
            "pager": pager,
            "bulk": (Link("不是重复", reverse("registers:tell_apart", args=[key]), post=True),),
        },
    )


def told_apart(request: HttpRequest, key: str) -> HttpResponse:
    """What was told apart: by whom, when, why."""
    policy.may(current_scope().actor, "tidy")
    register = register_by_key(key)
    told = ToldApart.objects.filter(register=register, withdrawn_at=None).order_by("-at", "pk")
    total = told.count()
    own = reverse("registers:told_apart", args=[key])
    pager = Pager.of(total, asked_page(request.GET), _SIZE, lambda number: f"{own}?page={number}")
    shown = list(told[(pager.page - 1) * _SIZE : pager.page * _SIZE])
    states = states_of([entry for one in shown for entry in (one.one, one.other)])
    rows = tuple(
        Row(
            (
                _side(states.get(one.one)),
                _side(states.get(one.other)),
                one.reason,
                one.actor_label,
                timezone.localtime(one.at),
                Link("重新列入", reverse("registers:tell_alike", args=[one.pk]), icon="arrow-back-up"),
            )
        )
        for one in shown
    )
    columns = (
        Column("这一条"),
        Column("那一条"),
        Column("理由", "long"),
        Column("确认人"),
        Column("时间", "date"),
        Column("办理"),
    )
    context = {
        "title": f"已确认不是重复 · {register.name}",
        "subtitle": "这些记录看起来相像，但已有人核对过，不再列为疑似重复",
        "crumbs": crumbs(register),
        "tabs": _tabs(register, "told_apart"),
        "table": Table(columns, rows, numbered_from=pager.first),
        "pager": pager,
        "empty": Empty("还没有确认过", "在“疑似重复”里核对后点“不是重复”，会记在这里。"),
    }
    return render(request, "desk/list.html", context)


def tell_apart(request: HttpRequest, key: str) -> HttpResponse:
    """`pair` (two keys of entries with a dot between), one or several: the reason is asked, then all are remembered."""
    policy.may(current_scope().actor, "tidy")
    register = register_by_key(key)
    pairs = [_pair(text) for text in (request.POST or request.GET).getlist("pair")]
    back = reverse("registers:duplicates", args=[key])
    if not pairs:
        messages.info(request, "请先选中要确认的记录。")
        return redirect(back)
    reason = request.POST.get("reason", "").strip()
    wrong: tuple[str, ...] = ()
    if reason:
        try:
            rows = [{"other": str(other)} for _, other in pairs]
            done = perform(TellApart(), rows, targets=[one for one, _ in pairs], reason=reason)
        except Invalid as error:
            wrong = tuple(problem.message for problem in error.problems)
        else:
            messages.success(request, f"已确认 {done.result['pairs']} 对不是重复，不再列出。")
            return redirect(back)
    elif "reason" in request.POST:
        wrong = ("请写明为什么不是重复，例如“同一单位的两个门店”。",)
    field = FormField("reason", "理由", "textarea", reason, wrong, required=True, max_length=200, wide=True)
    context = {
        "title": f"不是重复 · {register.name}",
        "crumbs": (*crumbs(register), Link("疑似重复", back)),
        "intro": f"确认这 {len(pairs)} 对记录是不同的对象。谁、什么时候、为什么确认的都记下来，可以撤回。",
        "groups": (FormGroup((field,)),),
        "hidden": tuple(("pair", f"{one}.{other}") for one, other in pairs),
        "submit": "确认不是重复",
        "cancel_url": back,
    }
    return render(request, "desk/form.html", context, status=422 if wrong else 200)


def tell_alike(request: HttpRequest, told_id: UUID) -> HttpResponse:
    """What was said of a pair is taken back, with a reason."""
    policy.may(current_scope().actor, "tidy")
    told = ToldApart.objects.select_related("register").filter(pk=told_id).first()
    if told is None:
        raise JingweiError("没有这条确认记录。", code="missing")
    back = reverse("registers:told_apart", args=[told.register.key])
    reason = request.POST.get("reason", "").strip()
    if request.method == "POST" and reason:
        perform(TellAlike(), targets=[told.pk], reason=reason)
        messages.success(request, "已撤回，这一对会重新列入疑似重复。")
        return redirect(back)
    wrong = ("请写明原因。",) if request.method == "POST" else ()
    field = FormField("reason", "原因", "textarea", problems=wrong, required=True, max_length=200, wide=True)
    context = {
        "title": f"重新列入疑似重复 · {told.register.name}",
        "crumbs": (*crumbs(told.register), Link("已确认不是重复", back)),
        "intro": f"{told.actor_label}确认过这两条不是重复，理由是“{told.reason}”。",
        "groups": (FormGroup((field,)),),
        "submit": "重新列入",
        "cancel_url": back,
    }
    return render(request, "desk/form.html", context, status=422 if wrong else 200)


def _tabs(register: Register, here: str) -> tuple[Link, ...]:
    names = (("duplicates", "疑似重复"), ("told_apart", "已确认不是重复"))
    return tuple(
        Link(label, reverse(f"registers:{name}", args=[register.key]), here=name == here) for name, label in names
    )


def _how(register: Register, telling: Telling) -> str:
    """By what the rows are compared, so that nobody thinks more was looked at than was."""
    compared_by = [field.label for field in (telling.code, telling.identity, telling.name, telling.address) if field]
    return f"只在本台账内按{'、'.join(compared_by)}比对，写法不同的同一内容视为相同；是不是重复由人核对"


def _nothing(register: Register, telling: Telling) -> Empty:
    if telling.moves:
        return Empty("收发台账不核对重复", "同样的收发可以有多笔，请按单据核对。")
    if telling.nothing:
        return Empty("这本台账没有可比对的内容", "编号由系统按内容生成，也没有名称、地址可比对。")
    return Empty("没有发现疑似重复", "在用的记录里，编号、名称、地址没有相同或相近的。", icon="check")


def _row(register: Register, one: Suspicion, states: dict[UUID, Version]) -> Row | None:
    first, second = (states.get(side.entry) for side in (one.pair.one, one.pair.other))
    if first is None or second is None:
        return None
    cells = (_side(first), _side(second), "；".join(one.reasons), _told(compared(register, first, second)))
    key = f"{first.entry_id}.{second.entry_id}"
    check = reverse("registers:compare", args=[register.key, first.entry_id, second.entry_id])
    return Row((*cells, Link("核对", check)), key=key)


def _side(state: Version | None) -> Any:
    if state is None:
        return "（已停用或不在管辖范围）"
    note = "，".join(filter(None, (state.entry.key, state.place.name if state.place else "")))
    return Cell(state.title, url=reverse("registers:entry", args=[state.entry_id]), note=note)


def _told(found: Compared) -> str:
    if not found.differing:
        return f"都填了的 {len(found.same)} 项全部相同" if found.same else "没有都填了的内容"
    names = "、".join(found.differing[:_FEW]) + ("等" if len(found.differing) > _FEW else "")
    return f"{len(found.same)} 项相同，{len(found.differing)} 项不同：{names}"


def _pair(text: str) -> tuple[UUID, UUID]:
    one, _, other = text.partition(".")
    try:
        return UUID(one), UUID(other)
    except ValueError as error:
        raise JingweiError("选中的记录不对，请回到列表重新选。", code="pair.wrong") from error
