"""Every definition of the pack names ledgers, fields and values that the packs of the ledgers have."""

from importlib import resources
from typing import Any

import pytest
import yaml

from jingwei.core.units import dimension_of

NUMBERS = {"integer", "number", "amount", "area"}
KEYS = {"name", "unit", "count", "sum", "distinct", "share", "reported", "where", "at", "decimals"} | {
    "version",
    "owner",
    "basis",
    "comparable",
}


def packed(package: str, name: str) -> Any:
    return yaml.safe_load((resources.files(package) / "pack" / name).read_text(encoding="utf-8"))


DEFINITIONS: dict[str, dict[str, Any]] = packed("jingwei.indicators", "street.yaml")
LEDGERS: dict[str, dict[str, dict[str, Any]]] = {
    name.removesuffix(".yaml"): {field["key"]: field for field in packed("jingwei.registers", name)["fields"]}
    for name in (each.name for each in (resources.files("jingwei.registers") / "pack").iterdir())
    if name.endswith(".yaml")
}
STATISTICS = {row["key"]: row for row in packed("jingwei.indicators", "statistics.yaml")["statistics"]}
COUNTED = sorted(key for key, body in DEFINITIONS.items() if "reported" not in body)


def source(body: dict[str, Any]) -> tuple[str, str]:
    verb = next(verb for verb in ("count", "sum", "distinct", "share") if verb in body)
    ledger, _, field = body[verb].partition(".")
    return ledger, field


@pytest.mark.parametrize("key", sorted(DEFINITIONS))
def test_a_definition_says_one_thing_and_tells_its_meaning(key: str) -> None:
    body = DEFINITIONS[key]
    assert set(body) <= KEYS
    assert len(set(body) & {"count", "sum", "distinct", "share", "reported"}) == 1
    assert isinstance(body["version"], int)
    assert body["owner"]
    assert body["basis"].endswith("。")
    assert len(body["basis"]) > 10


@pytest.mark.parametrize("key", COUNTED)
def test_its_ledger_and_fields_exist(key: str) -> None:
    body = DEFINITIONS[key]
    ledger, summed = source(body)
    fields = LEDGERS[ledger]
    if summed:
        assert not fields[summed].get("personal")
    if "sum" in body:
        assert fields[summed]["kind"] in NUMBERS
    if "at" in body:
        assert fields[body["at"]]["kind"] == "date"
    where = body.get("where", {})
    for name, wanted in {**where, **where.get("not", {})}.items():
        if name == "not":
            continue
        if name == "no_worse":
            assert fields[wanted["field"]]["kind"] == "choice"
            continue
        if name == "in_force":
            assert {fields[end]["kind"] for end in wanted.values()} == {"date"}
            continue
        field = fields[name]
        if isinstance(wanted, dict):
            assert set(wanted) <= {"min", "max"}
            assert field["kind"] in NUMBERS | {"date"}
        elif isinstance(wanted, bool):
            assert field["kind"] == "yesno"
        elif wanted is not None:
            chosen = wanted if isinstance(wanted, list) else [wanted]
            assert {str(each) for each in chosen} <= {str(choice["value"]) for choice in field["choices"]}


@pytest.mark.parametrize("key", COUNTED)
def test_its_unit_is_that_of_what_is_counted(key: str) -> None:
    body = DEFINITIONS[key]
    ledger, summed = source(body)
    if "share" in body:
        assert body["unit"] == "%"
        assert body["where"]
    elif "sum" in body and LEDGERS[ledger][summed].get("unit"):
        assert body["unit"] == LEDGERS[ledger][summed]["unit"]
    else:
        assert dimension_of(body["unit"]) is None


@pytest.mark.parametrize("key", sorted(set(DEFINITIONS) - set(COUNTED)))
def test_what_is_reported_is_what_the_supplier_sends(key: str) -> None:
    body = DEFINITIONS[key]
    statistic = STATISTICS[body["reported"]]
    assert (body["name"], body["unit"]) == (statistic["name"], statistic["unit"])
    assert statistic["supplier"] in body["basis"]


def test_every_statistic_has_its_definition() -> None:
    assert {body["reported"] for body in DEFINITIONS.values() if "reported" in body} == set(STATISTICS)


def test_no_two_definitions_bear_one_name() -> None:
    names = [body["name"] for body in DEFINITIONS.values()]
    assert len(names) == len(set(names))
