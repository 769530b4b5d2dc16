"""The verbs of boards: importing this package registers them."""

from jingwei.indicators.boards.actions.change import ChangeBoard
from jingwei.indicators.boards.actions.copy import CopyBoard
from jingwei.indicators.boards.actions.make import MakeBoard
from jingwei.indicators.boards.actions.move_tile import MoveTile
from jingwei.indicators.boards.actions.put_tile import PutTile
from jingwei.indicators.boards.actions.remove_tile import RemoveTile
from jingwei.indicators.boards.actions.retire import RetireBoard
from jingwei.indicators.boards.actions.share import ShareBoard

__all__ = [
    "ChangeBoard", "CopyBoard", "MakeBoard", "MoveTile", "PutTile", "RemoveTile", "RetireBoard", "ShareBoard",
]  # fmt: skip
