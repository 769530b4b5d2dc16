"""The history of an entry in words: which field went from what to what, who said so, and why."""

from typing import Any

import shapely
from shapely.geometry import shape

from jingwei.core.actions import find_action
from jingwei.core.fields import KINDS, FieldSet
from jingwei.core.secrets import is_sealed_value, key_of, masked_text
from jingwei.registers.fieldsets import fieldset_of
from jingwei.registers.models import Entry, Version

SHAPES = frozenset({"line", "outline"})


def changes_since(entry: Entry, revision: int) -> list[dict[str, Any]]:
    """What was changed after `revision`: dicts {label, before, after, who, at}, oldest first."""
    known = list(
        Version.objects.filter(entry_id=entry.pk).select_related("register").order_by("entry_revision", "valid_from")
    )
    before = [version for version in known if version.entry_revision <= revision]
    after = [version for version in known if version.entry_revision > revision]
    if not before or not after:
        return _ended(entry) if entry.ended_on else []
    lines = []
    last = before[-1]
    for version in after:
        lines += differences(fieldset_of(version.register, retired=True), last, version)
        last = version
    return lines + (_ended(entry) if entry.ended_on else [])


def differences(fieldset: FieldSet, before: Version, after: Version) -> list[dict[str, Any]]:
    """One line per field that differs between two versions."""
    lines = []
    for field in fieldset.fields:
        old, new = before.data.get(field.key), after.data.get(field.key)
        if old == new:
            continue
        # What a sheet brings is not encrypted before it is written, and has its keyed hash already.
        token = _token(before, field.key)
        if is_sealed_value(old) and token and token == _token(after, field.key):
            continue
        if is_sealed_value(old) and is_sealed_value(new) and _alike(old, new):
            continue
        lines.append(
            {
                "label": field.label,
                "before": shown(old, fieldset, field.key),
                "after": shown(new, fieldset, field.key),
                "who": after.actor_label,
                "at": after.known_from,
            }
        )
    return lines


def verb_of(action: str) -> str:
    """What was done, in the word of its button; of an action that is no more, that something was."""
    try:
        return find_action(action).label
    except KeyError:
        return "办理"


def _token(version: Version, key: str) -> str:
    """The keyed hash of one field: equal where the value is, though it is encrypted anew with every version."""
    return next((token for token in version.hashes if token.startswith(f"{key}:")), "")


def _alike(old: Any, new: Any) -> bool:
    """Recorded again under another end date: two keys cannot tell whether the value is another one, the mask can."""
    return key_of(old) != key_of(new) and masked_text(old) == masked_text(new)


def shown(value: Any, fieldset: FieldSet, key: str) -> str:
    """A stored value as lists and histories show it; personal ones by their mask."""
    if value is None:
        return ""
    if is_sealed_value(value):
        return masked_text(value)
    field = fieldset.by_key[key]
    if field.kind in SHAPES:
        return shape_words(value)
    return KINDS[field.kind].display(value, field, masked=bool(field.personal))


def shape_words(stored: Any) -> str:
    """A line or outline as a reader needs it: that it is drawn, and by how many points; the map shows where."""
    return f"已画，{shapely.get_num_coordinates(shape(stored))}个点"


def _ended(entry: Entry) -> list[dict[str, Any]]:
    return [
        {
            "label": "使用状态",
            "before": "使用中",
            "after": f"{entry.ended_on} 起停用：{entry.ended_reason}",
            "who": "",
            "at": None,
        }
    ]
