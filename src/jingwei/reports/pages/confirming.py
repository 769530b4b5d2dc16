"""One figure of a published report: which indicator it is, or that it is not needed."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from jingwei.core.actions import perform
from jingwei.core.errors import Invalid, JingweiError, Missing
from jingwei.core.fields import Problem
from jingwei.core.periods import period_name
from jingwei.core.scope import current_scope
from jingwei.core.ui.blocks import Item
from jingwei.core.ui.forms import FormField
from jingwei.core.ui.parts import Link
from jingwei.indicators.definitions import load_definitions
from jingwei.indicators.likeness import LIKELY, Namesakes
from jingwei.reports.actions import ConfirmFigure, DismissFigure
from jingwei.reports.around import group_before
from jingwei.reports.models import ReadFigure
from jingwei.reports.policy import policy

_APPROX = {"exact": "准确数", "about": "约", "over": "余、多、超", "near": "近", "at_least": "不低于"}
_KINDS = {
    "level": "数值", "growth": "增速", "share": "占比", "completion": "完成进度", "rank": "排名", "target": "目标",
    "component": "其中数",
}  # fmt: skip
# What is published beside a value fits an indicator of every unit.
_PUBLISHED = ("growth", "rank", "completion")
_STATUSES = {"actual": "完成数", "forecast": "预计数", "plan": "计划数"}


def page(request: HttpRequest, figure_id: UUID) -> HttpResponse:
    """What was read, and the form to confirm it; in the side of the text, or as a page of its own."""
    policy.may(current_scope().actor, "see")
    figure = _find(figure_id)
    problems: list[Problem] = []
    said: tuple[str, ...] = ()
    typed = request.POST if request.method == "POST" else None
    if typed is not None:
        try:
            values = {key: typed.get(key, "") for key in ("indicator", "period", "rank_group")}
            perform(ConfirmFigure(), [values], targets=[figure.pk])
        except Invalid as error:
            problems = error.problems
        except JingweiError as error:
            if error.status in (403, 404):
                raise
            said = (error.message,)
        else:
            messages.success(request, f"已确认：“{figure.quote}”，来源记为上年总结。")
            return redirect(_back(figure))
    context = _context(figure, typed or {}, problems, said)
    template = "reports/read_figure_card.html" if request.headers.get("HX-Request") else "reports/read_figure.html"
    return render(request, template, context, status=422 if problems or said else 200)


def dismiss(request: HttpRequest, figure_id: UUID) -> HttpResponse:
    """不采用."""
    policy.may(current_scope().actor, "confirm")
    figure = _find(figure_id)
    if request.method == "POST":
        perform(DismissFigure(), targets=[figure.pk])
        messages.success(request, f"已设为不采用：“{figure.quote}”。")
    return redirect(_back(figure))


def _find(figure_id: UUID) -> ReadFigure:
    found = ReadFigure.objects.select_related("reading").filter(pk=figure_id).first()
    if found is None:
        raise Missing("没有这个数据。")
    return found


def _back(figure: ReadFigure) -> str:
    line = figure.reading.text.count("\n", 0, figure.start)
    return reverse("reports:reading", args=[figure.reading_id]) + f"#p-{line}"


def _context(figure: ReadFigure, typed: Any, problems: list[Problem], said: tuple[str, ...]) -> dict[str, Any]:
    defined = load_definitions()
    likely = Namesakes(defined.values()).of(figure.indicator, figure.unit, growth=figure.kind in _PUBLISHED)
    named = {one.key for one in likely}
    options = [(one.key, f"{one.name}（名称相近）") for one in likely]
    options += [(key, f"{one.row.name}（{one.row.unit}）") for key, one in defined.items() if key not in named]
    best = likely[0].key if likely and likely[0].score >= LIKELY else ""
    by_field: dict[str, list[str]] = {}
    for problem in problems:
        by_field.setdefault(problem.field or "", []).append(problem.message)
    chosen = figure.bound_to or typed.get("indicator", best)
    fields: tuple[FormField, ...] = (
        FormField(
            "indicator", "确认为指标", "choice", chosen, tuple(by_field.get("indicator", ())), required=True,
            choices=tuple(options), help="按名称和单位相近排在前面",
        ),
        FormField(
            "period",
            "统计期",
            value=typed.get("period", period_name(figure.period)),
            problems=tuple(by_field.get("period", ())),
            help="例如2024年、2024年上半年",
        ),
    )  # fmt: skip
    if figure.kind == "rank":
        read = group_before(figure.reading.text, figure.start)
        fields += (
            FormField(
                "rank_group", "排名范围", value=typed.get("rank_group", read),
                problems=tuple(by_field.get("rank_group", ())), help="在哪些单位中排名，例如全区各镇街",
            ),
        )  # fmt: skip
    may = policy.allows(current_scope().actor, "confirm") and figure.state == ReadFigure.State.OPEN
    bound = defined.get(figure.bound_to)
    return {
        "title": figure.indicator or figure.quote,
        "subtitle": figure.reading.name,
        "crumbs": (
            Link("报告", reverse("reports:index")),
            Link("已发布的报告", reverse("reports:readings")),
            Link(figure.reading.name, _back(figure)),
        ),
        "value": f"{figure.value.normalize():f}{figure.unit}",
        "origin": "reported" if figure.state == ReadFigure.State.CONFIRMED else "missing",
        "quote": figure.quote,
        "facts": (
            Item("类别", _KINDS.get(figure.kind, figure.kind)),
            Item("概数", _APPROX.get(figure.approx, figure.approx)),
            Item("性质", _STATUSES.get(figure.status, figure.status)),
            Item("统计期", period_name(figure.period) or None),
            Item("状态", figure.get_state_display()),
            *((Item("确认为", bound.row.name if bound else figure.bound_to),) if figure.bound_to else ()),
        ),
        "fields": fields if may else (),
        "problems": said,
        "post_url": reverse("reports:read_figure", args=[figure.pk]),
        "dismiss": Link("不采用", reverse("reports:dismiss", args=[figure.pk]), post=True) if may else None,
        "back": _back(figure),
    }
