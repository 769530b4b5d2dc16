"""The verbs of indicators: importing this package registers them."""

from jingwei.indicators.actions.bind_names import BindNames
from jingwei.indicators.actions.define import DefineIndicators
from jingwei.indicators.actions.enter_reported import EnterReported
from jingwei.indicators.actions.import_definitions import ImportDefinitions
from jingwei.indicators.actions.import_reported import ImportReported
from jingwei.indicators.actions.lock_period import LockPeriod
from jingwei.indicators.actions.retire import RetireIndicator
from jingwei.indicators.actions.save_definition import DefineIndicator, RedefineIndicator
from jingwei.indicators.actions.unlock_period import UnlockPeriod

__all__ = [
    "BindNames",
    "DefineIndicator",
    "DefineIndicators",
    "EnterReported",
    "ImportDefinitions",
    "ImportReported",
    "LockPeriod",
    "RedefineIndicator",
    "RetireIndicator",
    "UnlockPeriod",
]
