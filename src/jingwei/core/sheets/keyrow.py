"""The hidden row of a returnable sheet: the key of the field in each column, and the ids of the rows at their left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from jingwei.core.fields import FieldSet, forbidden
from jingwei.core.sheets.errors import SheetError
from jingwei.core.sheets.head import text_of
from jingwei.core.sheets.headings import fold
from jingwei.core.sheets.matching import Column, match_heads
from jingwei.core.sheets.workbook import Sheet

_MARK = "jingwei-sheet-1"
_CARRIED = "#"  # between the key of a field and the number of the piece
_LOOKED_AT = 8  # rows: somebody may have put lines above


@dataclass(frozen=True, slots=True)
class KeyRow:
    """What the hidden row says; rows and columns 0-based.

    `row` is the hidden row itself, `head` that of the heads. `fields` maps columns to keys. `carried` maps a key to the
    columns that hold, in pieces, the values its own cells cannot hold. `ids` is the column of the row ids.
    """

    row: int
    head: int
    ids: int
    version: int
    fields: dict[int, str]
    carried: dict[str, list[int]] = field(default_factory=dict)

    def columns(self, sheet: Sheet, fieldset: FieldSet) -> list[Column]:
        """The columns: by key where there is one, by their words where somebody added a column."""
        levels = [(text_of(cell),) for cell in sheet.rows[self.head]]
        known = {column: key for column, key in self.fields.items() if key in fieldset.by_key}
        ours = {self.ids, *(column for columns in self.carried.values() for column in columns)}
        rest = tuple(item for item in fieldset.fields if item.key not in known.values())
        headings = [() if index in known or index in ours else level for index, level in enumerate(levels)]
        columns = match_heads(headings, rest, ledger=sheet.name)
        for index, key in known.items():
            refusal = forbidden(levels[index][0])
            columns[index] = (
                Column(index, levels[index][0], None, 0.0, "forbidden", message=refusal.message)
                if refusal
                else Column(index, levels[index][0], fieldset.field(key), 1.0, "key")
            )
        return columns


def mark(fieldset: FieldSet, rows_to_head: int) -> str:
    """The text of the cell where hidden row and hidden column meet."""
    return f"{_MARK}|{fieldset.key}|{fieldset.version}|{rows_to_head}"


def carried_key(key: str, piece: int) -> str:
    """The key over a column that carries piece number `piece` (from 1) of the values of the field `key`."""
    return f"{key}{_CARRIED}{piece}"


def find_key_row(sheet: Sheet, fieldset: FieldSet) -> KeyRow | None:
    """The hidden row, wherever it was moved; None for a sheet that is none of ours.

    Raises:
        SheetError: `returnable.other` when the sheet came from another ledger.
    """
    for index, row in enumerate(sheet.rows[:_LOOKED_AT]):
        for column, cell in enumerate(row):
            if isinstance(cell, str) and cell.startswith(_MARK + "|"):
                return _read(sheet, fieldset, index, column, cell)
    return None


def _read(sheet: Sheet, fieldset: FieldSet, row: int, ids: int, text: str) -> KeyRow | None:
    parts = text.split("|")
    if len(parts) != 4 or not parts[2].isdigit() or not parts[3].isdigit():
        return None
    if parts[1] != fieldset.key:
        title = next((text_of(cell) for cell in sheet.rows[row + 1] if cell), "") if row + 1 < len(sheet.rows) else ""
        name = f"“{title[:30]}”" if title else "另一种台账"
        raise SheetError(
            "returnable.other",
            f"这张表是从{name}导出的，不是本台账的可回导表。请到原来的台账里导入，或重新导出本台账。",
            sheet=sheet.name,
        )
    fields: dict[int, str] = {}
    pieces: dict[str, dict[int, int]] = {}
    for column, cell in enumerate(sheet.rows[row]):
        if column == ids or not isinstance(cell, str) or not cell:
            continue
        key, hash_sign, piece = cell.partition(_CARRIED)
        if hash_sign and piece.isdigit():
            pieces.setdefault(key, {})[int(piece)] = column
        elif key not in fields.values():
            fields[column] = key
    carried = {key: [columns[piece] for piece in sorted(columns)] for key, columns in pieces.items()}
    head = _head_row(sheet, fieldset, row, fields, int(parts[3]))
    return KeyRow(row, head, ids, int(parts[2]), fields, carried)


def _head_row(sheet: Sheet, fieldset: FieldSet, row: int, fields: dict[int, str], distance: int) -> int:
    """The row that shows the labels; if they were all rewritten, where it was when the sheet left."""
    labels = {column: fold(fieldset.field(key).label) for column, key in fields.items() if key in fieldset.by_key}
    best, most = min(row + distance, len(sheet.rows) - 1), 0
    for index in range(row + 1, min(row + _LOOKED_AT, len(sheet.rows))):
        same = _labelled(sheet.rows[index], labels)
        if same > most:
            best, most = index, same
    return best


def _labelled(row: Sequence[object], labels: dict[int, str]) -> int:
    return sum(1 for column, label in labels.items() if row[column] and fold(str(row[column])).startswith(label))
