"""Which system of the office a figure belongs to, as data: the row of the list of systems, and its module.

rows:
  R1: {module: registers, figures: "3:1-10"}
typed: "3:156-165"                 totals of an outside system, which are kept as they were sent
sums_that_fail:
  2:50: {parts: [2:51, 2:52, 2:53], why: …}
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from jingwei.coverage.told import Told, needed, only, read_told, wrong

MODULES = {
    "places": "区划与网格", "registers": "台账", "matters": "事件", "campaigns": "专项行动", "plans": "项目与计划",
    "indicators": "指标", "benefits": "惠民惠企", "points": "积分", "publications": "公开", "reports": "工作总结",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FailingSum:
    """A total that differs, as printed, from the sum of the parts printed beside it."""

    parts: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Systems:
    """`row` and `module` by figure id, the figures that are `typed`, and the sums that fail as printed."""

    row: Mapping[str, str]
    module: Mapping[str, str]
    typed: frozenset[str]
    failing: Mapping[str, FailingSum]


def read_systems(path: Path) -> Systems:
    """The list of systems. Raises CoverageError."""
    data = only(path, read_told(path, "系统清单"), ("rows", "typed", "sums_that_fail"), "系统清单")
    row, module = {}, {}
    told = needed(path, data, "rows", "系统清单")
    for key, one in only(path, told, told, "rows ").items():
        said = only(path, one, ("module", "figures"), f"系统“{key}”")
        owner = needed(path, said, "module", f"系统“{key}”")
        if owner not in MODULES:
            wrong(path, said.lines["module"], f"没有模块“{owner}”，可写：{'、'.join(MODULES)}。")
        for figure in _spread(path, said, "figures"):
            row[figure], module[figure] = key, owner
    failing = {}
    sums = data.get("sums_that_fail") or Told()
    for key, one in sums.items():
        if key not in row:
            wrong(path, sums.lines[key], f"sums_that_fail 里没有编号为“{key}”的数（编号要加引号）。")
        said = only(path, one, ("parts", "why"), f"sums_that_fail 的“{key}”")
        why = needed(path, said, "why", f"sums_that_fail 的“{key}”")
        failing[key] = FailingSum(tuple(_spread(path, said, "parts")), why)
    return Systems(row, module, frozenset(_spread(path, data, "typed")), failing)


def _spread(path: Path, said: Told, key: str) -> list[str]:
    try:
        return list(spread(str(said.get(key) or "")))
    except ValueError as error:
        wrong(path, said.lines[key], f"“{said[key]}”应写作 3:1-10, 12; 4:2 的形式，并加引号。", error)


def spread(said: str) -> Iterator[str]:
    """`0:1-3, 7; 2:5` one by one: 0:1, 0:2, 0:3, 0:7, 2:5."""
    for part in filter(None, (one.strip() for one in said.split(";"))):
        report, _, numbers = part.partition(":")
        for span in numbers.split(","):
            first, _, last = span.strip().partition("-")
            for number in range(int(first), int(last or first) + 1):
                yield f"{report.strip()}:{number}"
