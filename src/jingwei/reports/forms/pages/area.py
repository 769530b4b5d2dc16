"""整块绑定: a rectangle whose row heads and column heads say together what each cell means."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from jingwei.core.actions import perform
from jingwei.core.errors import Invalid
from jingwei.core.scope import current_scope
from jingwei.core.sheets.errors import letters
from jingwei.core.sheets.received import Sheet
from jingwei.core.sheets.received.book import Spot, name_of, spot_of
from jingwei.core.ui.forms import FormField, FormGroup
from jingwei.core.ui.parts import Link
from jingwei.core.uuid7 import uuid7
from jingwei.indicators.definitions import Defined, load_definitions
from jingwei.indicators.likeness import LIKELY
from jingwei.places.models import Place
from jingwei.reports.forms.actions import BindForm
from jingwei.reports.forms.bindings import PERIODS, Binding
from jingwei.reports.forms.heads import column_head, heads_of, is_growth, period_word, row_head
from jingwei.reports.forms.models import SuperiorForm
from jingwei.reports.forms.pages.binding import indicator_options, own_places, place_options, unit_said
from jingwei.reports.forms.pages.form import sheet_number
from jingwei.reports.forms.pages.listing import crumbs
from jingwei.reports.forms.policy import policy
from jingwei.reports.forms.query import book_of, form_by_id
from jingwei.reports.forms.suggesting import Suggester

_INTRO = "一块格子由行和列共同决定填什么，例如每行一个社区、每列一个指标。按表头推测的都要核对，点“绑定”才算数。"
_MOST_LINES = 300
_MOST_COLUMNS = 60
_NOT = "-"  # a line or column that is left out
_AXES = {"place": "社区（网格）", "indicator": "指标", "period": "统计期"}


_Axis = tuple[str, list["_Line"]]  # what the lines are, and the lines


@dataclass(frozen=True, slots=True)
class _Line:
    """A row or column of the area: its number, its head, and what it seems to mean on its axis."""

    at: int
    head: str
    value: str
    unit: str = ""
    growth: bool = False


def page(request: HttpRequest, form_id: UUID) -> HttpResponse:
    """First the rectangle, then what its rows and columns are; each line is shown with its proposal."""
    policy.may(current_scope().actor, "fill")
    form = form_by_id(form_id)
    book = book_of(form)
    at = sheet_number(request, book)
    sheet = book.sheets[at]
    given = {**request.GET.dict(), **request.POST.dict()}
    area = _area(given.get("area", ""))
    wrong: tuple[str, ...] = (
        () if area or not given.get("area") else (f"“{given['area'][:20]}”不是表上的一块，应写成 C5:F20 这样。",)
    )
    if area is None:
        field = FormField(
            "area", "要绑定的一块", "text", given.get("area") or _guess(sheet), wrong, required=True, max_length=20,
            help="从左上角一格到右下角一格，如 C5:F20；不含表头和合计",
        )  # fmt: skip
        return _render(request, form, at, (FormGroup((field,)),), wrong, "下一步", {})
    defined, places = load_definitions(), own_places()
    suggester = Suggester.of(defined.values(), places)
    rows, columns = _lines(sheet, area, suggester)
    axes = given.get("rows") or rows[0], given.get("columns") or columns[0]
    if axes[0] == axes[1] or "indicator" not in axes or not set(axes) <= set(_AXES):
        axes = ("place", "indicator") if axes[0] == "place" else ("indicator", "place")
    down = [_with_axis(line, axes[0], suggester) for line in rows[1]]
    across = [_with_axis(line, axes[1], suggester) for line in columns[1]]
    if request.method == "POST" and request.POST.get("then", "") != "axes" and "do" in request.POST:
        new = _bindings(request, at, sheet, axes, down, across, defined)
        try:
            perform(BindForm(), targets=[form.pk], context={"bind": new})
        except Invalid as error:
            wrong = tuple(f"{p.value or p.label}：{p.message}" for p in error.problems[:10])
        else:
            messages.success(request, f"已绑定 {len(new)} 格。点任何一格可以再改。")
            return redirect(f"{reverse('reports:form', args=[form.pk])}?sheet={at}")
    hidden = {"area": given["area"], "do": "bind", "rows": axes[0], "columns": axes[1]}
    groups = (
        _group("row", f"各行是{_AXES[axes[0]]}", axes[0], down, (suggester, defined, places), request),
        _group("column", f"各列是{_AXES[axes[1]]}", axes[1], across, (suggester, defined, places), request),
    )
    return _render(request, form, at, groups, wrong, "绑定", hidden)


def _area(text: str) -> tuple[Spot, Spot] | None:
    first, sign, last = text.upper().replace("：", ":").replace(" ", "").partition(":")
    start, end = spot_of(first), spot_of(last if sign else first)
    if start is None or end is None:
        return None
    low = min(start[0], end[0]), min(start[1], end[1])
    high = max(start[0], end[0]), max(start[1], end[1])
    return (low, high) if high[0] - low[0] < _MOST_LINES and high[1] - low[1] < _MOST_COLUMNS else None


def _guess(sheet: Sheet) -> str:
    """The blank cells that have a head both left and above."""
    blank = [
        spot
        for spot, cell in sheet.cells.items()
        if cell.value is None and cell.formula is None and sheet.anchor(spot) == spot
        and row_head(sheet, *spot) and column_head(sheet, *spot)
    ]  # fmt: skip
    if not blank:
        return ""
    rows, columns = [row for row, _ in blank], [column for _, column in blank]
    return f"{name_of((min(rows), min(columns)))}:{name_of((max(rows), max(columns)))}"


def _lines(sheet: Sheet, area: tuple[Spot, Spot], suggester: Suggester) -> tuple[_Axis, _Axis]:
    """Rows and columns with their heads, each with the axis that its heads speak of."""
    (top, left), (bottom, right) = area
    down = [_Line(row, row_head(sheet, row, left), "") for row in range(top, bottom + 1)]
    across = []
    for column in range(left, right + 1):
        heads = heads_of(sheet, (top, column))
        head = column_head(sheet, top, column)
        across.append(_Line(column, head, "", heads.unit, is_growth(head)))
    placed = sum(bool(suggester.place(line.head)) for line in down)
    periods = sum(bool(period_word(line.head)) for line in across)
    rows = "place" if placed and 2 * placed >= len([one for one in down if one.head]) else "indicator"
    columns = "indicator" if rows == "place" else "period" if periods else "place"
    return (rows, down), (columns, across)


def _with_axis(line: _Line, axis: str, suggester: Suggester) -> _Line:
    """A line with what its head proposes on an axis; a line without a proposal is left out until somebody chooses."""
    if axis == "place":
        value = suggester.place(line.head) or ("" if line.head in ("合计", "总计", "全街道") else _NOT)
    elif axis == "period":
        value = period_word(line.head) or _NOT
    else:
        likely = suggester.alike(line.head)
        value = likely[0].key if likely and likely[0].score >= LIKELY else _NOT
    return _Line(line.at, line.head, value, line.unit, line.growth)


def _group(
    name: str, label: str, axis: str, lines: list[_Line],
    known: tuple[Suggester, dict[str, Defined], list[Place]], request: HttpRequest,
) -> FormGroup:  # fmt: skip
    suggester, defined, places = known
    fixed = {"place": place_options(places), "period": tuple(PERIODS.items())}
    fields = []
    for line in lines:
        place = f"第{line.at + 1}行" if name == "row" else f"{letters(line.at + 1)}列"
        key = f"{name}-{line.at}"
        options = indicator_options(suggester.alike(line.head), defined) if axis == "indicator" else fixed[axis]
        value = request.POST.get(key, line.value)
        note = "" if value == _NOT else "按表头推测，请核对"
        choices = ((_NOT, "不绑定"), *options)
        asked = f"{place} {line.head or '（没有表头）'}"
        fields.append(FormField(key, asked, "choice", value, choices=choices, help=note, required=True))
        if axis == "indicator":
            unit = request.POST.get(f"{key}-unit", unit_said(line.unit, defined.get(value)))
            fields.append(FormField(f"{key}-unit", "单位", "text", unit, max_length=16, help="同指标的单位时可不填"))
    return FormGroup(tuple(fields), label)


def _bindings(
    request: HttpRequest, at: int, sheet: Sheet, axes: tuple[str, str], down: list[_Line], across: list[_Line],
    defined: dict[str, Defined],
) -> list[Binding]:  # fmt: skip
    """One binding for each cell whose row and column were both said; formulas are left alone."""
    out = []
    for row in down:
        for column in across:
            said = {axes[0]: (row, f"row-{row.at}"), axes[1]: (column, f"column-{column.at}")}
            chosen = {axis: request.POST.get(key, _NOT) for axis, (_, key) in said.items()}
            spot = row.at, column.at
            if _NOT in chosen.values() or sheet.anchor(spot) != spot or sheet.at(spot).formula is not None:
                continue
            key = said["indicator"][1]
            unit = request.POST.get(f"{key}-unit", "").strip()
            own = defined[chosen["indicator"]].row.unit if chosen["indicator"] in defined else ""
            growth = any(one.growth for one, _ in said.values())
            out.append(
                Binding(
                    at, name_of(spot), "indicator", key=chosen["indicator"], place=chosen.get("place", ""),
                    period=chosen.get("period", "this"), measure="growth" if growth else "value",
                    unit="" if unit == own or growth else unit[:16],
                )
            )  # fmt: skip
    return out


def _render(
    request: HttpRequest, form: SuperiorForm, at: int, groups: tuple[FormGroup, ...], wrong: tuple[str, ...],
    submit: str, hidden: dict[str, Any],
) -> HttpResponse:  # fmt: skip
    back = f"{reverse('reports:form', args=[form.pk])}?sheet={at}"
    turned: dict[str, Any] = {}
    if hidden:
        other = {"place": "indicator", "indicator": "place", "period": "indicator"}
        turned = {"rows": other[hidden["rows"]], "columns": other[hidden["columns"]]}
        turned |= {"sheet": at, "area": hidden["area"]}
    context = {
        "title": "整块绑定", "subtitle": form.name, "crumbs": crumbs(Link(form.name, back)), "groups": groups,
        "intro": _INTRO,
        "submit": submit, "hidden": tuple(hidden.items()), "key": str(uuid7()), "cancel_url": back, "problems": wrong,
        "problems_head": "没有绑定，请先改正" if wrong else "",
        "actions": (Link("行列对调", f"{request.path}?{urlencode(turned)}", icon="table"),) if turned else (),
        "post_url": f"{request.path}?sheet={at}",
    }  # fmt: skip
    return render(request, "desk/form.html", context, status=422 if wrong else 200)
