"""Stating a version again with some columns changed: the one INSERT behind changing, ending and undoing."""

_COLUMNS = [
    "id",
    "subdistrict",
    "revision",
    "entry_id",
    "register_id",
    "place_id",
    "places",
    "valid_from",
    "valid_to",
    "known_from",
    "title",
    "sort",
    "data",
    "fields_version",
    "hashes",
    "words",
    "lon",
    "lat",
    "digest",
    "source_id",
    "source_row",
    "actor",
    "actor_label",
    "action",
    "reason",
    "entry_revision",
    "mark",
    "leaving",
]
COLUMNS = ", ".join(_COLUMNS)


def restate(rows: str, **changed: str) -> str:
    """SQL that inserts versions copied from `rows` (text after FROM; its versions under the alias v), known from now.

    `changed` maps columns to SQL expressions. A state that ends on another day no longer says why the row left.
    """
    values = {
        **({"leaving": "NULL::jsonb"} if "valid_to" in changed else {}),
        "id": "gen_random_uuid()",
        "known_from": "(SELECT core_moment())",
        "mark": "(SELECT core_change_mark())",
        **changed,
    }
    shown = ", ".join(values.get(column, f"v.{column}") for column in _COLUMNS)
    return f"INSERT INTO registers_version ({COLUMNS}) SELECT {shown} FROM {rows}"
