"""A bulletin, pasted or uploaded, as the sheet that the import of outside statistics reads.

Prose goes through the reader of reports: level, growth, completion and rank of one name and period become one line.
Tables keep their own heads; what stands above them (period, supplier, paper) is added to each line.
"""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from jingwei.core.errors import Invalid
from jingwei.core.fields import Problem
from jingwei.core.periods import Period, PeriodError
from jingwei.core.sheets import read_workbook
from jingwei.reports.around import group_before, is_fall
from jingwei.reports.reading import ReadFigure, figures_of
from jingwei.reports.reading.clean import clean

HEADS = (
    "统计期", "指标名称", "计量单位", "数值", "概数", "同比增速", "完成年度计划", "位次", "排名范围", "参加排名的个数",
    "阶段", "供数单位", "来源文件", "备注",
)  # fmt: skip
_NAME_HEADS = ("指标名称", "指标", "项目", "主要指标")
# Where, after a name, the words of growth, completion or rank begin.
_MEASURE = re.compile(
    r"同比|比增|比上年|较上年|增长|下降|完成(?:年度|全年)?(?:计划|目标)|(?:在|位?列|位?居|排)?全?[区市县省][^,，]{0,12}?(?:排|列|居|第)"
)
_GROUP = re.compile(r"[^,，。；;]{0,10}?(?:中)?(?:排|列|居|第)")
_ENDS = re.compile(r"[。；;\n]")
_NOT_TAKEN = frozenset({"target", "plan"})
_NEAR = 16
_APPROX = {"about": "约", "over": "余、多", "near": "近", "at_least": "不低于"}


@dataclass(frozen=True, slots=True)
class Told:
    """What holds for the whole bulletin: who supplied it, on which paper, its year, stage, and among whom it ranks."""

    supplier: str
    paper: str
    year: int
    period: str = ""
    stage: str = "flash"
    rank_group: str = ""


@dataclass(slots=True)
class Line:
    """What a bulletin says of one name and period."""

    name: str
    period: str
    said: dict[str, Any] = field(default_factory=dict)
    quote: str = ""


def sheet_of_text(text: str, told: Told) -> bytes:
    """A pasted table or pasted prose as a sheet. Raises Invalid where nothing in it can be a statistic."""
    rows = [line.split("\t") for line in text.splitlines() if line.strip()]
    if sum(len(row) > 2 for row in rows) > 1:
        return sheet_of_rows(rows, told)
    lines = list(lines_of(text, told))
    if not lines:
        raise _nothing("没有读出指标数。每句应有指标名称、数值和单位，例如“1—11月，税收收入25764万元，同比增长3.2%”。")
    return _csv([HEADS, *(_cells(line, told) for line in lines)])


def sheet_of_file(data: bytes, filename: str, told: Told) -> bytes:
    """The first table of a workbook that names statistics. Raises SheetError, Invalid."""
    for sheet in read_workbook(data, filename).sheets:
        rows = [["" if cell is None else str(cell) for cell in row] for row in sheet.rows]
        if _head(rows) is not None:
            return sheet_of_rows(rows, told)
    raise _nothing("表里没有“指标名称”（或“指标”“项目”）这一列，认不出哪里是指标。")


def sheet_of_rows(rows: Sequence[Sequence[str]], told: Told) -> bytes:
    """A table with what is told once added to each line. Raises Invalid."""
    at = _head(rows)
    if at is None:
        raise _nothing("表里没有“指标名称”（或“指标”“项目”）这一列，认不出哪里是指标。")
    head = [cell.strip() for cell in rows[at]]
    head = ["指标名称" if cell in _NAME_HEADS else cell for cell in head]
    added = {
        "统计期": told.period, "供数单位": told.supplier, "来源文件": told.paper, "阶段": _stage(told.stage),
        "排名范围": told.rank_group,
    }  # fmt: skip
    missing = [name for name, value in added.items() if value and name not in head]
    body = [
        [*(cell.strip() for cell in row), *([""] * (len(head) - len(row))), *(added[name] for name in missing)]
        for row in rows[at + 1 :]
        if any(cell.strip() for cell in row)
    ]
    return _csv([[*head, *missing], *body])


def lines_of(text: str, told: Told) -> Iterator[Line]:
    """What prose says, one line for each name and period, in reading order."""
    cleaned = clean(text).text
    reader = _Prose(cleaned, told)
    for figure in figures_of(cleaned, (told.year, 12)):
        if figure.kind not in _NOT_TAKEN and figure.status not in _NOT_TAKEN:
            reader.take(figure)
    yield from reader.lines.values()


class _Prose:
    """Puts the figures of one name and period together."""

    def __init__(self, text: str, told: Told) -> None:
        self._text, self._told = text, told
        self.lines: dict[tuple[str, str], Line] = {}
        self._size: tuple[int, str] = (-_NEAR, "")
        self._last: tuple[int, str] = (0, "")

    def take(self, figure: ReadFigure) -> None:
        """Add one figure to its line; the size of a group belongs to the rank that follows."""
        if figure.kind in ("level", "component") and figure.unit == "个" and self._is_size(figure):
            self._size = (figure.number_end, f"{figure.value:f}")
            return
        name, period = self._name(figure), figure.period or self._told.period
        self._last = (figure.number_end, name)
        line = self.lines.setdefault((name, period), Line(name, period))
        line.quote = figure.quote if len(figure.quote) > len(line.quote) else line.quote
        if figure.status == "forecast":
            line.said["阶段"] = "预计数"
        for head, value in self._says(figure):
            line.said.setdefault(head, value)

    def _says(self, figure: ReadFigure) -> Iterator[tuple[str, str]]:
        value = f"{figure.value:f}"
        if figure.kind == "growth":
            if figure.unit == "%":
                fallen = figure.value > 0 and is_fall(self._text, figure.number_start)
                yield "同比增速", f"-{value}" if fallen else value
        elif figure.kind == "completion":
            yield "完成年度计划", value
        elif figure.kind == "rank":
            yield "位次", value
            yield "排名范围", self._group(figure)
            if 0 <= figure.number_start - self._size[0] < _NEAR:
                yield "参加排名的个数", self._size[1]
        else:
            yield from (("数值", value), ("计量单位", figure.unit), ("概数", _APPROX.get(figure.approx, "")))

    def _is_size(self, figure: ReadFigure) -> bool:
        return _GROUP.match(self._text[figure.number_end :]) is not None

    def _name(self, figure: ReadFigure) -> str:
        """What the figure is of: growth, completion and rank are of the name that stands before them, or of the one
        that the sentence spoke of last."""
        if figure.kind not in ("growth", "completion", "rank"):
            return figure.indicator[:80]
        said = _MEASURE.split(figure.quote, maxsplit=1)[0]
        level = next((name for name, _ in self.lines if said.startswith(name)), "")
        if level or not said.strip("在,，") or any(sign.isdigit() for sign in said[-8:]):
            between = self._text[self._last[0] : figure.number_start]
            return level or (self._last[1] if not _ENDS.search(between) else figure.indicator[:80])
        return said.strip(",，")[:80]

    def _group(self, figure: ReadFigure) -> str:
        return group_before(self._text, figure.number_start) or self._told.rank_group


def _cells(line: Line, told: Told) -> list[str]:
    given = {
        "统计期": _period(line.period), "指标名称": line.name, "阶段": _stage(told.stage), "供数单位": told.supplier,
        "来源文件": told.paper, "备注": line.quote, **line.said,
    }  # fmt: skip
    return [str(given.get(head, "")) for head in HEADS]


def _period(text: str) -> str:
    """The period, of a day its month; what is none is left as it is, for the preview to say so."""
    try:
        return str(Period.around("month", date.fromisoformat(text))) if len(text) == 10 else Period.parse(text).name
    except (ValueError, PeriodError):
        return text


def _stage(stage: str) -> str:
    return {"estimate": "预计数", "flash": "快报数", "final": "核定数"}[stage]


def _head(rows: Sequence[Sequence[str]]) -> int | None:
    return next(
        (
            at
            for at, row in enumerate(rows[:30])
            if sum(bool(c.strip()) for c in row) > 1 and any(cell.strip() in _NAME_HEADS for cell in row)
        ),
        None,
    )


def _csv(rows: Sequence[Sequence[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def _nothing(message: str) -> Invalid:
    return Invalid([Problem("text", "通报内容", "", message, "bulletin.nothing")], message)
