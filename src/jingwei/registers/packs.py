"""The standard ledgers that come along: their declarations as YAML, brought in through the action like any other."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from jingwei.core.actions import Done, perform
from jingwei.core.errors import Missing
from jingwei.core.fields import FieldSet
from jingwei.registers.actions.define import DefineRegister
from jingwei.registers.leaving.declared import Leaving
from jingwei.registers.models import Register

_NO_LIST = Leaving()
_FIELDS = ("key", "version", "fields")
_TERMS = ("keep_until", "archive_years", "archive_rule")


@dataclass(frozen=True, slots=True)
class Pack:
    """A packed ledger: `values` are the input of the action that defines it, `fields` its fields, `leaving` the reasons
    for which its rows leave."""

    values: Mapping[str, Any]
    fields: FieldSet
    leaving: Leaving = _NO_LIST

    @property
    def key(self) -> str:
        """The key of the ledger."""
        return self.fields.key

    def define(self) -> Done:
        """Make the ledger in the scope's subdistrict, or bring its fields up to date.

        How long personal data is kept, how often rows are confirmed, which no more, and for which reasons they leave,
        is the office's own decision once the ledger is there.
        """
        values = dict(self.values)
        known = Register.objects.filter(key=self.key).first()
        if known is not None:
            own = (*(_TERMS if known.keep_until else ()), "confirm_every", *(("finished",) if known.finished else ()))
            values = {name: value for name, value in values.items() if name not in own}
        leaving = self.leaving if known is None or not known.leaving else None
        return perform(DefineRegister(), [values], context={"fields": self.fields, "leaving": leaving})


@lru_cache(maxsize=128)
def load_pack(name: str) -> Pack:
    """The packed ledger of that key. Raises Missing."""
    part = files("jingwei.registers").joinpath(f"pack/{name}.yaml")
    if not part.is_file():
        raise Missing(f"标准台账里没有“{name}”。")
    data: dict[str, Any] = yaml.safe_load(part.read_text("utf-8"))
    apart = ("version", "fields", "leaving")
    values = {key: value for key, value in data.items() if key not in apart and value not in (None, "")}
    leaving = data.get("leaving") or {}
    reasons = [{"key": key, "label": label} for key, label in (leaving.get("reasons") or {}).items()]
    listed = Leaving.load({**leaving, "reasons": reasons})
    return Pack(values, FieldSet.load({key: data[key] for key in _FIELDS}), listed)


def all_packs() -> list[Pack]:
    """All packed ledgers in the order of the menu."""
    parts = files("jingwei.registers").joinpath("pack").iterdir()
    names = [part.name.removesuffix(".yaml") for part in parts if part.name.endswith(".yaml")]
    return sorted((load_pack(name) for name in names), key=lambda pack: (pack.values["order"], pack.key))
