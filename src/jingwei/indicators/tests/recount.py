"""Three small ledgers with a random past, and their states read in plain Python: what the engine must agree with."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from django.utils import timezone

from jingwei.core.actions import perform
from jingwei.core.fields import Choice, Field
from jingwei.core.periods import Period
from jingwei.indicators.tests.ledgers import define_ledger
from jingwei.registers.actions import ChangeEntry, CorrectEntry, EndEntry
from jingwei.registers.models import Version
from jingwei.registers.query import register_by_key
from jingwei.registers.tests.ledgers import record

NAMED = (Field("code", "编号", "text", required=True), Field("name", "名称", "text"), Field("grid", "网格", "text"))
KIND = Field("kind", "类别", "choice", choices=(Choice("a", "甲类"), Choice("b", "乙类"), Choice("c", "丙类")))
PERSON = Field("person", "经办人", "link", link="persons")
PERSONS = (*NAMED, Field("born", "出生日期", "date"), Field("since", "到岗日期", "date"))
CASES = (
    *NAMED,
    KIND,
    PERSON,
    Field("received", "受理日期", "date"),
    Field("answered", "答复日期", "date"),
    Field("due", "期限", "date"),
    Field("money", "金额", "amount", unit="万元", decimals=2),
)
ADVICE = (*NAMED, KIND, PERSON, Field("since", "聘任日期", "date"), Field("until", "解聘日期", "date"))
LEDGERS = {"persons": ("人员名册", PERSONS), "cases": ("案件台账", CASES), "advice": ("顾问台账", ADVICE)}

Row = dict[str, Any]


@dataclass(frozen=True)
class Past:
    """What the ledgers held for a period, as known at a moment (None: now), in plain rows."""

    period: Period
    known_at: datetime | None = None
    told: dict[str, list[Row]] = field(default_factory=dict)

    @property
    def day(self) -> date:
        return min(self.period.end, timezone.localdate())

    @property
    def before(self) -> date:
        return self.period.start - timedelta(days=1)

    def history(self, ledger: str) -> list[Row]:
        """Every state that was known, whenever it was true."""
        if ledger not in self.told:
            self.told[ledger] = [
                {"entry": one.entry_id, "from": one.valid_from, "to": one.valid_to, **one.data}
                for one in Version.objects.filter(register__key=ledger)
                if self._known(one)
            ]
        return self.told[ledger]

    def _known(self, one: Version) -> bool:
        if self.known_at is None:
            return one.known_to is None
        return one.known_from <= self.known_at and (one.known_to is None or one.known_to > self.known_at)

    def rows(self, ledger: str, on: date | None = None) -> list[Row]:
        """The rows that hold on a day, the period's last if not told."""
        day = on or self.day
        return [row for row in self.history(ledger) if row["from"] <= day < row["to"]]

    def by_entry(self, ledger: str, on: date) -> dict[UUID, Row]:
        """The rows that hold on a day, by entry."""
        return {row["entry"]: row for row in self.rows(ledger, on)}

    def inside(self, day: date | None, period: Period | None = None) -> bool:
        """Whether a day lies in the period, or in another."""
        return day is not None and (period or self.period).contains(day)


def day_in(row: Row, field: str) -> date | None:
    """A date of a row."""
    return date.fromisoformat(row[field]) if row.get(field) else None


def money(row: Row) -> Any:
    """The amount of a row."""
    return row["money"]["n"] if row.get("money") else None


def full_months(start: date, end: date) -> int:
    """Full months between two days in order; of full years, the months of whole years."""
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)


def make_past(seed: int, grids: list[str], entries: int = 24) -> list[datetime]:
    """Define the ledgers and give them a past of changes, corrections and ends; the moments in between."""
    random = Random(seed)
    for key, (name, fields) in LEDGERS.items():
        define_ledger(key, name, fields)
    makers: dict[str, Callable[[Random, int], Row]] = {"persons": _person, "cases": _case, "advice": _advice}
    moments, made = [], {}
    for key, make in makers.items():
        rows = [
            {"code": f"{key}{n}", "name": f"{n}", "grid": random.choice(grids), **make(random, n)}
            for n in range(entries)
        ]
        rows = [{**row, "valid_from": _day(random, 2023, 300).isoformat()} for row in rows]
        made[key] = [UUID(one) for one in record(register_by_key(key), rows)]
    moments.append(timezone.now())
    for _ in range(2):
        for key, make in makers.items():
            some = random.sample(made[key], entries // 2)
            changes = [
                {**make(random, n), "valid_from": _day(random, 2024, 500).isoformat()} for n, _ in enumerate(some)
            ]
            perform(ChangeEntry(), changes, targets=some, reason="变更", context={"given": list(changes[0])})
            some = random.sample(made[key], entries // 4)
            right = [make(random, n) for n, _ in enumerate(some)]
            perform(CorrectEntry(), right, targets=some, reason="抄错", context={"given": list(right[0])})
        moments.append(timezone.now())
    for key in ("cases", "advice"):
        for entry in made[key][:3]:
            perform(EndEntry(), [{"ended_on": "2025-09-10"}], targets=[entry], reason="移出")
    return moments


def _day(random: Random, year: int, spread: int) -> date:
    return date(year, 1, 1) + timedelta(days=random.randrange(spread))


def _maybe(random: Random, day: date) -> str | None:
    return day.isoformat() if random.random() < 0.7 else None


def _person(random: Random, number: int) -> Row:
    # Also born on 29 February, whose years are full on 1 March where there is none.
    born = date(2000, 2, 29) if number % 3 == 0 else date(1960 + random.randrange(45), 2, 28)
    return {"born": _maybe(random, born), "since": _maybe(random, _day(random, 2022, 1100))}


def _case(random: Random, number: int) -> Row:
    received = _day(random, 2024, 700)
    return {
        "kind": random.choice(["a", "b", "c"]),
        "person": f"persons{random.randrange(24)}",
        "received": received.isoformat(),
        "answered": _maybe(random, received + timedelta(days=random.randrange(-2, 120))),
        "due": _maybe(random, received + timedelta(days=30)),
        "money": f"{random.randrange(1, 10_000) / 100:.2f}万元" if random.random() < 0.8 else None,
    }


def _advice(random: Random, number: int) -> Row:
    since = _day(random, 2023, 800)
    return {
        "kind": random.choice(["a", "b", "c"]),
        "person": f"persons{random.randrange(24)}" if random.random() < 0.9 else None,
        "since": since.isoformat(),
        "until": _maybe(random, since + timedelta(days=random.randrange(1, 500))),
    }
