"""Sheets as offices make them: read, matched to fields, parsed; and written in the two shapes they leave in."""

from jingwei.core.sheets.errors import SheetError
from jingwei.core.sheets.file_marks import read_mark
from jingwei.core.sheets.length import XLSX, about_rows, media_type_of
from jingwei.core.sheets.limits import Limits
from jingwei.core.sheets.matching import Column, match_columns
from jingwei.core.sheets.official import SIGNERS, write_official
from jingwei.core.sheets.parse import Dropped, Parsed, parse_table
from jingwei.core.sheets.remarks import write_remarks
from jingwei.core.sheets.returnable import write_returnable
from jingwei.core.sheets.table import Table, find_table, find_tables
from jingwei.core.sheets.workbook import Sheet, Workbook, read_workbook

__all__ = [
    "SIGNERS",
    "XLSX",
    "Column",
    "Dropped",
    "Limits",
    "Parsed",
    "Sheet",
    "SheetError",
    "Table",
    "Workbook",
    "about_rows",
    "find_table",
    "find_tables",
    "match_columns",
    "media_type_of",
    "parse_table",
    "read_mark",
    "read_workbook",
    "write_official",
    "write_remarks",
    "write_returnable",
]
