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
from typing import Any

import yaml

from jingwei.coverage.errors import CoverageError

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
    if not path.is_file():
        raise CoverageError(f"缺少系统清单 {path}。")
    data: Mapping[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    row, module = {}, {}
    for key, said in data["rows"].items():
        for figure in spread(said["figures"]):
            row[figure], module[figure] = key, said["module"]
    failing = {}
    for key, said in (data.get("sums_that_fail") or {}).items():
        if key not in row:
            raise CoverageError(f"系统清单 {path.name} 的 sums_that_fail 里没有编号为“{key}”的数（编号要加引号）。")
        failing[key] = FailingSum(tuple(spread(said["parts"])), said["why"])
    return Systems(row, module, frozenset(spread(data.get("typed") or "")), failing)


def spread(said: str) -> Iterator[str]:
    """`0:1-3, 7; 2:5` one by one: 0:1, 0:2, 0:3, 0:7, 2:5."""
    for part in filter(None, (one.strip() for one in said.split(";"))):
        report, _, numbers = part.partition(":")
        for span in numbers.split(","):
            first, _, last = span.strip().partition("-")
            for number in range(int(first), int(last or first) + 1):
                yield f"{report.strip()}:{number}"
