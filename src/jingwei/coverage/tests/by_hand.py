"""What a definition counts, worked out row by row in Python over what a street's description says.

A second reading of the grammar beside the engine's, slow and plain, with nothing of the engine in it: no SQL, no
database. Only what described streets use is understood; anything else raises.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from jingwei.core.facts.conditions import reaches_out
from jingwei.core.fields.row_formula import computed
from jingwei.coverage.bring import cell_text
from jingwei.coverage.ledgers import Ledger
from jingwei.coverage.rows import Row
from jingwei.coverage.territory import Land
from jingwei.coverage.tests.hand_values import bounded, each, metres, told_of_matter
from jingwei.indicators.grammar import Counting
from jingwei.matters.facts import FIELDS as MATTERS


@dataclass(frozen=True)
class State:
    """A value, the rows behind it, and of a share how many it is a share of."""

    value: Decimal | None
    rows: frozenset[str]
    whole: frozenset[str] = frozenset()


@dataclass
class Hand:
    """The rows of a street as a clerk would keep them: values by field, found by key and by what links to it."""

    rows: Sequence[Row]
    ledgers: Mapping[str, Ledger]
    land: Land
    data: dict[str, dict[str, Any]] = field(default_factory=dict)
    known: dict[Any, dict[str, bool | None]] = field(default_factory=dict)
    near: dict[Any, list[tuple[float, float]]] = field(default_factory=dict)

    def altered(self, rows: Sequence[Row]) -> "Hand":
        """The same with other rows; what was worked out of a row that stays, and of it alone, is known already."""
        before = {row.id: row for row in self.rows}
        other = {row.id for row in rows if before.get(row.id) != row}
        data = {name: said for name, said in self.data.items() if name not in other}
        known = {
            key: {name: held for name, held in said.items() if name not in other} for key, said in self.known.items()
        }
        return Hand(rows, self.ledgers, self.land, data, known)

    def __post_init__(self) -> None:
        for row in self.rows:
            if row.id not in self.data:
                given = {key: cell_text(value) for key, value in row.values.items()}
                said = self.ledgers[row.ledger].fields.clean(given).values
                self.data[row.id] = {**said, **told_of_matter(said)} if self.ledgers[row.ledger].is_matters else said

    @cached_property
    def _of_ledger(self) -> Mapping[str, list[Row]]:
        out: dict[str, list[Row]] = defaultdict(list)
        for row in self.rows:
            out[row.ledger].append(row)
        return out

    @cached_property
    def _by_key(self) -> Mapping[tuple[str, str], Row]:
        return {(row.ledger, self._key(row)): row for row in self.rows}

    @cached_property
    def _by_link(self) -> Mapping[tuple[str, str, str], list[Row]]:
        out: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
        for row in self.rows:
            for one in self.ledgers[row.ledger].fields.fields:
                if one.link and one.key in self.data[row.id]:
                    out[row.ledger, one.key, str(self.data[row.id][one.key])].append(row)
        return out

    def _key(self, row: Row) -> str:
        return str(self.data[row.id][self.ledgers[row.ledger].key_field])

    def spot(self, row: Row) -> tuple[float, float] | None:
        """Longitude and latitude of a row that has a point."""
        at = next((one.key for one in self.ledgers[row.ledger].fields.fields if one.kind == "location"), "")
        said = self.data[row.id].get(at)
        return None if said is None else (float(said["lon"]), float(said["lat"]))

    def understands(self, counting: Counting) -> bool:
        """Whether this reading of the grammar knows how to count it."""
        plain = counting.verb in ("count", "sum", "distinct", "average", "share") and not counting.span
        return plain and counting.source in self.ledgers

    def count(self, counting: Counting, start: date, end: date, place: str = "") -> State:
        """What a counted definition gives for a period, in a place (by its code)."""
        looked = _Look(self, end, start)
        known = self.known.setdefault((id(counting), start, end), {})
        alone = not (reaches_out(counting.where) or reaches_out(counting.of))
        whole, rows = [], []
        for row in self._of_ledger[counting.source]:
            if not alone or row.id not in known:
                there = row.since <= end and looked.dated(row, counting, start) and looked.met(row, counting.of)
                known[row.id] = looked.met(row, counting.where) if there else None
            held = known[row.id]
            if held is not None and self._inside(row, place):
                whole.append(row)
                if held:
                    rows.append(row)
        names = frozenset(row.id for row in rows)
        match counting.verb:
            case "count":
                return State(Decimal(len(rows)), names)
            case "sum":
                return State(sum((looked.number(row, counting.field) or Decimal(0) for row in rows), Decimal(0)), names)
            case "distinct":
                texts = {looked.text(row, counting.field) for row in rows} - {None}
                return State(Decimal(len(texts)), names)
            case "average":
                values = [looked.measured(row, counting) for row in rows]
                told = [value for value in values if value is not None]
                return State(sum(told, Decimal(0)) / len(told) if told else None, names)
            case "share":
                value = Decimal(100 * len(rows)) / len(whole) if whole else None
                return State(value, names, frozenset(row.id for row in whole))
        raise AssertionError(counting.verb)

    def _inside(self, row: Row, place: str) -> bool:
        if not place:
            return True
        code = str(self.data[row.id].get(self.ledgers[row.ledger].place_field, ""))
        while code and code != place:
            code = self.land.by_code[code].parent if code in self.land.by_code else ""
        return code == place


@dataclass
class _Look:
    """The rows as they are on a day, asked for the period that ends on it."""

    hand: Hand
    day: date
    start: date

    def dated(self, row: Row, counting: Counting, start: date) -> bool:
        if counting.at:
            return start.isoformat() <= str(self.text(row, counting.at) or "") <= self.day.isoformat()
        if counting.until:
            return "" < str(self.text(row, counting.until) or "") <= self.day.isoformat()
        return True

    def met(self, row: Row, conditions: Mapping[str, Any]) -> bool:
        return all(self._one(row, key, wanted) for key, wanted in conditions.items())

    def _one(self, row: Row, key: str, wanted: Any) -> bool:
        match key:
            case "having":
                return all(len(self._linked(row, one)) >= one.get("at_least", 1) for one in each(wanted))
            case "having_no":
                return not any(self._linked(row, one) for one in each(wanted))
            case "having_only":
                return all(
                    self._linked(row, {"rows": one["rows"]})
                    and len(self._linked(row, one)) == len(self._linked(row, {"rows": one["rows"]}))
                    for one in each(wanted)
                )
            case "not":
                return not any(self.met(row, one) for one in each(wanted))
            case "near":
                return self._near(row, wanted)
            case "not_after":
                one, other = self.text(row, wanted["date"]), self.text(row, wanted["than"])
                return one is not None and other is not None and one <= other
            case "all":
                return all(self.met(row, one) for one in wanted)
            case "either":
                return any(self.met(row, one) for one in wanted)
            case "all":
                return all(self.met(row, one) for one in each(wanted))
            case "in_force":
                begun, ended = (
                    self.text(row, wanted["from"]),
                    self.text(row, wanted["to"]) if wanted.get("to") else None,
                )
                return begun is not None and begun <= self.day.isoformat() < (ended or "9999")
            case "aged":
                age = self._age(row, wanted)
                return age is not None and bounded(age, wanted)
        head, dot, rest = key.partition(".")
        if dot:
            there = self._led(row, head)
            return there is not None and self._one(there, rest, wanted)
        return self._field(row, key, wanted)

    def _field(self, row: Row, key: str, wanted: Any) -> bool:
        if key == "last_confirmed":
            # A row that nobody went to again was last confirmed with its sheet.
            return bounded(row.since.isoformat(), self._days(wanted))
        value = self._value(row, key)
        if isinstance(wanted, Mapping):
            if value is None:
                return False
            if self._declared(row, key).kind == "date":
                return bounded(str(value), self._days(wanted))
            return bounded(self.number(row, key), {word: Decimal(str(bound)) for word, bound in wanted.items()})
        if isinstance(wanted, bool):
            return (value is True) == wanted
        if wanted is None:
            return value is None
        told = [str(one) for one in each(wanted)]
        if self._declared(row, key).kind == "choices":
            return any(one in told for one in value or ())
        return value is not None and str(value) in told

    def _days(self, wanted: Mapping[str, Any]) -> dict[str, str]:
        """Bounds of dates as days: those of the period where they are told by it."""
        told = {"period.start": self.start.isoformat(), "period.end": self.day.isoformat()}
        if wanted.get("in") == "period":
            return {"min": told["period.start"], "max": told["period.end"]}
        return {word: told.get(str(bound), str(bound)) for word, bound in wanted.items()}

    def _linked(self, row: Row, one: Mapping[str, Any]) -> list[Row]:
        ledger, _, link = one["rows"].partition(".")
        rows = self.hand._by_link.get((ledger, link, self.hand._key(row)), ())
        return [there for there in rows if there.since <= self.day and self.met(there, one.get("where") or {})]

    def _near(self, row: Row, wanted: Mapping[str, Any]) -> bool:
        """Whether a row of the ledger that meets the conditions lies so near; a row without a point is near nothing."""
        here = self.hand.spot(row)
        if here is None:
            return False
        spots = self.hand.near.setdefault((id(wanted), self.day), [])
        if not spots:
            rows = [one for one in self.hand._of_ledger[wanted["rows"]] if one.since <= self.day]
            where = wanted.get("where") or {}
            spots += [spot for one in rows if self.met(one, where) and (spot := self.hand.spot(one))]
        return any(metres(here, spot) <= wanted["metres"] for spot in spots)

    def _led(self, row: Row, link: str) -> Row | None:
        there = self.hand._by_key.get((str(self._declared(row, link).link), str(self.hand.data[row.id].get(link))))
        return there if there is not None and there.since <= self.day else None

    def _value(self, row: Row, key: str) -> Any:
        data = self.hand.data[row.id]
        field = self.hand.ledgers[row.ledger].fields.by_key.get(key)
        return computed([field], data, self.day).get(key) if field is not None and field.formula else data.get(key)

    def _declared(self, row: Row, key: str) -> Any:
        ledger = self.hand.ledgers[row.ledger]
        return (MATTERS if ledger.is_matters else ledger.fields).by_key[key]

    def text(self, row: Row, path: str) -> str | None:
        head, dot, rest = path.partition(".")
        if dot:
            there = self._led(row, head)
            return self.text(there, rest) if there is not None else None
        value = self.hand.data[row.id].get(path)
        return None if value is None else str(value)

    def number(self, row: Row, path: str) -> Decimal | None:
        head, dot, rest = path.partition(".")
        if dot:
            there = self._led(row, head)
            return self.number(there, rest) if there is not None else None
        value = self._value(row, path)
        if isinstance(value, Mapping):
            value = value["n"]
        return None if value is None else Decimal(str(value))

    def measured(self, row: Row, counting: Counting) -> Decimal | None:
        if counting.aged:
            age = self._age(row, counting.aged)
            return None if age is None else Decimal(age)
        return self.number(row, counting.field)

    def _age(self, row: Row, said: Mapping[str, Any]) -> int | None:
        born, then = (
            self.text(row, said["born"]),
            self.text(row, said["at"]) if said.get("at") else self.day.isoformat(),
        )
        if born is None or then is None:
            return None
        one, other = date.fromisoformat(born), date.fromisoformat(then)
        return other.year - one.year - ((other.month, other.day) < (one.month, one.day))
