"""One indicator over its periods: counted anew for each, or every value that came from outside."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from jingwei.core.scope import current_scope
from jingwei.core.ui.blocks import Section
from jingwei.core.ui.parts import Column, Row, Table
from jingwei.indicators.cells import Ask, Cell
from jingwei.indicators.definitions import Defined, definition
from jingwei.indicators.growth import growth_of, with_bases
from jingwei.indicators.pages.asked import address, choosable, inside, latest_year, place_of
from jingwei.indicators.pages.shown import value_text
from jingwei.indicators.pages.story import story_section
from jingwei.indicators.policy import policy
from jingwei.indicators.presenting import present
from jingwei.places.models import Place

_COLUMNS = (
    Column("统计期"), Column("数值", "number"), Column("同比", "number"), Column("计入行数", "number"),
    Column("说明", "long"),
)  # fmt: skip


def series_section(found: Defined, place: str) -> Section:
    """The section of a page: what came from outside is at hand, what is counted is fetched after the page."""
    if found.kind == "reported":
        return story_section(found)
    url = address(reverse("indicators:series", args=[found.row.key]), place=place)
    return Section("各期", loading_url=url, key="series")


def series(request: HttpRequest, key: str) -> HttpResponse:
    """The table of a counted indicator over the periods; each is a day of its own to be counted."""
    policy.may(current_scope().actor, "see")
    found = definition(key)
    place = place_of(request)
    asks = [Ask(key, period, inside(place)) for period in choosable(latest_year())]
    cells = present(with_bases(asks))
    table = Table(_COLUMNS, tuple(_row(ask, cells, place) for ask in asks), unit=found.row.unit)
    return render(request, "indicators/series.html", {"table": table})


def _row(ask: Ask, cells: dict[Ask, Cell], place: Place | None) -> Row:
    cell, grown = cells[ask], growth_of(ask, cells)
    url = address(
        reverse("indicators:definition", args=[ask.key]), period=str(ask.period), place=place.code if place else ""
    )
    why = cell.why or (f"{cell.supplier} {cell.paper}" if cell.supplier else "")
    return Row((ask.period.name, value_text(cell), grown.text if grown else None, cell.rows, why), url=url)
