"""The rows behind a counted value, as they were counted; the reader opens those within the own border."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from jingwei.core.audit import audit
from jingwei.core.errors import JingweiError
from jingwei.core.scope import current_scope
from jingwei.core.secrets import tell_closed
from jingwei.core.ui.paging import asked_page
from jingwei.core.ui.parts import Column, Empty, Link, Pager, Row, Table
from jingwei.indicators.definitions import Defined, definition
from jingwei.indicators.pages.asked import address, ask_of, day_of, moment_of, place_of
from jingwei.indicators.pages.shown import moment
from jingwei.indicators.policy import policy
from jingwei.indicators.presenting import is_hidden
from jingwei.indicators.rows import Behind, Rows, count_of, difference, rows_of
from jingwei.indicators.scan import as_of_day
from jingwei.places.offices import street_name
from jingwei.registers.models import Register
from jingwei.registers.pages.listing import list_fields
from jingwei.registers.pages.shown import cell_of, column_of
from jingwei.registers.selection import Selection

_PAGE = 50


def rows_page(request: HttpRequest, key: str) -> HttpResponse:
    """One page of 50 rows, with how many were counted, how many the reader sees, and what changed since."""
    policy.may(current_scope().actor, "see")
    given = request.GET
    found = _definition(key, given.get("version", ""))
    place = place_of(request)
    ask = ask_of(request, key, place)
    as_of = day_of(given["as_of"]) if given.get("as_of") else as_of_day(ask, found.counting)
    known_at = moment_of(given["known_at"]) if given.get("known_at") else None
    rows = rows_of(ask, found.row.version, as_of, known_at)
    visible = rows.count()
    untold = is_hidden(ask, known_at)
    change = difference(ask, found.row.version, as_of, known_at) if known_at and not untold else None
    total = None if untold else change.then if change else count_of(ask, found.row.version, as_of, None)
    behind = Behind(rows, total, visible)
    page = asked_page(given)
    register = rows.register
    table = _ledger_table(rows, register, page, as_of) if register else _titles_table(rows, page)
    audit("opened", f"指标“{found.row.name}”的明细", detail={"key": key, "period": str(ask.period), "visible": visible})
    here = reverse("indicators:rows", args=[key])
    kept = {name: given[name] for name in given if name != "page"}
    where = place.name if place else street_name(current_scope().subdistrict)
    known = f"按 {moment(known_at)} 所知" if known_at else "按现在所知"
    return render(
        request,
        "desk/list.html",
        {
            "title": f"{found.row.name}：明细",
            "subtitle": f"{where} · {ask.period.name} · 截至 {as_of} · {known} · {behind.said}"
            + (f" · {change.said}" if change and change.said else ""),
            "crumbs": (
                Link("指标", address(reverse("indicators:index"), period=str(ask.period))),
                Link(
                    found.row.name,
                    address(
                        reverse("indicators:definition", args=[key]),
                        period=str(ask.period),
                        place=place.code if place else "",
                    ),
                ),
            ),
            "table": table,
            "pager": Pager.of(visible, page, _PAGE, lambda n: address(here, **{**kept, "page": str(n)})),
            **_search(register),
            "empty": Empty("没有您可见的行" if total or untold else "没有计入的行", behind.said + "。"),
        },
    )


def _search(register: Register | None) -> dict[str, str]:
    if register is None:
        return {}
    return {"search_url": reverse("registers:list", args=[register.key]), "search_hint": f"到“{register.name}”中查找"}


def _ledger_table(rows: Rows, register: Register, page: int, as_of: date) -> Table:
    fields = list_fields(Selection(register))
    ordered = rows.versions().select_related("place").order_by("sort", "id")
    shown = list(ordered[(page - 1) * _PAGE : page * _PAGE])
    tell_closed([version.data for version in shown])
    return Table(
        (*(column_of(field) for field in fields), Column("网格")),
        tuple(
            Row(
                (*(cell_of(f, v.data.get(f.key), v.entry_id) for f in fields), v.place.name if v.place else None),
                url=address(reverse("registers:entry", args=[v.entry_id]), on=as_of.isoformat()),
            )
            for v in shown
        ),
        numbered_from=(page - 1) * _PAGE + 1,
    )


def _titles_table(rows: Rows, page: int) -> Table:
    shown = rows.titles((page - 1) * _PAGE, _PAGE)
    return Table(
        (Column("名称"), Column("所属区划")),
        tuple(Row((one.title, one.place or None)) for one in shown),
        numbered_from=(page - 1) * _PAGE + 1,
    )


def _definition(key: str, version: str) -> Defined:
    if version and not (version.isascii() and version.isdigit() and len(version) < 6):
        raise JingweiError(f"版本“{version[:10]}”写法不对，应为数字。", code="version.wrong")
    return definition(key, int(version) if version else None)
