"""Which version of a definition counts an ask, and its cell as long as nothing is known of its value."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from jingwei.core.periods import Period
from jingwei.indicators.cells import Ask, Cell
from jingwei.indicators.definitions import Defined, newest, version_for


class InForce:
    """The definitions of one evaluation at its moment; `fixed` are the versions that a lock counted by."""

    def __init__(
        self,
        versions: Mapping[str, Sequence[Defined]],
        moment: datetime,
        fixed: Mapping[tuple[str, Period], int] | None = None,
    ) -> None:
        self.versions = versions
        self.newest = newest(versions)
        self._moment = moment
        self._fixed = fixed or {}

    def of(self, ask: Ask) -> Defined:
        """The definition that counts an ask: the version that a lock fixed, else the one in force."""
        versions = self.versions[ask.key]
        number = self._fixed.get((ask.key, ask.period))
        fixed = next((one for one in versions if one.row.version == number), None)
        return fixed or version_for(versions, ask.period)

    def blank(self, ask: Ask, why: str) -> Cell:
        """The cell without a value, and why it has none."""
        found = self.of(ask)
        row = found.row
        return Cell(
            ask=ask, name=row.name, unit=row.unit, decimals=row.decimals, definition=row.key, version=row.version,
            kind=found.kind, basis=row.basis, owner=row.owner, known_at=self._moment, why=why,
        )  # fmt: skip
