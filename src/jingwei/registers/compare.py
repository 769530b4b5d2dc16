"""An incoming sheet against the ledger: what is new, changed, the same, and what cannot go in."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection

from jingwei.core.fields import Problem
from jingwei.core.scope import Reader, current_scope
from jingwei.registers.fieldsets import event_day_of, fieldset_of
from jingwei.registers.models import Register
from jingwei.registers.state import State

_KNOWN = """
SELECT e.key, e.id::text, encode(uuid_send(v.digest), 'hex'), CASE WHEN e.ended_on IS NOT NULL THEN (
  SELECT COALESCE(a.key, '') FROM registers_succession s LEFT JOIN registers_entry a ON a.id = s.after[1]
  WHERE s.before @> ARRAY[e.id] AND s.kind = 'merged' AND s.undone_at IS NULL LIMIT 1) END
FROM registers_entry e
LEFT JOIN registers_version v
  ON v.entry_id = e.id AND v.known_to IS NULL AND v.valid_from <= %(on)s AND v.valid_to > %(on)s
WHERE e.subdistrict = %(street)s AND e.register_id = %(register)s {some}
"""
FEW = 1000
_LAST = date(9999, 12, 30)
_Known = tuple[str, str | None, str | None]  # entry, digest of its state, number of the row it was merged into


@dataclass(slots=True)
class Comparison:
    """The outcome of a comparison; `new` and `changed` are ready to be sealed and written, `same_entries` as known."""

    new: list[State] = field(default_factory=list)
    changed: list[State] = field(default_factory=list)
    same_entries: list[str] = field(default_factory=list)
    aside: int = 0  # rows that need nothing and say nothing of their entry: out of use, and left alone in the sheet
    problems: list[Problem] = field(default_factory=list)

    @property
    def same(self) -> int:
        """How many rows are as they are known."""
        return len(self.same_entries) + self.aside

    @property
    def refused(self) -> int:
        """How many rows stay out."""
        return len({problem.row for problem in self.problems if problem.severity == "error"})


class Comparer:
    """Compares the states of one sheet with the ledger as of a day, in as many portions as they come in."""

    def __init__(self, register: Register, on: date) -> None:
        self.out = Comparison()
        self._register = register
        # An event is compared with the last that was said of it: it has no other state on another day.
        self._on = on if event_day_of(fieldset_of(register)) is None else _LAST
        self._known: dict[str, _Known] | None = None
        self._first: dict[str, State] = {}

    def know_all(self) -> None:
        """Ask for the whole ledger at once, where many rows are to come."""
        self._known = _known(self._register, self._on)

    def add(self, states: Sequence[State]) -> list[State]:
        """Sort `states` by what they would change; gives those to be written. One query, none after `know_all`."""
        out = self.out
        states = self._without_doubles(states)
        states = _inside_border(self._register, states, out.problems)
        known = self._known
        if known is None:
            known = _known(self._register, self._on, [state.key for state in states])
        written = []
        for state in states:
            before = known.get(state.key)
            if before is None:
                out.new.append(state)
            elif before[2] is not None:
                out.problems.append(_problem(self._register, state, "key.merged", _merged(state.key, before[2])))
                continue
            elif before[1] == state.digest:
                out.same_entries.append(before[0])
                continue
            else:
                state.entry = before[0]
                out.changed.append(state)
            written.append(state)
        return written

    def _without_doubles(self, states: Sequence[State]) -> list[State]:
        first, problems = self._first, self.out.problems
        kept = []
        for state in states:
            if not state.key:
                message = "这一行没有编号，无法确定是哪一条记录。"
                problems.append(_problem(self._register, state, "key.missing", message))
            elif state.key in first:
                where = f"第{first[state.key].row}行" if first[state.key].row else "前面"
                message = f"与{where}的编号重复，一个编号只能有一行。"
                problems.append(_problem(self._register, state, "key.double", message))
            else:
                first[state.key] = state
                kept.append(state)
        return kept


def compare(register: Register, states: Sequence[State], on: date) -> Comparison:
    """Sort `states` by what they would change on the effective day; one query, whatever the number of rows."""
    comparer = Comparer(register, on)
    if len(states) > FEW:
        comparer.know_all()
    comparer.add(states)
    return comparer.out


def taken_elsewhere(register: Register, states: Sequence[State], keys: Sequence[str]) -> list[Problem]:
    """The problems of rows whose number another place's entry already holds."""
    wanted = set(keys)
    message = "这个编号已被使用，但那条记录不在您的管辖范围内，请联系办公室核对。"
    return [_problem(register, state, "key.taken", message) for state in states if state.key in wanted]


def _known(register: Register, on: date, keys: Sequence[str] | None = None) -> dict[str, _Known]:
    values: dict[str, Any] = {"on": on, "street": register.subdistrict, "register": register.pk, "keys": keys}
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN.format(some="" if keys is None else "AND e.key = ANY(%(keys)s)"), values)
        return {key: (entry, digest, into) for key, entry, digest, into in cursor.fetchall()}


def _merged(key: str, into: str) -> str:
    if not into:
        return f"“{key}”已并入您管辖范围以外的一条记录，不用再登记；合并错了的，请联系办公室核对。"
    return f"“{key}”已并入“{into}”，请把这一行的编号改为“{into}”；合并错了的，请先撤销合并。"


def _inside_border(register: Register, states: Sequence[State], problems: list[Problem]) -> list[State]:
    scope = current_scope()
    if scope.reader is not Reader.PLACE:
        return list(states)
    allowed = set(scope.places)
    kept = []
    for state in states:
        if state.place in allowed:
            kept.append(state)
        else:
            problems.append(_outside(register, state))
    return kept


def _outside(register: Register, state: State) -> Problem:
    if not register.place_field:
        message = f"“{register.name}”不分网格，由办公室或责任部门登记。"
        return _problem(register, state, "place.outside_border", message)
    if state.place is None:
        message = "这一项没有填，看不出是不是您负责的网格；请填您负责的网格的编码。"
        field = fieldset_of(register).by_key[register.place_field]
        return Problem(field.key, field.label, "", message, "place.outside_border", state.row)
    return _problem(register, state, "place.outside_border", "这一行不在您负责的网格内，请由相应社区或办公室登记。")


def _problem(register: Register, state: State, code: str, message: str) -> Problem:
    f = fieldset_of(register).by_key[register.key_field]
    return Problem(field=f.key, label=f.label, value=state.key, message=message, code=code, row=state.row)
