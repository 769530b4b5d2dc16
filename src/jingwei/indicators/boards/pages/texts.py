"""A board as plain text for a chat, and as the data of a picture that the browser draws."""

from typing import Any

from jingwei.core.ui.parts import Table
from jingwei.core.ui.values import as_text as plain
from jingwei.indicators.boards.blocks import Block
from jingwei.indicators.boards.pages.papers import table_of
from jingwei.indicators.boards.showing import Shown

_ROWS = 60


def as_text(title: str, shown: Shown, made: str) -> str:
    """The board in lines."""
    lines = [f"【{shown.street}】{title}（{shown.period.name}）"]
    for block in shown.blocks:
        lines += ["", f"◇ {block.title}" + (f"（{block.note}）" if block.note and not block.figures else "")]
        lines += _lines(block)
    told = dict.fromkeys(said for block in shown.blocks for said in block.remarks)
    lines += ["", *(f"注：{said}" for said in told), f"制表时间：{made}"]
    return "\n".join(lines)


def _lines(block: Block) -> list[str]:
    if block.problem:
        return [block.problem]
    if block.text:
        return block.text.splitlines()
    if block.figures:
        return [f"{one.label}：{one.value}{one.unit}" + (f"，{one.note}" if one.note else "") for one in block.figures]
    return _table_lines(block.table) if block.table else []


def _table_lines(table: Table) -> list[str]:
    heads = [column.label for column in table.columns]
    out = []
    for row in [*(row.cells for row in table.rows), *([table.totals] if table.totals else [])]:
        name, *values = (plain(cell) for cell in row)
        said = [f"{head} {value}" for head, value in zip(heads[1:], values, strict=False)]
        out.append(f"{name}：{'，'.join(said) if len(said) > 1 else (values or [''])[0]}{table.unit}")
    return out if len(out) <= _ROWS else [*out[:_ROWS], f"……共{len(out)}行，全部见系统"]


def as_picture(title: str, shown: Shown, made: str) -> dict[str, Any]:
    """The board as JSON values, read by `picture.js`."""
    told = dict.fromkeys(said for block in shown.blocks for said in block.remarks)
    return {
        "title": title,
        "subtitle": f"{shown.street}　{shown.period.name}",
        "blocks": [_drawn(block) for block in shown.blocks],
        "foot": [*told, f"制表时间：{made}"],
    }


def _drawn(block: Block) -> dict[str, Any]:
    out: dict[str, Any] = {"title": block.title, "note": block.note if not block.figures else ""}
    if block.problem or block.text:
        return {**out, "text": block.problem or block.text}
    if block.figures:
        return {**out, "figures": [[one.label, str(one.value), one.unit, one.note] for one in block.figures]}
    if block.chart:
        out["chart"] = block.chart.config()
    if block.picture:
        out |= {"svg": block.picture.svg, "legend": block.picture.legend}
    table = None if block.picture or block.chart else table_of(block)
    if table is not None:
        rows = [[plain(cell) for cell in row.cells] for row in table.rows[:_ROWS]]
        rows += [[plain(cell) for cell in table.totals]] if table.totals else []
        out |= {"heads": [column.label for column in table.columns], "rows": rows, "unit": table.unit}
    return out
