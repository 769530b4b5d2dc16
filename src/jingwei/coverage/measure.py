"""Measuring: every street is brought in, every figure of its report is looked up, and what became of it is told."""

import importlib.util
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from importlib.resources import files
from pathlib import Path

from jingwei.coverage.altered import Change, altered
from jingwei.coverage.bindings import Bindings, read_bindings
from jingwei.coverage.bring import bring_lights, bring_places, bring_rows, bring_statistics, found, ids_of
from jingwei.coverage.built import stand_ins
from jingwei.coverage.description import Description, read_descriptions
from jingwei.coverage.errors import CoverageError
from jingwei.coverage.figures import Figure, Report, read_reports
from jingwei.coverage.indicators import Found, define, find
from jingwei.coverage.ledgers import Ledger, make_ledgers
from jingwei.coverage.outcome import Outcome
from jingwei.coverage.rows import Row, make_rows
from jingwei.coverage.systems import MODULES, Systems, read_systems
from jingwei.coverage.territory import Land, make_land
from jingwei.coverage.verdict import judge, span

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Measurement:
    """The reports, and the outcome of each figure in their order."""

    reports: tuple[Report, ...]
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class Changed:
    """A change to the records of one street."""

    street: int
    change: Change
    statistic: str = ""


def standard_streets() -> Path:
    """The folder of the streets that come along."""
    return Path(str(files("jingwei.coverage").joinpath("streets")))


def measure(
    figures: Path, streets: Path, *, only: int | None = None, one: Changed | None = None, say: Say = lambda _: None
) -> Measurement:
    """Bring the streets in and look every figure up. The database is empty of them before. Raises CoverageError."""
    systems = read_systems(streets / "systems.yaml")
    reports = [report for report in read_reports(figures) if only in (None, report.number)]
    described = read_descriptions(streets)
    if one is not None and one.street not in described:
        raise CoverageError(f"没有第{one.street}个街道的描述。")
    outcomes: list[Outcome] = []
    for number in sorted(described.keys() - {report.number for report in reports}):
        if only is None:
            say(f"街道{number}没有报告数据表（{number}_名称.csv），没有测算")
    for report in reports:
        listed = [figure for figure in report.figures if figure.route != "none" and figure.id in systems.row]
        street = described.get(report.number)
        if street is None:
            outcomes += [_missing(figure, systems, "街道还没有描述") for figure in listed]
            continue
        say(f"报告{report.number}：正在录入{street.name}")
        change = one if one is not None and one.street == street.number else None
        outcomes += measure_street(street, read_bindings(streets, report.number), listed, systems, change)
    return Measurement(tuple(reports), tuple(outcomes))


def measure_street(
    street: Description, bindings: Bindings, figures: Sequence[Figure], systems: Systems, one: Changed | None = None
) -> list[Outcome]:
    """Bring one street in and look its figures up."""
    ledgers, land = make_ledgers(street), make_land(street)
    rows = make_rows(street, ledgers, land)
    if one is not None and one.change != Change():
        rows = altered(rows, ledgers, street.code, one.change)
    wrong = bring_in(street, ledgers, land, rows, bindings, one.statistic if one else "")
    seen = find(street, bindings, figures, wrong)
    ids = ids_of(street, rows, ledgers)
    plain = stand_ins(street, ledgers, (cell.definition for cell in seen.cells.values()))
    return [_outcome(figure, seen, ids, systems, figures, plain) for figure in figures]


def bring_in(
    street: Description,
    ledgers: Mapping[str, Ledger],
    land: Land,
    rows: Sequence[Row],
    bindings: Bindings,
    left_out: str = "",
) -> dict[str, str]:
    """Bring all of a street in; `left_out` is a statistic or sheet of lights never sent. Gives a sentence for each
    indicator that cannot be defined. Raises CoverageError."""
    found(street)
    bring_places(street, land)
    bring_rows(street, ledgers, rows)
    wrong = define(street, bindings)
    bring_statistics(street, left_out)
    bring_lights(street, left_out)
    return wrong


def _outcome(
    figure: Figure,
    seen: Found,
    ids: Mapping[str, str],
    systems: Systems,
    figures: Sequence[Figure],
    plain: Mapping[str, str],
) -> Outcome:
    cell = seen.cells.get(figure.number)
    if cell is None:
        return _missing(figure, systems, seen.whys.get(figure.number, ""))
    behind = [cell, *seen.operands[figure.number]]
    row_ids = sorted({ids.get(key, key) for one in behind for key in one.row_ids})
    failing = systems.failing.get(figure.id)
    blank = Outcome(
        figure,
        systems.row[figure.id],
        systems.module[figure.id],
        False,
        cell.why,
        definition=f"{cell.definition}@{cell.version}",
        kind=cell.kind,
        value=cell.value,
        unit=cell.unit,
        numerator=cell.numerator,
        denominator=cell.denominator,
        rows=max(one.rows or 0 for one in behind),
        row_ids=tuple(row_ids),
        digest=next((one.digest for one in behind if one.digest), None),
        failing=failing.why if failing else "",
    )
    if cell.value is None:
        return blank
    outside = figure.number in seen.outside
    if outside and figure.route != "indicator" and figure.id not in systems.typed:
        return replace(blank, why="只有外部报来的数，没有记录可数")
    verdict = judge(figure, cell.value, cell.unit)
    adds_up = failing is not None and _adds_up(failing.parts, figures, verdict.value)
    if not (verdict.equal or adds_up):
        return replace(blank, why=verdict.why)
    built = outside or (_is_built(blank.module) and cell.definition not in plain)
    return replace(blank, produced=True, stand_in=not built)


def _adds_up(parts: Sequence[str], figures: Sequence[Figure], value: Decimal | None) -> bool:
    """Whether a value is what the parts of a printed sum add up to, each as far as its word allows."""
    known = {figure.id: figure for figure in figures}
    if value is None or not parts or not all(part in known for part in parts):
        return False
    spans = [span(known[part]) for part in parts]
    return sum(low for low, _ in spans) <= value <= sum(high for _, high in spans)


def _missing(figure: Figure, systems: Systems, why: str) -> Outcome:
    module = systems.module[figure.id]
    if not why:
        why = "还没有对照到指标" if _is_built(module) else f"模块“{MODULES.get(module, module)}”还没有建成"
    return Outcome(figure, systems.row[figure.id], module, False, why)


@cache
def _is_built(module: str) -> bool:
    return importlib.util.find_spec(f"jingwei.{module}") is not None
