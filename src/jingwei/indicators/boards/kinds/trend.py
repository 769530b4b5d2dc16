"""An indicator over periods, as lines and as a table; no line runs from one definition to another."""

from collections.abc import Iterable

from jingwei.core.periods import Period
from jingwei.core.ui.parts import Cell as UiCell
from jingwei.core.ui.parts import Column, Row, Table
from jingwei.indicators.boards.blocks import Block, Chart, Series, Shelf
from jingwei.indicators.boards.periods import STEPS, steps_to
from jingwei.indicators.boards.states import remarks
from jingwei.indicators.boards.tiles import Tile
from jingwei.indicators.cells import Ask, Cell
from jingwei.indicators.pages.shown import opened_url, value_text


def asks(tile: Tile, shelf: Shelf) -> Iterable[Ask]:
    """Each indicator in each period."""
    for key in shelf.known(tile):
        yield from _line(key, tile, shelf)


def block(tile: Tile, shelf: Shelf) -> Block:
    """The chart and its table."""
    lines = {key: [shelf.cells[ask] for ask in _line(key, tile, shelf)] for key in shelf.known(tile)}
    steps = steps_to(shelf.period, tile.step)
    units = list(dict.fromkeys(cell.unit for line in lines.values() for cell in line))
    cells = [cell for line in lines.values() for cell in line]
    told = [*(f"“{line[0].name}”为1月至当期累计数" for key, line in lines.items() if _adds_up(key, tile, shelf))]
    told += [said for line in lines.values() for said in _changes(line)]
    columns = (Column("统计期"), *(Column(f"{line[0].name}（{line[0].unit}）", "number") for line in lines.values()))
    rows = tuple(
        Row((_word(step), *(_told(line[at], tile) for line in lines.values()))) for at, step in enumerate(steps)
    )
    # Two units never share an axis: then the table stands alone.
    chart = _chart(steps, lines, units[0]) if len(units) == 1 else None
    return Block(
        tile, shelf.title(tile), note=f"{shelf.where(tile)}，{STEPS[tile.step]}",
        chart=chart, table=Table(columns, rows) if lines else None,
        remarks=(*told, *remarks(cells)), problem=shelf.gone(tile),
    )  # fmt: skip


def _line(key: str, tile: Tile, shelf: Shelf) -> list[Ask]:
    up = _adds_up(key, tile, shelf)
    place = shelf.place(tile)
    return [Ask(key, step.cumulative() if up else step, place) for step in steps_to(shelf.period, tile.step)]


def _adds_up(key: str, tile: Tile, shelf: Shelf) -> bool:
    return tile.step != "years" and shelf.cumulative(key)


def _chart(steps: list[Period], lines: dict[str, list[Cell]], unit: str) -> Chart:
    series = tuple(
        Series(
            line[0].name,
            tuple(None if c.value is None else float(c.value) for c in line),
            tuple(_breaks(line)),
            tuple(_starts(line)),
        )
        for line in lines.values()
    )
    return Chart(tuple(_word(step) for step in steps), series, unit)


def _breaks(line: list[Cell]) -> list[int]:
    """Where another definition or unit begins."""
    return [at for at in range(1, len(line)) if _meaning(line[at]) != _meaning(line[at - 1])]


def _starts(line: list[Cell]) -> list[int]:
    """Where a running total begins anew: January to March stands beside the whole year before, not after it."""
    return [
        at
        for at in range(1, len(line))
        if line[at].ask.period.start.year > line[at - 1].ask.period.start.year
        and line[at].ask.period.month_count < line[at - 1].ask.period.month_count
    ]


def _meaning(cell: Cell) -> tuple[str, int, str]:
    return cell.definition, cell.version, cell.unit


def _changes(line: list[Cell]) -> list[str]:
    return [f"“{line[at].name}”自{line[at].ask.period.name}起口径改变，与以前不可比，图上断开" for at in _breaks(line)]


def _word(step: Period) -> str:
    if step.month_count == 12:
        return f"{step.start.year}年"
    return step.code if step.month_count == 1 else f"{step.start.year}年{step.short_name}"


def _told(cell: Cell, tile: Tile) -> UiCell:
    return UiCell(value_text(cell), opened_url(cell.ask, cell, tile.place))
