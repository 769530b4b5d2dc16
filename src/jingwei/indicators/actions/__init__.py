"""The verbs of indicators: importing this package registers them."""

from jingwei.indicators.actions.bind_names import BindNames
from jingwei.indicators.actions.define import DefineIndicators
from jingwei.indicators.actions.enter_reported import EnterReported
from jingwei.indicators.actions.import_reported import ImportReported

__all__ = ["BindNames", "DefineIndicators", "EnterReported", "ImportReported"]
