"""The change cursor: every change once, in an order that never skips a transaction still running.

A mark is epoch << 44 | transaction id. Readers stop before the oldest running transaction, so a slow writer is never
passed over; the epoch rises with each restore, because transaction ids start anew in another cluster.
"""

from dataclasses import dataclass

from django.db import connection

from jingwei.core.errors import JingweiError


@dataclass(frozen=True, slots=True)
class Position:
    """How far a reader of changes has come: the mark, and within it the last key (text)."""

    mark: int = 0
    key: str = ""

    def __str__(self) -> str:
        return f"{self.mark:x}.{self.key}"

    @classmethod
    def parse(cls, text: str) -> "Position":
        """Read what `str()` gave. Raises JingweiError for anything else."""
        head, _, key = text.partition(".")
        try:
            return cls(int(head, 16) if head else 0, key)
        except ValueError as error:
            raise JingweiError("游标(after)写法不对，请使用上次返回的 next。", code="cursor") from error


def horizon() -> int:
    """Changes with a mark below this are complete."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT core_change_horizon()")
        return int(cursor.fetchone()[0])
