"""One import at a time into one ledger; single entries lock their own row. A ledger out of use takes nothing in."""

from django.db import connection

from jingwei.core.errors import Conflict
from jingwei.registers.models import Register


def lock_register(register: Register) -> None:
    """Wait until no other import runs in this ledger; held to the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 1))", [str(register.pk)])


def refuse_retired(register: Register) -> None:
    """Raise Conflict where the ledger is out of use."""
    if register.retired_on is not None:
        raise Conflict(
            f"“{register.name}”已于{register.retired_on}停用（{register.retired_reason}），不再登记和导入。"
            "确需继续的，请办公室综合岗或统计员在“台账设置”里恢复。"
        )
