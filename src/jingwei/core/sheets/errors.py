"""A sheet that cannot be read at all: one sentence that says where, what and what to do."""

from __future__ import annotations

from typing import ClassVar

from jingwei.core.errors import JingweiError


class SheetError(JingweiError):
    """The file, or one sheet of it, cannot be taken; nothing of it was.

    `sheet` is the name of the sheet, `row` and `column` are 1-based as in the user's file, where they are known.
    """

    code: ClassVar[str] = "sheet"
    status: ClassVar[int] = 422

    def __init__(
        self, code: str, message: str, *, sheet: str | None = None, row: int | None = None, column: int | None = None
    ) -> None:
        super().__init__(message, code=code)
        self.sheet = sheet
        self.row = row
        self.column = column


def letters(column: int) -> str:
    """The letters of a 1-based column: 1 is A, 27 is AA."""
    text = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def cell_name(row: int, column: int) -> str:
    """The name of a cell from 1-based row and column: D5."""
    return f"{letters(column)}{row}"
