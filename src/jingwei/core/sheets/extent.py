"""The rectangle that the used cells of a sheet span, held against the limits."""

from __future__ import annotations

from dataclasses import dataclass

from jingwei.core.sheets.errors import SheetError, cell_name, letters
from jingwei.core.sheets.limits import Limits
from jingwei.core.sheets.texts import TOO_MANY_CELLS, TOO_MANY_COLUMNS, TOO_MANY_ROWS


@dataclass(slots=True)
class Extent:
    """The last used row and column, 0-based; -1 while nothing is used. A reader starts at the first cell."""

    row: int = -1
    column: int = -1

    def add(self, row: int, column: int) -> None:
        """Take in one used cell."""
        self.row = max(self.row, row)
        self.column = max(self.column, column)

    @property
    def cells(self) -> int:
        """Number of cells of the rectangle from the first cell of the sheet."""
        return (self.row + 1) * (self.column + 1)

    def check(self, sheet: str, limits: Limits) -> None:
        """Raise SheetError when the rectangle is beyond the limits, naming where it ends."""
        rows, columns = self.row + 1, self.column + 1
        if columns > limits.max_columns:
            message = TOO_MANY_COLUMNS.format(
                sheet=sheet, column=columns, letters=letters(columns), limit=limits.max_columns
            )
            raise SheetError("sheet.too_many_columns", message, sheet=sheet, column=columns)
        if rows > limits.max_rows:
            message = TOO_MANY_ROWS.format(sheet=sheet, rows=rows, limit=limits.max_rows)
            raise SheetError("sheet.too_many_rows", message, sheet=sheet, row=rows)
        if self.cells > limits.max_cells:
            message = TOO_MANY_CELLS.format(sheet=sheet, cell=cell_name(rows, columns))
            raise SheetError("sheet.too_many_cells", message, sheet=sheet, row=rows, column=columns)
