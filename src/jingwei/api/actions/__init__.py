"""The verbs of the interface, one file each."""

from jingwei.api.actions.make_token import MakeToken
from jingwei.api.actions.withdraw_token import WithdrawToken

__all__ = ["MakeToken", "WithdrawToken"]
