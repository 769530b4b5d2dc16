"""How much one file may hold. Beyond that it is refused before it is read, so that memory stays bounded."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds for one uploaded file; the defaults hold the largest ledger of a subdistrict several times over."""

    max_bytes: int = 50 * MIB
    max_inflated: int = 400 * MIB  # of all parts of a zipped workbook together
    max_entries: int = 2_000  # parts of a zipped workbook
    max_sheets: int = 100
    max_rows: int = 300_000  # of one sheet
    max_columns: int = 256  # of one sheet
    max_cells: int = 4_000_000  # of one sheet, empty cells between used ones included
    max_cell_chars: int = 32_767  # what Excel itself allows
    max_text: int = 1024 * MIB  # bytes of text if every cell holds its own copy


LIMITS = Limits()
