"""The verbs of indicators: importing this package registers them."""

from jingwei.indicators.actions.assess_targets import AssessTargets
from jingwei.indicators.actions.bind_names import BindNames
from jingwei.indicators.actions.correct_target import CorrectTarget
from jingwei.indicators.actions.define import DefineIndicators
from jingwei.indicators.actions.enter_lights import EnterLights
from jingwei.indicators.actions.enter_reported import EnterReported
from jingwei.indicators.actions.explain_red import ExplainRed, FinishRemedy
from jingwei.indicators.actions.import_definitions import ImportDefinitions
from jingwei.indicators.actions.import_reported import ImportReported
from jingwei.indicators.actions.import_targets import ImportTargets
from jingwei.indicators.actions.lock_period import LockPeriod
from jingwei.indicators.actions.retire import RetireIndicator
from jingwei.indicators.actions.save_definition import DefineIndicator, RedefineIndicator
from jingwei.indicators.actions.set_light_rules import SetLightRules
from jingwei.indicators.actions.set_target import SetTarget
from jingwei.indicators.actions.unlock_period import UnlockPeriod
from jingwei.indicators.actions.withdraw_lights import WithdrawLights
from jingwei.indicators.actions.withdraw_target import WithdrawTarget

__all__ = [
    "AssessTargets", "BindNames", "CorrectTarget", "DefineIndicator", "DefineIndicators", "EnterLights",
    "EnterReported",
    "ExplainRed", "FinishRemedy", "ImportDefinitions", "ImportReported", "ImportTargets", "LockPeriod",
    "RedefineIndicator", "RetireIndicator", "SetLightRules", "SetTarget", "UnlockPeriod", "WithdrawLights",
    "WithdrawTarget",
]  # fmt: skip
