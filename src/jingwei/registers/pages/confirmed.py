"""核实情况: of each community (or grid) how many rows are to be confirmed, and how many were; in the order of codes."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from jingwei.core.audit import audit
from jingwei.core.errors import Missing
from jingwei.core.facts.showing import place_names, point_facets, sentence
from jingwei.core.scope import current_scope
from jingwei.core.ui.parts import Cell, Column, Empty, Link, Row, Table
from jingwei.registers.confirmations import DUE
from jingwei.registers.finished import said_of
from jingwei.registers.pages.settings import crumbs
from jingwei.registers.policy import policy
from jingwei.registers.query import register_by_key
from jingwei.registers.selection import Selection, read_selection

_LEVELS = {"community": ("社区", 1), "grid": ("网格", 2)}
_NOTE = "从最近一次核实起满一个周期的列为待核实；登记、变更、更正都算核实。按区划代码排列。"


def confirmed_page(request: HttpRequest, key: str) -> HttpResponse:
    """`by=grid` parts by grid, `on` asks as of a day, `as=paper` is the page on A4; conditions as a list has them."""
    policy.may(current_scope().actor, "see")
    register = register_by_key(key)
    if not register.confirm_every:
        raise Missing(f"“{register.name}”没有定核实周期；要定的，请到“台账设置”。")
    selection = read_selection(register, request.GET)
    over = said_of(register)
    note = f"{_NOTE}{f'{over}的不再核实，不计在内。' if over else ''}"
    level = request.GET.get("by", "")
    level = level if level in _LEVELS else "community"
    counted = _counted(selection, _LEVELS[level][1])
    whole = (sum(rows for _, _, rows, _ in counted), sum(due for _, _, _, due in counted))
    here = reverse("registers:confirmed", args=[key])
    when = f"{selection.point.on or timezone.localdate()}{'（按当时口径）' if selection.point.known_at else ''}"
    table = _table(selection, counted, whole, _LEVELS[level][0])
    title = f"{register.name}核实情况"
    if request.GET.get("as") == "paper":
        audit("printed", f"{title}", detail={"question": selection.params()})
        context: dict[str, Any] = {
            "title": title,
            "unit": register.unit,
            "made_at": timezone.localtime(),
            "made_by": current_scope().actor.label,
            "table": table,
            "notes": f"截至{when}，{register.get_confirm_every_display()}核实一次。{note}",
        }
        return render(request, "desk/print.html", context)
    said = sentence(selection)
    context = {
        "title": title,
        "subtitle": f"截至 {when}，{register.get_confirm_every_display()}核实一次{f'；{said}' if said else ''}。{note}",
        "crumbs": crumbs(register),
        "tabs": tuple(
            Link(f"按{label}", here + selection.params(by=name), here=name == level)
            for name, (label, _) in _LEVELS.items()
        ),
        "table": table,
        "facets": tuple(point_facets(selection, here, "")),
        "print_url": here + selection.params(**{"as": "paper", "by": level}),
        "copy_text": _copy(selection, counted, whole, when),
        "empty": Empty("这里没有要核实的记录"),
    }
    return render(request, "desk/list.html", context)


def rate(rows: int, due: int) -> str | None:
    """The share of confirmed rows as printed; None of nothing."""
    if not rows:
        return None
    share = Decimal(rows - due) * 100 / Decimal(rows)
    return f"{share.quantize(Decimal('0.1'), ROUND_HALF_UP)}%"


def _counted(selection: Selection, depth: int) -> list[tuple[str, str, int, int]]:
    """(key, name, rows, due) of each place of the level in the order of codes; two queries. A row that is finished is
    none of them: of it nothing is told."""
    due = selection.facts.text(DUE.key).text
    query = selection.query(f"v.place_id, count({due}) AS n, count(*) FILTER (WHERE {due} = 'true') AS due")
    statement = (
        f"SELECT COALESCE(p.path[{depth + 1}], p.id)::text, sum(q.n), sum(q.due) "  # noqa: S608
        f"FROM ({query.text} GROUP BY v.place_id) q LEFT JOIN {selection.places} p ON p.id = q.place_id GROUP BY 1"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, query.values)
        found = [(key or "", int(rows), int(due)) for key, rows, due in cursor.fetchall() if rows]
    names = place_names([UUID(key) for key, _, _ in found if key], selection.places)
    # What lies in no place of the street comes last.
    found.sort(key=lambda one: names.get(one[0], ("~", ""))[0])
    return [(key, names.get(key, ("", "未落网格"))[1], rows, due) for key, rows, due in found]


def _table(
    selection: Selection, counted: Sequence[tuple[str, str, int, int]], whole: tuple[int, int], level: str
) -> Table:
    columns = (
        Column(level),
        Column("应核实", "number"),
        Column("已核实", "number"),
        Column("待核实", "number"),
        Column("核实率", "number"),
    )
    own = reverse("registers:list", args=[selection.register.key])
    needed = selection.to_confirm()

    def row(key: str, name: str, rows: int, due: int) -> Row:
        def to(value: str) -> str:
            return own + selection.with_value(DUE.key, value).params(place=key) if key else ""

        all_of = own + needed.params(place=key) if key else ""
        cells = (name, Cell(rows, all_of), Cell(rows - due, to("no")), Cell(due, to("yes")), rate(rows, due))
        return Row(cells, key=key)

    rows = tuple(row(*one) for one in counted)
    totals = ("合计", whole[0], whole[0] - whole[1], whole[1], rate(*whole)) if len(rows) > 1 else ()
    return Table(columns, rows, totals=totals)


def _copy(selection: Selection, counted: Sequence[tuple[str, str, int, int]], whole: tuple[int, int], when: str) -> str:
    register, said = selection.register, sentence(selection)
    parts = "；".join(f"{name} {rows - due}/{rows}" for _, name, rows, due in counted)
    return (
        f"{register.name}{f'（{said}）' if said else ''}核实情况：截至{when}应核实 {whole[0]} {register.unit}，"
        f"已核实 {whole[0] - whole[1]} {register.unit}，核实率 {rate(*whole) or '—'}。其中（已核实/应核实）：{parts}。"
    )
