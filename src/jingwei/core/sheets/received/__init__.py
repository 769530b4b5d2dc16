"""A workbook as it was received: read with all its cells, filled by changing cell values and nothing else."""

from jingwei.core.sheets.received.book import Book, Cell, Sheet
from jingwei.core.sheets.received.filling import Filled, fill
from jingwei.core.sheets.received.reading import read_received

__all__ = ["Book", "Cell", "Filled", "Sheet", "fill", "read_received"]
