"""Asking over the whole subdistrict in the middle of a writing, as the engine counts: a check that must not depend on
who writes. What the history says of the action at work, and its moment, are kept."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from jingwei.core.scope import Reader, Scope, current_scope, open_scope

_NOTED = ("jingwei.action", "jingwei.reason", "jingwei.moment")


@contextmanager
def over_the_whole_street() -> Iterator[None]:
    """Within, the rows of all places are seen; afterwards all is as it was."""
    outer = current_scope()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(['current_setting(%s, true)'] * 3)}", _NOTED)
        noted = cursor.fetchone()
    with open_scope(Scope(Reader.ENGINE, outer.subdistrict, outer.actor)):
        yield
    if noted[0]:
        with connection.cursor() as cursor:
            given = [part for pair in zip(_NOTED, noted, strict=True) for part in pair]
            cursor.execute(f"SELECT {', '.join(['set_config(%s, %s, true)'] * 3)}", given)
