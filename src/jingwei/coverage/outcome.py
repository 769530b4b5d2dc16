"""What became of a figure: produced from the records of its street or not, and why not."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from jingwei.coverage.figures import Figure

STAND_IN = "自带的台账和建成的模块里还没有这些记录，先在街道自设的台账（字段）里登记"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A figure with what was found for it.

    `row` and `module` are its place in the list of systems. `definition` is key@version, `kind` counted, derived or
    reported, `rows` how many records stand behind the value and `row_ids` which (above 10,000 a `digest`). `failing`
    says what of a printed sum does not add up; `why` says why the figure is not produced. A `stand_in` was counted in
    what only the description of its street defines, or in a module that is not built (built.py).
    """

    figure: Figure
    row: str
    module: str
    produced: bool
    why: str = ""
    definition: str = ""
    kind: str = ""
    value: Decimal | None = None
    unit: str = ""
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    rows: int = 0
    row_ids: tuple[str, ...] = ()
    digest: str | None = None
    failing: str = ""
    stand_in: bool = False

    def as_json(self) -> dict[str, Any]:
        """The outcome as JSON values."""
        figure = self.figure
        return {
            "id": figure.id,
            "name": figure.name,
            "printed": str(figure.value),
            "unit": figure.unit,
            "approx": figure.approx,
            "route": figure.route,
            "system": self.row,
            "module": self.module,
            "produced": self.produced,
            "why": self.why,
            "indicator": self.definition.partition("@")[0],
            "definition": self.definition,
            "kind": self.kind,
            "value": _number(self.value),
            "value_unit": self.unit,
            "numerator": _number(self.numerator),
            "denominator": _number(self.denominator),
            "rows": self.rows,
            "row_ids": list(self.row_ids),
            "digest": self.digest,
            "failing_sum": self.failing,
            "stand_in": self.stand_in,
        }


def _number(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"


def without_stand_ins(outcomes: Iterable[Outcome]) -> tuple[Outcome, ...]:
    """The same outcomes, those counted in a stand-in not being produced."""
    return tuple(replace(one, produced=False, why=STAND_IN) if one.stand_in else one for one in outcomes)


def produced(outcomes: Iterable[Outcome]) -> int:
    """How many figures are produced."""
    return sum(outcome.produced for outcome in outcomes)
