"""What a filled form says beside other times: the filling before it, and what is counted now."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from jingwei.core.periods import Period
from jingwei.reports.forms.bindings import Binding
from jingwei.reports.forms.models import FormFilling
from jingwei.reports.forms.values import tell


@dataclass(frozen=True, slots=True)
class Changed:
    """A cell that says something else than it did: `sheet` and `cell`, its name, before and after (None: nothing)."""

    sheet: int
    cell: str
    name: str
    before: str | None
    after: str | None
    unit: str = ""
    why: str = ""


def name_said(cell: Mapping[str, Any]) -> str:
    """What a cell is about: 房屋总数（第1社区）."""
    name = str(cell.get("name") or cell.get("text") or "")
    return f"{name}（{cell['place_name']}）" if cell.get("place_name") else name


def since_last(filling: FormFilling, before: FormFilling) -> list[Changed]:
    """The figures of a filling beside those of the filling of another period before it."""
    known = {(one["sheet"], one["cell"]): one for one in before.cells if one["kind"] == "indicator"}
    out = []
    for cell in filling.cells:
        if cell["kind"] != "indicator":
            continue
        then = known.pop((cell["sheet"], cell["cell"]), None)
        same = then is not None and then["key"] == cell["key"] and then.get("unit") == cell.get("unit")
        earlier = then["text"] if then is not None and same else None
        if earlier != cell["text"]:
            out.append(_changed(cell, earlier, cell["text"]))
    return [*out, *(_changed(one, one["text"], None) for one in known.values())]


def counted_now(filling: FormFilling) -> list[Changed]:
    """The figures of a filling that would be others if they were counted now; one evaluation for each period."""
    by_period: dict[str, list[dict[str, Any]]] = {}
    for cell in filling.cells:
        if cell["kind"] == "indicator":
            by_period.setdefault(cell["period"], []).append(cell)
    return [one for period, cells in by_period.items() for one in _now(Period.parse(period), cells)]


def _now(period: Period, cells: list[dict[str, Any]]) -> Iterator[Changed]:
    bindings = {
        at: Binding(
            cell["sheet"], cell["cell"], "indicator", key=cell["key"], place=cell["place"], measure=cell["measure"]
        )
        for at, cell in enumerate(cells)
    }
    told = tell(bindings.values(), period)
    for at, cell in enumerate(cells):
        now = told[bindings[at]]
        if now.number is None:
            yield Changed(cell["sheet"], cell["cell"], name_said(cell), cell["value"], None, "", now.why)
        elif now.number != Decimal(cell["value"]):
            before, after = (f"{Decimal(one).normalize():f}" for one in (cell["value"], now.number))
            yield Changed(cell["sheet"], cell["cell"], name_said(cell), before, after, now.unit)


def _changed(cell: Mapping[str, Any], before: str | None, after: str | None) -> Changed:
    return Changed(cell["sheet"], cell["cell"], name_said(cell), before, after, str(cell.get("unit", "")))
