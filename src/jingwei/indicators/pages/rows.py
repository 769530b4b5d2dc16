"""The rows behind a counted value, as they were counted: the list of their source, with the definition's conditions."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from jingwei.core.audit import audit
from jingwei.core.errors import JingweiError
from jingwei.core.facts.asked import Asked
from jingwei.core.facts.listing import list_context, shown_of
from jingwei.core.scope import current_scope
from jingwei.core.ui.parts import Empty, Link
from jingwei.indicators.cells import Ask
from jingwei.indicators.definitions import Defined, definition, version_for, versions_of
from jingwei.indicators.pages.asked import address, ask_of, day_of, moment_of, place_of
from jingwei.indicators.pages.shown import moment
from jingwei.indicators.pages.statements import statements_asked
from jingwei.indicators.policy import policy
from jingwei.indicators.presenting import is_hidden
from jingwei.indicators.rows import Behind, as_locked, count_of, difference, rows_of
from jingwei.indicators.scan import as_of_day
from jingwei.places.models import Place
from jingwei.places.offices import street_name
from jingwei.registers.pages.listing import list_context as ledger_context
from jingwei.registers.selection import Selection


def rows_page(request: HttpRequest, key: str) -> HttpResponse:
    """One page of 50 rows, with how many were counted, how many the reader sees, and what changed since."""
    policy.may(current_scope().actor, "see")
    given = request.GET
    place = place_of(request)
    ask = ask_of(request, key, place)
    found = _definition(ask, given.get("version", ""))
    if found.kind == "reported":
        return _statements(request, found, place)
    as_of = day_of(given["as_of"]) if given.get("as_of") else as_of_day(ask, found.counting)
    known_at = moment_of(given["known_at"]) if given.get("known_at") else None
    version = found.row.version
    rows = as_locked(rows_of(ask, version, as_of, known_at), ask, version, known_at)
    visible = rows.count()
    untold = is_hidden(ask, known_at)
    change = difference(ask, version, as_of, known_at) if known_at and not untold else None
    total = None if untold else change.then if change else count_of(ask, version, as_of, None)
    behind = Behind(rows, total, visible)
    audit("opened", f"指标“{found.row.name}”的明细", detail={"key": key, "period": str(ask.period), "visible": visible})
    known = f"按 {moment(known_at)} 所知" if known_at else "按现在所知"
    fixed = " · 锁定时计入的行" if rows.asked.instead is not None else ""
    subtitle = f"{_where(place)} · {ask.period.name} · 截至 {as_of} · {known}{fixed} · {behind.said}" + (
        f" · {change.said}" if change and change.said else ""
    )
    own = {
        "empty": Empty("没有您可见的行" if total or untold else "没有计入的行", behind.said + "。"),
        "search_hint": f"到“{rows.asked.facts.source.name}”中查找",
        "clear_url": "",
        "tabs": (),
        "save_view_url": "",
    }
    if found.counting.over:
        own |= {"facets": (), "chosen": (), "actions": (), "print_url": "", "search_hint": "", "copy_text": ""}
    return _page(request, rows.asked, found, place, {"subtitle": subtitle, **own})


def _page(
    request: HttpRequest, asked: Asked, found: Defined, place: Place | None, more: dict[str, Any]
) -> HttpResponse:
    here, period = reverse("indicators:rows", args=[found.row.key]), request.GET.get("period", "")
    kept = {name: request.GET[name] for name in request.GET if name not in ("page", "after", "before")}

    def turn(**to: Any) -> str:
        return address(here, **kept, **{name: str(value) for name, value in to.items()})

    context = (
        ledger_context(request, _selection(asked), turn=turn)
        if asked.facts.source.bordered
        else list_context(request, asked, turn=turn)
    )
    opened = context["search_url"] + asked.params()
    crumbs = (
        Link("指标", address(reverse("indicators:index"), period=period)),
        Link(
            found.row.name,
            address(
                reverse("indicators:definition", args=[found.row.key]), period=period, place=place.code if place else ""
            ),
        ),
    )
    actions = (Link(f"到“{asked.facts.source.name}”中打开", opened, icon="list"),)
    return render(
        request,
        "desk/list.html",
        {**context, "title": f"{found.row.name}：明细", "crumbs": crumbs, "actions": actions, **more},
    )


def _selection(asked: Asked) -> Selection:
    return Selection(
        asked.facts, asked.where, place=asked.place, order=asked.order, instead=asked.instead, counted=asked.counted
    )


def _statements(request: HttpRequest, found: Defined, place: Place | None) -> HttpResponse:
    """The statements behind a reported value: every one of its period and of the months within."""
    asked = statements_asked(request, found)
    shown_of(asked).see(current_scope().actor)
    subtitle = f"{_where(place)} · {request.GET.get('period', '')} · 报来的数，逐条"
    empty = Empty("没有报来的数", "这一时期的数据还没有报来，或在所问的时刻还没有登记。")
    own = {"subtitle": subtitle, "clear_url": "", "search_hint": "", "empty": empty, "tabs": ()}
    return _page(request, asked, found, place, own)


def _where(place: Place | None) -> str:
    return place.name if place else street_name(current_scope().subdistrict)


def _definition(ask: Ask, version: str) -> Defined:
    if version and not (version.isascii() and version.isdigit() and len(version) < 6):
        raise JingweiError(f"版本“{version[:10]}”写法不对，应为数字。", code="version.wrong")
    return definition(ask.key, int(version)) if version else version_for(versions_of(ask.key), ask.period)
