"""The border of notes: who serves a place reads and writes them there; history copies none of their texts."""

from typing import ClassVar

from django.db import migrations

from jingwei.core.borders import Border
from jingwei.core.scope import Reader

READ = (Reader.STREET, Reader.PLACE, Reader.ENGINE)
WRITE = (Reader.STREET, Reader.PLACE)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("matters", "0013_notes")]

    operations: ClassVar = [
        Border("matters_note", place="place_id", readers=READ, writers=WRITE, omit=("values", "ended")),
    ]
