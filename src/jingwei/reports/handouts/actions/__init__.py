"""The verbs of handouts."""

from jingwei.reports.handouts.actions.close import CloseHandout
from jingwei.reports.handouts.actions.give_back import GiveBack
from jingwei.reports.handouts.actions.hand_out import HandOut

__all__ = ["CloseHandout", "GiveBack", "HandOut"]
