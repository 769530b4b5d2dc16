"""What an address asks for: indicator, period, place, class; and the periods to choose from."""

from datetime import date, datetime
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone

from jingwei.core.errors import JingweiError
from jingwei.core.periods import Period, PeriodError
from jingwei.core.ui.parts import Option
from jingwei.indicators.cells import Ask
from jingwei.indicators.models import Reported
from jingwei.places.models import Place

_YEARS = 3


def period_of(request: HttpRequest) -> Period:
    """The period of the address, else the latest year that outside values came for. Raises JingweiError."""
    given = request.GET.get("period", "").strip()
    if not given:
        return latest_year()
    try:
        return Period.parse(given)
    except PeriodError as error:
        raise JingweiError(error.message + "。", code=error.code) from error


def latest_year() -> Period:
    """The newest year that has reported values; without any, the present year."""
    newest = Reported.objects.filter(known_to=None).order_by("-period").values_list("period", flat=True).first()
    return Period.months(int(newest[:4])) if newest else Period.around("year", timezone.localdate())


def choosable(chosen: Period) -> list[Period]:
    """The periods offered: years, half-years and the quarters' cumulative spans around the latest."""
    year = max(chosen.end.year, latest_year().end.year)
    out = [Period.months(year), Period.months(year, 1, 6), Period.months(year, 1, 9), Period.months(year, 1, 3)]
    for before in range(year - 1, year - _YEARS, -1):
        out += [Period.months(before), Period.months(before, 1, 6)]
    return out if chosen in out else [chosen, *out]


def period_options(chosen: Period, url: str, **kept: str) -> tuple[Option, ...]:
    """The periods as options of a facet."""
    return tuple(
        Option(period.name, None, address(url, period=str(period), **kept), period == chosen)
        for period in choosable(chosen)
    )


def place_of(request: HttpRequest) -> Place | None:
    """The place of the address by its code, None for the whole subdistrict. Raises JingweiError."""
    code = request.GET.get("place", "").strip()
    if not code:
        return None
    found = Place.objects.filter(code=code).order_by("-scheme__gives_rights", "-valid_from").first()
    if found is None:
        raise JingweiError(f"没有代码为“{code[:30]}”的区划，请从分社区表中选。", code="place.unknown")
    return found


def ask_of(request: HttpRequest, key: str, place: Place | None) -> Ask:
    """The ask of an address."""
    by, part = request.GET.get("by", "")[:60], request.GET.get("part", "")[:120]
    return Ask(key, period_of(request), inside(place), by if part else "", part)


def inside(place: Place | None) -> UUID | None:
    """The key of a place that narrows; the top of the scheme that gives rights is the whole subdistrict."""
    return None if place is None or (place.parent_id is None and place.scheme.gives_rights) else place.pk


def address(url: str, **params: str | None) -> str:
    """`url` with the parameters that say something."""
    said = {name: value for name, value in params.items() if value}
    return f"{url}?{urlencode(said)}" if said else url


def day_of(text: str) -> date:
    """A day of an address. Raises JingweiError."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise JingweiError(f"日期“{text[:20]}”写法不对，应为 2025-12-31 这样的形式。", code="date.wrong") from error


def moment_of(text: str) -> datetime:
    """A moment of an address, with its zone. Raises JingweiError."""
    try:
        found = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError as error:
        raise JingweiError(f"时间“{text[:40]}”写法不对。", code="date.wrong") from error
    return found if found.tzinfo else timezone.make_aware(found)
