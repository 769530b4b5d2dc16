"""What the steps of an import show: match columns, preview, applied. See `parts.py` for the rules they follow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from jingwei.core.ui.forms import FormField
from jingwei.core.ui.parts import Link, Pager, Table


@dataclass(frozen=True, slots=True)
class Match:
    """A column of the user's sheet and the field it goes to.

    `name` is the name of the select; `samples` a few values from the column; `how` says in words why it was matched
    (表头一致, 上次的对应, 按内容猜测); `refused` why such a column may not come in at all.
    """

    heading: str
    name: str
    value: str = ""
    options: tuple[tuple[str, str], ...] = ()
    samples: tuple[str, ...] = ()
    how: str = ""
    sure: bool = True
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many rows of the sheet are new, changed, the same, refused."""

    new: int = 0
    changed: int = 0
    same: int = 0
    refused: int = 0
    gone: int | None = None

    @property
    def total(self) -> int:
        """Rows read from the sheet."""
        return self.new + self.changed + self.same + self.refused

    @property
    def sound(self) -> int:
        """Rows with nothing wrong, whether they change anything or not."""
        return self.new + self.changed + self.same


@dataclass(frozen=True, slots=True)
class RowProblem:
    """One thing wrong with one value of the sheet; `row` as numbered in the user's file."""

    row: int | None
    label: str
    value: str
    message: str
    severity: Literal["error", "warn"] = "error"


@dataclass(frozen=True, slots=True)
class Wizard:
    """One import. `step` decides what is shown; the other values belong to the step of their name.

    `fields` are asked beside the columns (生效日期). A `text` file (YAML) has no columns to match, and its template is
    what there is now. With `choice` errors keep the whole sheet out, unless the person chooses to take in the rest
    (`partial` = yes); `again_url` is where a mended file goes. `turns` are ways to go on with what others changed too.
    `mended` says in links what became of refused rows. `reasons` tell in few lines why many rows stay out (label,
    message, where); `frozen` (text, job) that the page waits for a job and cannot be changed. `submit` is what the
    button of the preview does where it writes no row.
    """

    step: Literal["upload", "match", "preview", "applied"]
    into: str
    post_url: str
    back_url: str = ""
    file_name: str = ""
    sheet_name: str = ""
    template_url: str = ""
    matches: tuple[Match, ...] = ()
    missing: tuple[str, ...] = ()
    fields: tuple[FormField, ...] = ()
    tally: Tally | None = None
    problems: tuple[RowProblem, ...] = ()
    problem_count: int = 0
    remarks_url: str = ""
    changes: Table | None = None
    changed_pager: Pager | None = None
    notes: tuple[str, ...] = ()
    turns: tuple[Link, ...] = ()
    again_url: str = ""
    reasons: tuple[Any, ...] = ()
    frozen: Any = None
    choice: bool = False
    submit: str = ""
    mended: tuple[Link, ...] = ()
    hidden: tuple[tuple[str, str], ...] = ()
    error: str = ""
    undo: Link | None = None
    undone: bool = False
    text: bool = False
