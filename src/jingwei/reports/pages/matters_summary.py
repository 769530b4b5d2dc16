"""The weekly or monthly analysis of matters as a Word file: the words and tables of its page."""

from collections.abc import Sequence
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from jingwei.core.audit import audit
from jingwei.core.scope import current_scope
from jingwei.matters.analysis import Analysis, analyse, in_time, most, paragraphs, tables
from jingwei.matters.duty.settings import work_settings
from jingwei.matters.kinds import kinds
from jingwei.matters.pages.summary import asked_period
from jingwei.matters.summing import Sums
from jingwei.places.offices import office_name, street_name
from jingwei.reports.writing.docx_tables import Part, Tabled, write_paper

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_HEADS = ("收到", "上期", "增减", "办结", "按期办结率", "在办", "超期")


def word(request: HttpRequest) -> HttpResponse:
    """The file of a week or month, by `period`; logged."""
    told = analyse(asked_period(request.GET.get("period", "")), work_settings().silent_days)
    code = current_scope().subdistrict
    title = f"{street_name(code)}{told.period.name}事件情况分析"
    data = write_paper(title, office_name(code), timezone.localdate(), parts_of(told))
    audit("exported", title, detail={"shape": "docx", "period": str(told.period)})
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(f'{title}.docx')}"}
    return HttpResponse(data, content_type=_WORD, headers=headers)


def parts_of(told: Analysis) -> list[Part]:
    """The paragraphs of the analysis, each table after the words that speak of it."""
    by = [Part(f"按{head}", table=_table(head, lines)) for head, lines in tables(told) if lines]
    first, *rest = [Part(heading, text) for heading, text in paragraphs(told)]
    return [first, *by, Part("收到最多的类别、社区和部门", table=_crossed(told)), *rest]


def _table(head: str, lines: Sequence[tuple[str, Sums]]) -> Tabled:
    rows = [(name, *_cells(one)) for name, one in lines]
    return Tabled((head, *_HEADS), rows)


def _crossed(told: Analysis) -> Tabled:
    rows = []
    for one in most(told):
        kind, place, lead = one.key
        name = f"{kinds()[kind].name}，{told.place_name(place)}，{told.lead_name(lead)}"
        rows.append((name, *_cells(one)))
    return Tabled(("类别，社区，主办部门", *_HEADS), rows)


def _cells(one: Sums) -> tuple[str, ...]:
    share = in_time(one).split("（")[0]
    return (
        str(one.received), str(one.before), f"{one.rise:+d}" if one.rise else "0", str(one.closed), share,
        str(one.open), str(one.overdue),
    )  # fmt: skip
