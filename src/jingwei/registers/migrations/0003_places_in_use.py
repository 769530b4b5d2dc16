"""How much of the ledgers lies in a place is told to those who keep places; entries that leave a place are told there."""

from typing import ClassVar

from django.db import migrations

from jingwei.core.borders import Definer
from jingwei.core.roles import HISTORY, OWNER
from jingwei.core.scope import Reader
from jingwei.registers.ended_sql import LOG_ENDED_OR_LEFT, TRIGGER, TRIGGER_ENDED_OR_LEFT
from jingwei.registers.lookups_sql import LYING_IN

KEEPERS = (Reader.STREET.value, Reader.ADMIN.value)
DROP = "DROP TRIGGER registers_entry_ended ON registers_entry"


class Migration(migrations.Migration):
    dependencies: ClassVar = [("registers", "0002_borders")]

    operations: ClassVar = [
        Definer("registers_lying_in(uuid[], boolean)", LYING_IN, callers=KEEPERS),
        migrations.RunSQL(DROP, TRIGGER),
        Definer("registers_log_ended_or_left()", LOG_ENDED_OR_LEFT, owner="history", callers=[OWNER]),
        migrations.RunSQL(TRIGGER_ENDED_OR_LEFT, DROP),
        migrations.RunSQL(
            [f"SET ROLE {HISTORY}", "DROP FUNCTION registers_log_ended()", f"SET ROLE {OWNER}"], migrations.RunSQL.noop
        ),
    ]
