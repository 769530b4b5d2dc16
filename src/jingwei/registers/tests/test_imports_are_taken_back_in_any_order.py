"""An import is taken back whenever nothing built on it still stands; then the rows are as if it had not been."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jingwei.core.actions import perform
from jingwei.core.errors import Conflict
from jingwei.core.fields import Field, FieldSet
from jingwei.core.scope import open_scope
from jingwei.people.tests.street import Street, make_street
from jingwei.registers.actions import ChangeEntry, DefineRegister, ImportSheet, MergeEntries, UndoImport, UndoSuccession
from jingwei.registers.incoming import upload
from jingwei.registers.models import Entry, Register, Version
from jingwei.registers.query import register_by_key
from jingwei.registers.tests.ledgers import define_houses, record

pytestmark = pytest.mark.django_db
FOREVER = date(9999, 12, 31)
DAYS = (date(2025, 1, 1), date(2025, 3, 1), date(2025, 5, 1))
KEYS = ("H1", "H2", "H3")
# What holds from a day to a day: how many live there, and which writing said so.
Span = tuple[date, date, int, int]


@dataclass
class Writing:
    """What one import, or a change by hand, wrote: number of the house → how many live there."""

    number: int
    on: date
    said: Mapping[str, int]
    source: UUID | None
    stands: bool = True


def _after(writings: Sequence[Writing]) -> dict[str, list[Span]]:
    """What is known when these were written, one after another."""
    known: dict[str, list[Span]] = {}
    for one in writings:
        for key, people in one.said.items():
            spans = known.setdefault(key, [])
            later = min((since for since, *_ in spans if since > one.on), default=FOREVER)
            kept = [
                (since, min(until, one.on) if since < one.on else until, *rest)
                for since, until, *rest in spans
                if since != one.on
            ]
            known[key] = sorted([*kept, (one.on, later, people, one.number)])  # type: ignore[list-item]
    return known


class Ledger:
    """The ledger, and what the test knows of it."""

    def __init__(self, register: Register, grid: str) -> None:
        self.register, self._grid = register, grid
        self.writings: list[Writing] = []

    @property
    def standing(self) -> list[Writing]:
        return [one for one in self.writings if one.stands]

    def bring(self, on: date, said: Mapping[str, int]) -> Writing:
        lines = [f"{key},示例路{key[1:]}号,{self._grid},{people}" for key, people in said.items()]
        draft = upload(self.register, "\n".join(["房屋编号,地址,网格编码,居住人数", *lines]).encode(), "房屋.csv")
        done = perform(ImportSheet(), [{"valid_from": on.isoformat()}], targets=[draft.pk]).result
        return self._wrote(on, said, UUID(done["source"]))

    def change(self, key: str, people: int) -> None:
        entry = Entry.objects.get(key=key)
        values = {"residents": people, "valid_from": DAYS[-1].isoformat()}
        perform(ChangeEntry(), [values], targets=[entry.pk], context={"given": ["residents"]})
        self._wrote(DAYS[-1], {key: people}, None)

    def undo(self, one: Writing) -> None:
        perform(UndoImport(), targets=[one.source], reason="传错了文件")
        one.stands = False

    def built_on(self, one: Writing) -> bool:
        return any(later.number > one.number and later.said.keys() & one.said.keys() for later in self.standing)

    def known(self) -> dict[str, list[Span]]:
        numbers = {one.source: one.number for one in self.writings}
        found: dict[str, list[Span]] = {}
        for version in Version.objects.filter(register=self.register, known_to=None).select_related("entry"):
            by_hand = version.action == "registers.change" or version.source_id is None
            number = -1 if by_hand else numbers[version.source_id]
            span = (version.valid_from, version.valid_to, version.data["residents"], number)
            found.setdefault(version.entry.key, []).append(span)
        return {key: sorted(spans) for key, spans in found.items()}

    def expected(self) -> dict[str, list[Span]]:
        by_hand = {one.number for one in self.writings if one.source is None}
        known = _after(self.standing)
        return {
            key: [(*span[:3], -1 if span[3] in by_hand else span[3]) for span in spans] for key, spans in known.items()
        }

    def _wrote(self, on: date, said: Mapping[str, int], source: UUID | None) -> Writing:
        before = _after(self.standing)
        fresh = {
            key: people
            for key, people in said.items()
            if not any(since <= on < until and known == people for since, until, known, _ in before.get(key, ()))
        }
        one = Writing(len(self.writings), on, fresh, source)
        self.writings.append(one)
        return one


@pytest.fixture
def street() -> Street:
    return make_street()


_IMPORTS = st.tuples(
    st.just("import"), st.sampled_from(DAYS), st.dictionaries(st.sampled_from(KEYS), st.integers(1, 3), min_size=1)
)
_UNDOS = st.tuples(st.just("undo"), st.integers(0, 7), st.none())
_CHANGES = st.tuples(st.just("change"), st.sampled_from(KEYS), st.integers(1, 3))


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.one_of(_IMPORTS, _UNDOS, _IMPORTS, _UNDOS, _CHANGES), min_size=3, max_size=9))
def test_whatever_came_and_went_since(street: Street, steps: Sequence[tuple]) -> None:
    with open_scope(street.scope("office")), transaction.atomic():
        ledger = Ledger(define_houses(), street.grid().code)
        for step, one, more in steps:
            if step == "import":
                ledger.bring(one, more)
            elif step == "change":
                spans = ledger.expected().get(one)
                if spans and spans[-1][2] != more:
                    ledger.change(one, more)
            else:
                imports = [writing for writing in ledger.standing if writing.source]
                if not imports:
                    continue
                chosen = imports[one % len(imports)]
                if ledger.built_on(chosen):
                    with pytest.raises(Conflict, match="在这次导入之后又办理过"):
                        ledger.undo(chosen)
                else:
                    ledger.undo(chosen)
            assert ledger.known() == ledger.expected()
            there = set(Entry.objects.filter(register=ledger.register, ended_on=None).values_list("key", flat=True))
            assert there == ledger.expected().keys()
        transaction.set_rollback(True)


def test_who_built_on_it_and_still_stands_is_named(street: Street) -> None:
    with open_scope(street.scope("office")):
        ledger = Ledger(define_houses(), street.grid().code)
        first = ledger.bring(DAYS[0], {"H1": 1, "H2": 1})
        second = ledger.bring(DAYS[1], {"H1": 2})
        ledger.change("H2", 3)
        with pytest.raises(Conflict, match="有 2 条记录"):
            ledger.undo(first)
        ledger.undo(second)
        with pytest.raises(Conflict, match=r"有 1 条记录在这次导入之后又办理过：“H2 示例路2号”由.*变更"):
            ledger.undo(first)


def test_a_merging_that_was_undone_stands_in_no_way(street: Street) -> None:
    with open_scope(street.scope("office")):
        ledger = Ledger(define_houses(), street.grid().code)
        first = ledger.bring(DAYS[0], {"H1": 1, "H2": 1})
        kept, other = (Entry.objects.get(key=key).pk for key in ("H1", "H2"))
        merged = perform(MergeEntries(), targets=[kept, other], reason="登记了两次").result
        with pytest.raises(Conflict):
            ledger.undo(first)
        perform(UndoSuccession(), targets=[UUID(merged["succession"])], reason="是两套房")
        ledger.undo(first)
        assert ledger.known() == {}


def test_what_links_to_rows_made_anew_hinders_though_they_were_made_and_taken_back_before(street: Street) -> None:
    with open_scope(street.scope("office")):
        ledger = Ledger(define_houses(), street.grid().code)
        ledger.undo(ledger.bring(DAYS[0], {"H1": 1}))
        again = ledger.bring(DAYS[1], {"H1": 1})
        parts = (Field("name", "店名", "text", required=True), Field("house", "房屋", "link", link="houses"))
        values = {"key": "shops", "name": "商铺台账", "noun": "商铺", "unit": "家", "key_field": "name"}
        perform(DefineRegister(), [{**values, "title_field": "name"}], context={"fields": FieldSet("shops", 1, parts)})
        record(register_by_key("shops"), [{"name": "甲店", "house": "H1"}])
        with pytest.raises(Conflict, match="“商铺台账”1条"):
            ledger.undo(again)
