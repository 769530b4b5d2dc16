"""Reports that were published: uploaded, shown with their figures marked, each confirmed or set aside."""

import re
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from jingwei.core.actions import perform
from jingwei.core.errors import JingweiError, Missing
from jingwei.core.periods import period_name
from jingwei.core.scope import current_scope
from jingwei.core.ui.forms import FormField, FormGroup
from jingwei.core.ui.parts import Badge, Column, Empty, Link, Row, Table
from jingwei.core.ui.prose import Figure, Origin, Paragraph, count_origins
from jingwei.reports.actions import ReadReport
from jingwei.reports.models import ReadFigure, Reading
from jingwei.reports.policy import policy

_STATES: dict[str, Origin] = {"open": "missing", "confirmed": "reported"}
_HEADING = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[、）)]")


def readings(request: HttpRequest) -> HttpResponse:
    """All reports that were read."""
    actor = current_scope().actor
    policy.may(actor, "see")
    found = Reading.objects.order_by("-at").defer("text")
    found = found.annotate(
        total=Count("figures"),
        confirmed=Count("figures", filter=Q(figures__state="confirmed")),
        open=Count("figures", filter=Q(figures__state="open")),
    )
    rows = tuple(
        Row(
            (one.name, timezone.localtime(one.at), one.by, one.total, one.confirmed, one.open),
            url=reverse("reports:reading", args=[one.pk]),
        )
        for one in found[:200]
    )
    columns = (
        Column("报告"), Column("读取时间", "date"), Column("读取人"), Column("数据", "number"),
        Column("已确认", "number"), Column("待确认", "number"),
    )  # fmt: skip
    context = {
        "title": "已发布的报告",
        "subtitle": "上年总结里的数，确认后作为上年数，第一年就能算同比",
        "crumbs": (Link("报告", reverse("reports:index")),),
        "table": Table(columns, rows),
        "actions": (Link("读取一份报告", reverse("reports:read"), icon="upload", look="primary"),)
        if policy.allows(actor, "confirm")
        else (),
        "empty": Empty("还没有读过报告", "上传去年的工作总结（.docx 或 .txt），系统读出里面的数据。"),
    }
    return render(request, "desk/list.html", context)


def upload(request: HttpRequest) -> HttpResponse:
    """The form that takes the file."""
    policy.may(current_scope().actor, "confirm")
    problems: tuple[str, ...] = ()
    if request.method == "POST":
        given = request.FILES.get("file")
        if given is None:
            problems = ("请选择一份报告（.docx、.txt 或 .html）。",)
        else:
            try:
                done = perform(ReadReport(), context={"data": given.read(), "filename": given.name or "报告"})
            except JingweiError as error:
                if error.status not in (400, 422):
                    raise
                problems = (error.message,)
            else:
                messages.success(request, f"读出 {done.result['figures']} 个数据，请逐个确认需要的。")
                return redirect("reports:reading", done.result["reading"])
    field = FormField(
        "file", "报告文件", "file", required=True, accept=".docx,.txt,.html,.htm", problems=problems,
        help="已经发布的工作总结；旧版 .doc 请先另存为 .docx",
    )  # fmt: skip
    context = {
        "title": "读取已发布的报告",
        "crumbs": (Link("报告", reverse("reports:index")), Link("已发布的报告", reverse("reports:readings"))),
        "intro": ReadReport.help,
        "groups": (FormGroup((field,)),),
        "submit": "读取",
        "cancel_url": reverse("reports:readings"),
    }
    return render(request, "desk/form.html", context, status=422 if problems else 200)


def find_reading(reading_id: UUID) -> Reading:
    """The reading. Raises Missing, Refused."""
    policy.may(current_scope().actor, "see")
    found = Reading.objects.filter(pk=reading_id).first()
    if found is None:
        raise Missing("没有读过这份报告。")
    return found


def page(request: HttpRequest, reading_id: UUID) -> HttpResponse:
    """The text with its figures marked: open ones wait for a decision, those set aside are plain text again."""
    reading = find_reading(reading_id)
    figures = list(ReadFigure.objects.filter(reading=reading).order_by("start", "number"))
    paragraphs = tuple(_paragraphs(reading.text, figures))
    waiting = sum(figure.state == ReadFigure.State.OPEN for figure in figures)
    context: dict[str, Any] = {
        "title": reading.name,
        "subtitle": f"{reading.by} {timezone.localtime(reading.at):%Y-%m-%d %H:%M} 读取 · "
        f"共 {len(figures)} 个数据，待确认 {waiting} 个。点文中的数据，确认为指标或不采用",
        "crumbs": (Link("报告", reverse("reports:index")), Link("已发布的报告", reverse("reports:readings"))),
        "tabs": _tabs(reading, "text"),
        "paragraphs": paragraphs,
        "origins": tuple(one for one in count_origins(paragraphs) if one.origin in _STATES.values()),
        "outline": tuple(
            Link(str(one.pieces[0])[:30], f"#p-{one.key}") for one in paragraphs if one.style == "h1" and one.pieces
        ),
        "editable": False,
    }
    return render(request, "desk/report.html", context)


def table(request: HttpRequest, reading_id: UUID) -> HttpResponse:
    """The same figures as a list, one line each."""
    reading = find_reading(reading_id)
    figures = ReadFigure.objects.filter(reading=reading).order_by("number")
    tones = {
        "open": Badge("待确认", "warn"),
        "confirmed": Badge("已确认", "good"),
        "dismissed": Badge("不采用", "calm"),
    }
    rows = tuple(
        Row(
            (
                f.indicator or f.quote,
                f"{f.value.normalize():f}",
                f.unit,
                period_name(f.period),
                f.quote,
                f.bound_to,
                tones[f.state],
            ),
            url=reverse("reports:read_figure", args=[f.pk]),
        )
        for f in figures
    )
    columns = (
        Column("所指"), Column("数值", "number"), Column("单位"), Column("统计期"), Column("原文", "long"),
        Column("确认为"), Column("状态", "badge"),
    )  # fmt: skip
    context = {
        "title": reading.name,
        "subtitle": f"共 {len(rows)} 个数据",
        "crumbs": (Link("报告", reverse("reports:index")), Link("已发布的报告", reverse("reports:readings"))),
        "tabs": _tabs(reading, "table"),
        "table": Table(columns, rows, numbered_from=1),
    }
    return render(request, "desk/list.html", context)


def _tabs(reading: Reading, here: str) -> tuple[Link, ...]:
    return (
        Link("正文", reverse("reports:reading", args=[reading.pk]), here=here == "text"),
        Link("列表", reverse("reports:reading_table", args=[reading.pk]), here=here == "table"),
    )


def _paragraphs(text: str, figures: Sequence[ReadFigure]) -> Iterator[Paragraph]:
    """The lines of the text with chips where figures stand; offsets count from the start of the text."""
    left = [figure for figure in figures if figure.state in _STATES]
    at = 0
    for number, line in enumerate(text.split("\n")):
        pieces: list[str | Figure] = []
        done = at
        while left and left[0].start < at + len(line):
            figure = left.pop(0)
            if figure.start < done:
                continue  # shares its digits with the one before (a range): opened from the list
            end = min(figure.end, at + len(line))
            pieces += [text[done : figure.start], _chip(text[figure.start : end], figure)]
            done = end
        pieces.append(text[done : at + len(line)])
        shown = tuple(piece for piece in pieces if piece)
        if shown:
            yield Paragraph(shown, "h1" if _is_heading(line) else "title" if number == 0 else "body", key=str(number))
        at += len(line) + 1


def _is_heading(line: str) -> bool:
    stripped = line.strip()
    return len(stripped) < 40 and _HEADING.match(stripped) is not None


def _chip(text: str, figure: ReadFigure) -> Figure:
    return Figure(text, reverse("reports:read_figure", args=[figure.pk]), _STATES[figure.state], key=str(figure.number))
