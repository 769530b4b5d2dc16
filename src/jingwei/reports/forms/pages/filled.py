"""The parts of a filled form's page: marks in its cells, what was left, what changed, to whom it went."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.urls import reverse

from jingwei.core.periods import period_name
from jingwei.core.sheets.received.book import Spot, spot_of
from jingwei.core.ui.blocks import Section
from jingwei.core.ui.parts import Badge, Cell, Column, Empty, Row, Table
from jingwei.indicators.pages.asked import address
from jingwei.reports.forms.bindings import MEASURES, PERIODS
from jingwei.reports.forms.changes import Changed, counted_now, name_said, since_last
from jingwei.reports.forms.models import FormFilling, FormSending
from jingwei.reports.forms.sheet_view import Mark

_MOST = 200
_COLUMNS = (Column("单元格", "code"), Column("内容", "long"))
_CHANGES = (*_COLUMNS, Column("上次", "number"), Column("这次", "number"), Column("增减", "number"))
_LATER = (*_COLUMNS, Column("表里", "number"), Column("现在重数", "number"), Column("说明", "long"))


def filled_marks(filling: FormFilling, at: int) -> dict[Spot, Mark]:
    """What was written into the cells of a sheet, each with the page of what it rests on; and what was left."""
    out: dict[Spot, Mark] = {}
    for cell in filling.cells:
        spot = spot_of(cell["cell"])
        if cell["sheet"] == at and spot is not None:
            out[spot] = Mark("filled", url=cell_url(cell))
    for gap in filling.gaps:
        spot = spot_of(gap["cell"])
        if gap["sheet"] == at and spot is not None:
            out[spot] = Mark("gap", "算不出" if gap.get("formula") else "没有填")
    return out


def cell_url(cell: dict[str, Any]) -> str:
    """The rows behind a filled cell, as they were counted; the entry of a row; nothing behind words."""
    if cell["kind"] == "row":
        return reverse("registers:entry", args=[cell["entry"]])
    if cell["kind"] != "indicator":
        return ""
    asked = {"period": cell["period"], "place": cell["place"]}
    if cell["source"] == "counted" and cell["as_of"] and cell["measure"] == "value":
        point = {"version": str(cell["version"]), "as_of": cell["as_of"], "known_at": cell["known_at"]}
        return address(reverse("indicators:rows", args=[cell["key"]]), **asked, **point)
    if cell["source"] == "reported":
        return address(reverse("indicators:rows", args=[cell["key"]]), period=cell["period"])
    return address(reverse("indicators:definition", args=[cell["key"]]), **asked)


def sections_of(filling: FormFilling, before: FormFilling | None, sent: Sequence[FormSending]) -> tuple[Section, ...]:
    """Sent to whom, what is not filled, what is other than last time, what would be other now."""
    out = [_sent(filling, sent)]
    if filling.gaps:
        out.append(_gaps(filling))
    if before is not None:
        out.append(_since(filling, before))
    if any(cell["kind"] == "indicator" for cell in filling.cells):
        out.append(Section("报送后的变化", loading_url=reverse("reports:filled_now", args=[filling.pk]), key="now"))
    return tuple(out)


def _sent(filling: FormFilling, sent: Sequence[FormSending]) -> Section:
    if not sent:
        text = "下载报给上级后点“登记报送”，这份表和当时的数就留存备查。"
        return Section("报送", empty=Empty("还没有登记报送", text, icon="send"))
    rows = tuple(Row((one.sent_on, one.recipient, one.way or None, one.by)) for one in sent)
    columns = (Column("日期", "date"), Column("报送单位"), Column("方式"), Column("经办人"))
    return Section("报送", table=Table(columns, rows))


def _gaps(filling: FormFilling) -> Section:
    several = len({gap["sheet"] for gap in filling.gaps}) > 1
    rows = tuple(
        Row((
            _place(gap["sheet"], gap["cell"], several),
            Cell(gap["what"], note="已写“缺”" if gap.get("marked") else ""),
            gap["why"],
        ))
        for gap in filling.gaps[:_MOST]
    )  # fmt: skip
    columns = (*_COLUMNS, Column("为什么没有填", "long"))
    more = f"另有{len(filling.gaps) - _MOST}处" if len(filling.gaps) > _MOST else ""
    return Section(f"没有填的 {len(filling.gaps)} 处", table=Table(columns, rows), text=more, key="gaps")


def _since(filling: FormFilling, before: FormFilling) -> Section:
    changed = since_last(filling, before)
    title = f"和上次（{period_name(before.period)}）不同的 {len(changed)} 处"
    if not changed:
        return Section(title, text="各格的数和上次都一样。")
    rows = tuple(
        Row((
            _place(one.sheet, one.cell), one.name, _with_unit(one.before, one.unit), _with_unit(one.after, one.unit),
            _more(one),
        ))
        for one in changed[:_MOST]
    )  # fmt: skip
    return Section(title, table=Table(_CHANGES, rows), key="since")


def later_section(filling: FormFilling) -> Section:
    """The figures that are counted otherwise by now."""
    changed = counted_now(filling)
    if not changed:
        return Section("没有变化", text="现在重数，各格都和表里一样。")
    rows = tuple(
        Row((_place(one.sheet, one.cell), one.name, one.before, one.after, one.why or f"单位：{one.unit}"), tone="warn")
        for one in changed[:_MOST]
    )
    note = "填表以后记录有更正或补登。表里的数不会自己改；需要更正的，重新填一份报送，并向上级说明。"
    return Section(f"现在重数不同的 {len(changed)} 处", text=note, table=Table(_LATER, rows))


def figures_of(filling: FormFilling) -> tuple[Section, ...]:
    """Every figure with its period, its state and its source; nothing where there is none."""
    figures = [cell for cell in filling.cells if cell["kind"] == "indicator"]
    if not figures:
        return ()
    rows = []
    for cell in figures[:_MOST]:
        lock = cell["lock"]
        state = Badge(f"已锁定（第{lock}次）", "good") if lock else Badge("未锁定", "calm", "数以后可能还会变")
        what = Cell(name_said(cell), url=cell_url(cell), note=_narrowed(cell))
        rests = cell["paper"] or (f"{cell['rows']}条记录" if cell["rows"] is not None else "由指标计算")
        number = _with_unit(cell["text"], cell["unit"])
        rows.append(Row((_place(cell["sheet"], cell["cell"]), what, period_name(cell["period"]), number, state, rests)))
    columns = (*_COLUMNS, Column("统计期"), Column("所填", "number"), Column("锁定", "badge"), Column("依据", "long"))
    more = f"先列{_MOST}个，共{len(figures)}个" if len(figures) > _MOST else ""
    return (Section("所填的数", table=Table(columns, tuple(rows)), text=more, key="figures"),)


def _narrowed(cell: dict[str, Any]) -> str:
    said = [PERIODS[cell["word"]]] if cell["word"] != "this" else []
    said += [MEASURES[cell["measure"]]] if cell["measure"] != "value" else []
    return " · ".join(said)


def _place(sheet: int, cell: str, several: bool = False) -> str:
    return f"表{sheet + 1} {cell}" if several or sheet else cell


def _with_unit(text: str | None, unit: str) -> Cell | None:
    return None if text is None else Cell(text, note=unit)


def _more(one: Changed) -> str | None:
    try:
        if one.before is None or one.after is None:
            return "新填" if one.before is None else "这次没有填"
        return f"{Decimal(one.after) - Decimal(one.before):+f}"
    except InvalidOperation:
        return None
