"""The verbs of reports."""

from jingwei.reports.actions.confirm_figure import ConfirmFigure
from jingwei.reports.actions.dismiss_figure import DismissFigure
from jingwei.reports.actions.draft import DraftReport
from jingwei.reports.actions.read import ReadReport

__all__ = ["ConfirmFigure", "DismissFigure", "DraftReport", "ReadReport"]
