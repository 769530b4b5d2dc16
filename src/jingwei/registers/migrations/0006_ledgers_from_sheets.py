"""A sheet may wait without a ledger, with what is proposed to be made of it; ledgers can be taken out of use."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("registers", "0005_place_index_without_order")]

    operations: ClassVar = [
        migrations.AlterField(
            "draft",
            "register",
            models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to="registers.register"),
        ),
        migrations.AddField("draft", "plan", models.JSONField(default=dict)),
        migrations.AddField("register", "retired_on", models.DateField(null=True, verbose_name="停用日期")),
        migrations.AddField(
            "register",
            "retired_reason",
            models.CharField(blank=True, default="", max_length=200, verbose_name="停用原因"),
            preserve_default=False,
        ),
    ]
