"""Rows of a sheet that say that they left: two columns beside the ledger's own, the day and the reason.

Of a row that is known nothing else is taken: it ends as it is known. What else differs in it would hold from the
effective day of the sheet, by which the row may be gone.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from jingwei.core.fields import Field, FieldSet, Problem
from jingwei.core.sheets import Parsed
from jingwei.registers.actions.end import Ending, before_beginning
from jingwei.registers.fieldsets import fieldset_of, with_fields
from jingwei.registers.leaving.declared import Leaving, Said, Wrong, leaving_of
from jingwei.registers.leaving.facts import LEFT_ON
from jingwei.registers.models import Register

_DAY, _WHY = "left_on", "left_for"
_KNOWN = """
SELECT e.key, e.id, e.ended_on, e.ended_reason FROM registers_entry e
WHERE e.subdistrict = %s AND e.register_id = %s AND e.key = ANY(%s)
"""


@dataclass(frozen=True, slots=True)
class _Row:
    """One row that left: its number in the sheet, the key of its entry."""

    number: int
    key: str
    on: date
    why: Said


@dataclass(slots=True)
class Left:
    """What the rows of a sheet say of their leaving. `aside` are rows (by number) that are not compared: known ones,
    which only end, and those that had ended so already; `ended` the entries that end, `fresh` the rows that are new."""

    problems: list[Problem] = field(default_factory=list)
    aside: set[int] = field(default_factory=set)
    ended: list[Ending] = field(default_factory=list)
    fresh: list[_Row] = field(default_factory=list)
    told: Counter[str] = field(default_factory=Counter)

    @property
    def apart(self) -> set[int]:
        """The rows that need nothing else of the sheet: those aside, and those that stay out."""
        return self.aside | {problem.row for problem in self.problems if problem.row}

    @property
    def only_ended(self) -> int:
        """How many known rows end."""
        return len(self.ended)


def sheet_fields(register: Register) -> FieldSet:
    """The fields a sheet may bring: the ledger's own, and how a row left where the ledger says for which reasons."""
    return with_fields(fieldset_of(register), leaving_columns(register))


def leaving_columns(register: Register) -> tuple[Field, ...]:
    """The two columns; none where the ledger declares no reasons, or has such columns of its own."""
    return columns_beside(fieldset_of(register, retired=True), leaving_of(register))


def columns_beside(own: FieldSet, leaving: Leaving) -> tuple[Field, ...]:
    """The two columns of a ledger with these fields and reasons."""
    columns = (LEFT_ON, _asked(leaving))
    labels = {one.label for one in own.fields} | {alias for one in own.fields for alias in one.aliases}
    taken = any(one.key in own.by_key or one.label in labels for one in columns)
    return () if taken or not leaving.reasons else columns


def take_left(register: Register, parsed: Parsed, on: date) -> Left:
    """Take the two columns out of the rows of a sheet (in place), and say what they mean; at most two queries."""
    out = Left()
    if not leaving_columns(register):
        return out
    leaving, said = leaving_of(register), []
    for number, values in parsed.good():
        day, why = values.pop(_DAY, None), values.pop(_WHY, None)
        if day is None and why is None:
            continue
        row = _read(leaving, number, str(values.get(register.key_field) or ""), day, why)
        if isinstance(row, Problem):
            out.problems.append(row)
        else:
            said.append(row)
    if said:
        _sort(register, said, on, out)
    return out


def _asked(leaving: Leaving) -> Field:
    found = leaving.field(written=True)
    # A row that stays has neither day nor reason.
    return Field(_WHY, found.label, found.kind, choices=found.choices, max_length=found.max_length, help=found.help)


def _read(leaving: Leaving, number: int, key: str, day: str | None, why: str | None) -> _Row | Problem:
    if day is None:
        message = "写了停用原因的行，还要填停用日期；没有停用的，两格都空着。"
        return Problem(_DAY, LEFT_ON.label, "", message, "required", number)
    if why is None:
        message = f"填了停用日期的行，还要写停用原因：{leaving.listed}。"
        return Problem(_WHY, "停用原因", "", message, "required", number)
    try:
        # A column of choices has read it already; what is written freely may be one of them.
        key_of = {one.key: one.key for one in leaving.offered}.get(why, "")
        return _Row(number, key, date.fromisoformat(day), leaving.said(key_of, "" if key_of else why, number))
    except Wrong as wrong:
        return wrong.problem


def _sort(register: Register, rows: Sequence[_Row], on: date, out: Left) -> None:
    known = _known(register, [row.key for row in rows])
    numbers: dict[UUID, int | None] = {}
    ending: list[Ending] = []
    first: dict[str, int] = {}
    for row in rows:
        if row.key in first or not row.key:
            double = f"与第{first.get(row.key)}行的编号重复，一个编号只能有一行。"
            message = double if row.key else "停用哪一条要靠编号认，请填上编号。"
            out.problems.append(Problem(register.key_field, "编号", row.key, message, "key.double", row.number))
            continue
        first[row.key] = row.number
        if row.key not in known:
            if row.on <= on:
                message = f"台账里没有这个编号；新登记的行从{on}起属实，停用日期应在那天以后。"
                out.problems.append(Problem(_DAY, LEFT_ON.label, str(row.on), message, "left.unknown", row.number))
            else:
                out.fresh.append(row)
                out.told[row.why.told] += 1
            continue
        entry, ended_on, reason = known[row.key]
        if ended_on is None:
            ending.append(Ending(entry, row.on, row.why))
            numbers[entry] = row.number
        elif (ended_on, reason) != (row.on, row.why.told):
            message = f"这条记录已于{ended_on}停用（{reason}）；写错了的，请到记录页更正停用日期和原因。"
            out.problems.append(Problem(_DAY, LEFT_ON.label, str(row.on), message, "left.already", row.number))
        else:
            out.aside.add(row.number)
    early = before_beginning(ending, numbers, _DAY) if ending else []
    out.problems += early
    wrong = {problem.row for problem in early}
    for one in ending:
        number = numbers[one.entry]
        if number is not None and number not in wrong:
            out.aside.add(number)
            out.ended.append(one)
            out.told[one.why.told] += 1


def endings_of(register: Register, left: Left) -> list[Ending]:
    """All entries that end, once the new ones are written; one query, none without new ones."""
    if not left.fresh:
        return left.ended
    known = _known(register, [row.key for row in left.fresh])
    return [*left.ended, *(Ending(known[row.key][0], row.on, row.why) for row in left.fresh if row.key in known)]


def _known(register: Register, keys: Sequence[str]) -> Mapping[str, tuple[UUID, date | None, str]]:
    values: list[Any] = [register.subdistrict, register.pk, list(keys)]
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, values)
        return {key: (entry, ended_on, reason) for key, entry, ended_on, reason in cursor.fetchall()}
