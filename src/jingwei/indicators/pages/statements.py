"""The list of statements from outside, and of those behind one reported value."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from jingwei.core.facts.asked import Asked, read_asked
from jingwei.core.facts.facts import facts_of
from jingwei.core.facts.listing import fact_list
from jingwei.core.facts.point import Point
from jingwei.core.facts.source import Source
from jingwei.core.ui.parts import Link
from jingwei.indicators.definitions import Defined, load_definitions
from jingwei.indicators.facts import statements_source
from jingwei.indicators.models import Reported
from jingwei.indicators.pages.asked import moment_of, period_of
from jingwei.indicators.reported import known_rows, months_of, spellings


def statements(request: HttpRequest) -> HttpResponse:
    """All statements as known now or at a moment, filtered like any list."""
    asked = read_asked(facts_of(_source()), request.GET)
    return fact_list(
        request, asked, {"crumbs": (Link("指标", reverse("indicators:index")),), "title": "外部数据（逐条）"}
    )


def statements_asked(request: HttpRequest, found: Defined) -> Asked:
    """The question for the statements behind a reported value: its period however written, and the months within
    where the statistic is told by months."""
    period, known = period_of(request), request.GET.get("known_at", "")
    spans = [period, *(months_of(period) if found.counting.flow in ("monthly", "stock") else ())]
    point = Point(None, moment_of(known) if known else None)
    there = known_rows(point.known_at).filter(
        indicator=found.counting.source, period__in=[code for span in spans for code in spellings(span)]
    )
    codes = sorted(set(there.values_list("period", flat=True)))
    facts = facts_of(_source(), point)
    wanted = codes[0] if len(codes) == 1 else codes or str(period)
    return Asked(facts, {"indicator": found.counting.source, "period": wanted})


def _source() -> Source:
    defined = load_definitions()
    names = {key: one.row.name for key, one in defined.items()}
    series = {one.counting.source: one.row.name for one in defined.values() if one.kind == "reported"}
    names |= series
    known = set(Reported.objects.values_list("indicator", flat=True).distinct())
    return statements_source({key: names.get(key, key) for key in sorted(known | set(series))})
