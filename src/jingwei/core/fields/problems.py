"""What can be wrong with a value, said so that the person who typed it can mend it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from jingwei.core import masking

if TYPE_CHECKING:
    from jingwei.core.fields.field import Field

Severity = Literal["error", "warn"]

_SHOWN = 60


class Wrong(ValueError):
    """One value that a kind cannot take as it is.

    `message` says what is wrong and what would be right; it never repeats the value (the value may be personal).
    With `severity` "warn" the value was taken after all and `kept` is what would be stored.
    """

    def __init__(self, code: str, message: str, *, severity: Severity = "error", kept: Any = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.severity: Severity = severity
        self.kept = kept


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with one value; `row` is 1-based as in the user's file."""

    field: str | None
    label: str
    value: str
    message: str
    code: str
    row: int | None = None
    sheet: str | None = None
    severity: Severity = "error"

    @classmethod
    def of(cls, field: Field, raw: Any, wrong: Wrong, *, row: int | None = None, sheet: str | None = None) -> Problem:
        """The problem of `raw` in `field`; a personal value is masked before it is kept."""
        return cls(
            field=field.key,
            label=field.label,
            value=_shown(field, raw),
            message=wrong.message,
            code=wrong.code,
            row=row,
            sheet=sheet,
            severity=wrong.severity,
        )

    def sentence(self) -> str:
        """One Chinese sentence: where, which field, what was written, what is wrong and what would be right."""
        where = (f"工作表“{self.sheet}”" if self.sheet else "") + (f"第{self.row}行" if self.row else "")
        written = f"填的是“{self.value}”：" if self.value else "："
        return f"{where}“{self.label}”{written}{self.message}"


def _shown(field: Field, raw: Any) -> str:
    # Of what came in pieces (a line of a form, a file) the sentence tells the piece.
    text = (
        "" if raw is None or (isinstance(raw, list) and any(isinstance(one, dict) for one in raw)) else str(raw).strip()
    )
    if field.personal:
        text = masking.mask(field.personal, text)
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
