"""The list of a source that is no ledger: a page of rows with facets and chips, on paper, as a sheet."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from jingwei.core.audit import audit
from jingwei.core.errors import Refused
from jingwei.core.facts.asked import Asked
from jingwei.core.facts.conditioning import condition_page
from jingwei.core.facts.showing import (
    PAGE,
    cell_of,
    chips,
    column_of,
    facets,
    notes_of,
    nothing_found,
    pager_of,
    sentence,
    turned_to,
)
from jingwei.core.facts.source import Shown
from jingwei.core.facts.table import FactRow, count_rows, page_of_rows, rows_at_most
from jingwei.core.fields import Field, FieldSet
from jingwei.core.ports import list_offers
from jingwei.core.scope import current_scope
from jingwei.core.sheets import write_official
from jingwei.core.ui.paging import asked_page
from jingwei.core.ui.parts import Column, Facet, Link, Row, Table

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PRINT_LIMIT = 2000
# Of longer lists the facets are fetched after the rows.
LATE_FROM = 100_000
_TITLE = "title_"

Turn = Callable[..., str]


def fact_list(
    request: HttpRequest,
    asked: Asked,
    more: Mapping[str, Any] | None = None,
    *,
    turn: Turn | None = None,
    bulk: Sequence[Link] = (),
) -> HttpResponse:
    """The list of a source, or with `as` its paper or its sheet, or with `pick` the form of one more condition.

    `more` is what the page has of its own; `turn` gives the addresses of its pages, if they are not the list's; `bulk`
    is what can be done with chosen rows, posted as "row" beside the question. Raises Refused.
    """
    shown = shown_of(asked)
    shown.see(current_scope().actor)
    shape = request.GET.get("as", "")
    if shape == "paper":
        return _paper(request, asked)
    if shape == "sheet":
        return _sheet(asked)
    if shape == "facets":
        return render(request, "ui/late_facets.html", {"facets": facets(asked, shown.url, shown.url)})
    if "pick" in request.GET:
        return condition_page(request, asked, shown.url)
    return render(request, "desk/list.html", {**list_context(request, asked, turn=turn, bulk=bulk), **(more or {})})


def list_context(
    request: HttpRequest, asked: Asked, *, turn: Turn | None = None, bulk: Sequence[Link] = ()
) -> dict[str, Any]:
    """What the list of a source shows."""
    shown, source, actor = shown_of(asked), asked.facts.source, current_scope().actor
    total = count_rows(asked)
    turned = turned_to(request.GET, asked_page(request.GET), total)
    found = _filled(asked, page_of_rows(asked, turned, PAGE))
    fields = columns_of(asked)
    exports = shown.exports(actor)
    return {
        "title": source.name,
        "subtitle": f"{_when(asked)} {total} {shown.unit}",
        "table": Table(
            _heads(asked, fields),
            tuple(_row(shown, row, fields) for row in found),
            numbered_from=(turned.page - 1) * PAGE + 1,
            select="row" if bulk else "",
        ),
        "bulk": tuple(bulk),
        "pager": pager_of(asked, total, turned, found, turn or (lambda **to: shown.url + asked.params(**to))),
        "facets": (Facet("筛选", (), loading_url=shown.url + asked.params(**{"as": "facets"})),)
        if total > LATE_FROM
        else facets(asked, shown.url, shown.url),
        "chosen": chips(asked, shown.url),
        "clear_url": "" if asked.plain else shown.url,
        "search": asked.words,
        "search_hint": shown.hint if source.find else "",
        "search_url": shown.url,
        "hidden": tuple(pair for pair in asked.pairs() if pair[0] != "q"),
        "actions": tuple(link for offer in list_offers for link in offer(asked)),
        "exports": (Link("报表（打印上报）", shown.url + asked.params(**{"as": "sheet"}), icon="file-text"),)
        if exports
        else (),
        "print_url": shown.url + asked.params(**{"as": "paper"}),
        "copy_text": f"{source.name}{f'（{sentence(asked)}）' if sentence(asked) else ''}："
        f"{_when(asked)}共 {total} {shown.unit}",
        "empty": nothing_found(asked),
    }


def shown_of(asked: Asked) -> Shown:
    """How the rows are listed. Raises Refused for a source that has no list."""
    shown = asked.facts.source.shown
    if shown is None:
        raise Refused(f"“{asked.facts.source.name}”没有可以打开的列表。")
    return shown()


def columns_of(asked: Asked) -> list[Field]:
    """The fields that are columns."""
    shown = shown_of(asked)
    by_key = {**asked.facts.source.fieldset.by_key, **{field.key: field for field in shown.beside}}
    return [by_key[key] for key in shown.columns]


def _filled(asked: Asked, rows: list[FactRow]) -> list[FactRow]:
    fill = shown_of(asked).fill
    if fill is not None:
        fill(asked, rows)
    return rows


def _heads(asked: Asked, fields: list[Field], *, paper: bool = False) -> tuple[Column, ...]:
    shown = shown_of(asked)
    own = tuple(column_of(field) if paper else column_of(field, asked, shown.url) for field in fields)
    return (*((Column(shown.title),) if shown.title else ()), *own, *((Column(shown.place),) if shown.place else ()))


def _row(shown: Shown, row: FactRow, fields: list[Field]) -> Row:
    cells = [cell_of(field, row.data.get(field.key)) for field in fields]
    title = [row.title] if shown.title else []
    place = [row.place] if shown.place else []
    return Row((*title, *cells, *place), url=shown.row_url(row) if shown.row_url else "", key=str(row.entry))


def _when(asked: Asked) -> str:
    on, known = asked.point.on or timezone.localdate(), asked.point.known_at
    then = f"，按 {timezone.localtime(known):%Y-%m-%d %H:%M} 所知" if known else ""
    return f"截至 {on}{then}"


def _paper(request: HttpRequest, asked: Asked) -> HttpResponse:
    shown, fields = shown_of(asked), columns_of(asked)
    found = _filled(asked, rows_at_most(asked, PRINT_LIMIT + 1))
    over = f"只印前{PRINT_LIMIT}条，全部请导出报表。" if len(found) > PRINT_LIMIT else ""
    rows = tuple(_row(shown, row, fields) for row in found[:PRINT_LIMIT])
    audit("printed", f"{asked.facts.source.name}{len(rows)} 条", detail={"question": asked.params()})
    context = {
        "title": asked.facts.source.name,
        "unit": shown.unit,
        "made_at": timezone.localtime(),
        "made_by": current_scope().actor.label,
        "table": Table(_heads(asked, fields, paper=True), rows, numbered_from=1),
        "notes": f"{notes_of(asked)}{over}",
        "landscape": len(fields) > 5,
    }
    return render(request, "desk/print.html", context)


def _sheet(asked: Asked) -> HttpResponse:
    shown, source, actor = shown_of(asked), asked.facts.source, current_scope().actor
    if not shown.exports(actor):
        raise Refused("您现在的岗位没有导出这个列表的权限。")
    found = _filled(asked, rows_at_most(asked))
    fields = columns_of(asked)
    title = (Field(_TITLE + "name", shown.title, "text"),) if shown.title else ()
    place = (Field(_TITLE + "place", shown.place, "text"),) if shown.place else ()
    fieldset = FieldSet(source.fieldset.key, source.fieldset.version, (*title, *fields, *place))
    rows = [{**row.data, _TITLE + "name": row.title, _TITLE + "place": row.place} for row in found]
    today = timezone.localdate()
    data = write_official(fieldset, rows, source.name, shown.unit, today, {"制表人": actor.label})
    audit("exported", f"{source.name}{len(rows)} 条", detail={"shape": "official", "question": asked.params()})
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(f'{source.name}{today:%Y%m%d}.xlsx')}"}
    return HttpResponse(data, content_type=MEDIA_TYPE, headers=headers)
