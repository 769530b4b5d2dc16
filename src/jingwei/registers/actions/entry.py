"""What the verbs on one entry share: the ledger's fields as input, the effective day, the state that is known."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from django.utils import timezone

from jingwei.core.actions import Act, Action, Item
from jingwei.core.errors import Invalid, JingweiError, Missing
from jingwei.core.fields import FieldSet, Problem
from jingwei.core.records import Record
from jingwei.registers.compare import Comparison, compare, taken_elsewhere
from jingwei.registers.fieldsets import fieldset_of
from jingwei.registers.history import changes_since
from jingwei.registers.ledger import Writing, write_states
from jingwei.registers.models import Entry, Register, Version
from jingwei.registers.personal import carried
from jingwei.registers.policy import policy
from jingwei.registers.prepare import Preparer
from jingwei.registers.query import last_states
from jingwei.registers.stock import demand_stock, lock_stock


class EntryAction(Action):
    """The base of verbs that write states of entries. `since` asks for the effective day beside the ledger's fields."""

    target: ClassVar[type[Record] | None] = Entry
    verb = "record"
    since = True

    def register(self, act: Act, targets: Sequence[Entry]) -> Register:
        """The ledger at work: of the targets, or named by the context."""
        given = act.context.get("register")
        if isinstance(given, Register):
            return given
        if not targets:
            raise Missing("没有指明台账。")
        keys = {target.register_id for target in targets}
        if len(keys) > 1:
            raise JingweiError("一次只能处理同一本台账的记录。", code="register.several")
        return Register.objects.get(pk=keys.pop())

    def fields(self, act: Act, targets: Sequence[Entry]) -> FieldSet:
        """The ledger's own fields, and the effective day."""
        return fieldset_of(self.register(act, targets), since=self.since)

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Ask the ledgers' policy."""
        policy.may(act.actor, self.verb)

    def changes_since(self, target: Entry, revision: int) -> list[dict[str, Any]]:
        """The fields that others changed, from the ledger's own versions."""
        return changes_since(target, revision)


def effective_day(values: dict[str, Any]) -> date:
    """Take the effective day out of the values; today where none was given."""
    given = values.pop("valid_from", None)
    return date.fromisoformat(given) if given else timezone.localdate()


def by_day(items: Sequence[Item]) -> list[tuple[date, list[Item]]]:
    """Items by their effective day, earliest first; the day is taken out of their values."""
    days: dict[date, list[Item]] = {}
    for item in items:
        days.setdefault(effective_day(item.values), []).append(item)
    return sorted(days.items())


def typed_row(register: Register, item: Item, known: Mapping[str, Any], given: Sequence[str] | None) -> dict[str, Any]:
    """The row that follows from what was typed for one entry; `given` names the fields spoken of (None: all).

    Raises Invalid where another number was typed: an entry keeps its number for life.
    """
    typed = item.values.get(register.key_field)
    if typed is not None and typed != item.target.key:
        field = fieldset_of(register).by_key[register.key_field]
        message = f"编号不能改（现为“{item.target.key}”）；登记错了对象的，请停用后另行登记。"
        raise Invalid([Problem(field.key, field.label, str(typed), message, "key.changed", item.row)])
    # What is no longer asked cannot be said: it stays as it is known.
    silent = {field.key for field in fieldset_of(register, retired=True).fields if field.retired}
    kept = {key: value for key, value in known.items() if key in silent}
    values = {**item.values, **kept} if given is None else merged(known, item.values, given)
    values[register.key_field] = item.target.key
    return values


def write_rows(
    register: Register, rows: Sequence[dict[str, Any]], items: Sequence[Item], writing: Writing
) -> tuple[Comparison, list[str]]:
    """Prepare, compare, seal and write; raises Invalid when a row cannot go in. Gives the comparison and entry keys."""
    lock_stock(register)
    preparer = Preparer(register, writing.valid_from)
    numbers = [item.row or index for index, item in enumerate(items, 1)]
    prepared = preparer.prepare(rows, numbers)
    comparison = compare(register, prepared.states, writing.valid_from)
    problems = [*prepared.problems, *comparison.problems]
    if problems:
        raise Invalid(problems)
    states = [*comparison.new, *comparison.changed]
    preparer.seal(states)
    taken = write_states(states, writing)
    if taken:
        raise Invalid(taken_elsewhere(register, states, taken))
    demand_stock(register)
    return comparison, [str(state.entry) for state in states]


def known_values(register: Register, targets: Sequence[Entry]) -> dict[Any, tuple[Version, dict[str, Any]]]:
    """For each entry its last state and its values, personal ones as they are, to be merged with what was typed."""
    states = last_states([target.pk for target in targets])
    if len(states) < len(targets):
        raise Missing("这条记录的内容已全部撤销，请重新登记。")
    return {key: (version, carried(version.data, version.hashes)) for key, version in states.items()}


def merged(known: Mapping[str, Any], typed: Mapping[str, Any], given: Sequence[str]) -> dict[str, Any]:
    """Known values overlaid by typed ones; a field that was given empty is emptied."""
    kept = {key: value for key, value in known.items() if key not in given}
    return {**kept, **typed}
