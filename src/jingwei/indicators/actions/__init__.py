"""The verbs of indicators: importing this package registers them."""

from jingwei.indicators.actions.bind_names import BindNames
from jingwei.indicators.actions.define import DefineIndicators
from jingwei.indicators.actions.enter_reported import EnterReported
from jingwei.indicators.actions.import_reported import ImportReported
from jingwei.indicators.actions.lock_period import LockPeriod
from jingwei.indicators.actions.unlock_period import UnlockPeriod

__all__ = ["BindNames", "DefineIndicators", "EnterReported", "ImportReported", "LockPeriod", "UnlockPeriod"]
