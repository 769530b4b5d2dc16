"""Borders of ledgers: rows belong to places; what a ledger is, is known to all who work in the subdistrict."""

from typing import ClassVar

from django.db import migrations

from jingwei.core.borders import Border, Definer
from jingwei.core.roles import OWNER
from jingwei.core.scope import Reader
from jingwei.registers.ended_sql import LOG_ENDED, TRIGGER
from jingwei.registers.lookups_sql import FIND_HASH, FIND_WORDS

READ = (Reader.STREET, Reader.PLACE, Reader.ENGINE)
WRITE = (Reader.STREET, Reader.PLACE)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("registers", "0001_initial"), ("people", "0002_borders")]

    operations: ClassVar = [
        Border("registers_register", place=None, readers=READ, writers=(Reader.STREET,)),
        Border("registers_fieldsversion", place=None, readers=READ, writers=(Reader.STREET,), history="self"),
        Border("registers_source", place=None, readers=READ, writers=WRITE),
        Border("registers_entry", place="place_id", readers=READ, writers=WRITE, history="self"),
        Border("registers_version", place="place_id", readers=READ, writers=WRITE, history="self"),
        Border("registers_savedview", place=None, readers=READ, writers=WRITE, deleters=WRITE),
        Border("registers_draft", place=None, readers=READ, writers=WRITE, history="none"),
        Definer("registers_find_words(uuid, tsquery, integer)", FIND_WORDS),
        Definer("registers_find_hash(uuid, text, integer)", FIND_HASH),
        Definer("registers_log_ended()", LOG_ENDED, owner="history", callers=[OWNER]),
        migrations.RunSQL(TRIGGER, "DROP TRIGGER registers_entry_ended ON registers_entry"),
    ]
