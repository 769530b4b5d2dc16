"""Reading the figures out of reports that others wrote."""

from jingwei.reports.reading.model import COLUMNS, ReadFigure, Reading, ReadingError
from jingwei.reports.reading.reader import figures_of, read

__all__ = ["COLUMNS", "ReadFigure", "Reading", "ReadingError", "figures_of", "read"]
