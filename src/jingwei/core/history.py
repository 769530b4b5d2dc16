"""Reading the history that statement-level triggers write."""

from collections.abc import Mapping
from typing import Any

from jingwei.core.models import Change

_SILENT = {"id", "revision", "subdistrict"}


def labels_of(model: Any) -> dict[str, str]:
    """Column → the word a person knows it by."""
    return {field.column: str(field.verbose_name) for field in model._meta.concrete_fields}


def changes_since(target: Any, revision: int) -> list[dict[str, Any]]:
    """What was changed on `target` after `revision`: dicts {label, before, after, who, at}, oldest first."""
    labels = labels_of(type(target))
    rows = Change.objects.filter(row_id=target.pk, table_name=target._meta.db_table, revision__gt=revision).order_by(
        "id"
    )
    return [line for change in rows for line in change_lines(change, labels)]


def change_lines(change: Change, labels: Mapping[str, str]) -> list[dict[str, Any]]:
    """One line per changed column of one change."""
    before, after = change.before or {}, change.after or {}
    return [
        {
            "label": labels.get(column, column),
            "before": before.get(column),
            "after": after.get(column),
            "who": change.actor_label,
            "at": change.at,
        }
        for column in {**before, **after}
        if column not in _SILENT
    ]
