"""Ledgers of the demo that are described as data (`ledgers/*.yaml`): how many rows, and how each column is drawn.

    key: park_units
    title: 园区租赁与入驻台账
    unit_line: 单位：平方米、元
    rows: 120
    began: [2019-01-01, 2025-06-30]
    picks:
      park: {of: parks}
      firm: {of: enterprises, where: {经营状态: [开业]}, once: true}
    columns:
      单元编号: {serial: YQ}
      园区编号: {of: park.园区编号}
      状态: {last_of: {租期止: 空置, 租期起: 已租}, else: 空置}
      租期起: {after: began, days: [10, 400], share: 0.8}
      入驻企业: {of: firm.企业名称, since: 租期起}

A row begins on the day `began` (a range, or a day of a picked row). What its other days bring is written into the sheet
of the year in which they lie, so that nobody knows in 2023 what happens in 2025. A day that is known beforehand (the
end of a lease) says `known: true`.

`serial` a running number behind letters; `of` a column of a picked row, text unless its `kind` is said; `home` the
community, grid, address, lon or lat of its own place; `one_of` a word, with weights where given, `by` another column
with a list for each of its words; `some_of` one to three words; `say` words with {other columns}, {n} the row's number,
{at} that of its picked rows, {river[河道名称]} a column of one; `number`, `amount` a range; `times` another column
(also of a picked row) times a range; `day` a range; `after` so many days behind another day; `chance` 是 with that
chance; `person` an invented name; `last_of` the word of the latest day reached. `share` leaves the rest empty, `when`
fills only beside certain words, `since` only once that day has come.

What is only linked to, and not picked from, stands in `after`: [cadres, communities]. `rows: all` is one for each that
can be picked `once`, whatever the size of the street.

With `months` from one to another, each picked row has one row in each of them; what says `same: true` is drawn once.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from importlib.resources import files
from typing import Any

import yaml

from jingwei.demo import plausible
from jingwei.demo.facilities import Surroundings
from jingwei.demo.tables import LAST_DAY, STOCK_DAY, Cell, CellKind, Head, Row, Table, by_year

_HOME = {"community": 0, "grid": 1, "address": 2, "lon": 3, "lat": 4}
_KINDS: Mapping[str, CellKind] = {
    "day": "date",
    "after": "date",
    "number": "integer",
    "amount": "amount",
    "times": "amount",
}
_BEGAN = "began"
_AT = "at"
_KNOWN = "known"
_MOST = 1_000_000
Spec = Mapping[str, Any]
Picked = dict[str, Cell]


def described_tables(
    tables: Sequence[Table], bases: Mapping[str, list[Picked]], here: Surroundings, fraction: float
) -> Iterator[Table]:
    """One table per description, in the order in which links can be followed.

    Rows are picked from `tables`, made before, and from `bases`, other lists by name. `fraction` of the rows at full
    size are drawn, three at least. Raises ValueError where links lead in a circle.
    """
    known = {**bases, **{table.key: _last_rows(table) for table in tables}}
    waiting = [yaml.safe_load(part.read_text("utf-8")) for part in _descriptions()]
    while waiting:
        ready = [one for one in waiting if _needs(one) <= known.keys()]
        if not ready:
            raise ValueError(f"links of described ledgers lead in a circle: {[one['key'] for one in waiting]}")
        for one in ready:
            table = _Drawing(one, known, here).table(_count(one, fraction))
            known[table.key] = _last_rows(table)
            # In a small street there may be nothing to pick from.
            if table.sheets:
                yield table
        waiting = [one for one in waiting if one["key"] not in known]


def _count(one: Spec, fraction: float) -> int:
    """How many rows to draw; of `all` so many that what is picked once runs out first."""
    return _MOST if one["rows"] == "all" else max(3, round(one["rows"] * fraction))


def _needs(one: Spec) -> set[str]:
    return {pick["of"] for pick in one.get("picks", {}).values()} | set(one.get("after", ()))


def _descriptions() -> list[Any]:
    parts = files("jingwei.demo").joinpath("ledgers").iterdir()
    return sorted((part for part in parts if part.name.endswith(".yaml")), key=lambda part: part.name)


def _last_rows(table: Table) -> list[Picked]:
    """The last state of each row, with the day of the first sheet that knows it."""
    labels = [head.label for head in table.heads]
    first: dict[Cell, date] = {}
    last: dict[Cell, Row] = {}
    for sheet in table.sheets:
        for row in sheet.rows:
            first.setdefault(row[0], sheet.as_of)
            last[row[0]] = row
    return [{**dict(zip(labels, row, strict=True)), _KNOWN: first[row[0]]} for row in last.values()]


@dataclass(slots=True)
class _Drawing:
    description: Spec
    known: Mapping[str, list[Picked]]
    here: Surroundings
    rng: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.rng = random.Random(f"{self.description['key']} {self.here.profile.code}")  # noqa: S311 plausible data

    def table(self, count: int) -> Table:
        columns: Mapping[str, Spec] = self.description["columns"]
        heads = tuple(self._head(label, spec) for label, spec in columns.items())
        states = [state for row in self._rows(count) for state in self._states(row)]
        one = self.description
        return Table(one["key"], one["title"], one.get("unit_line", ""), heads, by_year(states))

    def _head(self, label: str, spec: Spec) -> Head:
        kind: CellKind = next((_KINDS[verb] for verb in spec if verb in _KINDS), "text")
        kind = spec.get("kind", kind)
        if spec.get("home") in ("lon", "lat"):
            kind = "degrees"
        width = {"address": 36, "grid": 20}.get(str(spec.get("home")), max(10, 2 * len(label) + 2))
        return Head(label, width, kind, add_up=bool(spec.get("add_up")))

    def _rows(self, count: int) -> Iterator[dict[str, Any]]:
        names = plausible.person_names(self.rng)
        number = 0
        for at, picked in enumerate(self._picked(count), start=1):
            first: dict[str, Any] = {}
            for began in self._begins(picked):
                number += 1
                row: dict[str, Any] = {_BEGAN: began, _AT: at}
                place: list[Any] = []
                # Words that name other columns come last.
                for label, spec in sorted(self.description["columns"].items(), key=lambda column: "say" in column[1]):
                    if "home" in spec and not place:
                        place += self._place()
                    keep = spec.get("same") and label in first
                    row[label] = first[label] if keep else self._drawn(spec, row, number, picked, place, names)
                first = first or row
                yield row

    def _picked(self, count: int) -> Iterator[dict[str, Picked]]:
        choices = {name: self._choosable(pick) for name, pick in self.description.get("picks", {}).items()}
        for _ in range(count):
            picked: dict[str, Picked] = {}
            for name, rows in choices.items():
                if not rows:
                    return
                once = self.description["picks"][name].get("once")
                picked[name] = rows.pop() if once else self.rng.choice(rows)
            yield picked

    def _begins(self, picked: Mapping[str, Picked]) -> Iterator[date]:
        """The day on which the row begins, or one in each of the months for which there is one."""
        months: Sequence[date] | None = self.description.get("months")
        if months is None:
            yield self._began(picked)
            return
        first, last = months
        for at in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
            yield date(at // 12, at % 12 + 1, self.rng.randint(1, 10))

    def _began(self, picked: Mapping[str, Picked]) -> Any:
        """Not before what the row is linked to is known."""
        began = self.description["began"]
        if isinstance(began, str):
            name, _, label = began.partition(".")
            return picked[name][label]
        known = [day for row in picked.values() if isinstance(day := row.get(_KNOWN), date) and day > STOCK_DAY]
        return max([self._day(*began), *known])

    def _choosable(self, pick: Spec) -> list[Picked]:
        where: Mapping[str, Sequence[Cell]] = pick.get("where", {})
        rows = [row for row in self.known[pick["of"]] if all(row[label] in words for label, words in where.items())]
        return self.rng.sample(rows, len(rows))

    def _place(self) -> tuple[Any, ...]:
        (community, grid), address, (lon, lat) = self.here.place()
        return community, grid, address, lon, lat

    def _drawn(
        self,
        spec: Spec,
        row: Mapping[str, Any],
        number: int,
        picked: Mapping[str, Picked],
        place: Sequence[Any],
        names: Iterator[str],
    ) -> Cell:
        if self.rng.random() >= spec.get("share", 1):
            return None
        if any(row.get(label) not in words for label, words in spec.get("when", {}).items()):
            return None
        if "serial" in spec:
            return f"{spec['serial']}{self.here.profile.code}{number:04d}"
        if "of" in spec:
            name, _, label = spec["of"].partition(".")
            return picked[name][label]
        if "home" in spec:
            cell: Cell = place[_HOME[spec["home"]]]
            return cell
        if "person" in spec:
            return next(names)
        if "say" in spec:
            words = spec["say"] if isinstance(spec["say"], str) else self.rng.choice(spec["say"])
            return str(words).format(n=number, **row, **picked)
        if {"one_of", "some_of", "chance"} & spec.keys():
            return self._chosen(spec, row, picked)
        return self._measured(spec, row, picked)

    def _chosen(self, spec: Spec, row: Mapping[str, Any], picked: Mapping[str, Picked]) -> Cell:
        if "chance" in spec:
            return "是" if self.rng.random() < spec["chance"] else "否"
        if "some_of" in spec:
            words = list(spec["some_of"])
            return "、".join(self.rng.sample(words, min(len(words), self.rng.randint(1, 3))))
        offered = spec["one_of"]
        if "by" in spec:
            offered = offered[self._found(spec["by"], row, picked)]
        if isinstance(offered, Mapping):
            return str(self.rng.choices(list(offered), list(offered.values()))[0])
        return str(self.rng.choice(offered))

    @staticmethod
    def _found(path: str, row: Mapping[str, Any], picked: Mapping[str, Picked]) -> Any:
        """What another column of the row says, or a column of a picked row."""
        name, _, label = path.partition(".")
        return picked[name][label] if label else row[path]

    def _measured(self, spec: Spec, row: Mapping[str, Any], picked: Mapping[str, Picked]) -> Cell:
        if "number" in spec:
            return self.rng.randint(*spec["number"])
        if "amount" in spec:
            return round(self.rng.uniform(*spec["amount"]), spec.get("decimals", 2))
        if "times" in spec:
            base = self._found(spec["times"], row, picked)
            return None if base is None else round(base * self.rng.uniform(*spec["range"]), spec.get("decimals", 2))
        if "day" in spec:
            return self._day(*spec["day"])
        if "after" in spec:
            start = row[spec["after"]]
            day = None if start is None else start + timedelta(days=self.rng.randint(*spec["days"]))
            return day if day is None or day <= LAST_DAY or spec.get("known") else None
        return None  # last_of: told by the states

    def _day(self, first: date, last: date) -> date:
        return first + timedelta(days=self.rng.randrange((last - first).days + 1))

    def _states(self, row: Mapping[str, Any]) -> Iterator[tuple[date, Row]]:
        columns: Mapping[str, Spec] = self.description["columns"]
        news = [label for label, spec in columns.items() if {"day", "after"} & spec.keys() and not spec.get("known")]
        days = {row[label] for label in news if row[label] is not None and row[label] > row[_BEGAN]}
        for day in sorted({row[_BEGAN], *days}):
            reached = {label: row[label] for label in news if row[label] is not None and row[label] <= day}
            yield day, tuple(self._as_of(label, spec, row, reached, news) for label, spec in columns.items())

    def _as_of(
        self, label: str, spec: Spec, row: Mapping[str, Any], reached: Mapping[str, date], news: Sequence[str]
    ) -> Cell:
        if "last_of" in spec:
            past = [name for name in spec["last_of"] if name in reached]
            word: Cell = spec["last_of"][max(past, key=lambda name: reached[name])] if past else spec["else"]
            return word
        if label in news:
            return reached.get(label)
        since = spec.get("since")
        value: Cell = row[label] if since is None or since in reached else None
        return value
