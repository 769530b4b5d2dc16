"""An import writes down itself: who, which file, its counts, and which lines of the history are its own."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.db import connection

from jingwei.core.models import ImportRecord
from jingwei.core.scope import current_scope

# A transaction may hold several actions: its own lines since a moment are those with its mark above the last one then.
_LAST = "SELECT core_change_mark(), COALESCE(max(id), 0) FROM core_change WHERE mark = core_change_mark()"
_SINCE = (
    "SELECT COALESCE(min(id), 0), COALESCE(max(id), 0) FROM core_change WHERE mark = core_change_mark() AND id > %s"
)


@contextmanager
def recorded(
    action: str, into: str, counts: Mapping[str, int], *, file_name: str = "", sha256: str = ""
) -> Iterator[ImportRecord]:
    """Everything written within the block is the import's own. Gives its record, which is saved at the end.

    `counts` has new, changed, same, refused, and gone where a file can end what it does not name.
    """
    actor = current_scope().actor
    record = ImportRecord(
        action=action,
        into=into[:160],
        file_name=file_name[-255:],
        sha256=sha256,
        new=counts["new"],
        changed=counts["changed"],
        same=counts["same"],
        refused=counts["refused"],
        gone=counts.get("gone"),
        actor=actor.id,
        actor_label=actor.label,
    )
    with connection.cursor() as cursor:
        cursor.execute(_LAST)
        record.mark, last = cursor.fetchone()
    yield record
    with connection.cursor() as cursor:
        cursor.execute(_SINCE, [last])
        record.first_change, record.last_change = cursor.fetchone()
    record.save(force_insert=True)
