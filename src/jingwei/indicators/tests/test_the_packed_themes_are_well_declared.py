"""The packed indicators by theme tell their meaning, and none bears the key or the name of another."""

from collections import Counter
from importlib.resources import files

import pytest

from jingwei.core.units import dimension_of
from jingwei.indicators.grammar import parse
from jingwei.indicators.packs import load_pack
from jingwei.matters.facts import FIELDS as MATTERS
from jingwei.registers.packs import all_packs

PACKS = {name: load_pack(name) for name in ("street", "district")}
THEMED = load_pack("street").bodies
LEDGERS = {**{pack.key: pack.fields.by_key for pack in all_packs()}, "matters": MATTERS.by_key}


def test_a_theme_is_a_file_and_all_of_them_come_along() -> None:
    themes = [part.name for part in files("jingwei.indicators").joinpath("pack/street").iterdir()]
    assert len(themes) >= 9
    assert {"committee_members", "reused_area", "houses"} <= set(THEMED)


def test_no_two_bear_one_name_or_one_key() -> None:
    rows = [row for pack in PACKS.values() for row in pack.rows]
    assert [name for name, times in Counter(row["name"] for row in rows).items() if times > 1] == []
    assert [key for key, times in Counter(row["key"] for row in rows).items() if times > 1] == []


@pytest.mark.parametrize("key", sorted(THEMED))
def test_it_tells_its_owner_and_its_meaning(key: str) -> None:
    body = THEMED[key]
    assert body["version"] >= 1
    assert body["owner"]
    assert body["basis"].endswith("。")
    assert len(body["basis"]) > 10


@pytest.mark.parametrize("key", sorted(THEMED))
def test_its_unit_is_that_of_what_is_counted(key: str) -> None:
    body, counting = THEMED[key], parse(key, THEMED[key])
    if counting.verb == "share":
        assert body["unit"] == "%"
    elif counting.verb == "sum" and (unit := LEDGERS[counting.source][counting.field].unit):
        told = dimension_of(body["unit"])
        assert told == dimension_of(unit) if told else body["unit"] in (unit, "处", "条")
    elif counting.verb in ("count", "distinct"):
        assert dimension_of(body["unit"]) is None
