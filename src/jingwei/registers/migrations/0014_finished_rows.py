"""Ledgers declare which of their rows need not be confirmed any more."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("registers", "0013_left_for_a_reason")]

    operations: ClassVar = [
        migrations.AddField("register", "finished", models.JSONField(default=list, verbose_name="不再核实的记录")),
    ]
