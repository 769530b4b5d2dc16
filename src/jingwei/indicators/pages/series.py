"""One indicator over its periods: counted anew for each, or every value that came from outside.

Where the definition changed between two periods a line of its own says so, and growth across it is not told.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from jingwei.core.periods import Period
from jingwei.core.scope import current_scope
from jingwei.core.ui.blocks import Section
from jingwei.core.ui.parts import Badge, Column, Link, Row, Table
from jingwei.indicators.breaks import broken, changes
from jingwei.indicators.cells import Ask, Cell
from jingwei.indicators.definitions import Defined, load_versions, versions_of
from jingwei.indicators.growth import break_of, growth_of, with_bases
from jingwei.indicators.pages.asked import address, choosable, inside, latest_year, place_of
from jingwei.indicators.pages.series_files import SHEET, csv_of, sheet_of
from jingwei.indicators.pages.shown import value_text
from jingwei.indicators.pages.story import story_section
from jingwei.indicators.policy import policy
from jingwei.indicators.presenting import present
from jingwei.places.models import Place
from jingwei.places.offices import street_name

_COLUMNS = (
    Column("统计期"), Column("数值", "number"), Column("同比", "number"), Column("计入行数", "number"),
    Column("口径"), Column("说明", "long"),
)  # fmt: skip
RESTATED = "按现口径追溯"
_NOTE = "口径变动前后的数不可比；要比较的，看“按现口径追溯”。"


@dataclass(frozen=True, slots=True)
class Line:
    """One period of a series: its value in words, growth or why there is none, rows, version, remark; `change` says
    what of the definition changed after the period before it."""

    period: Period
    value: str
    growth: str
    rows: int | None
    version: int
    note: str
    change: str = ""


def series_section(found: Defined, place: str, *, restated: bool = False) -> Section:
    """The section of a page: what came from outside is at hand, what is counted is fetched after the page."""
    if found.kind == "reported":
        return story_section(found)
    mark = "1" if restated else ""
    url = address(reverse("indicators:series", args=[found.row.key]), place=place, restated=mark)
    return Section(f"各期（{RESTATED}）" if restated else "各期", loading_url=url, key="series")


def series(request: HttpRequest, key: str) -> HttpResponse:
    """The table of a counted indicator over the periods; `?print=1` is its A4 form, `?as=xlsx` and `?as=csv` files."""
    policy.may(current_scope().actor, "see")
    found, place = versions_of(key)[-1], place_of(request)
    restated = bool(request.GET.get("restated"))
    lines = lines_of(key, place, restated=restated)
    title = f"{found.row.name}：各期" + (f"（{RESTATED}）" if restated else "")
    where = place.name if place else street_name(current_scope().subdistrict)
    wanted = request.GET.get("as", "")
    if wanted in ("xlsx", "csv"):
        made = sheet_of(lines, title, where, found.row.unit) if wanted == "xlsx" else csv_of(lines, found.row.unit)
        kind = SHEET if wanted == "xlsx" else "text/csv; charset=utf-8"
        headers = {"Content-Disposition": f'attachment; filename="{key}.{wanted}"'}
        return HttpResponse(made, content_type=kind, headers=headers)
    here = reverse("indicators:series", args=[key])
    table = _table(lines, key, place, found.row.unit)
    if request.GET.get("print"):
        context = {
            "title": title, "table": table, "made_at": timezone.localtime(), "made_by": current_scope().actor.label,
            "notes": f"{where}。{_NOTE}" if any(one.change for one in lines) else f"{where}。",
        }  # fmt: skip
        return render(request, "desk/print.html", context)
    kept = {"place": place.code if place else "", "restated": "1" if restated else ""}
    links = (
        Link("打印", address(here, **kept, print="1"), icon="printer"),
        Link("Excel", address(here, **{**kept, "as": "xlsx"}), icon="file-export"),
        Link("CSV", address(here, **{**kept, "as": "csv"}), icon="file-export"),
    )
    note = _NOTE if any(one.change for one in lines) else ""
    return render(request, "indicators/series.html", {"table": table, "links": links, "note": note})


def lines_of(key: str, place: Place | None, *, restated: bool = False) -> list[Line]:
    """The periods, the latest end first; one evaluation."""
    periods = sorted(choosable(latest_year()), key=lambda one: (one.end, one.start), reverse=True)
    asks = [Ask(key, period, inside(place)) for period in periods]
    cells = present(with_bases(asks), restated=restated)
    # Of periods that have not begun nothing is said, also not by which version.
    told = [ask for ask in asks if cells[ask].value is not None or cells[ask].rows is not None]
    marks: dict[Ask, str] = {}
    if any(broken(cells[one], cells[other]) for one, other in pairwise(told)):
        versions = load_versions()
        for newer, older in pairwise(told):
            marks[newer] = "；".join(one.said for one in changes(cells[newer], cells[older], versions))
    return [_line(ask, cells, marks.get(ask, "")) for ask in asks]


def _line(ask: Ask, cells: dict[Ask, Cell], change: str) -> Line:
    cell, grown = cells[ask], growth_of(ask, cells)
    growth = grown.text if grown else break_of(ask, cells)
    note = cell.why or (f"{cell.supplier} {cell.paper}" if cell.supplier else "")
    return Line(ask.period, value_text(cell), growth, cell.rows, cell.version, note, change)


def _table(lines: Sequence[Line], key: str, place: Place | None, unit: str) -> Table:
    rows: list[Row] = []
    code = place.code if place else ""
    for one in lines:
        url = address(reverse("indicators:definition", args=[key]), period=str(one.period), place=code)
        cells = (one.period.name, one.value, one.growth or None, one.rows, f"第{one.version}版", one.note)
        rows.append(Row(cells, url=url))
        if one.change:
            mark = ("口径变动", None, None, None, Badge("变动", "warn"), f"{one.change}；以上与以下不可比")
            rows.append(Row(mark, tone="warn"))
    return Table(_COLUMNS, tuple(rows), unit=unit)
