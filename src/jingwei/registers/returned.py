"""Rows that left a ledger as a sheet and come back: what their reader changed, and what others changed meanwhile.

A returnable sheet carries for each row the entry and the state that was written into it (`row_id`). So a value that was
not touched in the sheet never overwrites what somebody else has recorded since, and two different changes of one value
are told instead of one of them being lost.
"""

import json
import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from jingwei.core.fields import Choice, Field, FieldSet, Problem
from jingwei.core.fields.problems import Severity
from jingwei.core.secrets import is_sealed_value
from jingwei.registers.fieldsets import fieldset_of
from jingwei.registers.history import shown
from jingwei.registers.models import Register
from jingwei.registers.numbering import AUTO
from jingwei.registers.personal import carried

REFUSE, THEIRS, MINE = "refuse", "theirs", "mine"
OTHERS = Field(
    key="others",
    label="表导出之后别人也改过的内容",
    kind="choice",
    choices=(
        Choice(REFUSE, "退回这些行，由我核对"),
        Choice(THEIRS, "以现在台账里的为准"),
        Choice(MINE, "以这张表为准"),
    ),
    help="同一格您和别人都改过时怎么办；不选则退回这一行。您没有改的格，一律保留别人后来登记的。",
)
_ID = re.compile(r"([0-9a-f-]{36})@([0-9a-f-]{36})")
# Only rows that are no longer as they left, whose number was rewritten, or that were taken out of use meanwhile.
_MOVED = """
SELECT said.at, e.key, e.ended_on, e.ended_reason, base.data, base.hashes, now.data, now.hashes, now.actor_label,
  now.known_from
FROM unnest(%(states)s::uuid[], %(keys)s::text[], %(at)s::int[]) said(state, key, at)
JOIN registers_version base ON base.id = said.state AND base.register_id = %(register)s
JOIN registers_entry e ON e.id = base.entry_id
LEFT JOIN LATERAL (SELECT v.* FROM registers_version v WHERE v.entry_id = e.id AND v.known_to IS NULL
  ORDER BY (v.valid_from <= %(on)s AND v.valid_to > %(on)s) DESC, v.valid_from LIMIT 1) now ON true
WHERE e.key <> said.key OR e.ended_on IS NOT NULL OR now.digest <> base.digest
"""


def row_id(entry: UUID, state: UUID) -> str:
    """What goes along invisibly with a row."""
    return f"{entry}@{state}"


def entry_of(said: str) -> str:
    """The entry of a `row_id`; empty for what is none."""
    found = _ID.fullmatch(said)
    return found[1] if found else ""


def unsaid_when_empty(fieldset: FieldSet) -> FieldSet:
    """The fields as a sheet of ours asks for them: personal values never leave, so an empty cell says nothing."""
    fields = tuple(
        replace(item, required=False, help="已登记的不导出；空着表示不变，要改才填") if item.personal else item
        for item in fieldset.fields
    )
    return replace(fieldset, fields=fields)


def required_problems(
    fieldset: FieldSet,
    checked: Collection[str],
    said: Collection[str],
    rows: Sequence[tuple[int, Mapping[str, Any]]],
    failed: set[int],
) -> list[Problem]:
    """Values that must be there and are neither known nor in the sheet: of new rows, where it has no such column (not
    among `said`) or an empty one that says nothing (not among `checked`)."""
    needed = [item for item in fieldset.fields if item.required and not item.retired and item.key not in checked]
    problems = []
    for number, row in rows if needed else ():
        for item in needed:
            if row.get(item.key) is None:
                missing = f"表里没有“{item.label}”这一列，新登记的记录必须填写，请加上这一列"
                message = "这一项必填，不能留空" if item.key in said else missing
                problems.append(_told(item, "", message, "required", number))
                failed.add(number)
    return problems


@dataclass(slots=True)
class Merged:
    """What became of returned rows: problems to tell (`error` keeps a row out), rows that need nothing (by number)."""

    problems: list[Problem] = field(default_factory=list)
    untouched: set[int] = field(default_factory=set)
    contested: int = 0


@dataclass(frozen=True, slots=True)
class _Moved:
    """A row whose entry is not as the sheet knew it: the state that left, and what holds now (None: out of use)."""

    key: str
    ended_on: date | None
    ended_reason: str
    base: Mapping[str, Any]
    base_tokens: Mapping[str, str]
    now: Mapping[str, Any] | None
    now_tokens: Mapping[str, str]
    who: str
    at: datetime | None


def merge_returned(
    register: Register,
    rows: Sequence[dict[str, Any]],
    numbers: Sequence[int],
    ids: Sequence[str | None],
    said: Collection[str],
    on: date,
    others: str = REFUSE,
) -> Merged:
    """Bring `rows` (in place) up to what is known now in all that their reader left alone.

    One query, none for a sheet whose rows carry nothing. `others` says what happens where both changed one value.
    """
    merged = Merged()
    fieldset = fieldset_of(register)
    moved = _moved(register, rows, ids, on)
    owners = _owners(register, rows, ids, moved)
    for index, one in moved.items():
        if index not in owners:
            continue  # copied below another row to make a new one of it: nothing of that row is meant
        row, number = rows[index], numbers[index]
        told = _row_problem(register, fieldset, one, row, number)
        if told is not None:
            merged.problems.append(told)
            continue
        touched = _touched(fieldset, one.base, row, said)
        if one.now is None or one.ended_on is not None:
            if touched:
                merged.problems.append(_ended_problem(register, fieldset, one, number))
            else:
                merged.untouched.add(number)
            continue
        merged.contested += _merge(fieldset, one, row, number, said, others, merged.problems)
    return merged


def _moved(
    register: Register, rows: Sequence[Mapping[str, Any]], ids: Sequence[str | None], on: date
) -> dict[int, _Moved]:
    known = [(index, match[2]) for index, one in enumerate(ids) if one and (match := _ID.fullmatch(one))]
    if not known:
        return {}
    values: dict[str, Any] = {
        "states": [state for _, state in known],
        "keys": [str(rows[index].get(register.key_field, "")) for index, _ in known],
        "at": [index for index, _ in known],
        "register": register.pk,
        "on": on,
    }
    with connection.cursor() as cursor:
        cursor.execute(_MOVED, values)
        found = cursor.fetchall()
    return {
        at: _Moved(
            key, ended_on, reason, json.loads(base), _tokens(hashes),
            carried(json.loads(now), later) if now else None, _tokens(later or ()), who or "系统", when,
        )
        for at, key, ended_on, reason, base, hashes, now, later, who, when in found
    }  # fmt: skip


def _owners(
    register: Register, rows: Sequence[Mapping[str, Any]], ids: Sequence[str | None], moved: Mapping[int, _Moved]
) -> set[int]:
    """The rows that stand for the entry whose id they carry.

    Who copies a row to make another of it copies its id too: then the one with the entry's own number is meant.
    """
    bearers: dict[str, int] = defaultdict(int)
    for one in ids:
        if one:
            bearers[one] += 1
    return {
        index
        for index, one in moved.items()
        if bearers[ids[index] or ""] == 1 or str(rows[index].get(register.key_field, "")) == one.key
    }


def _row_problem(
    register: Register, fieldset: FieldSet, one: _Moved, row: dict[str, Any], number: int
) -> Problem | None:
    """What is wrong with the number of a row: an entry keeps its number for life."""
    said = str(row.get(register.key_field, ""))
    if said == one.key:
        return None
    if register.key_field == AUTO and not said:
        row[AUTO] = one.key
        return None
    item = fieldset.by_key[register.key_field]
    message = f"编号不能改（这一行原为“{one.key}”）；要登记另外一条，请恢复原来的编号，在表的下面另加一行。"
    return Problem(item.key, item.label, said, message, "key.changed", number)


def _ended_problem(register: Register, fieldset: FieldSet, one: _Moved, number: int) -> Problem:
    item = fieldset.by_key[register.key_field]
    since = f"已于{one.ended_on}停用（{one.ended_reason}）" if one.ended_on else "已经停用"
    message = f"这条记录{since}，不能用表格修改；确要恢复的，请在这条记录的页面办理“恢复使用”。"
    return Problem(item.key, item.label, one.key, message, "row.ended", number)


def _asked(fieldset: FieldSet, said: Collection[str]) -> list[Field]:
    return [item for item in fieldset.fields if item.key in said and item.asked]


def _touched(fieldset: FieldSet, base: Mapping[str, Any], row: Mapping[str, Any], said: Collection[str]) -> bool:
    return any(row.get(item.key) != base.get(item.key) for item in _asked(fieldset, said) if not item.personal)


def _merge(
    fieldset: FieldSet,
    one: _Moved,
    row: dict[str, Any],
    number: int,
    said: Collection[str],
    others: str,
    problems: list[Problem],
) -> int:
    """Field by field; gives 1 where both changed one value, else 0."""
    assert one.now is not None
    contested = 0
    when = f"{timezone.localtime(one.at):%m月%d日 %H:%M}" if one.at else ""
    for item in _asked(fieldset, said):
        key = item.key
        mine, base, now = row.get(key), one.base.get(key), one.now.get(key)
        if is_sealed_value(base) or is_sealed_value(now):
            # What is encrypted never left with the sheet: only what was written beside it by hand is meant.
            theirs, own = one.base_tokens.get(key) != one.now_tokens.get(key), mine is not None
        else:
            theirs, own = now not in (base, mine), mine != base
        if not theirs:
            continue
        later = f"这张表导出之后，{one.who}于{when}把它由{_said(base, fieldset, key)}改为{_said(now, fieldset, key)}"
        if not own:
            _take(row, key, now)
            message = f"{later}；表里没有改这一格，保留现在的内容。"
            problems.append(
                Problem(key, item.label, shown(mine, fieldset, key), message, "row.kept", number, "", "warn")
            )
            continue
        contested = 1
        mine_said = _said(mine, fieldset, key)
        if others == REFUSE:
            message = f"{later}，您改为{mine_said}。请核对后再导入，或在导入页上选择以哪个为准。"
            problems.append(_told(item, shown(mine, fieldset, key), message, "row.moved", number))
            continue
        stands = "以现在台账里的为准" if others == THEIRS else "以这张表为准"
        message = f"{later}，您改为{mine_said}；{stands}。"
        problems.append(_told(item, shown(mine, fieldset, key), message, "row.moved", number, "warn"))
        if others == THEIRS:
            _take(row, key, now)
    return contested


def _told(item: Field, value: str, message: str, code: str, number: int, severity: Severity = "error") -> Problem:
    return Problem(item.key, item.label, value, message, code, number, severity=severity)


def _take(row: dict[str, Any], key: str, value: Any) -> None:
    if value is None:
        row.pop(key, None)
    else:
        row[key] = value


def _said(value: Any, fieldset: FieldSet, key: str) -> str:
    return f"“{shown(value, fieldset, key)}”" if value is not None else "空"


def _tokens(hashes: Sequence[str]) -> dict[str, str]:
    return {token.partition(":")[0]: token for token in hashes}
