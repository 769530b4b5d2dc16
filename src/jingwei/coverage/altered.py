"""One change to the records of a street: what would be there if one had not been recorded, elsewhere, or twice."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from jingwei.coverage.errors import CoverageError
from jingwei.coverage.ledgers import Ledger
from jingwei.coverage.rows import Row, invented


@dataclass(frozen=True, slots=True)
class Change:
    """One record left out, one `moved` to a place, or one there twice.

    What links to a record left out stays and links to nothing, or goes with it where it must link to one, as no ledger
    takes a row whose link leads nowhere. A record that is there twice is there with all that
    hangs on it, as when two clerks record the same visit with its findings: the second has numbers of its own, what
    hung on the first hangs on the second too, and what the first links to is the same.
    """

    without: str = ""
    moved: str = ""
    place: str = ""
    doubled: str = ""


def altered(rows: Sequence[Row], ledgers: Mapping[str, Ledger], street: str, change: Change) -> list[Row]:
    """The rows with one change. Raises CoverageError where there is no such record."""
    known = {row.id: row for row in rows}
    for name in filter(None, (change.without, change.moved, change.doubled)):
        if name not in known:
            raise CoverageError(f"没有编号为“{name}”的记录，应写作“台账代号:序号”。")
    out = _without(rows, ledgers, known[change.without]) if change.without else list(rows)
    if change.moved:
        field = ledgers[known[change.moved].ledger].place_field
        if not field:
            raise CoverageError(f"台账“{known[change.moved].ledger}”的记录不落网格，不能改录。")
        out = [replace(r, values={**r.values, field: change.place}) if r.id == change.moved else r for r in out]
    if change.doubled:
        out += _Doubling(rows, ledgers, street).of(known[change.doubled])
    return out


def _without(rows: Sequence[Row], ledgers: Mapping[str, Ledger], left_out: Row) -> list[Row]:
    """The rows without one, and without what cannot be there without it."""
    links = {key: [one for one in ledger.fields.fields if one.link] for key, ledger in ledgers.items()}
    gone, queue = {left_out.id}, [left_out]
    out = {row.id: row for row in rows}
    while queue:
        above = queue.pop()
        number = above.values[ledgers[above.ledger].key_field]
        for row in list(out.values()):
            for one in links[row.ledger]:
                if one.link != above.ledger or row.values.get(one.key) != number or row.id in gone:
                    continue
                if one.required:
                    gone.add(row.id)
                    queue.append(row)
                else:
                    out[row.id] = replace(row, values={**out[row.id].values, one.key: None})
    return [row for row in out.values() if row.id not in gone]


class _Doubling:
    def __init__(self, rows: Sequence[Row], ledgers: Mapping[str, Ledger], street: str) -> None:
        self._ledgers, self._street = ledgers, street
        self._last: dict[str, int] = defaultdict(int)
        self._hanging: dict[tuple[str, str], list[tuple[str, Row]]] = defaultdict(list)
        links = {key: [one for one in ledger.fields.fields if one.link] for key, ledger in ledgers.items()}
        for row in rows:
            self._last[row.ledger] = max(self._last[row.ledger], row.number)
            for one in links[row.ledger]:
                if row.values.get(one.key) is not None:
                    self._hanging[str(one.link), str(row.values[one.key])].append((one.key, row))

    def of(self, row: Row) -> list[Row]:
        """The second of a record, and of all that hangs on it, however far down."""
        made: dict[str, Row] = {row.id: self._second(row, {})}
        queue = [row]
        while queue:
            above = queue.pop(0)
            key_field = self._ledgers[above.ledger].key_field
            now = str(made[above.id].values[key_field])
            for link, hanging in self._hanging[above.ledger, str(above.values[key_field])]:
                if hanging.id in made:
                    # It hangs on two that are doubled: its second hangs on both seconds.
                    made[hanging.id] = replace(made[hanging.id], values={**made[hanging.id].values, link: now})
                else:
                    made[hanging.id] = self._second(hanging, {link: now})
                    queue.append(hanging)
        return list(made.values())

    def _second(self, row: Row, linked: Mapping[str, str]) -> Row:
        ledger = self._ledgers[row.ledger]
        number = self._last[row.ledger] = self._last[row.ledger] + 1
        key = invented(ledger, ledger.fields.by_key[ledger.key_field], number, None, self._street)
        return replace(row, number=number, values={**row.values, ledger.key_field: key, **linked})
