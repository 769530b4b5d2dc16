"""What the tests of reading share: short ways to say what was read."""

import csv
from pathlib import Path

from jingwei.reports.reading import ReadFigure, figures_of
from jingwei.reports.reading.clean import clean

HERE = Path(__file__).parent
SHARED = Path(__file__).resolve().parents[4].parent / "shared"


def figures(text: str) -> list[ReadFigure]:
    return figures_of(clean(text).text)


def said(text: str) -> list[str]:
    """Each figure as "value unit approx", the approximation left out where exact."""
    return [f"{one.value} {one.unit}" + ("" if one.approx == "exact" else f" {one.approx}") for one in figures(text)]


def coded_reports() -> list[tuple[Path, Path]]:
    """(report, coded figures): the invented one that is always here, and the real ones where they lie beside."""
    real = sorted((SHARED / "reports").glob("*.txt")) if SHARED.is_dir() else []
    pairs = [(path, SHARED / "figures" / f"{path.stem}.csv") for path in real]
    return [(HERE / "invented_report.txt", HERE / "invented_report.csv"), *pairs]


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
