"""Lines and outlines for the rows of a ledger, from a GeoJSON file: joined by the number of the row, and compared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from jingwei.core.errors import Invalid, JingweiError
from jingwei.core.facts.point import Point
from jingwei.core.fields import KINDS, Field, Problem, Wrong
from jingwei.places.geojson import OutlineFileError, read_features
from jingwei.registers.compare import compare
from jingwei.registers.fieldsets import fieldset_of
from jingwei.registers.models import Register
from jingwei.registers.prepare import Preparer
from jingwei.registers.query import versions
from jingwei.registers.state import State
from jingwei.registers.unsaid import fill_unsaid

_NUMBERS = ("编号", "代码", "code", "id")
_KINDS = ("line", "outline")


@dataclass(slots=True)
class ShapePlan:
    """What a file of shapes would change; `problems` carry the number of the feature in the file as row."""

    preparer: Preparer
    changed: list[State] = field(default_factory=list)
    same: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def errors(self) -> list[Problem]:
        """What keeps features out."""
        return [problem for problem in self.problems if problem.severity == "error"]

    @property
    def counts(self) -> dict[str, int]:
        """The counts of a preview; a file of shapes never makes new rows."""
        refused = len({problem.row for problem in self.errors})
        return {"new": 0, "changed": len(self.changed), "same": self.same, "refused": refused}


def shape_field(register: Register, key: str = "") -> Field:
    """The field that holds the line or outline: the named one, or the only one. Raises JingweiError."""
    found = [one for one in fieldset_of(register).fields if one.kind in _KINDS and key in ("", one.key)]
    if len(found) != 1:
        what = "没有线位或范围字段" if not found else "有多个线位或范围字段，请指明是哪一个"
        raise JingweiError(f"台账“{register.name}”{what}。", code="shapes.no_field")
    return found[0]


def plan_shapes(register: Register, data: bytes, on: date, key: str = "") -> ShapePlan:
    """Join the features to the rows in force on a day; a handful of queries, whatever their number.

    Raises Invalid where the file cannot be read, JingweiError where the ledger has no field for shapes.
    """
    wanted = shape_field(register, key)
    try:
        features = read_features(data)
    except OutlineFileError as error:
        raise Invalid([Problem(wanted.key, wanted.label, "", str(error), error.code)]) from error
    plan = ShapePlan(Preparer(register, on))
    rows, numbers = _rows(register, wanted, features, plan.problems)
    known = _in_force(register, [row[register.key_field] for row in rows], on)
    joined = [pair for pair in zip(rows, numbers, strict=True) if pair[0][register.key_field] in known]
    plan.problems += [
        _problem(register, row[register.key_field], "key.unknown", "台账里这一天没有这个编号的记录，请先登记。", number)
        for row, number in zip(rows, numbers, strict=True)
        if row[register.key_field] not in known
    ]
    values = [row for row, _ in joined]
    fill_unsaid(register, values, {register.key_field, wanted.key}, on)
    prepared = plan.preparer.prepare(values, [number for _, number in joined])
    comparison = compare(register, prepared.states, on)
    plan.changed, plan.same = comparison.changed, comparison.same
    plan.problems += [*prepared.problems, *comparison.problems]
    return plan


def _rows(
    register: Register, wanted: Field, features: Sequence[Mapping[str, Any]], problems: list[Problem]
) -> tuple[list[dict[str, Any]], list[int]]:
    named = fieldset_of(register).by_key[register.key_field]
    heads = (named.label, *named.aliases, named.key, *_NUMBERS)
    rows, numbers = [], []
    for number, feature in enumerate(features, start=1):
        properties = feature.get("properties") or {}
        key = next((str(properties[head]).strip() for head in heads if properties.get(head) not in (None, "")), "")
        if not key:
            message = f"第{number}个图形没有编号；属性里应有“{named.label}”或“编号”。"
            problems.append(_problem(register, "", "key.missing", message, number))
            continue
        try:
            stored = KINDS[wanted.kind].parse(feature.get("geometry"), wanted)
        except Wrong as wrong:
            problems.append(Problem(wanted.key, wanted.label, key, wrong.message, wrong.code, number))
            continue
        if stored is not None:
            rows.append({register.key_field: key, wanted.key: stored})
            numbers.append(number)
    return rows, numbers


def _in_force(register: Register, keys: Sequence[str], on: date) -> set[str]:
    rows = versions(register, Point(on)).filter(entry__key__in=keys)
    return set(rows.values_list("entry__key", flat=True))


def _problem(register: Register, value: str, code: str, message: str, row: int) -> Problem:
    named = fieldset_of(register).by_key[register.key_field]
    return Problem(named.key, named.label, value, message, code, row)
