"""The border of what is left out of scores: who serves a place sees it there; the office writes it."""

from typing import ClassVar

from django.db import migrations

from jingwei.core.borders import Border
from jingwei.core.scope import Reader

READ = (Reader.STREET, Reader.PLACE)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("matters", "0009_exclusions")]

    operations: ClassVar = [Border("matters_exclusion", place="place_id", readers=READ, writers=(Reader.STREET,))]
