from datetime import date
from importlib.resources import files

import pytest
import yaml

from jingwei.core.fields import FieldSet

PACK = sorted(
    (part for part in files("jingwei.registers").joinpath("pack").iterdir() if part.name.endswith(".yaml")),
    key=lambda part: part.name,
)


@pytest.fixture(params=PACK, ids=[part.name for part in PACK])
def ledger(request):
    return request.param.name.removesuffix(".yaml"), yaml.safe_load(request.param.read_text("utf-8"))


def test_the_fields_make_a_field_set(ledger):
    key, data = ledger
    fields = FieldSet.load({name: data[name] for name in ("key", "version", "fields")})
    assert fields.key == key
    for role in ("key_field", "title_field", "place_field"):
        assert not data[role] or fields.field(data[role])
    assert fields.field(data["key_field"]).required


def test_a_ledger_with_personal_fields_says_why_by_which_law_and_how_long(ledger):
    _, data = ledger
    fields = FieldSet.load({name: data[name] for name in ("key", "version", "fields")})
    if any(field.personal for field in fields.fields):
        assert data["purpose"]
        assert "个人信息保护法" in data["basis"]
        assert isinstance(data["keep_until"], date)


def test_the_ledger_has_a_name_a_noun_and_a_unit(ledger):
    _, data = ledger
    assert data["name"].endswith(("台账", "名册", "一档"))
    assert data["noun"]
    assert data["unit"]


def test_links_lead_to_a_packed_ledger(ledger):
    _, data = ledger
    keys = {part.name.removesuffix(".yaml") for part in PACK}
    assert {field["link"] for field in data["fields"] if field["kind"] == "link"} <= keys


def test_orders_and_names_are_unique():
    ledgers = [yaml.safe_load(part.read_text("utf-8")) for part in PACK]
    assert len({ledger["order"] for ledger in ledgers}) == len(ledgers)
    assert len({ledger["name"] for ledger in ledgers}) == len(ledgers)
