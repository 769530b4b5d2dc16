"""The base of every verb: one declaration of input, one way to run, one transaction."""

from jingwei.core.actions.base import Act, Action, Item
from jingwei.core.actions.perform import Done, perform
from jingwei.core.actions.registry import all_actions, find_action, register_action

__all__ = ["Act", "Action", "Done", "Item", "all_actions", "find_action", "perform", "register_action"]
