"""The figures of published reports, written down one a row (id, value, unit, approx, kind, period, source …)."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from jingwei.coverage.errors import CoverageError

_NEEDED = ("id", "indicator", "value", "unit", "approx", "kind", "period", "source")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of a report. `decimals` are those it was printed with; `route` says where a system gets it from."""

    report: int
    number: int
    name: str
    value: Decimal
    unit: str
    approx: str
    kind: str
    period: str
    route: str

    @property
    def id(self) -> str:
        """Report and number: 3:125."""
        return f"{self.report}:{self.number}"

    @property
    def decimals(self) -> int:
        """How many decimals were printed."""
        exponent = self.value.as_tuple().exponent
        return max(0, -exponent) if isinstance(exponent, int) else 0


@dataclass(frozen=True, slots=True)
class Report:
    """A report by its number, with the name of its file, and its figures in reading order."""

    number: int
    name: str
    figures: tuple[Figure, ...]


def read_reports(folder: Path) -> list[Report]:
    """The reports of a folder, one file `<number>_<name>.csv` each. Raises CoverageError."""
    found = [path for path in sorted(folder.glob("*.csv")) if path.stem.partition("_")[0].isdigit()]
    if not found:
        raise CoverageError(f"文件夹 {folder} 里没有“序号_名称.csv”形式的数据表。")
    return [_report(path) for path in found]


def _report(path: Path) -> Report:
    number = int(path.stem.partition("_")[0])
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        missing = [name for name in _NEEDED if name not in (rows.fieldnames or ())]
        if missing:
            raise CoverageError(f"{path.name} 缺少这些列：{'、'.join(missing)}。")
        return Report(number, path.stem, tuple(_figure(path, number, row) for row in rows))


def _figure(path: Path, report: int, row: Mapping[str, str]) -> Figure:
    try:
        number, value = int(row["id"]), Decimal(row["value"])
    except (ValueError, InvalidOperation) as error:
        raise CoverageError(f"{path.name} 里编号“{row['id']}”的一行不是数字。") from error
    return Figure(
        report, number, row["indicator"], value, row["unit"], row["approx"], row["kind"], row["period"], row["source"]
    )
