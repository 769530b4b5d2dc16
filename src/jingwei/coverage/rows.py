"""The rows of a described street, generated: each with a stable number in its ledger."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from jingwei.core.codes import credit_code_check
from jingwei.core.fields import Field
from jingwei.coverage.description import Description, Group
from jingwei.coverage.errors import CoverageError
from jingwei.coverage.ledgers import Ledger
from jingwei.coverage.territory import Land
from jingwei.coverage.told import line_of
from jingwei.coverage.values import Where, value_of


@dataclass(frozen=True, slots=True)
class Row:
    """A record: its ledger and number (together its id, `titles:17`), from when it holds, its values, and
    the line where they are told."""

    ledger: str
    number: int
    since: date
    values: Mapping[str, Any]
    line: int = field(default=1, compare=False)

    @property
    def id(self) -> str:
        """How a record is named outside."""
        return f"{self.ledger}:{self.number}"


@dataclass(slots=True)
class _Made:
    rows: list[Row] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    groups: dict[str, list[str]] = field(default_factory=dict)


def make_rows(street: Description, ledgers: Mapping[str, Ledger], land: Land) -> list[Row]:
    """All rows, in the order of the description. Raises CoverageError."""
    made = _Made()
    for group in street.records:
        _group(made, street, ledgers, land, group, (None,))
    return made.rows


def _group(
    made: _Made,
    street: Description,
    ledgers: Mapping[str, Ledger],
    land: Land,
    group: Group,
    parents: Sequence[Row | None],
) -> None:
    ledger = ledgers.get(group.ledger)
    if ledger is None:
        street.wrong(group.line, f"没有台账“{group.ledger}”，ledgers 里写了：{'、'.join(ledgers)}。")
    told = [{}] * group.rows if isinstance(group.rows, int) else group.rows
    chosen = parents[group.skip :] if group.first is None else parents[group.skip : group.skip + group.first]
    rows: list[Row] = []
    _check_link(street, ledger, group, parents)
    for parent in chosen[:: group.each]:
        for own in told:
            number = made.counts[ledger.key] = made.counts.get(ledger.key, 0) + 1
            given = {**group.values, **own}
            above = parent.values if parent else None
            linked = {group.by: parent.values[ledgers[parent.ledger].key_field]} if parent and group.by else {}
            place = _place(ledger, given, above, land, len(rows))
            where = Where(len(rows) + 1, above, place, land, made.groups)
            values = {}
            for key, said in given.items():
                try:
                    values[key] = value_of(said, where)
                except CoverageError as error:
                    street.wrong(line_of(group.values, key, line_of(own, key, group.line)), error.message, error)
            values = {**_unsaid(ledger, number, place, above, street.code), **linked, **values}
            if ledger.place_field and place:
                values[ledger.place_field] = place
            since = values.pop("valid_from", None) or group.since or street.since
            for key in values:
                if key not in ledger.fields.by_key:
                    line = line_of(own, key, group.line) if key in own else line_of(group.values, key, group.line)
                    fields = "、".join(ledger.fields.by_key)
                    street.wrong(line, f"台账“{ledger.key}”没有字段“{key}”，它的字段有：{fields}。")
            rows.append(Row(ledger.key, number, since, values, line_of(own, default=group.line)))
    made.rows += rows
    if group.name:
        made.groups[group.name] = [str(row.values[ledger.key_field]) for row in rows]
    for one in group.linked:
        _group(made, street, ledgers, land, one, rows)


def _check_link(street: Description, ledger: Ledger, group: Group, parents: Sequence[Row | None]) -> None:
    """`by` is a field that links to the ledger of the rows above."""
    above = next((parent.ledger for parent in parents if parent), "")
    one = ledger.fields.by_key.get(group.by)
    if group.by and (one is None or one.link != above):
        links = [each.key for each in ledger.fields.fields if each.link == above]
        told = f"，能用的有：{'、'.join(links)}" if links else f"，它没有指向“{above}”的字段"
        street.wrong(group.line, f"by 应是台账“{ledger.key}”里指向“{above}”的字段，写的是“{group.by}”{told}。")


def _place(ledger: Ledger, given: Mapping[str, Any], above: Mapping[str, Any] | None, land: Land, at: int) -> str:
    """The place said, that of the row linked to, or the lowest places one after the other."""
    if not ledger.place_field:
        return ""
    said = given.get(ledger.place_field)
    if isinstance(said, Mapping):
        return str(said["cycle"][at % len(said["cycle"])])
    if said == "@community":
        return land.communities[at % len(land.communities)]
    if said:
        return str(said)
    if above and above.get("grid"):
        return str(above["grid"])
    return land.lowest[at % len(land.lowest)] if land.lowest else ""


def _unsaid(ledger: Ledger, number: int, place: str, above: Mapping[str, Any] | None, street: str) -> dict[str, Any]:
    """What a row must have and nobody said: invented, and visibly so."""
    out: dict[str, Any] = {}
    for one in ledger.fields.fields:
        if one.key == ledger.place_field or not (one.required or one.key in (ledger.key_field, ledger.title_field)):
            continue
        if one.kind != "link":
            out[one.key] = invented(ledger, one, number, above, street)
    return out


def invented(ledger: Ledger, one: Field, number: int, above: Mapping[str, Any] | None, street: str) -> Any:
    """What a field of the row of that number says where nobody says it."""
    if one.kind == "credit_code":
        body = f"91{street[:6]}{'MA' + format(number, '07d')}"
        return body + credit_code_check(body)
    if one.key == ledger.key_field:
        return f"{number:06d}"
    if above and one.key.endswith("_name") and above.get("name"):
        return above["name"]
    if one.kind == "address":
        return f"示例路{number}号"
    return f"示例{ledger.noun}{number}号"
