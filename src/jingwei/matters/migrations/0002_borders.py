"""Borders of matters: who serves a place reads and moves what lies in it; steps are never changed."""

from typing import ClassVar

from django.db import migrations

from jingwei.core.borders import Border, Definer
from jingwei.core.history_sql import rewritten_since
from jingwei.core.scope import Reader

READ = (Reader.STREET, Reader.PLACE, Reader.ENGINE)
WRITE = (Reader.STREET, Reader.PLACE)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("matters", "0001_initial"), ("core", "0006_key_moment")]

    operations: ClassVar = [
        Border("matters_matter", place="place_id", readers=READ, writers=WRITE, omit=("text", "reply")),
        Border(
            "matters_request",
            place="place_id",
            readers=READ,
            writers=WRITE,
            omit=("text", "contact_name", "contact_phone", "phone_token"),
        ),
        Border("matters_step", place="place_id", readers=READ, writers=WRITE, history="self", append_only=True),
        Border("matters_callback", place="place_id", readers=READ, writers=WRITE, history="self", append_only=True),
        Border("matters_serial", place=None, readers=WRITE, writers=WRITE, history="none"),
        Definer("matters_matter_rewritten(timestamptz)", rewritten_since("matters_matter")),
    ]
