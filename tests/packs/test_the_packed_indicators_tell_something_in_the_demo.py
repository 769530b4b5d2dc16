"""Every indicator that comes along has something to count in the full demo, or says here why it has not."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from jingwei.core.fields import FieldSet
from jingwei.coverage.bring import cell_text
from jingwei.coverage.ledgers import Ledger
from jingwei.coverage.rows import Row
from jingwei.coverage.territory import Land
from jingwei.coverage.tests.by_hand import Hand
from jingwei.demo.profiles import LARGE
from jingwei.demo.streets import make_street
from jingwei.demo.tables import Cell, Table
from jingwei.indicators.grammar import parse
from jingwei.indicators.packs import load_pack
from jingwei.registers.leaving.facts import SUFFIX, told_fields
from jingwei.registers.packs import Pack, all_packs

YEARS = (2021, 2022, 2023, 2024, 2025)
# Of the houses a part will do: nothing is told of a single one.
FEW = 60
NOTHING = {
    "sampling_points": "the drives of testing were over before the demo begins",
    "above_scale_units": "public bodies are not in the demo's ledger of enterprises",
    "lanes_mapped": "courses come in files of lines, not in the sheet",
    "rivers_mapped": "courses come in files of lines, not in the sheet",
    "drain_pipes_mapped": "courses come in files of lines, not in the sheet",
    "parcels_mapped": "outlines come in files of outlines, not in the sheet",
    "houses_confirmed_share": "communities confirm rows once they are in, not in the sheet",
    "houses_verified_share": "communities confirm rows once they are in, not in the sheet",
    "houses_due": "communities confirm rows once they are in, not in the sheet",
    "persons_confirmed_share": "communities confirm rows once they are in, not in the sheet",
    "supervision_seats": "the demo elects two bodies in each village",
    "market_events_off": "no event of the demo was called off",
    "licences_ending": "the licences of the demo run until 2026 and later",
    "danger_promises_open": "no house of the demo has a compensation promised for later",
}


def _left(pack: Pack) -> Ledger:
    """What has left a ledger: its rows, and how they left."""
    fields = FieldSet(f"{pack.key}{SUFFIX}", 1, (*pack.fields.fields, *told_fields(pack.leaving)))
    return Ledger(replace(pack, fields=fields))


LEDGERS = {pack.key: Ledger(pack) for pack in all_packs()}
LEDGERS |= {left.key: left for left in (_left(pack) for pack in all_packs() if pack.leaving.reasons)}
BODIES = load_pack("street").bodies
COUNTED = sorted(
    key for key, body in BODIES.items() if parse(key, body).kind == "counted" and parse(key, body).source in LEDGERS
)


@pytest.fixture(scope="module")
def hand() -> Hand:
    """The full demo in memory, each row in its last state."""
    street = make_street(LARGE)
    gone = {row[0] for table in street.leaving for sheet in table.sheets for row in sheet.rows}
    rows = {table.key: _rows(table, gone) for table in street.ledgers}
    for table in street.leaving:
        stayed, left = _parted(table, rows[table.key])
        rows |= {table.key: stayed, f"{table.key}{SUFFIX}": left}
    return Hand([row for part in rows.values() for row in part], LEDGERS, Land())


def _parted(table: Table, rows: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """The rows that stayed to the end, and those that left, each from its day on."""
    how = {str(key): (day, why) for sheet in table.sheets for key, day, why in sheet.rows}
    number = LEDGERS[table.key].key_field
    stayed, left = [], []
    for row in rows:
        if (said := how.get(row.values[number])) is None:
            stayed.append(row)
            continue
        assert isinstance(said[0], date)
        values = {**row.values, "left_on": str(said[0]), "left_for": str(said[1]), "left_told": str(said[1])}
        left.append(Row(f"{table.key}{SUFFIX}", row.number, said[0], values))
    return stayed, left


def _rows(table: Table, kept: Collection[Cell] = ()) -> Sequence[Row]:
    fields: dict[str, str] = {}
    for field in LEDGERS[table.key].fields.fields:
        fields |= {word.replace("（", "(").replace("）", ")"): field.key for word in (field.label, *field.aliases)}
    heads = [head.label for head in table.heads]
    # 面积(平方米) is the field 面积; 称号(名录) is a name as it stands.
    keys = [fields.get(head) or fields.get(head.rpartition("(")[0]) or head for head in heads]
    last: dict[Any, Row] = {}
    for sheet in table.sheets:
        for at, cells in enumerate(sheet.rows):
            if table.key == "houses" and at % FEW and cells[0] not in kept:
                continue
            said = dict(zip(keys, cells, strict=True))
            said |= {"location": f"{said['经度']},{said['纬度']}"} if "经度" in said else {}
            values = {key: cell_text(value) for key, value in said.items() if key not in ("经度", "纬度")}
            first = last[cells[0]].since if cells[0] in last else date(2000, 1, 1)
            last[cells[0]] = Row(table.key, len(last) + 1, first, values)
    return [Row(table.key, at, row.since, row.values) for at, row in enumerate(last.values(), start=1)]


def test_every_column_of_the_demo_is_a_field(hand: Hand) -> None:
    for row in hand.rows:
        assert set(row.values) <= set(LEDGERS[row.ledger].fields.by_key), row.ledger


@pytest.mark.parametrize("key", COUNTED)
def test_there_is_something_to_count_in_some_year(hand: Hand, key: str) -> None:
    counting = parse(key, BODIES[key])
    if not hand.understands(counting) or "no_worse" in re.findall(r"\w+", str(counting.where)):
        return
    states = [hand.count(counting, date(year, 1, 1), date(year, 12, 31)) for year in YEARS]
    assert any(state.value for state in states) == (key not in NOTHING), [state.value for state in states]


def test_what_has_nothing_is_an_indicator() -> None:
    said: Mapping[str, str] = NOTHING
    assert set(said) <= set(COUNTED)
