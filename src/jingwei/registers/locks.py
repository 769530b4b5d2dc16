"""One import at a time into one ledger; single entries lock their own row."""

from django.db import connection

from jingwei.registers.models import Register


def lock_register(register: Register) -> None:
    """Wait until no other import runs in this ledger; held to the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 1))", [str(register.pk)])
