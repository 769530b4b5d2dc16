"""The packed indicators of matters against a plain recount: what was due is due, what is not rated is in no rate."""

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from jingwei.core.actions import perform
from jingwei.core.periods import Period
from jingwei.core.scope import open_scope
from jingwei.indicators.cells import Ask
from jingwei.indicators.engine import evaluate
from jingwei.indicators.grammar import parse
from jingwei.indicators.packs import Pack, load_pack
from jingwei.matters.actions import ImportMatters
from jingwei.people.tests.street import Street, make_street

pytestmark = pytest.mark.django_db
_ALL = load_pack("street")
_BODIES = {
    key: body for key, body in _ALL.bodies.items() if key == "wages_paid_rate" or parse(key, body).source == "matters"
}
PACK = Pack(tuple(row for row in _ALL.rows if row["key"] in _BODIES), _BODIES)
FIRST, LAST = "2025-03-01", "2025-03-31"


def _rows(street: Street, count: int) -> Iterator[dict[str, Any]]:
    chance = random.Random("matters")
    for number in range(count):
        kind = chance.choice(
            ("hotline", "hotline", "grid", "hazard", "dispute", "dispute", "petition", "wages", "firm")
        )
        received = datetime(2025, 1, 15, 9) + timedelta(hours=chance.randint(0, 24 * 90))
        row: dict[str, Any] = {
            "outside_number": f"A{number}", "kind": kind, "channel": "hotline", "title": "路灯不亮",
            "place": street.grid(1, 1).code, "received_at": f"{received:%Y-%m-%d %H:%M}",
            "due": f"{received + timedelta(days=chance.randint(1, 20)):%Y-%m-%d}",
        }  # fmt: skip
        match chance.random():
            case one if one < 0.1 and kind in ("hotline", "grid", "dispute", "petition", "wages"):
                row["returned_at"] = f"{received + timedelta(hours=1):%Y-%m-%d %H:%M}"
            case one if one < 0.85:
                row["closed_at"] = f"{received + timedelta(hours=chance.randint(2, 600)):%Y-%m-%d %H:%M}"
                row["outcome"] = chance.choice(("solved", "explained", "unsolved"))
                if chance.random() < 0.7:
                    row |= {"rating": chance.choice(("good", "fair", "bad", "none")), "contacted": "是"}
                    row["solved"] = chance.choice(("是", "否"))
        if kind == "hazard":
            row["grade"] = chance.choice(("general", "major"))
        if kind == "dispute" and "closed_at" in row:
            row["agreement"] = chance.choice(("agreed", "failed", "withdrawn"))
            row |= {"kept": chance.choice(("kept", "running", "broken"))} if row["agreement"] == "agreed" else {}
        if kind == "wages":
            row |= {"persons": chance.randint(1, 9), "claimed": 2000, "agreed_sum": 1000, "paid_sum": 600}
        yield row


def _within(row: dict[str, Any], key: str) -> bool:
    return FIRST <= str(row.get(key, ""))[:10] <= LAST


def _share(rows: list[dict[str, Any]], met: list[dict[str, Any]]) -> Decimal:
    return Decimal(100 * len(met)) / len(rows)


def test_every_rate_is_what_a_recount_makes_of_it() -> None:
    street = make_street()
    rows = list(_rows(street, 900))
    with open_scope(street.scope("office")):
        perform(ImportMatters(), rows)
        PACK.define(date(2024, 1, 1))
        month = Period.parse("2025-03")
        cells = {cell.definition: cell for cell in evaluate(Ask(key, month) for key in PACK.bodies).values()}
    told = {key: cell.value for key, cell in cells.items()}
    received = [row for row in rows if _within(row, "received_at")]
    closed = [row for row in rows if _within(row, "closed_at")]
    due = [row for row in rows if _within(row, "due") and "returned_at" not in row]
    in_time = [row for row in due if row.get("closed_at", "9")[:10] <= row["due"]]
    open_then = [
        row for row in rows
        if row["received_at"][:10] <= LAST and row.get("closed_at", "9")[:10] > LAST and "returned_at" not in row
    ]  # fmt: skip
    assert (told["matters_received"], told["matters_closed"], told["matters_due"]) == (
        len(received), len(closed), len(due),
    )  # fmt: skip
    assert told["matters_in_time"] == _share(due, in_time)
    assert told["matters_overdue"] == len(due) - len(in_time)
    assert told["matters_open"] == len(open_then)
    assert told["matters_overdue_open"] == len([row for row in open_then if row["due"] < LAST])
    assert told["matters_returned"] == len([row for row in received if "returned_at" in row])
    for prefix, kind in (("own_hotline", "hotline"), ("petitions", "petition")):
        mine = [row for row in closed if row["kind"] == kind]
        rated = [row for row in mine if row.get("rating") in ("good", "fair", "bad")]
        assert told[f"{prefix}_satisfied"] == _share(rated, [row for row in rated if row["rating"] != "bad"])
        assert told[f"{prefix}_unrated"] == len(mine) - len(rated)
        assert cells[f"{prefix}_satisfied"].denominator == len(rated)
    disputes = [row for row in closed if row["kind"] == "dispute"]
    heard = [row for row in disputes if row["agreement"] != "withdrawn"]
    agreed = [row for row in heard if row["agreement"] == "agreed"]
    known = [row for row in agreed if row["kept"] != "running"]
    assert told["disputes_settled"] == _share(heard, agreed)
    assert told["disputes_kept"] == _share(known, [row for row in known if row["kept"] == "kept"])
    wages = [row for row in received if row["kind"] == "wages"]
    assert (told["wage_cases"], told["wage_workers"]) == (len(wages), sum(row["persons"] for row in wages))
    assert (told["wages_agreed"], told["wages_paid_rate"]) == (Decimal(len(wages)) / 10, 60)
    firms = [row for row in closed if row["kind"] == "firm"]
    assert told["firm_requests_solved"] == len([row for row in firms if row["outcome"] == "solved"])
    hazards = [row for row in received if row["kind"] == "hazard"]
    assert told["hazards_struck_off_rate"] == _share(hazards, [row for row in hazards if "closed_at" in row])
    assert told["hazards_major"] == len([row for row in hazards if row["grade"] == "major"])
