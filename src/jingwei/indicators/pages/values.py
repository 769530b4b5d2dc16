"""What came from outside: every value with its supplier and paper, earlier ones too; entered one by one."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from jingwei.core.actions import perform
from jingwei.core.errors import Invalid
from jingwei.core.fields import Problem
from jingwei.core.ports import Port
from jingwei.core.scope import Actor, current_scope
from jingwei.core.ui.declared_form import form_fields, form_problems, posted_values
from jingwei.core.ui.forms import FormGroup
from jingwei.core.ui.paging import asked_page
from jingwei.core.ui.parts import Empty, Facet, Link, Option, Pager, Table
from jingwei.core.uuid7 import uuid7
from jingwei.indicators.actions.enter_reported import EnterReported
from jingwei.indicators.actions.import_reported import ImportReported
from jingwei.indicators.confirming import confirm_field, doubts_in
from jingwei.indicators.definitions import Defined, load_definitions
from jingwei.indicators.models import Reported
from jingwei.indicators.pages.asked import address
from jingwei.indicators.pages.shown import reported_columns, reported_row
from jingwei.indicators.pages.states import States
from jingwei.indicators.policy import policy
from jingwei.indicators.reported import PERIOD_END

_PAGE = 50
# Functions (actor) → another way in for values from outside; None where the actor may not use it.
values_links: Port[Callable[[Actor], Link | None]] = Port("values_links")


def values(request: HttpRequest) -> HttpResponse:
    """All reported values, the newest period first."""
    actor = current_scope().actor
    policy.may(actor, "see")
    chosen, words = request.GET.get("indicator", "")[:48], request.GET.get("q", "").strip()[:40]
    defined = load_definitions()
    series = {one.counting.source: one for one in defined.values() if one.kind == "reported"}
    # Under their own keys last year's confirmed figures of counted indicators are kept.
    known = {**defined, **series}
    names = {key: one.row.name for key, one in known.items()}
    fitting = [key for key, name in names.items() if words in name] if words else None
    found = Reported.objects.order_by(PERIOD_END.desc(), "period", "indicator", "-known_from")
    if chosen:
        found = found.filter(indicator=chosen)
    if fitting is not None:
        found = found.filter(indicator__in=fitting)
    page = asked_page(request.GET)
    total = found.count()
    here = reverse("indicators:values")
    decimals = {key: one.row.decimals for key, one in known.items()}
    shown = list(found[(page - 1) * _PAGE : page * _PAGE])
    states = States.around(shown)
    rows = tuple(
        reported_row(row, decimals.get(row.indicator, 0), names.get(row.indicator, row.indicator), states.badge(row))
        for row in shown
    )
    actions = []
    if policy.allows(actor, "report"):
        actions = [
            Link("录入", reverse("indicators:enter"), icon="plus", look="primary"),
            Link("导入表格", reverse("indicators:import"), icon="file-import"),
            *(link for make in values_links if (link := make(actor)) is not None),
            Link("导入记录", f"{reverse('imports:list')}?kind={ImportReported.name}", icon="history"),
        ]
    context = {
        "title": "外部数据",
        "subtitle": "外部报来的数照原样保存，不重算；更正后原数仍可查",
        "crumbs": (Link("指标", reverse("indicators:index")),),
        "table": Table(reported_columns(), rows),
        "pager": Pager.of(total, page, _PAGE, lambda n: address(here, indicator=chosen, q=words, page=str(n))),
        "facets": (_facet(series, chosen, here, words),),
        "chosen": (Link(f"指标：{names.get(chosen, chosen)}", address(here, q=words)),) if chosen else (),
        "clear_url": here if chosen or words else "",
        "search": words,
        "search_hint": "指标名称",
        "hidden": (("indicator", chosen),) if chosen else (),
        "actions": tuple(actions),
        "empty": Empty("没有符合条件的数" if chosen or words else "还没有外部数据", "可以逐个录入，或导入月报表格。"),
    }
    return render(request, "desk/list.html", context)


def enter(request: HttpRequest) -> HttpResponse:
    """The form for one value."""
    policy.may(current_scope().actor, "report")
    action = EnterReported()
    problems: list[Problem] = []
    typed: dict[str, Any] = {"indicator": request.GET.get("indicator", ""), "period": request.GET.get("period", "")}
    typed |= {"approx": "exact", "stage": "final"}
    if request.method == "POST":
        typed = posted_values(action.declared, request.POST)
        try:
            done = perform(action, [typed], key=request.POST.get("key") or None)
        except Invalid as error:
            problems = error.problems
        else:
            messages.success(request, "与已有的数相同，未重复登记。" if done.result["same"] else "已登记。")
            return redirect("indicators:values")
    # Of what the records count only a published rank is entered: these stand last.
    named = sorted(load_definitions().values(), key=lambda one: (one.kind != "reported", one.row.name))
    options = {"indicator": [(one.row.key, f"{one.row.name}（{one.row.unit}）") for one in named]}
    fields = {one.key: one for one in form_fields(action.declared, typed, problems, options=options)}
    box = confirm_field(doubts_in(problems), "已核对以上各处，仍按所填登记")
    groups = tuple(FormGroup(tuple(fields[key] for key in keys), label) for label, keys in _GROUPS)
    context = {
        "title": action.label,
        "crumbs": (Link("指标", reverse("indicators:index")), Link("外部数据", reverse("indicators:values"))),
        "intro": action.help,
        "groups": (*groups, *((FormGroup((box,)),) if box else ())),
        "problems": form_problems(action.declared, problems),
        "problems_head": "有几处请核对" if box else "",
        "submit": "登记",
        "key": str(uuid7()),
        "cancel_url": reverse("indicators:values"),
    }
    return render(request, "desk/form.html", context, status=422 if problems else 200)


_GROUPS = (
    ("", ("indicator", "period", "stage", "value", "unit", "approx")),
    ("公布的同比、完成进度和位次", ("growth", "completion", "rank", "rank_group", "rank_size", "ranked", "organiser")),
    ("来源", ("supplier", "paper")),
)


def _facet(series: dict[str, Defined], chosen: str, here: str, words: str) -> Facet:
    options = tuple(
        Option(one.row.name, None, address(here, indicator=key, q=words), key == chosen)
        for key, one in sorted(series.items(), key=lambda item: item[1].row.name)
    )
    return Facet("指标", options, clear_url=address(here, q=words) if chosen else "")
