"""What the page of a proposal tells of its sheet: made of a reading, and kept by a job where the sheet is long."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from jingwei.registers.designing.reading import ColumnReading, Reading
from jingwei.registers.pages.plan_view import PlanCell, PlanRow, rows_of
from jingwei.registers.reasons import Reason, reasons_of

_SKIPPED = 8


@dataclass(frozen=True, slots=True)
class PlanReading:
    """How many rows the sheet has and how many stay out and why, what its columns say, the rows to look at.

    `skipped` are rows that are no data: number, text, reason; `skipped_more` how many are not told. `sheets` are the
    names of all sheets of the file.
    """

    rows: int
    refused: int
    columns: Mapping[str, ColumnReading]
    shown: tuple[PlanRow, ...]
    skipped: tuple[tuple[int, str, str], ...]
    skipped_more: int
    reasons: tuple[Reason, ...]
    sheets: tuple[str, ...]

    @classmethod
    def of(cls, reading: Reading, sheets: Sequence[str]) -> PlanReading:
        """Of a sheet that was just read."""
        skipped = reading.table.skipped if reading.table else []
        return cls(
            reading.rows,
            reading.refused,
            reading.columns,
            rows_of(reading),
            tuple((one.row, one.text, one.reason) for one in skipped[:_SKIPPED]),
            max(0, len(skipped) - _SKIPPED),
            tuple(reasons_of(reading.problems)),
            tuple(sheets),
        )

    def dump(self) -> dict[str, Any]:
        """As JSON data."""
        return asdict(self)

    @classmethod
    def load(cls, data: Mapping[str, Any]) -> PlanReading:
        """Back from `dump`."""
        columns = {
            key: ColumnReading(**{**one, "missing": tuple((word, times) for word, times in one["missing"])})
            for key, one in data["columns"].items()
        }
        shown = tuple(
            PlanRow(row["number"], tuple(PlanCell(**cell) for cell in row["cells"]), row["gap"])
            for row in data["shown"]
        )
        reasons = tuple(Reason(**{**one, "first": tuple(one["first"])}) for one in data["reasons"])
        skipped = tuple((row, text, why) for row, text, why in data["skipped"])
        rest = {name: data[name] for name in ("rows", "refused", "skipped_more")}
        return cls(**rest, columns=columns, shown=shown, skipped=skipped, reasons=reasons, sheets=tuple(data["sheets"]))
