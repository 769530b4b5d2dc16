"""Suspected duplicates of one ledger, likeliest first; what two rows say alike and what differently."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from jingwei.core.facts.point import NOW
from jingwei.core.facts.sql import Sql
from jingwei.registers.alike.candidates import candidates
from jingwei.registers.alike.telling import Telling, telling_of
from jingwei.registers.alike.weigh import Suspicion, weigh
from jingwei.registers.fieldsets import fieldset_of
from jingwei.registers.history import differences
from jingwei.registers.models import Register, Version
from jingwei.registers.selection import Selection, facts_in, selection_of


@dataclass(frozen=True, slots=True)
class Compared:
    """Two rows field by field: the labels of what both say alike, and of what they say differently."""

    same: tuple[str, ...]
    differing: tuple[str, ...]


def suspects(selection: Selection, telling: Telling | None = None) -> list[Suspicion]:
    """The pairs among the rows asked for that are likely the same object; never across ledgers. Three queries.

    Rows are looked at as they are today, within the reader's border.
    """
    telling = telling or telling_of(selection.register)
    if telling.nothing:
        return []
    today = replace(selection, facts=facts_in(selection.register, ended=False), order="")
    found = [suspicion for pair in candidates(today, telling) if (suspicion := weigh(pair, telling)) is not None]
    return sorted(found, key=lambda one: -one.weight)


def reasons_of(register: Register, one: UUID, other: UUID) -> tuple[str, ...]:
    """Why two rows are suspected; empty where they are not, or were told apart. Three queries."""
    only = selection_of(register, instead=Sql("v.entry_id = ANY(%s)", ([one, other],)))
    return next((found.reasons for found in suspects(only)), ())


def states_of(entries: Sequence[UUID]) -> dict[UUID, Version]:
    """The states in force of entries, with their numbers and places; one query."""
    rows = Version.objects.filter(NOW.condition(), entry_id__in=entries).select_related("entry", "place")
    return {version.entry_id: version for version in rows.defer("words", "place__outline")}


def compared(register: Register, one: Version, other: Version) -> Compared:
    """What two rows say of the fields that both have filled, the number left out."""
    fieldset = fieldset_of(register)
    unlike = {line["label"] for line in differences(fieldset, one, other)}
    both = [
        field.label
        for field in fieldset.fields
        if field.key != register.key_field and _filled(one.data, field.key) and _filled(other.data, field.key)
    ]
    return Compared(tuple(one for one in both if one not in unlike), tuple(one for one in both if one in unlike))


def _filled(data: Mapping[str, object], key: str) -> bool:
    return data.get(key) not in (None, "", [])
