"""Choices that were merged into others, as SQL: stored values stay, their reading changes."""

from jingwei.core.fields import Field


def merged_sql(value: str, field: Field) -> str:
    """The SQL of a stored choice as it is read: one that was merged is read as that it went into."""
    if not field.merged:
        return value
    whens = " ".join(f"WHEN {_quoted(old)} THEN {_quoted(into)}" for old, into in field.merged.items())
    return f"(CASE {value} {whens} ELSE {value} END)"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''").replace("%", "%%") + "'"
