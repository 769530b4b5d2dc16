"""After much was written: fresh statistics and visibility map, or lists lose index-only scans for a while."""

from threading import Thread

from django.db import connection, transaction
from psycopg import sql

from jingwei.core.roles import OWNER
from jingwei.core.scope import BASE_ROLE

_MANY = 5000


def upkeep_after(rows: int, *tables: str) -> None:
    """VACUUM (ANALYZE) the tables once the transaction is committed, when it wrote many rows; nobody waits for it."""
    if rows >= _MANY:
        transaction.on_commit(Thread(target=_in_a_thread, args=tables).start, robust=True)


def vacuum(*tables: str) -> None:
    """VACUUM (ANALYZE) tables as their owner, outside any transaction."""
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(OWNER)))
        try:
            for table in tables:
                cursor.execute(sql.SQL("VACUUM (ANALYZE) {}").format(sql.Identifier(table)))
        finally:
            cursor.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(BASE_ROLE)))


def _in_a_thread(*tables: str) -> None:
    try:
        vacuum(*tables)
    finally:
        connection.close()
