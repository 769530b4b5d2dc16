"""The rows that have left a ledger as facts: an event each, that holds from the day on which the row left.

A row is its last state with the day and the reason; it holds until the row comes back, if it does. A row that came back
on the very day had never left.
"""

from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from jingwei.core.facts.point import Point
from jingwei.core.facts.source import Source
from jingwei.core.fields import Choice, Field, FieldSet
from jingwei.registers.facts import source_of
from jingwei.registers.fieldsets import fieldset_of
from jingwei.registers.leaving.declared import OWN, Leaving, leaving_of
from jingwei.registers.models import Register

SUFFIX, CAUSE = "_left", "left_for"
LEFT_ON = Field("left_on", "停用日期", "date")
LEFT_TOLD = Field("left_told", "停用说明", "text")
_TABLE = """(
  SELECT v.id, v.entry_id, v.subdistrict, v.register_id, v.place_id, v.places, v.title, v.sort, v.lon, v.lat, v.valid_to
    AS valid_from, COALESCE((SELECT min(later.valid_from) FROM registers_version later WHERE later.entry_id = v.entry_id
      AND {known} AND later.valid_from >= v.valid_to), DATE '9999-12-31') AS valid_to,
    v.known_from, v.known_to, v.data || jsonb_build_object('left_on', v.valid_to, 'left_for', v.leaving->'for',
      'left_told', v.leaving->'told') AS data
  FROM registers_version v WHERE v.leaving IS NOT NULL
)"""
# Asked for each row that left: by the index of the entry, not by one of what is still known.
_NOW = _TABLE.format(known="COALESCE(later.known_to, 'infinity') = 'infinity'")


def left_fields(register: Register) -> tuple[Field, ...]:
    """What is told of a row that left beside the ledger's own fields; a field of its own goes before."""
    own = fieldset_of(register, retired=True).by_key
    return tuple(one for one in told_fields(leaving_of(register)) if one.key not in own)


@lru_cache(maxsize=512)
def with_left(fieldset: FieldSet, told: tuple[Field, ...]) -> FieldSet:
    """The fields of a ledger behind those that say how a row left."""
    return FieldSet(fieldset.key, fieldset.version, (*told, *fieldset.fields))


def told_fields(leaving: Leaving) -> tuple[Field, ...]:
    """Day, reason and words."""
    return (LEFT_ON, _cause(leaving), LEFT_TOLD)


def _cause(leaving: Leaving) -> Field:
    """The reason as a fact: the declared ones, also closed ones, and what the system says itself."""
    listed = (*((one.key, one.label) for one in leaving.reasons), *OWN.items())
    return Field(CAUSE, "停用原因", "choice", choices=tuple(Choice(*one) for one in listed), facet=True)


def left_source_of(register: Register) -> Source:
    """The rows of a ledger that have left it."""
    source = source_of(register)
    fieldset = with_left(fieldset_of(register, retired=True), left_fields(register))
    return replace(
        source, key=left_key(register), name=f"{source.name}（已停用）", fieldset=fieldset, table=_NOW, then=_then,
        beside={}, begun=source.table,
    )  # fmt: skip


def left_key(register: Register) -> str:
    """What the source is called in definitions."""
    return f"{register.key}{SUFFIX}"


def _then(moment: datetime) -> str:
    if moment.tzinfo is None:
        raise ValueError("a moment without its zone")
    known, values = Point(known_at=moment).known_sql("later")
    told = f"TIMESTAMPTZ '{moment.isoformat()}'"
    return _TABLE.format(known=known.replace("%s", told) if values else known)
