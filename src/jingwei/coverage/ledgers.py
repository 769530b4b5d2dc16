"""The ledgers of a described street: packed ones, packed ones with more fields or choices, and ones of its own."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import yaml

from jingwei.core.fields import FieldSet
from jingwei.coverage.errors import CoverageError
from jingwei.registers.packs import Pack, load_pack

_BASE = (
    {"key": "code", "label": "编号", "kind": "text", "required": True, "max_length": 24},
    {"key": "name", "label": "名称", "kind": "text", "required": True, "max_length": 100},
    {"key": "grid", "label": "网格编码", "kind": "text", "max_length": 24},
)


@dataclass(frozen=True, slots=True)
class Ledger:
    """A ledger as it will be defined."""

    pack: Pack

    @property
    def key(self) -> str:
        """Its key."""
        return self.pack.key

    @property
    def noun(self) -> str:
        """What a row is called."""
        return str(self.pack.values["noun"])

    @property
    def fields(self) -> FieldSet:
        """Its fields."""
        return self.pack.fields

    @property
    def key_field(self) -> str:
        """The field that makes a row unique."""
        return str(self.pack.values["key_field"])

    @property
    def title_field(self) -> str:
        """The field that names a row."""
        return str(self.pack.values["title_field"])

    @property
    def place_field(self) -> str:
        """The field that holds the code of its place."""
        return str(self.pack.values.get("place_field") or "")


def make_ledgers(told: Iterable[str | Mapping[str, Any]]) -> dict[str, Ledger]:
    """The ledgers of a street by key. Raises CoverageError."""
    out = {}
    for one in told:
        if isinstance(one, str):
            pack = _named(one)
        elif "pack" in one:
            pack = _extended(load_pack(one["pack"]), one)
        else:
            pack = _own(one)
        if pack.key in out:
            raise CoverageError(f"台账“{pack.key}”写了两次。")
        out[pack.key] = Ledger(pack)
    return out


def _named(name: str) -> Pack:
    """A ledger that described streets share, or a packed one."""
    part = files("jingwei.coverage").joinpath(f"ledgers/{name}.yaml")
    return _own(yaml.safe_load(part.read_text("utf-8"))) if part.is_file() else load_pack(name)


def _extended(pack: Pack, said: Mapping[str, Any]) -> Pack:
    """A packed ledger with further choices of its fields and further fields, as an office adds them."""
    dumped = pack.fields.dump()
    fields = [dict(one) for one in dumped["fields"]]
    for key, choices in (said.get("choices") or {}).items():
        field = next(one for one in fields if one["key"] == key)
        field["choices"] = [*field["choices"], *_choices(choices)]
    fields += [_field(one) for one in said.get("fields") or ()]
    return Pack(pack.values, FieldSet.load({**dumped, "fields": fields}))


def _own(said: Mapping[str, Any]) -> Pack:
    fields = [_field(one) for one in said["fields"]]
    keys = {one["key"] for one in fields}
    fields = [*(one for one in _BASE if one["key"] not in keys), *fields]
    values = {"key_field": "code", "title_field": "name", "place_field": "grid", "order": 500, **said}
    values.pop("fields")
    return Pack(values, FieldSet.load({"key": said["key"], "version": 1, "fields": fields}))


def _field(said: Mapping[str, Any]) -> dict[str, Any]:
    """A field; choices may be written as value: label."""
    return {**said, "choices": _choices(said["choices"])} if "choices" in said else dict(said)


def _choices(said: Any) -> list[Any]:
    if isinstance(said, Mapping):
        return [{"value": str(value), "label": str(label)} for value, label in said.items()]
    return list(said)
