"""The verbs of superiors' forms."""

from jingwei.reports.forms.actions.bind import BindForm
from jingwei.reports.forms.actions.fill import FillForm
from jingwei.reports.forms.actions.keep import KeepForm, RetireForm
from jingwei.reports.forms.actions.send import SendForm

__all__ = ["BindForm", "FillForm", "KeepForm", "RetireForm", "SendForm"]
