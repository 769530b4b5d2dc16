"""The standard boards that come along, brought in through the action like any other."""

from importlib.resources import files
from typing import Any

import yaml

from jingwei.core.actions import Done, perform
from jingwei.indicators.boards.actions.make import MakeBoard
from jingwei.indicators.boards.models import Board
from jingwei.indicators.boards.tiles import Tile


def make_standard_boards(key: str | None = None) -> Done:
    """Make them in the scope's subdistrict, for the whole street. `key`: of the action."""
    packed = _packed()
    rows = [{"title": one["title"], "period": one["period"], "shared": Board.Shared.STREET} for one in packed]
    tiles = [[_tile(at, said).dump() for at, said in enumerate(one["tiles"], 1)] for one in packed]
    return perform(MakeBoard(), rows, context={"tiles": tiles}, key=key)


def _tile(at: int, said: dict[str, Any]) -> Tile:
    return Tile(**{**said, "id": f"t{at}", "keys": tuple(said.get("keys", ()))})


def _packed() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load(
        files("jingwei.indicators").joinpath("pack/boards.yaml").read_text("utf-8")
    )
    return found
