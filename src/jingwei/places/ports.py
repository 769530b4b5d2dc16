"""Where modules above follow a change of the territory: rows that lie in places go with the ground they stand on."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from jingwei.core.actions import Act
from jingwei.core.models import StoredFile
from jingwei.core.ports import Port
from jingwei.places.locate import Locator


@dataclass(frozen=True, slots=True)
class Ground:
    """The lowest touched places at one time: `leaves` finds the code of that which holds a point, `inside` has the
    codes from such a place up to the top."""

    leaves: Locator[str]
    inside: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Redrawn:
    """A redrawing as others follow it.

    `gives_rights` and `on` are those of the scheme and the change. `before` maps the row of every touched place, of
    whatever time, to its code; `heirs` a code that ended to the one that took it in. `old` and `new` are the ground
    before and after. `shown_before` and `shown_after` map codes to those of the level that is redrawn.
    """

    gives_rights: bool
    on: date
    before: Mapping[UUID, str]
    old: Ground
    new: Ground
    heirs: Mapping[str, str]
    shown_before: Mapping[str, str]
    shown_after: Mapping[str, str]

    def goes_to(self, code: str, was: str | None, now: str | None) -> str | None:
        """Where a row under a code goes: another code, None where it stays.

        `was` and `now` are where its point lay and lies. A row that was written down elsewhere than where its point
        lay goes only with its code.
        """
        if was is None or now is None or code not in self.old.inside[was]:
            return self.heirs.get(code)
        return None if code in self.new.inside[now] else now


@dataclass(slots=True)
class Shift:
    """What a redrawing does to one list of rows: how many lie in which area (code) before and after, and who moves.

    `rows` are the first ones that move: name, key of its page, code before, code after. `without_point` of those that
    lie on split or redrawn ground have no point and stay with the old code. `hindered` says why it cannot be done.
    """

    name: str
    unit: str
    before: dict[str, int] = field(default_factory=dict)
    after: dict[str, int] = field(default_factory=dict)
    moved: int = 0
    rows: list[tuple[str, UUID, str, str]] = field(default_factory=list)
    without_point: int = 0
    hindered: str = ""


# (redrawing, the kept drawing, the act) → what it does to the module's rows; written only where an act is given.
PlaceFollower = Callable[[Redrawn, StoredFile | None, Act | None], Sequence[Shift]]
place_followers: Port[PlaceFollower] = Port("place_followers")

# (sha256 of the drawing, the act) → the rows lie again where they lay. Raises Conflict where that is no longer so.
PlaceGiver = Callable[[str, Act], Any]
place_givers: Port[PlaceGiver] = Port("place_givers")
