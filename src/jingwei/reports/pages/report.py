"""A report as prose whose figures open, and the files it leaves as."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from jingwei.core.audit import audit
from jingwei.core.errors import Missing
from jingwei.core.periods import Period
from jingwei.core.scope import current_scope
from jingwei.core.ui.parts import Column, Link, Row, Table
from jingwei.core.ui.prose import ORIGIN_WORDS, Figure, Paragraph, count_origins
from jingwei.reports.models import Figure as FigureRow
from jingwei.reports.models import Report
from jingwei.reports.origins import SOURCE_KINDS, origin_of
from jingwei.reports.policy import policy
from jingwei.reports.stored import blocks_of, load, sources_of
from jingwei.reports.writing.beside import write_beside
from jingwei.reports.writing.composed import Block
from jingwei.reports.writing.docx_file import write_docx

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_STYLES = {
    "title": "title",
    "heading1": "h1",
    "heading2": "h2",
    "heading3": "h3",
    "heading4": "h3",
    "signer": "sign",
    "date": "sign",
}
_COLUMNS = (
    Column("报告中写作"),
    Column("指标", "long"),
    Column("统计期", "code"),
    Column("来源", "code"),
    Column("依据", "long"),
)
_STAGES = ("预计数", "快报数")


def find_report(report_id: UUID) -> Report:
    """The report. Raises Missing, Refused."""
    policy.may(current_scope().actor, "see")
    found = Report.objects.filter(pk=report_id).first()
    if found is None:
        raise Missing("没有这份报告。")
    return found


def page(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """The prose; each figure is a chip that opens its card."""
    report = find_report(report_id)
    rows = FigureRow.objects.filter(report=report).order_by("number")
    told = rows.values_list("number", "printed", "card__source_kind", "card__value", "card__note", *SOURCE_KINDS)
    chips = {
        number: Figure(
            printed,
            reverse("reports:figure", args=[report.pk, number]),
            origin_of(kind, printed, sources),
            key=str(number),
            doubt=note if value is not None and note not in _STAGES else "",
        )
        for number, printed, kind, value, note, *sources in told
    }
    paragraphs = tuple(_paragraph(block, at, chips) for at, block in enumerate(blocks_of(report.blocks)))
    context = {
        "title": report.title,
        "subtitle": f"{Period.parse(report.period).name} · {report.made_by} "
        f"{timezone.localtime(report.made_at):%Y-%m-%d %H:%M} 起草 · "
        f"取数时间 {timezone.localtime(report.known_at):%Y-%m-%d %H:%M}",
        "crumbs": (Link("报告", reverse("reports:index")),),
        "actions": (
            Link("下载 Word", reverse("reports:word", args=[report.pk]), icon="file-download", look="primary"),
            Link("数据清单", reverse("reports:figures", args=[report.pk]), icon="list-check"),
            Link("机读清单", reverse("reports:beside", args=[report.pk]), icon="download", hint="供其他系统读取"),
        ),
        "paragraphs": paragraphs,
        "origins": count_origins(paragraphs),
        "outline": tuple(
            Link("".join(piece if isinstance(piece, str) else piece.text for piece in one.pieces), f"#p-{one.key}")
            for one in paragraphs
            if one.style in ("h1", "h2")
        ),
        "editable": False,
    }
    return render(request, "desk/report.html", context)


def word(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """The Word file; its figures link to their cards here."""
    report = find_report(report_id)
    here = request.build_absolute_uri(reverse("reports:report", args=[report.pk]))
    data = write_docx(load(report), figures_url=f"{here}figures")
    audit("exported", f"报告“{report.title}”", detail={"report": str(report.pk), "shape": "docx"})
    return _attached(data, _WORD, f"{report.title}.docx")


def beside(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """The list of figures as JSON: indicator, definition, period, value, rows or their digest."""
    report = find_report(report_id)
    audit("exported", f"报告“{report.title}”", detail={"report": str(report.pk), "shape": "json"})
    return _attached(write_beside(load(report)).encode(), "application/json; charset=utf-8", f"{report.title}.json")


def figures(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """The list of figures on A4: what each is, where it comes from and on what it rests."""
    report = find_report(report_id)
    rows = FigureRow.objects.filter(report=report).order_by("number").values_list("printed", "card")
    audit("printed", f"报告“{report.title}”数据清单", detail={"report": str(report.pk)})
    context = {
        "title": f"{report.title}数据清单",
        "made_at": timezone.localtime(report.known_at),
        "made_by": report.made_by,
        "table": Table(_COLUMNS, tuple(_figure_row(printed, card) for printed, card in rows), numbered_from=1),
        "notes": "系统取数由台账记录数出，报表来源按所列文件登记，逐个数据可在系统的报告页点开核对。",
    }
    return render(request, "desk/print.html", context)


def _figure_row(printed: str, card: dict[str, Any]) -> Row:
    sources = sources_of(card)
    origin = origin_of(card["source_kind"], printed, [source.kind for source in sources])
    if not sources:
        return Row((printed, card["indicator"], None, ORIGIN_WORDS[origin], card["note"] or None))
    first = sources[0]
    counted = "台账记录" if first.hidden else f"{first.row_count}条记录"
    rests = f"{counted}，截至{first.as_of}" if first.as_of else f"{first.supplier}{first.paper}"
    return Row((printed, first.name, first.period.name, ORIGIN_WORDS[origin], None if origin == "missing" else rests))


def _paragraph(block: Block, at: int, chips: dict[int, Figure]) -> Paragraph:
    pieces = tuple(run.text if run.figure is None else chips[run.figure] for run in block.runs)
    return Paragraph(pieces, _STYLES.get(block.kind, "body"), key=str(at))  # type: ignore[arg-type]


def _attached(data: bytes, media_type: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    return HttpResponse(data, content_type=media_type, headers=headers)
