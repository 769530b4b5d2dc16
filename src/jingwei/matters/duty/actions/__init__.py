"""The verbs of duty: log, hand-over, urgent information, settings."""

from jingwei.matters.duty.actions.hand_over import HandOverShift, TakeOverShift
from jingwei.matters.duty.actions.log import LogDuty, SettleLog
from jingwei.matters.duty.actions.set_terms import SetTerms
from jingwei.matters.duty.actions.urgent import ReportUrgent, UrgentCalled, UrgentWritten

__all__ = [
    "HandOverShift", "LogDuty", "ReportUrgent", "SetTerms", "SettleLog", "TakeOverShift", "UrgentCalled",
    "UrgentWritten",
]  # fmt: skip
