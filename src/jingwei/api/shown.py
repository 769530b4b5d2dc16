"""Rows of ledgers as the interface shows them: stored values as JSON, personal ones by their mask only."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from jingwei.core.fields import KINDS, FieldSet
from jingwei.core.secrets import closed_state, is_sealed_value, masked_text, tell_closed
from jingwei.registers.fieldsets import fieldset_of
from jingwei.registers.models import Register, Version

# The columns of a list: nothing of words, hashes or digest is fetched.
_ENTRY = (
    "id", "sort", "entry_id", "entry__key", "entry__revision", "entry__ended_on", "title", "place_id", "place__code",
    "place__name", "valid_from", "valid_to", "known_from", "data",
)  # fmt: skip
VERSION = (
    "id", "entry_id", "register_id", "place_id", "valid_from", "valid_to", "known_from", "known_to", "title", "data",
    "actor_label", "action", "reason", "entry_revision", "mark", "source_id", "source_row", "source__sheet",
    "source__file__name", "source__file__sha256",
)  # fmt: skip


def masked(fieldset: FieldSet, data: Mapping[str, Any]) -> dict[str, Any]:
    """Stored values with personal ones masked; also those of fields that the ledger no longer has."""
    # Left out where it is closed: words or null in its place would be written back by a machine.
    return {key: _masked(fieldset, key, value) for key, value in data.items() if not closed_state(value)}


def closed(data: Mapping[str, Any]) -> dict[str, str]:
    """Which values cannot be read any more: field key → sealed or destroyed."""
    return {key: state for key, value in data.items() if (state := closed_state(value))}


def entry_rows(register: Register, versions: QuerySet[Version]) -> list[dict[str, Any]]:
    """The rows of `versions` as `EntryOut`, each with its `sort` and version key under "_cursor"."""
    fieldset = fieldset_of(register)
    rows = list(versions.values(*_ENTRY))
    tell_closed([row["data"] for row in rows])
    return [_entry(register.key, fieldset, row) for row in rows]


def version_row(fieldset: FieldSet, row: Mapping[str, Any]) -> dict[str, Any]:
    """One row of `VERSION` columns as `VersionOut`; its data went through `tell_closed`."""
    source = None
    if row["source_id"]:
        source = {
            "file": row["source__file__name"],
            "sheet": row["source__sheet"],
            "row": row["source_row"],
            "sha256": row["source__file__sha256"],
        }
    return {
        "id": row["id"],
        "place": row["place_id"],
        "valid_from": row["valid_from"],
        "valid_to": row["valid_to"],
        "known_from": row["known_from"],
        "known_to": row["known_to"],
        "title": row["title"],
        "values": masked(fieldset, row["data"]),
        "closed": closed(row["data"]),
        "who": row["actor_label"],
        "action": row["action"],
        "reason": row["reason"],
        "revision": row["entry_revision"],
        "source": source,
    }


def _entry(register: str, fieldset: FieldSet, row: Mapping[str, Any]) -> dict[str, Any]:
    place = {"id": row["place_id"], "code": row["place__code"], "name": row["place__name"]}
    return {
        "id": row["entry_id"],
        "register_key": register,
        "key": row["entry__key"],
        "revision": row["entry__revision"],
        "title": row["title"],
        "place": place if row["place_id"] else None,
        "valid_from": row["valid_from"],
        "valid_to": row["valid_to"],
        "known_from": row["known_from"],
        "ended_on": row["entry__ended_on"],
        "values": masked(fieldset, row["data"]),
        "closed": closed(row["data"]),
        "_cursor": (row["sort"], row["id"]),
    }


def _masked(fieldset: FieldSet, key: str, value: Any) -> Any:
    if is_sealed_value(value):
        return masked_text(value)
    field = fieldset.by_key.get(key)
    if field is None or not field.personal or value is None:
        return value
    return KINDS[field.kind].display(value, field, masked=True)
