"""The ledgers of a described street: packed ones, packed ones with more fields or choices, ones of its own, and the
sheet of matters, which is no ledger of an office but is told like one."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import Any

import yaml

from jingwei.core.errors import Missing
from jingwei.core.fields import FieldSet, FieldSetError
from jingwei.coverage.description import Description
from jingwei.coverage.told import line_of, only
from jingwei.matters.incoming import SHEET
from jingwei.registers.packs import Pack, all_packs, load_pack

_BASE = (
    {"key": "code", "label": "编号", "kind": "text", "required": True, "max_length": 24},
    {"key": "name", "label": "名称", "kind": "text", "required": True, "max_length": 100},
    {"key": "grid", "label": "网格编码", "kind": "text", "max_length": 24},
)
MATTERS = "matters"
# What other platforms export: each row has the number it has there.
_MATTERS = {
    "key": MATTERS, "name": "事件", "noun": "事件", "key_field": "outside_number", "title_field": "title",
    "place_field": "place",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ledger:
    """A ledger as it will be defined; `packed` if it comes along, with what the street adds to it. That of matters is
    a sheet only: its module keeps them."""

    pack: Pack
    packed: bool = True

    @property
    def key(self) -> str:
        """Its key."""
        return self.pack.key

    @property
    def is_matters(self) -> bool:
        """Whether its rows are matters."""
        return self.key == MATTERS

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


def make_ledgers(street: Description) -> dict[str, Ledger]:
    """The ledgers of a street by key, those told first, then the packed ones that packed ones among them link to.

    Raises CoverageError.
    """
    out: dict[str, Ledger] = {}
    for at, one in enumerate(street.ledgers, start=1):
        line = line_of(one)
        try:
            made = _made(street, one)
        except FieldSetError as error:
            street.wrong(_named_in(error.message, one) or line, f"第{at}本台账：{error.message}。", error)
        except (KeyError, TypeError, ValueError) as error:
            street.wrong(line, f"第{at}本台账写法不对，应有 key、name、noun、unit、fields：{error}。", error)
        if made.key in out:
            street.wrong(line, f"台账“{made.key}”写了两次，请删去一处。")
        out[made.key] = made
    _complete(out)
    for ledger in out.values():
        for each in ledger.fields.fields:
            if each.link and each.link not in out:
                street.wrong(
                    _line(street, ledger.key, each.key),
                    f"台账“{ledger.key}”的字段“{each.key}”指向台账“{each.link}”，ledgers 里没有写它。",
                )
    return out


def _complete(out: dict[str, Ledger]) -> None:
    """Add what packed ledgers link to: an office has them all."""
    packed = {pack.key: pack for pack in all_packs()}
    queue = [key for key, ledger in out.items() if ledger.packed and not ledger.is_matters]
    while queue:
        for each in packed[queue.pop()].fields.fields:
            if each.link and each.link not in out:
                out[each.link] = Ledger(packed[each.link])
                queue.append(each.link)


def _named_in(message: str, told: str | Mapping[str, Any]) -> int:
    """The line of the field that a sentence names, 0 where it names none."""
    fields = [] if isinstance(told, str) else told.get("fields") or []
    return next((line_of(one) for one in fields if f"“{one.get('label')}”" in message), 0)


def _line(street: Description, ledger: str, field: str) -> int:
    """Where a field of a ledger is told, as far as the description tells it."""
    for told in street.ledgers:
        if not isinstance(told, str) and ledger in (told.get("key"), told.get("pack")):
            fields = told.get("fields") or ()
            return next((line_of(one) for one in fields if one.get("key") == field), line_of(told))
    return 1


def _made(street: Description, one: str | Mapping[str, Any]) -> Ledger:
    if isinstance(one, str):
        return _named(street, one)
    if "pack" in one:
        only(street.path, one, ("pack", "choices", "fields"), f"台账“{one['pack']}”")
        return Ledger(_extended(street, _packed(street, str(one["pack"]), line_of(one)), one))
    return Ledger(_own(one), packed=False)


def _named(street: Description, name: str) -> Ledger:
    """The matters, a ledger that described streets share, or a packed one."""
    if name == MATTERS:
        return Ledger(Pack(_MATTERS, replace(SHEET, key=MATTERS)))
    part = files("jingwei.coverage").joinpath(f"ledgers/{name}.yaml")
    if part.is_file():
        return Ledger(_own(yaml.safe_load(part.read_text("utf-8"))), packed=False)
    return Ledger(_packed(street, name, 0))


def _packed(street: Description, name: str, line: int) -> Pack:
    try:
        return load_pack(name)
    except Missing as error:
        if not line:
            # A plain word in a list knows no line of its own; the file does.
            lines = street.path.read_text("utf-8").splitlines()
            line = next((at for at, text in enumerate(lines, start=1) if text.strip() == f"- {name}"), 1)
        known = sorted({MATTERS, *standard_ledgers(), *(pack.key for pack in all_packs())})
        street.wrong(line, f"没有台账“{name}”；自带的有：{'、'.join(known)}，其他的要写明 key 和 fields。", error)


def standard_ledgers() -> list[str]:
    """The keys of the ledgers that described streets share."""
    parts = files("jingwei.coverage").joinpath("ledgers").iterdir()
    return [part.name.removesuffix(".yaml") for part in parts if part.name.endswith(".yaml")]


def _extended(street: Description, pack: Pack, said: Mapping[str, Any]) -> Pack:
    """A packed ledger with further choices of its fields and further fields, as an office adds them."""
    dumped = pack.fields.dump()
    fields = [dict(one) for one in dumped["fields"]]
    for key, choices in (said.get("choices") or {}).items():
        field = next((one for one in fields if one["key"] == key and one.get("choices")), None)
        if field is None:
            chosen = "、".join(one["key"] for one in fields if one.get("choices"))
            line = line_of(said["choices"], key)
            street.wrong(line, f"台账“{pack.key}”没有可选的字段“{key}”，可补选项的有：{chosen}。")
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
