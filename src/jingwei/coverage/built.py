"""Which figures are counted in what comes along: the packed ledgers as they are, and the records of built modules.

A figure is built when its module is there, and every ledger, field and choice that its indicator looks at (behind links
too, and in all indicators that it is made of) is one of the packs or of a module. What only the description of a
street defines is a stand-in: a ledger of its own, or a field or choice that it adds to a packed one.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from jingwei.core.facts import nearby
from jingwei.core.facts.conditions import plain_conditions
from jingwei.core.facts.facts import Facts, all_facts, each
from jingwei.core.facts.linking import source_of
from jingwei.core.facts.timing import KEYS as ON_DATES
from jingwei.coverage.bring import office
from jingwei.coverage.description import Description
from jingwei.coverage.ledgers import Ledger
from jingwei.indicators.definitions import Defined, load_definitions
from jingwei.indicators.grammar import Counting
from jingwei.indicators.ties import looks_of
from jingwei.registers.packs import load_pack

Looked = tuple[str, str, Any]


def stand_ins(street: Description, ledgers: Mapping[str, Ledger], keys: Iterable[str]) -> dict[str, str]:
    """Of those indicators that look at a stand-in, which: `cases`, `parcels.plan_area`. `ledgers` are the street's."""
    with office(street):
        defined, facts = load_definitions(), all_facts()
        found = {key: _stand_in(key, defined, facts, ledgers) for key in set(keys)}
    return {key: where for key, where in found.items() if where}


def _stand_in(key: str, defined: Mapping[str, Defined], facts: Mapping[str, Facts], own: Mapping[str, Ledger]) -> str:
    for ledger, field, wanted in _all_looks(key, defined, facts):
        if ledger not in own or own[ledger].is_matters:
            continue
        if not own[ledger].packed:
            return ledger
        packed = load_pack(ledger).fields.by_key
        if field and field not in packed:
            if field in own[ledger].fields.by_key:
                return f"{ledger}.{field}"
            continue  # what the system tells of every row, as when it was last confirmed
        choices = {choice.value for choice in packed[field].choices} if field else set()
        named = [] if isinstance(wanted, Mapping) else [str(one) for one in each(wanted) if one is not None]
        if choices and not set(named) <= choices:
            return f"{ledger}.{field}"
    return ""


def _all_looks(key: str, defined: Mapping[str, Defined], facts: Mapping[str, Facts]) -> Iterator[Looked]:
    known = defined.get(key)
    if known is None:
        return
    yield from _looks(known.counting, facts)
    for named in known.counting.operands:
        yield from _all_looks(named.key, defined, facts)


def _looks(counting: Counting, facts: Mapping[str, Facts]) -> Iterator[Looked]:
    """The ledgers a definition looks at, with the field and what is wanted of it, as far as it names one."""
    for look in looks_of(counting, facts):
        yield look.facts.source.key, "", None
        for path in look.paths:
            yield from _path(look.facts, path)
        for one in look.conditions:
            yield from _conditions(look.facts, one)


def _conditions(here: Facts, said: Mapping[str, Any]) -> Iterator[Looked]:
    for there, key, wanted in plain_conditions(here, said):
        yield there.source.key, key, wanted
    yield from _behind(here, said)


def _behind(here: Facts, said: Any) -> Iterator[Looked]:
    """What `plain_conditions` passes over: the rows of `having`, and dates told by their fields."""
    for key, wanted in said.items():
        if key in ON_DATES:
            for path in wanted.values():
                head = str(path).partition(".")[0]
                if head in here.source.fieldset.by_key:
                    yield from _path(here, str(path))
        elif key.startswith("having"):
            for one in each(wanted):
                there, link = source_of(here, one), str(one["rows"]).partition(".")[2]
                yield there.source.key, link.partition(".")[0], None
                yield from _behind(there, one.get("where") or {})
        elif key == nearby.KEY:
            there = nearby.points_of(here, wanted)
            yield there.source.key, "", None
            yield from _behind(there, wanted.get("where") or {})
        elif key in ("either", "not", "all", "at_start", "at_end"):
            for one in each(wanted):
                yield from _behind(here, one)


def _path(here: Facts, path: str) -> Iterator[Looked]:
    head, dot, rest = path.partition(".")
    yield here.source.key, head, None
    if dot:
        yield from _path(here.behind(head), rest)
