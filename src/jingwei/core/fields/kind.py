"""What every kind of field can do; one subclass per kind, listed in `kinds`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar, Literal, NamedTuple

from jingwei.core import masking
from jingwei.core.fields.field import Field
from jingwei.core.fields.problems import Wrong
from jingwei.core.fields.raw import NOTHING, is_blank, refuse_formula_error

# Types whose values are equal across types (1 == 1.0 == True), so that one cache must not hold them together.
_NUMERIC = (bool, int, float)


class Cell(NamedTuple):
    """A value for a spreadsheet cell: written as text, number or date, with a number format."""

    value: str | int | float | date | None
    type: Literal["text", "number", "date"]
    format: str


EMPTY_CELL = Cell(None, "text", "@")


class Kind(ABC):
    """A kind of field: reads what people write, keeps one JSON shape, shows it again."""

    key: ClassVar[str]
    label: ClassVar[str]
    widget: ClassVar[str] = "text"  # name of the template part
    python_type: ClassVar[Any] = str  # of the stored value, for pydantic
    nothing: ClassVar[frozenset[str]] = NOTHING  # words that mean "left empty"

    def parse(self, raw: Any, field: Field, *, unit: str | None = None) -> Any:
        """The stored value of `raw`, or None when it is empty. `unit` is the unit named in the column's head.

        Raises:
            Wrong: the value cannot be taken; or, with severity "warn", it was taken as `Wrong.kept`.
        """
        if isinstance(raw, str):
            text = raw.strip()
            if not text or text in self.nothing:
                self.empty(field)
                return None
            refuse_formula_error(text)
        elif is_blank(raw):
            self.empty(field)
            return None
        return self.read(raw, field, unit)

    @abstractmethod
    def read(self, raw: Any, field: Field, unit: str | None) -> Any:
        """The stored value of a non-empty `raw`; raises Wrong."""

    def parse_column(
        self, raws: Sequence[Any], field: Field, *, unit: str | None = None
    ) -> tuple[list[Any], dict[int, Wrong]]:
        """`parse` for a whole column: values in order (None where empty or wrong), and what is wrong by index.

        Equal raw values are parsed once. A value taken with a warning stands in both results.
        """
        types = set(map(type, raws))
        if types & {list, dict, tuple}:
            return self._each(raws, field, unit)
        if sum(1 for numeric in _NUMERIC if numeric in types) > 1 or len(types) > 3:
            keys: Sequence[Any] = [(type(raw), raw) for raw in raws]
            distinct = list(dict.fromkeys(keys))
            outcomes = self._outcomes([raw for _, raw in distinct], field, unit)
        else:
            keys = raws
            distinct = list(dict.fromkeys(keys))
            outcomes = self._outcomes(distinct, field, unit)
        return _collect(keys, dict(zip(distinct, outcomes, strict=True)))

    def display(self, stored: Any, field: Field, *, masked: bool = False) -> str:
        """The stored value as the screen shows it; with `masked` a personal field is masked by its mark."""
        if stored is None:
            return ""
        text = self.show(stored, field)
        return masking.mask(field.personal, text) if masked and field.personal else text

    def show(self, stored: Any, field: Field) -> str:
        """The text of a stored value that is there."""
        return str(stored)

    def search_text(self, stored: Any, field: Field) -> str:
        """Text under which a row may be found; nothing of a personal field, which is encrypted at rest."""
        return "" if field.personal else self.display(stored, field)

    def excel(self, stored: Any, field: Field) -> Cell:
        """The cell that brings the value back unchanged when the sheet returns. Codes are always text."""
        return EMPTY_CELL if stored is None else Cell(self.show(stored, field), "text", "@")

    def schema(self, field: Field) -> dict[str, Any]:
        """JSON schema of the stored value."""
        return {"type": "string"}

    def empty(self, field: Field) -> None:
        """Raise Wrong when the field must not be left empty."""
        if field.required:
            raise Wrong("field.required", "这一项必填，不能留空")

    def _outcomes(self, raws: Sequence[Any], field: Field, unit: str | None) -> list[Any]:
        """For each raw value what `parse` returns, or the Wrong it raises."""
        parse = self.parse
        outcomes: list[Any] = []
        for raw in raws:
            try:
                outcomes.append(parse(raw, field, unit=unit))
            except Wrong as wrong:
                outcomes.append(wrong)
        return outcomes

    def _each(self, raws: Sequence[Any], field: Field, unit: str | None) -> tuple[list[Any], dict[int, Wrong]]:
        outcomes = self._outcomes(raws, field, unit)
        wrongs = {index: outcome for index, outcome in enumerate(outcomes) if isinstance(outcome, Wrong)}
        for index, wrong in wrongs.items():
            outcomes[index] = wrong.kept
        return outcomes, wrongs


def _collect(keys: Sequence[Any], parsed: dict[Any, Any]) -> tuple[list[Any], dict[int, Wrong]]:
    bad = {key: outcome for key, outcome in parsed.items() if isinstance(outcome, Wrong)}
    if not bad:
        return list(map(parsed.__getitem__, keys)), {}
    wrongs = {index: bad[key] for index, key in enumerate(keys) if key in bad}
    for key, wrong in bad.items():
        parsed[key] = wrong.kept
    return list(map(parsed.__getitem__, keys)), wrongs
