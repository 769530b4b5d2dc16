"""What several verbs of boards ask for, and what they check alike."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils import timezone

from jingwei.core.actions import Act, Item
from jingwei.core.errors import Invalid, Refused
from jingwei.core.fields import Choice, Field, Problem
from jingwei.core.history import changes_since
from jingwei.core.periods import Period, PeriodError
from jingwei.core.scope import Actor
from jingwei.indicators.boards.models import Board
from jingwei.indicators.boards.periods import PERIODS
from jingwei.indicators.boards.policy import policy
from jingwei.indicators.boards.tiles import Tile, load_tiles, shown_tiles
from jingwei.indicators.definitions import load_definitions

TITLE = Field("title", "名称", "text", required=True, max_length=40)
PERIOD = Field(
    "period", "统计期", "choice", required=True, choices=tuple(Choice(key, label) for key, label in PERIODS.items()),
    help="除“固定统计期”外，随日期往后走",
)  # fmt: skip
FIXED = Field("fixed", "固定为", "text", max_length=40, help="选“固定统计期”时填，如 2025年上半年")
SHARED = Field(
    "shared", "给谁看", "choice", required=True,
    choices=tuple(Choice(str(value), str(label)) for value, label in Board.Shared.choices),
)  # fmt: skip


def period_problems(item: Item) -> Iterator[Problem]:
    """What is wrong with a fixed period; puts its code in the place of what was written."""
    said = str(item.values.get("fixed") or "")
    if item.values["period"] != "fixed":
        item.values["fixed"] = ""
        return
    try:
        item.values["fixed"] = str(Period.parse(said))
    except PeriodError as error:
        message = f"{error.message}。" if said else "请写明固定的统计期，如 2025年上半年。"
        yield Problem("fixed", "固定为", said, message, "period.wrong", item.row)


def refuse(problems: Iterable[Problem]) -> None:
    """Raise Invalid where there are any."""
    found = list(problems)
    if found:
        raise Invalid(found)


def department_of(actor: Actor, shared: str) -> UUID | None:
    """The department a board is shared with. Raises Refused for an actor of none."""
    if shared != Board.Shared.DEPARTMENT:
        return None
    if not actor.departments:
        raise Refused("您现在的岗位不属于某个部门，看板可以留给本人用，或由统计员、办公室给全街道用。")
    return sorted(actor.departments)[0]


def check_change(act: Act, items: Sequence[Item]) -> None:
    """The maker, the department it is shared with, and for the street's boards statistician and office."""
    for item in items:
        policy.may(act.actor, "see", item.target)
        policy.may(act.actor, "change", item.target)
        if item.target.retired:
            raise Refused(f"看板“{item.target.title}”已停用，不能再改；需要时复制一份。")


def save(boards: Sequence[Board], *columns: str) -> None:
    """Write changed boards, each with its next revision."""
    for board in boards:
        board.revision += 1
        board.changed_at = timezone.now()
    Board.objects.bulk_update(boards, [*columns, "revision", "changed_at"])


def tiles_of(board: Board) -> tuple[Tile, ...]:
    """The tiles of a board."""
    return load_tiles(board.tiles)


def told_changes(target: Any, revision: int) -> list[dict[str, Any]]:
    """What others changed on a board, its tiles in words."""
    names = {key: one.row.name for key, one in load_definitions().items()}
    lines = [line for line in changes_since(target, revision) if line["label"] != "修改时间"]
    for line in lines:
        if line["label"] == "看板内容":
            line["before"], line["after"] = (_words(line[side], names) for side in ("before", "after"))
    return lines


def _words(data: Any, names: Mapping[str, str]) -> str:
    return shown_tiles(load_tiles(data or ()), names)
