"""docs/ledgers.md names every ledger that comes along, by the row of the systems' list that it serves."""

import re
from pathlib import Path

from jingwei.registers.packs import all_packs

LISTED = Path(__file__).parents[4] / "docs" / "ledgers.md"


def test_every_ledger_stands_in_the_list_once() -> None:
    named = re.findall(r"^\| [^|]+ \| ([^|]+) \|", LISTED.read_text("utf-8"), re.M)[2:]
    assert sorted(named) == sorted(str(pack.values["name"]) for pack in all_packs())


def test_each_row_of_the_systems_list_has_a_ledger() -> None:
    codes = set(re.findall(r"\bR\d+\b", LISTED.read_text("utf-8")))
    assert {f"R{number}" for number in range(1, 35)} <= codes


def test_each_ledger_tells_what_is_counted_of_it() -> None:
    rows = [line for line in LISTED.read_text("utf-8").splitlines() if line.startswith("| ")][2:]
    assert [line for line in rows if not line.rsplit("|", 2)[1].strip()] == []
